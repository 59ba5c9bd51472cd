"""The plain columns of records: ids, responsible agency, kind, status, sharing, versions and times.

Personal values are in `models.records.facts`.
"""

from __future__ import annotations

from sqlalchemy import (
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.alerts import HitAction
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Moment,
    OptionalMoment,
    PublicIdBase,
    State,
    foreign_key,
    one_of,
)


class Record(PublicIdBase):
    """A record of a missing, found or sought person, or of a person to be kept from travelling.

    Sharing and rights:

    - `reporter_check` is the check of the reporter.
    - `sharing_rule` is the situation that sets the default sharing
      (core.policy.sharing.views.DEFAULT_SHARES).
    - `may_warn`: agencies that register the same person may be asked to call a desk.
    - `no_family_contact`: everybody who reads the record is warned not to contact the family.
    - `has_basis`: a legal basis was declared.
    - `is_eu_only`: the person may enjoy international protection.
    - `hit_action` is what an agency does that has located the person (core.policy.records.alerts).

    Review, closing and origin:

    - `review_at` is the time of the next review. It is None only in an erased record.
    - `hand_over_due_at` is the time by which police must hand over a found child. It is None for
      any other record, after child protection took it over, and after the child comes of age.
    - `closure` is the code of the closing sentence. It is None in an open or erased record.
    - `import_batch_id` is the import that made the record. It is None for a record that was not
      imported, and in an erased record.

    Matching:

    - `matched_version` and `matched_engine` are the versions that the last finished matching used.
      `matched_engine` is None before the first matching, and in an erased record.
    - `links_version` and `links_at` are the version of this record, and the time, at which its
      links at `link` were last computed (`services.sharing.match_knowledge`).

    Authors:

    - `identity_by` is the first author of the identity since a second person confirmed it.
      `IdentityAuthor` has the later authors.
    - `identity_version` is the version of the last change of identity, or of the last reporter
      check. `identity_by` and `identity_version` are None in an erased record.
    - `compared_by` is the person who last changed a compared fact (None: no person did).
    - `registered_by` is the person who registered the record (None: software, or not known).
    """

    __tablename__ = "record"
    __table_args__ = (
        UniqueConstraint("agency_id", "ref_tag"),
        one_of("kind", RecordKind),
        one_of("status", RecordStatus),
        one_of("reporter_check", ReporterCheck),
        one_of("hit_action", HitAction),
        Index("ix_record_agency_status", "agency_id", "status", "id"),
    )

    agency_id: Mapped[AgencyId]
    state: Mapped[State]
    kind: Mapped[Code]
    status: Mapped[Code]
    sharing: Mapped[Code]
    sharing_rule: Mapped[Code]
    reporter_check: Mapped[Code]
    has_basis: Mapped[bool]
    may_warn: Mapped[bool] = mapped_column(server_default=true())
    no_family_contact: Mapped[bool] = mapped_column(server_default=false())
    is_eu_only: Mapped[bool]
    hit_action: Mapped[Code] = mapped_column(server_default=HitAction.NONE)
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
        BigId, foreign_key("import_batch.id"), index=True
    )
    registered_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    compared_by: Mapped[int | None] = mapped_column(BigId)
    links_version: Mapped[int] = mapped_column(server_default=text("0"))
    links_at: Mapped[OptionalMoment]


class RecordShare(Base):
    """The current sharing of a record: the highest view for an audience in a state.

    Rows are computed when the record is written. A view of 0 bars the state, even if another row
    shares with it. It is used for the states of nationality of a person under international
    protection. `hides_appearance`: class F3 of the record is not shown, at any view. A bar with it
    holds until a second person approves the report of a child missing from care.
    """

    __tablename__ = "record_share"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    state: Mapped[State] = mapped_column(primary_key=True)
    audience: Mapped[Code] = mapped_column(primary_key=True)
    view: Mapped[int]
    hides_appearance: Mapped[bool] = mapped_column(server_default=false())


class RecordAssignment(Base):
    """A caseworker to whom a record is assigned."""

    __tablename__ = "record_assignment"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        BigId, foreign_key("user_account.id"), index=True, primary_key=True
    )
    since: Mapped[Moment]


class IdentityAuthor(Base):
    """A person who changed identity or reporter of a record after `Record.identity_by` wrote it.

    None of these people may be the second person who checks the report or confirms care.
    """

    __tablename__ = "identity_author"

    record_id: Mapped[int] = mapped_column(BigId, foreign_key("record.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        BigId, foreign_key("user_account.id"), index=True, primary_key=True
    )
