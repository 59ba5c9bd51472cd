"""When messages reach the other desk of a match: at once, or after the approval of a colleague.

A letter of a report whose reporter is not checked waits. Before its approval the other side gets
neither the text nor a notification.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.messages import MatchMessageKind, MessageState
from core.codes.notifications import NotificationKind
from core.codes.review import DeskKnowledge
from core.errors import Conflict, NotFound
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.refusals import Refusal
from models.matching_runs.match import Match, MatchMessage
from models.oversight.approval import Approval
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import match_message_sealing, visible_matches
from services.review.visible_matches import MatchAccess
from services.sharing import desk_knowledge
from services.sharing.notifications import NotificationSubject

_KIND = ApprovalKind.UNCHECKED_LETTER


def needs_approval(opened: MatchAccess) -> bool:
    """Return whether a letter of the own side waits for a colleague."""
    return not opened.other.is_responsible and match_message_sealing.is_unchecked(opened.own.record)


def is_readable(own_records: Collection[int]) -> ColumnElement[bool]:
    """Return the SQL condition for messages that the side of these records may read."""
    is_of_both = and_(MatchMessage.letter.is_(None), MatchMessage.kind != MatchMessageKind.RELAY)
    return or_(is_of_both, MatchMessage.record_id.in_(own_records))


def unsent(session: Session, letters: Iterable[UUID | None]) -> dict[UUID | None, MessageState]:
    """Return for each letter that was not sent whether it waits; None, a sent one, is left out."""
    ids = {letter for letter in letters if letter is not None}
    approvals = approval_requests.of_subjects(session, _KIND, ids) if ids else {}
    waiting = {one.subject for one in approvals.values() if one.state == ApprovalState.WAITING}
    return {
        letter: MessageState.WAITS if letter in waiting else MessageState.NOT_SENT for letter in ids
    }


def ask_colleague(
    session: Session, context: Context, actor: Actor, opened: MatchAccess, letter: UUID
) -> None:
    """Ask a colleague to approve a letter. Audited with the own record only."""
    own = opened.own.record
    about = NotificationSubject(own.agency_id, own.id)
    approval_requests.ask(session, context, actor, _KIND, letter, about=about)
    audit_log.record_act(
        session, context, actor, "propose_message", own.public_id, FieldClass.F4B, subject=letter
    )


def deliver(session: Session, context: Context, actor: Actor, opened: MatchAccess) -> None:
    """Store what the desks know of each other, and notify the other one. Audited."""
    if not opened.other.is_responsible:
        knowledge_of_match = knowledge(session, context, actor, opened)
        desk_knowledge.store(session, context, opened.match, knowledge_of_match)
    match_message_sealing.notify_other_side(session, context, opened, kind=NotificationKind.MESSAGE)
    match_message_sealing.record_match_event(session, context, actor, "write_message", opened)


def send_letter(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Send an approved letter: its time is that of the approval.

    Raise `Conflict` if the other side may no longer know of the match.
    """
    messages = session.scalars(
        select(MatchMessage)
        .where(MatchMessage.letter == approval.subject)
        .order_by(MatchMessage.id)
    ).all()
    match = session.get_one(Match, messages[0].match_id)
    try:
        opened = visible_matches.find_match(
            session, context, actor, match.public_id, Action.USE_THREAD
        )
    except NotFound as error:
        raise Conflict(Refusal.OTHER_SIDE_DOES_NOT_SEE) from error
    if not match_message_sealing.is_known_to_other_side(session, context, opened):
        raise Conflict(Refusal.OTHER_SIDE_DOES_NOT_SEE)
    for message in messages:
        message.letter, message.created_at = None, context.clock.now()
    session.flush()
    deliver(session, context, actor, opened)


def describe_letters(
    session: Session, context: Context, actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the page of the conversation of each letter, of matches that the actor sees."""
    query = select(MatchMessage.letter, MatchMessage.match_id).where(
        MatchMessage.letter.in_(subjects)
    )
    matches = {letter: match for letter, match in session.execute(query) if letter is not None}
    seen = visible_matches.seen_matches(session, context, actor, matches.values())
    return {
        letter: Description("", page=f"/messages/{seen[match].match.public_id}")
        for letter, match in matches.items()
        if match in seen
    }


def sides(opened: MatchAccess) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return who knows of which record: the own side of the other one, and the reverse."""
    own, other = opened.own.record, opened.other.record
    return (own.agency_id, other.id), (other.agency_id, own.id)


def knowledge(
    session: Session, context: Context, actor: Actor, opened: MatchAccess
) -> dict[tuple[int, int], DeskKnowledge]:
    """Return what each side knows now of the desk of the other one, the own side first."""
    me, them = sides(opened)
    their_actor, seen = visible_matches.from_other_side(session, context, opened)
    return {
        me: desk_knowledge.current(session, actor, opened.other),
        them: desk_knowledge.current(session, their_actor, seen.other if seen else None),
    }
