"""A call of the relay desk becomes a line of the match or of the request that it was made for.

Each side of the match that may get the notification `MESSAGE` at that time gets a line of its own,
which names no desk and no state. The answer to the relay desk does not depend on the match.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from core.codes.messages import MatchMessageKind, RelayCall
from core.codes.notifications import EventKind, NotificationKind
from core.errors import require_found
from core.policy.actions import Action
from models.matching_runs.match import Match, MatchMessage, Score
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.review import match_message_sealing
from services.search import link_requests
from services.sharing import match_knowledge, notifications, visibility
from services.sharing.match_knowledge import MatchSide

# whether the side is the one that asked, and whether the desk was reached -> what the side learns
_LINES = {
    (True, True): RelayCall.FOR_US_REACHED,
    (True, False): RelayCall.FOR_US_MISSED,
    (False, True): RelayCall.TO_US_REACHED,
    (False, False): RelayCall.TO_US_MISSED,
}


def record_call(
    session: Session,
    context: Context,
    actor: Actor,
    record: UUID,
    asker: UUID,
    *,
    is_reached: bool,
) -> None:
    """Record that the relay desk telephoned the desk of a record for another desk. Audited.

    `asker` is the record of the other desk, or its request after a search. The line is stored if
    both records are a match, or if the request is about the record. Raise `NotFound` for a record
    whose desk the actor's agency never got as the relay desk.
    """
    require(actor, Action.RELAY)
    with database_roles.as_role(session, DatabaseRole.WORKER):  # the relay desk sees no match
        record_id = require_found(
            session.scalar(
                select(Record.id).where(
                    Record.public_id == record, visibility.has_learned(actor, EventKind.RELAYED)
                )
            ),
            "no such record",
        )
        link_requests.store_call(
            session, context, asker, record_id=record_id, is_reached=is_reached
        )
        sides = _told_sides(session, context, record_id, asker)
        matches = [side.match.public_id for side in sides]
        key = next(iter(data_keys.open_data_keys(session, context.keys, matches).values()), None)
    if sides:
        if key is None:  # the call is the first line of the match
            key = data_keys.make_data_key(
                session, context.keys, subject=matches[0], scope="match", now=context.clock.now()
            )
        rows = [
            _line(context, actor, side, key, _LINES[side.own.record.id != record_id, is_reached])
            for side in sides
        ]
        with database_roles.as_role(session, DatabaseRole.WORKER):
            insert_rows(session, MatchMessage, rows)
    outcome = "reached" if is_reached else "missed"
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("record_relay_call", outcome, subject=record)
    )


def _told_sides(
    session: Session, context: Context, record_id: int, asker: UUID
) -> Sequence[MatchSide]:
    """Notify the sides of the match of two records that may know of the call; return them."""
    other = aliased(Record)
    rows = session.execute(
        select(Match, Score)
        .join(Score, Score.id == Match.score_id)
        .join(other, other.public_id == asker)
        .where(
            or_(
                and_(Match.low == record_id, Match.high == other.id),
                and_(Match.high == record_id, Match.low == other.id),
            )
        )
    ).all()
    scored = [(match, score) for match, score in rows]
    return [
        side
        for side in match_knowledge.sides_of(session, context.clock.now(), scored)
        if notifications.notify_of_event(
            session,
            context,
            notifications.NotificationSubject(
                side.own.record.agency_id, side.own.record.id, side.match.id
            ),
            kind=NotificationKind.MESSAGE,
        )
    ]


def _line(
    context: Context, actor: Actor, side: MatchSide, key: bytes, learned: RelayCall
) -> dict[str, object]:
    """Return the row that one side reads."""
    public_id = uuid4()
    place = match_message_sealing.message_place(public_id)
    return {
        "public_id": public_id,
        "match_id": side.match.id,
        "record_id": side.own.record.id,
        "user_id": actor.user_id,
        "kind": MatchMessageKind.RELAY,
        "sealed": data_keys.seal_json(key, {"act": learned, "desk": ""}, place),
        "created_at": context.clock.now(),
    }
