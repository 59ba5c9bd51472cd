"""Codes of background work."""

from __future__ import annotations

import enum


class JobState(enum.StrEnum):
    """The state of a job."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    QUARANTINED = "quarantined"
    CANCELLED = "cancelled"


class JobKind(enum.StrEnum):
    """The kind of a job."""

    MATCH = "match"
    NOTIFY = "notify"
    SILENT_MATCHES = "silent_matches"
    SIGHTINGS = "sightings"
    DEADLINES = "deadlines"
    REOPEN = "reopen"
    CONTACTS = "contacts"
    EXPORTED = "exported"
    IMPORT = "import"
    UNDO_IMPORT = "undo_import"
    CLOSE_AGENCIES = "close_agencies"
    SAVED_SEARCH = "saved_search"
    COMING_OF_AGE = "coming_of_age"
    CROSSMATCH = "crossmatch"
    DELTA = "delta"
    SHARD = "shard"
    REMATCH = "rematch"
    THIN = "thin"
    REPORT = "report"
    STATISTICS = "statistics"


class MatchingRunKind(enum.StrEnum):
    """The kind of a matching run. It is also the kind of the job that plans the run."""

    CROSSMATCH = "crossmatch"
    DELTA = "delta"


class MatchingRunState(enum.StrEnum):
    """The state of a matching run."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class BackupKind(enum.StrEnum):
    """What a backup did: the newest archive of each kind, and the proof that they fit."""

    DATA = "data"
    KEYS = "keys"
    PROOF = "proof"  # the key archive opened a record of the data archive
