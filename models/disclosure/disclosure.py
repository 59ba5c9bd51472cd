"""Requests for disclosure, their approvals, and the grants that follow."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.disclosure import DisclosurePath, DisclosureState
from models.base import (
    AgencyId,
    Base,
    BigId,
    Code,
    Id,
    Moment,
    OptionalMoment,
    PairId,
    PublicId,
    RecordId,
    State,
    UserId,
    foreign_key,
    one_of,
)


class Disclosure(Base):
    """A request about one record, for one pair, by one agency to another. Why it is asked, and why
    ended, is sealed.

    `asked` and `permitted` are codes of scopes, "" before anything was permitted; `needs_desk`: the
    second approver may be the state's desk (of `owner_state`), which then sees this row and nothing
    of the record. In imminent danger, `desk_called` is the desk of the asking side that was called
    back, `police_desk` the desk of the owner's own police, `told` the code of who was told instead
    of, or as, the guardian.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        one_of("state", DisclosureState),
        one_of("path", DisclosurePath),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    record_id: Mapped[RecordId]
    pair_id: Mapped[PairId]
    agency_id: Mapped[AgencyId]
    asked_by: Mapped[UserId]
    asker_state: Mapped[State]
    named_user_id: Mapped[UserId]
    owner_agency_id: Mapped[AgencyId]
    owner_state: Mapped[State]
    asked: Mapped[Code]
    permitted: Mapped[Code]
    urgency: Mapped[Code]
    needs_desk: Mapped[bool]
    state: Mapped[Code]
    path: Mapped[Code]
    sealed: Mapped[bytes]
    ending: Mapped[bytes | None] = mapped_column(LargeBinary())
    requested_at: Mapped[Moment]
    answer_by: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]
    desk_called: Mapped[int | None] = mapped_column(BigId, foreign_key("desk.id"))
    called_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    called_at: Mapped[OptionalMoment]
    police_desk: Mapped[int | None] = mapped_column(BigId, foreign_key("desk.id"))
    police_called_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    police_called_at: Mapped[OptionalMoment]
    guardian_told_at: Mapped[OptionalMoment]
    told: Mapped[str | None] = mapped_column(String(40))
    reviewed_at: Mapped[OptionalMoment]


class DisclosureStep(Base):
    """One step of a disclosure: who moved it by which act to which state, and when; the clock is
    nobody.
    """

    __tablename__ = "disclosure_step"

    id: Mapped[Id]
    disclosure_id: Mapped[int] = mapped_column(BigId, foreign_key("disclosure.id"), index=True)
    act: Mapped[Code]
    state: Mapped[Code]
    user_id: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    at: Mapped[Moment]


class Grant(Base):
    """What a named person may read of a record, until when. Consent and risk are checked again at
    each read.
    """

    __tablename__ = "disclosure_grant"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    disclosure_id: Mapped[int] = mapped_column(BigId, foreign_key("disclosure.id"), index=True)
    record_id: Mapped[RecordId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    field_classes: Mapped[Code]
    granted_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    revoked_at: Mapped[OptionalMoment]
