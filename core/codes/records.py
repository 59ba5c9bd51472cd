"""Codes of records and what happens to them."""

from __future__ import annotations

import enum


class RecordKind(enum.StrEnum):
    """The kind of a record."""

    MISSING = "missing"
    FOUND = "found"
    TRACING = "tracing"  # a family looks for a relative
    PREVENTIVE = "preventive"  # not missing: to be kept from being taken or going abroad


class RecordStatus(enum.StrEnum):
    """The status of a record."""

    OPEN = "open"
    CLOSED = "closed"
    ERASED = "erased"


class Clearance(enum.StrEnum):
    """How far the reporter of a record is cleared."""

    CLEARED = "cleared"
    UNVERIFIED = "unverified"
    FLAGGED = "flagged"


class TransferStatus(enum.StrEnum):
    """The status of a transfer to another agency."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LinkKind(enum.StrEnum):
    """Why two records of an owner are one child."""

    LEFT_CARE = "left_care"


class EpisodeKind(enum.StrEnum):
    """The kind of an episode in a child's story."""

    LEFT_CARE = "left_care"
    LOCATED = "located"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    REOPENED = "reopened"


class ImportState(enum.StrEnum):
    """The state of an import."""

    UPLOADED = "uploaded"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class StatementSource(enum.StrEnum):
    """Who made a statement. An agency that made it itself is named by its `AgencyKind`."""

    PERSON = "person"  # whom the record is about
    REPORTER = "reporter"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    COMPANION = "companion"
    WITNESS = "witness"
    PROFESSIONAL = "professional"  # doctor, teacher, social worker
    AUTHORITY = "authority"
    CONTROLLER = "controller"  # whoever holds the person; nothing of it is compared


class SeriesKind(enum.StrEnum):
    """The acts that a series of values is recognised in."""

    FACTS = "said"  # a search or a registration
    EDIT = "edit"
    GUARDIAN = "guardian"
