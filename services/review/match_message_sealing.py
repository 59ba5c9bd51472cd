"""Messages between two desks about a match: seal place, permission to write, and notifications.

They are sealed with a key of the match, which is destroyed with the key of either record.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.records import RecordKind, ReporterCheck
from core.errors import Conflict, SealBroken
from core.policy.actions import Action
from core.policy.case.reporter_check import REPORT_KINDS
from core.policy.fields import FieldClass
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.matching_runs.match import Match
from models.records.record import Record
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import free_text_screening
from services.records import register
from services.review import visible_matches
from services.review.visible_matches import MatchAccess
from services.sharing import notifications


def message_place(public_id: UUID) -> SealPlace:
    """Return the seal place of a message of a match."""
    return SealPlace("match_message", public_id, FieldClass.F4B.value, 1)


def open_match_for_writing(
    session: Session,
    context: Context,
    actor: Actor,
    match_id: UUID,
    texts: Sequence[tuple[str, str]],
) -> tuple[MatchAccess, bytes]:
    """Return the match, locked, and its key; raise `Conflict` if the other side may not know of it.

    `texts` are matches of input and text. Raise `InvalidInput` for a text with the location or
    contact data of the person of the actor's record, and for any contact data in a text of an
    unchecked report. The home address of a missing person is not
    checked, because questions to the family concern it. Raise `NotFound` for a match that the actor
    does not see.
    """
    opened = visible_matches.find_match(session, context, actor, match_id, Action.USE_THREAD)
    session.execute(select(Match.id).where(Match.id == opened.match.id).with_for_update())
    if not is_known_to_other_side(session, context, opened):
        raise Conflict(Refusal.OTHER_SIDE_DOES_NOT_SEE)
    own = opened.own.record
    statements = register.open_statements(session, context, [(own, frozenset(FieldClass))]).get(
        own.id, []
    )
    if own.kind == RecordKind.MISSING:
        statements = [statement for statement in statements if statement.field != "home_address"]
    for field, text in texts:
        free_text_screening.check_text(text, statements, field=field)
        if is_unchecked(own):  # an invented report could lead the other desk to a false one
            free_text_screening.check_no_contact(text, field=field)
    return opened, make_match_data_key(session, context, opened.match)


def is_unchecked(record: Record) -> bool:
    """Return whether a record is a report whose reporter is not checked."""
    return record.kind in REPORT_KINDS and record.reporter_check != ReporterCheck.CHECKED


def is_known_to_other_side(session: Session, context: Context, opened: MatchAccess) -> bool:
    """Return whether the other side may know of a match."""
    return opened.other.is_responsible or bool(
        visible_matches.from_other_side(session, context, opened)[1]
    )


def make_match_data_key(session: Session, context: Context, match: Match) -> bytes:
    """Return the key of a match, made for its first message."""
    opened_keys = data_keys.open_data_keys(session, context.keys, [match.public_id])
    return opened_keys.get(match.public_id) or data_keys.make_data_key(
        session, context.keys, subject=match.public_id, scope="match", now=context.clock.now()
    )


def match_data_key(session: Session, context: Context, match: Match) -> bytes | None:
    """Return the match's key; None if no message was written or the key was destroyed."""
    try:
        return data_keys.open_data_key(session, context.keys, match.public_id)
    except SealBroken:
        return None


def notify_other_side(
    session: Session, context: Context, opened: MatchAccess, *, kind: NotificationKind
) -> bool:
    """Notify the responsible agency of the other record, by reference; return whether it may learn
    of it.
    """
    other_record = opened.other.record
    about = notifications.NotificationSubject(
        other_record.agency_id, other_record.id, opened.match.id
    )
    return bool(notifications.notify_of_event(session, context, about, kind=kind))


def record_match_event(
    session: Session, context: Context, actor: Actor, action: str, opened: MatchAccess
) -> None:
    """Audit an act on a match's messages."""
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            action, subject=opened.match.public_id, ends=opened.ends(FieldClass.F4B)
        ),
    )
