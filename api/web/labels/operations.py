"""Words of the codes that those see who keep it running and watch over it: jobs, schedules, keys,
acts in the trail.
"""

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
        "notify": N_("Telling of pairs"),
        "silent_hits": N_("Telling owners of hidden records"),
        "standing": N_("Asking a saved search again"),
        "contacts": N_("Looking at reporters and guardians"),
        "crossmatch": N_("Planning a run over everybody"),
        "shard": N_("A part of a run"),
        "deadlines": N_("Looking at consents and clocks"),
        "delta": N_("Planning a run over what changed"),
        "rematch": N_("Matching again"),
        "of_age": N_("Looking at who comes of age"),
        "thin": N_("Taking old scores away"),
        "report": N_("Making the report of the month"),
        "reopen": N_("Following up an undone verdict"),
        "restore_verdicts": N_("Restoring verdicts after an upgrade"),
        "import": N_("Bringing in a file"),
        "undo_import": N_("Taking a file back"),
        "exported": N_("Telling owners of an export"),
    },
    "job_state": {
        "queued": N_("Waits"),
        "running": N_("Runs"),
        "done": N_("Done"),
        "quarantined": N_("Given up"),
        "cancelled": N_("Cancelled"),
    },
    "schedule": {
        "statistics": N_("Statistics are counted"),
        "crossmatch": N_("Everybody with everybody"),
        "delta": N_("What changed"),
        "hand_over": N_("Children found by police, to child protection"),
        "countersign": N_("Searches that wait for a second signature"),
        "standing": N_("Saved searches"),
        "deadlines": N_("Consents and clocks"),
        "thin": N_("Taking old scores away"),
        "report": N_("Making the report of the month"),
        "retention": N_("Reviews and forgetting"),
        "of_age": N_("Coming of age"),
        "links": N_("Possible links after edits"),
    },
    "key": {
        "wrapping": N_("Wraps each person's data key"),
        "match": N_("Makes match keys"),
        "audit": N_("Signs the trail"),
        "webhook": N_("Signs what goes to other systems"),
    },
    "finding": {
        "chain_broken": N_("A row does not follow the one before"),
        "row_altered": N_("A row was altered"),
        "row_missing": N_("A row is missing"),
        "checkpoint_differs": N_("A row is not the one that was signed"),
        "checkpoint_forged": N_("A checkpoint is not ours"),
        "index_differs": N_("The records of a row were altered"),
        "not_covered": N_("From this row on no checkpoint covers the trail"),
        "log_emptied": N_("The trail is empty, or begins later than the accounts it must cover"),
        "anchor_forged": N_("A line of the anchor is not signed by us"),
        "anchor_gap": N_("Lines are missing in the anchor before this one"),
        "anchor_differs": N_("A row is not the one that the anchor holds"),
        "anchor_row_missing": N_("A row that the anchor holds is missing"),
        "anchor_behind": N_("From this row on the anchor holds nothing"),
        "anchor_unreadable": N_("The anchor cannot be read"),
    },
    "anchor": {
        "file": N_("A file on another mount"),
        "syslog": N_("A syslog server"),
        "http": N_("An HTTP endpoint"),
    },
    "anchor_trouble": {
        "unreachable": N_("not reached"),
        "refused": N_("refused"),
        "emptied": N_("gone or empty"),
    },
}
