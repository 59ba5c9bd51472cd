"""The record's plain columns: ids, owner, kind, status, sharing, versions, times. Personal values
are in `facts`.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PublicId,
    RecordId,
    State,
    UserId,
    references,
)


class Record(Base):
    """A report of a missing, found or sought person.

    `clearance` is the reporter's; `gate` the situation that sets the default sharing
    (core.policy.views.DEFAULT_SHARES); `may_warn`: others who register this person may be told to
    call a desk; `has_basis` says that a legal basis was declared, `is_eu_only` that the person may
    enjoy international protection; `matched_version` and `matched_engine` say what the last
    finished matching saw; `identity_by` wrote the identity first since a second person confirmed
    it; `IdentityAuthor` has the later authors. `identity_version` is the version of the last change
    of identity, or of the last clearance. `registered_by` is the person who registered the record
    (None: an agency's software, or not known). `links_version` and `links_at`: up to which own
    version, and when, its links at `hit` were worked out last (`services.sharing.pair_knowledge`).
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("agency_id", "ref_tag"),
        CheckConstraint("kind IN ('missing', 'found', 'tracing')", name="kind"),
        CheckConstraint("status IN ('open', 'closed', 'erased')", name="status"),
        CheckConstraint("clearance IN ('cleared', 'unverified', 'flagged')", name="clearance"),
        Index("ix_record_agency_status", "agency_id", "status", "id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    state: Mapped[State]
    kind: Mapped[Code]
    status: Mapped[Code]
    sharing: Mapped[Code]
    gate: Mapped[Code]
    clearance: Mapped[Code]
    has_basis: Mapped[bool]
    may_warn: Mapped[bool] = mapped_column(server_default=true())
    is_eu_only: Mapped[bool]
    ref_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    version: Mapped[int]
    matched_version: Mapped[int]
    matched_engine: Mapped[str | None] = mapped_column(String(20))
    identity_by: Mapped[int | None] = mapped_column(BigId)
    identity_version: Mapped[int | None]
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]
    review_at: Mapped[OptionalMoment]
    closed_at: Mapped[OptionalMoment]
    closure: Mapped[str | None] = mapped_column(String(40))
    hand_over_due_at: Mapped[OptionalMoment]
    import_batch_id: Mapped[int | None] = mapped_column(
        BigId, references("import_batch.id"), index=True
    )
    registered_by: Mapped[int | None] = mapped_column(BigId, references("user_account.id"))
    links_version: Mapped[int] = mapped_column(server_default=text("0"))
    links_at: Mapped[OptionalMoment]


class RecordShare(Base):
    """The sharing in force, computed when a record is written: to a state, for an audience, up to a
    view.

    A view of 0 bars a state whatever else is shared: a state of nationality under international
    protection.
    """

    __tablename__ = "record_share"
    __table_args__ = (PrimaryKeyConstraint("record_id", "state", "audience"),)

    record_id: Mapped[int] = mapped_column(BigId, references("record.id"))
    state: Mapped[State]
    audience: Mapped[Code]
    view: Mapped[int]


class RecordAssignment(Base):
    """A caseworker who works a record."""

    __tablename__ = "record_assignment"
    __table_args__ = (PrimaryKeyConstraint("record_id", "user_id"),)

    record_id: Mapped[int] = mapped_column(BigId, references("record.id"))
    user_id: Mapped[int] = mapped_column(BigId, references("user_account.id"), index=True)
    since: Mapped[Moment]


class IdentityAuthor(Base):
    """A person who changed the identity or the reporter of a record after `Record.identity_by`
    wrote it.

    None of them is the second person who clears the report or confirms custody.
    """

    __tablename__ = "identity_author"
    __table_args__ = (PrimaryKeyConstraint("record_id", "user_id"),)

    record_id: Mapped[int] = mapped_column(BigId, references("record.id"))
    user_id: Mapped[int] = mapped_column(BigId, references("user_account.id"), index=True)


class Episode(Base):
    """A stretch of the child's story: left care, located, returned. Its facts are sealed in
    `record_facts`' manner.
    """

    __tablename__ = "episode"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    kind: Mapped[Code]
    sealed: Mapped[bytes]
    at: Mapped[Moment]
    user_id: Mapped[UserId]


class Transfer(Base):
    """A record offered by one agency to another; `reason` and the `answer` of a refusal are sealed
    with the record.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint(
            "status IN ('proposed', 'offered', 'accepted', 'refused', 'withdrawn')", name="status"
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    from_agency_id: Mapped[AgencyId]
    to_agency_id: Mapped[int] = mapped_column(BigId, references("agency.id"), index=True)
    status: Mapped[Code]
    is_hand_over: Mapped[bool]
    reason: Mapped[bytes]
    answer: Mapped[bytes | None] = mapped_column(LargeBinary())
    offered_by: Mapped[int | None] = mapped_column(BigId, references("user_account.id"))
    offered_at: Mapped[Moment]
    decided_by: Mapped[int | None] = mapped_column(BigId, references("user_account.id"))
    decided_at: Mapped[OptionalMoment]


class Tombstone(Base):
    """What remains of an erased record: its public id and when. Replayed after every restore."""

    __tablename__ = "tombstone"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    erased_at: Mapped[Moment]


class RetentionNotice(Base):
    """A notice sent ahead of a review; the first one of a review also says what two people decided,
    reasons sealed.
    """

    __tablename__ = "retention_notice"
    __table_args__ = (UniqueConstraint("record_id", "due_at", "days_before"),)

    id: Mapped[Id]
    record_id: Mapped[RecordId]
    due_at: Mapped[Moment]
    days_before: Mapped[int]
    sent_at: Mapped[Moment]
    first_review_by: Mapped[int | None] = mapped_column(BigId, references("user_account.id"))
    second_review_by: Mapped[int | None] = mapped_column(BigId, references("user_account.id"))
    outcome: Mapped[str | None] = mapped_column(String(40))
    reasons: Mapped[bytes | None] = mapped_column(LargeBinary())


class ImportBatch(Base):
    """One import: its counts, so that it can be looked at and undone. The report of rows is sealed.

    `rows_in` and `rows_rejected` together are the rows of its source that it has seen; `source_tag`
    is a hash of the source under the batch's own key, by which an import that was killed is taken
    up. `rows_total` is known of a file that was sent whole.
    """

    __tablename__ = "import_batch"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    agency_id: Mapped[AgencyId]
    user_id: Mapped[UserId]
    status: Mapped[Code]
    source_tag: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    rows_in: Mapped[int]
    rows_rejected: Mapped[int]
    rows_warned: Mapped[int]
    rows_total: Mapped[int | None]
    rows_undone: Mapped[int] = mapped_column(server_default=text("0"))
    undone_by: Mapped[int | None] = mapped_column(BigId, references("user_account.id"))
    undo_reason: Mapped[bytes | None] = mapped_column(LargeBinary())
    report: Mapped[bytes | None] = mapped_column(LargeBinary())
    created_at: Mapped[Moment]
    finished_at: Mapped[OptionalMoment]


class ImportFile(Base):
    """A file that was sent, sealed with its batch until it is imported; then of it the rows that
    failed.

    `plan`: how it is to be read, sealed, once that was said. Taken away at `expires_at`.
    """

    __tablename__ = "import_file"
    __table_args__ = (PrimaryKeyConstraint("batch_id"),)

    batch_id: Mapped[int] = mapped_column(BigId, references("import_batch.id"))
    version: Mapped[int]
    sealed: Mapped[bytes]
    plan: Mapped[bytes | None] = mapped_column(LargeBinary())
    expires_at: Mapped[Moment] = mapped_column(index=True)


class ImportNote(Base):
    """What is to be said of the rows of a chunk, sealed, until the import is finished and it stands
    in the report.
    """

    __tablename__ = "import_note"
    __table_args__ = (PrimaryKeyConstraint("batch_id", "number"),)

    batch_id: Mapped[int] = mapped_column(BigId, references("import_batch.id"))
    number: Mapped[int]
    sealed: Mapped[bytes]


class IdempotencyKey(Base):
    """A create that was answered: who sent which key, the keyed hash of the body, and what was
    made.
    """

    __tablename__ = "idempotency_key"
    __table_args__ = (PrimaryKeyConstraint("agency_id", "actor_tag", "key_tag"),)

    agency_id: Mapped[AgencyId]
    actor_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    key_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    body_tag: Mapped[bytes] = mapped_column(LargeBinary(18))
    made: Mapped[UUID]
    created_at: Mapped[Moment]
