"""The desks of both sides of a match: the directory entry of the viewer's agency, and whom to
call.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.codes.review import MatchContact
from core.policy.participating_states import STATES
from core.policy.sharing.relay_desk import may_know_responsible_desk
from core.policy.sharing.views import View
from models.agencies.desk import Desk
from models.records.record import RecordShare
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.sharing import events
from services.sharing.contact_desks import barred_desks, describe_desk, desk_to_call
from services.sharing.visibility import VisibleRecord


@dataclasses.dataclass(frozen=True, slots=True)
class MatchDesks:
    """Both desks of a match as `name, on-call number`, each "" if there is none.

    `other` is the desk to call about the other record. It is empty unless `contact` is
    `other_desk`, so it is never the number of the viewer's desk.
    """

    contact: MatchContact
    own: str
    other: str


def match_desks(
    session: Session,
    context: Context,
    actor: Actor,
    sides: Sequence[tuple[VisibleRecord, VisibleRecord]],
) -> list[MatchDesks]:
    """Return the desks of each match, given as (own record, other record).

    Store which of them the actor's agency is shown for the first time.
    """
    ends = [end.record for side in sides for end in side]
    agencies = {record.agency_id for record in ends} | {actor.agency_id or 0}
    query = select(Desk).where(
        or_(Desk.is_relay, Desk.is_state_desk, Desk.agency_id.in_(sorted(agencies)))
    )
    listed = session.scalars(query.order_by(Desk.id)).all()
    kept = _bars(session, [own for own, _ in sides])
    seen = [end for side in sides for end in side]
    events.keep_contacts(session, context, seen)
    withheld = [end.record for end in seen if not events.is_contact_known(end)]
    barred = barred_desks(session, listed, [(record.id, record.is_eu_only) for record in withheld])
    return [
        _desks_of(listed, actor, own, other, barred=barred, is_kept=_is_kept(kept, own, other))
        for own, other in sides
    ]


def _bars(session: Session, own: Sequence[VisibleRecord]) -> set[tuple[int, str]]:
    """Return (record id, state) of each bar of own records."""
    query = select(RecordShare.record_id, RecordShare.state).where(
        RecordShare.record_id.in_(sorted({seen.record.id for seen in own})),
        RecordShare.view == int(View.NONE),
    )
    return {(record_id, state) for record_id, state in session.execute(query)}


def _is_kept(bars: Collection[tuple[int, str]], own: VisibleRecord, other: VisibleRecord) -> bool:
    """Return whether a bar keeps the own record from the state of the other one."""
    state = other.record.state
    is_outside = own.record.is_eu_only and state not in STATES
    return is_outside or (own.record.id, state) in bars


def are_responsible_known(
    session: Session, actor: Actor, others: Sequence[VisibleRecord]
) -> list[bool]:
    """Return of each other record of a match whether the actor may know the responsible agency, in
    one statement.
    """
    own_states = select(Desk.state).where(Desk.agency_id == actor.agency_id, Desk.is_state_desk)
    states = set(session.scalars(own_states))
    return [
        _is_responsible_known(other, is_of_state_desk=other.record.state in states)
        for other in others
    ]


def _desks_of(
    listed: Sequence[Desk],
    actor: Actor,
    own: VisibleRecord,
    other: VisibleRecord,
    *,
    barred: Mapping[int, frozenset[int]],
    is_kept: bool,
) -> MatchDesks:
    entry = _entry(listed, actor.agency_id)
    ours = "" if entry is None else describe_desk(entry)
    # police agencies of a state share ownership, so the own record may belong to another of them
    sides = [end for end in (other, own) if end.record.agency_id != actor.agency_id]
    if not sides:
        return MatchDesks(MatchContact.OWN_AGENCY, ours, "")
    if is_kept:
        return MatchDesks(MatchContact.KEPT_FROM, ours, "")
    desk = _called(listed, actor, sides[0], barred)
    if desk is not None and desk.agency_id == actor.agency_id:
        return MatchDesks(MatchContact.OWN_DESK, ours, "")
    return MatchDesks(MatchContact.OTHER_DESK, ours, "" if desk is None else describe_desk(desk))


def _called(
    listed: Sequence[Desk],
    actor: Actor,
    seen: VisibleRecord,
    barred: Mapping[int, frozenset[int]],
) -> Desk | None:
    """Return the desk to call: the responsible agency's own, its state's, or the one that reaches
    responsible agencies.
    """
    record = seen.record
    of_state = _state_desk(listed, record.state)
    is_of_state_desk = of_state is not None and of_state.agency_id == actor.agency_id
    if _is_responsible_known(seen, is_of_state_desk=is_of_state_desk):
        return _entry(listed, record.agency_id) or of_state
    if events.is_contact_known(seen):
        return of_state
    kept = barred.get(record.id, frozenset())
    return desk_to_call(listed, actor.agency_id, actor.state, kept)


def _is_responsible_known(seen: VisibleRecord, *, is_of_state_desk: bool) -> bool:
    return seen.is_responsible or (
        events.is_contact_known(seen)
        and may_know_responsible_desk(
            seen.view, seen.record.kind, is_of_state_desk=is_of_state_desk
        )
    )


def _entry(listed: Sequence[Desk], agency_id: int | None) -> Desk | None:
    return next((desk for desk in listed if desk.agency_id == agency_id), None)


def _state_desk(listed: Sequence[Desk], state: str) -> Desk | None:
    return next((desk for desk in listed if desk.is_state_desk and desk.state == state), None)
