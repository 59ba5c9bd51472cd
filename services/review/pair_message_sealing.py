"""Messages between two desks about a pair: seal place, permission to write, and notifications.

They are sealed with a key of the pair, which is destroyed with the key of either record.
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
from models.matching_runs.pair import Pair
from models.records.record import Record
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import free_text_screening
from services.records import records
from services.review import reviews
from services.review.reviews import PairAccess
from services.sharing import notifications


def message_place(public_id: UUID) -> SealPlace:
    """Return the seal place of a message of a pair."""
    return SealPlace("pair_message", public_id, FieldClass.F4B.value, 1)


def open_pair_for_writing(
    session: Session,
    context: Context,
    actor: Actor,
    pair_id: UUID,
    texts: Sequence[tuple[str, str]],
) -> tuple[PairAccess, bytes]:
    """Return the pair, locked, and its key; raise `Conflict` if the other side may not know of it.

    `texts` are pairs of input and text. Raise `InvalidInput` for a text with the location or
    contact data of the person of the actor's record, and for any contact data in a text of an
    unchecked report. The home address of a missing person is not
    checked, because questions to the family concern it. Raise `NotFound` for a pair that the actor
    does not see.
    """
    opened = reviews.find_pair(session, context, actor, pair_id, Action.USE_THREAD)
    session.execute(select(Pair.id).where(Pair.id == opened.pair.id).with_for_update())
    if not is_known_to_other_side(session, context, opened):
        raise Conflict(Refusal.OTHER_SIDE_DOES_NOT_SEE)
    own = opened.own.record
    statements = records.open_statements(session, context, [(own, frozenset(FieldClass))]).get(
        own.id, []
    )
    if own.kind == RecordKind.MISSING:
        statements = [statement for statement in statements if statement.field != "home_address"]
    for field, text in texts:
        free_text_screening.check_text(text, statements, field=field)
        if is_unchecked(own):  # an invented report could lead the other desk to a false one
            free_text_screening.check_no_contact(text, field=field)
    return opened, make_pair_key(session, context, opened.pair)


def is_unchecked(record: Record) -> bool:
    """Return whether a record is a report whose reporter is not checked."""
    return record.kind in REPORT_KINDS and record.reporter_check != ReporterCheck.CHECKED


def is_known_to_other_side(session: Session, context: Context, opened: PairAccess) -> bool:
    """Return whether the other side may know of a pair."""
    return opened.other.is_owner or bool(reviews.from_other_side(session, context, opened)[1])


def make_pair_key(session: Session, context: Context, pair: Pair) -> bytes:
    """Return the key of a pair, made for its first message."""
    found = data_keys.open_data_keys(session, context.keys, [pair.public_id])
    return found.get(pair.public_id) or data_keys.make_data_key(
        session, context.keys, subject=pair.public_id, scope="pair", now=context.clock.now()
    )


def pair_key(session: Session, context: Context, pair: Pair) -> bytes | None:
    """Return the pair's key; None if no message was written or the key was destroyed."""
    try:
        return data_keys.open_data_key(session, context.keys, pair.public_id)
    except SealBroken:
        return None


def notify_other_side(
    session: Session, context: Context, opened: PairAccess, *, kind: NotificationKind
) -> bool:
    """Notify the owner of the other record, by reference; return whether it may learn of it."""
    other_record = opened.other.record
    about = notifications.NotificationSubject(
        other_record.agency_id, other_record.id, opened.pair.id
    )
    return bool(notifications.notify_of_event(session, context, about, kind=kind))


def record_pair_event(
    session: Session, context: Context, actor: Actor, action: str, opened: PairAccess
) -> None:
    """Audit an act on a pair's messages."""
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            action, subject=opened.pair.public_id, ends=opened.ends(FieldClass.F4B)
        ),
    )
