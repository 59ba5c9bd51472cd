"""Labels of codes for operators and auditors: jobs, schedules, keys, findings of log checks."""

from __future__ import annotations

from api.web.gettext_marker import N_

WORK_WORDS: dict[str, dict[str, str]] = {
    "agency_kind": {
        "protection": N_("Child protection"),
        "police": N_("Police"),
        "hotline": N_("Hotline"),
    },
    "job": {
        "statistics": N_("Counting and publishing statistics"),
        "match": N_("Matching a record"),
        "notify": N_("Sending notifications of possible matches"),
        "silent_matches": N_("Notifying responsible agencies of hidden records"),
        "sightings": N_("Delivering sightings"),
        "saved_search": N_("Repeating a saved search"),
        "contacts": N_("Checking reporters and guardians"),
        "crossmatch": N_("Planning a matching run over all records"),
        "shard": N_("Part of a matching run"),
        "deadlines": N_("Checking consents and deadlines"),
        "delta": N_("Planning a matching run over changed records"),
        "rematch": N_("Matching a record again"),
        "coming_of_age": N_("Checking who turns 18"),
        "thin": N_("Deleting old scores"),
        "report": N_("Making the monthly report"),
        "reopen": N_("Following up an undone match decision"),
        "import": N_("Importing a file"),
        "undo_import": N_("Undoing an import"),
        "close_agencies": N_("Moving the records of agencies that close"),
        "exported": N_("Notifying responsible agencies of an export"),
    },
    "job_state": {
        "queued": N_("Waiting"),
        "running": N_("Running"),
        "done": N_("Done"),
        "quarantined": N_("Failed for good"),
        "cancelled": N_("Cancelled"),
    },
    "schedule": {
        "statistics": N_("Counting of statistics"),
        "crossmatch": N_("All records"),
        "delta": N_("Changed records"),
        "referral": N_("Children found by police, to child protection"),
        "approvals": N_("Approvals that are over"),
        "closings": N_("Agencies that close"),
        "many_reads": N_("People who open many records"),
        "saved_search": N_("Saved searches"),
        "deadlines": N_("Consents and deadlines"),
        "thin": N_("Deleting old scores"),
        "report": N_("Making the monthly report"),
        "retention": N_("Retention reviews and erasure"),
        "coming_of_age": N_("Turning 18"),
        "digests": N_("Digests of possible matches"),
        "links": N_("Links after edits"),
    },
    "key": {
        "wrapping": N_("Encrypts each person's data key"),
        "match": N_("Makes match keys"),
        "audit": N_("Signs the audit log"),
        "audit_chain": N_("Seals each row of the audit log"),
    },
    "finding": {
        "chain_broken": N_("A row does not follow from the row before"),
        "row_altered": N_("A row was altered, or was not written by Homeward"),
        "key_older": N_("A row has an older key than the rows before"),
        "time_differs": N_("From this row on, our clock and the database server's differ"),
        "time_backwards": N_(
            "The database server's time of a row is before that of an earlier row"
        ),
        "row_missing": N_("A row is missing"),
        "checkpoint_differs": N_("A row differs from the signed row"),
        "checkpoint_forged": N_("A checkpoint does not have our signature"),
        "index_differs": N_("The records of a row were altered"),
        "not_covered": N_("From this row on, no checkpoint covers the audit log"),
        "log_emptied": N_(
            "The audit log is empty, or begins later than the accounts that it must cover"
        ),
        "anchor_forged": N_("A line of the anchor does not have our signature"),
        "anchor_gap": N_("Lines before this one are missing from the anchor"),
        "anchor_differs": N_("A row differs from the anchor"),
        "anchor_row_missing": N_("A row listed in the anchor is missing"),
        "anchor_behind": N_("From this row on, the anchor is empty"),
        "anchor_unreadable": N_("The anchor cannot be read"),
    },
    "anchor": {
        "file": N_("A file on another volume"),
        "syslog": N_("A syslog server"),
        "http": N_("An HTTP endpoint"),
    },
    "anchor_trouble": {
        "unreachable": N_("not reachable"),
        "refused": N_("refused"),
        "emptied": N_("missing or empty"),
    },
}
