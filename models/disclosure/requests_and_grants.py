"""Tables of disclosure requests, their approvals and the grants that follow."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String, true
from sqlalchemy.orm import Mapped, mapped_column

from core.codes.disclosure import DisclosurePath, DisclosureState
from models.base import (
    AgencyId,
    BigId,
    Code,
    IdBase,
    MatchId,
    Moment,
    OptionalMoment,
    PublicIdBase,
    RecordId,
    State,
    UserId,
    foreign_key,
    one_of,
)


class Disclosure(PublicIdBase):
    """A request of one agency to another about one record of a match.

    `sealed` (the reason) and `ending` (why it ended) are sealed. `ending` is None before the end,
    and for an end without a reason. `asked` and `permitted` are codes of scopes; `permitted` is ""
    until there is a permission. If `needs_desk` is set, the second approver may be the contact desk
    of `responsible_state`. That desk then sees this row and no fact of the record.

    In imminent danger, `police_desk` is the desk of the responsible agency's police that acts, as
    `name, number` of the directory. It is None before the call. `told` is the code of the person
    who was informed as the guardian, or in place of the guardian; None before that.
    """

    __tablename__ = "disclosure"
    __table_args__ = (
        one_of("state", DisclosureState),
        one_of("path", DisclosurePath),
    )

    record_id: Mapped[RecordId]
    match_id: Mapped[MatchId]
    agency_id: Mapped[AgencyId]
    asked_by: Mapped[UserId]
    asker_state: Mapped[State]
    named_user_id: Mapped[UserId]
    responsible_agency_id: Mapped[AgencyId]
    responsible_state: Mapped[State]
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
    called_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    called_at: Mapped[OptionalMoment]
    police_desk: Mapped[str | None] = mapped_column(String(400))
    police_called_by: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    police_called_at: Mapped[OptionalMoment]
    guardian_notified_at: Mapped[OptionalMoment]
    told: Mapped[str | None] = mapped_column(String(40))
    reviewed_at: Mapped[OptionalMoment]


class DisclosureStep(IdBase):
    """One step of a disclosure: act, new state, user and time.

    `user_id` is None if the step was caused by a deadline. `is_learned`: the asking side may know
    this step. It may not if a bar kept the record from it when the step was taken. `called` has the
    desk or number that a call went to, sealed with the key of the record; None for any other step.
    """

    __tablename__ = "disclosure_step"

    disclosure_id: Mapped[int] = mapped_column(BigId, foreign_key("disclosure.id"), index=True)
    act: Mapped[Code]
    state: Mapped[Code]
    user_id: Mapped[int | None] = mapped_column(BigId, foreign_key("user_account.id"))
    at: Mapped[Moment]
    is_learned: Mapped[bool] = mapped_column(server_default=true(), default=True)
    called: Mapped[bytes | None] = mapped_column(LargeBinary())


class Grant(PublicIdBase):
    """The permission of one named person to read some field classes of a record until `ends_at`.

    Consent and risk are checked again at each read.
    """

    __tablename__ = "disclosure_grant"

    disclosure_id: Mapped[int] = mapped_column(BigId, foreign_key("disclosure.id"), index=True)
    record_id: Mapped[RecordId]
    user_id: Mapped[int] = mapped_column(BigId, foreign_key("user_account.id"), index=True)
    field_classes: Mapped[Code]
    granted_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    revoked_at: Mapped[OptionalMoment]
