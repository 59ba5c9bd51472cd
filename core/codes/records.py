"""Codes of records: kinds, states, transfers, imports and sources of statements."""

from __future__ import annotations

import enum


class RecordKind(enum.StrEnum):
    """The kind of a record."""

    MISSING = "missing"
    FOUND = "found"
    TRACING = "tracing"  # a family searches for a relative
    # not missing; to be kept from being abducted or from travelling abroad
    PREVENTIVE = "preventive"


class RecordStatus(enum.StrEnum):
    """The status of a record."""

    OPEN = "open"
    CLOSED = "closed"
    ERASED = "erased"


class ReporterCheck(enum.StrEnum):
    """The reporter check of a record's reporter."""

    CHECKED = "checked"
    UNVERIFIED = "unverified"
    FLAGGED = "flagged"
    # The care desk reports a child that left. It is shared as if checked, and a second person
    # checks it. In every other respect it is unverified.
    PROVISIONAL = "provisional"


class TransferStatus(enum.StrEnum):
    """The status of a transfer to another agency."""

    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LinkKind(enum.StrEnum):
    """The reason why two records of a responsible agency are about one child."""

    MISSING_FROM_CARE = "missing_from_care"


class EpisodeKind(enum.StrEnum):
    """The kind of an episode in a child's case."""

    MISSING_FROM_CARE = "missing_from_care"
    LOCATED = "located"
    SAFE = "safe"
    RETURNED = "returned"
    REUNIFIED = "reunified"
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
    """The source of a statement.

    A statement of the agency itself has the agency's `AgencyKind` as source.
    """

    PERSON = "person"  # the subject of the record
    REPORTER = "reporter"
    RELATIVE = "relative"
    GUARDIAN = "guardian"
    COMPANION = "companion"
    WITNESS = "witness"
    PROFESSIONAL = "professional"  # doctor, teacher, social worker
    AUTHORITY = "authority"
    EXPLOITER = "exploiter"  # controls the person; such statements are never compared


class SeriesKind(enum.StrEnum):
    """The acts in which a series of values is detected, and the reads of software."""

    FACTS = "facts"  # a search or a registration
    EDIT = "edit"
    GUARDIAN = "guardian"
    READ = "read"  # of an own record by software, counted against its read budget


class DangerKind(enum.StrEnum):
    """What is a danger to a person, as a person answered. Codes for "not known" also answer."""

    NONE = "none"  # asked, and no danger is known
    STATE = "state"
    PERSON = "person"


class UnsharedCause(enum.StrEnum):
    """Why no other agency sees an open record. One cause is enough."""

    RESTRICTED = "restricted"  # the processing is restricted, at the person's request
    SHARING_NONE = "sharing_none"  # the responsible agency shares it with no agency
    STATE_DEFAULT = "state_default"  # the default of the record's state is no sharing
    NO_RECIPIENTS = "no_recipients"  # no state is named, or every named state is kept out
    REPORTER_FLAGGED = "reporter_flagged"
    QUESTIONS_OPEN = "questions_open"  # those of `OpeningQuestion`
    NO_LEGAL_BASIS = "no_legal_basis"
    CONSENT_WITHDRAWN = "consent_withdrawn"  # the legal basis is a consent that was withdrawn
    NO_CONSENT = "no_consent"  # an adult, or a possible victim
    NO_DECISION = "no_decision"  # a preventive record without the decision of an authority
    TRACING = "tracing"  # a request to trace family is never shared


class OpeningQuestion(enum.StrEnum):
    """A question that a person answers before other agencies may see a found child's record."""

    DANGER = "danger"  # which state or person is a danger
    TRAFFICKING = "trafficking"  # whether there are signs of trafficking
    NATIONALITY = "nationality"  # which nationality is claimed
