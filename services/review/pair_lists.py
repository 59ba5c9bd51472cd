"""Lists of pairs, each with the step that comes next and whose turn it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.review import PairState
from core.policy.fields import FieldClass
from core.policy.review import PAIR_PROCESS
from services.foundation import audit_log, process_steps
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.process_steps import Subject, Task
from services.records.records import LISTED_CLASSES
from services.review import pair_situation, reviews
from services.review.reviews import PAGE, CandidateView, PairAccess


def list_pairs(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    after: int = 0,
    state: str = PairState.OPEN,
    limit: int = PAGE,
) -> tuple[list[CandidateView], int]:
    """Return a page of the actor's visible pairs, and the position of the next page (0: the end).

    `after` is the position that the page before returned. Only the names of the actor's records are
    opened. Audited.
    """
    page, position = reviews.page_of_pairs(
        session, context, actor, after=after, state=state, limit=limit
    )
    return _lines(session, context, actor, page), position


def list_of_record(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[CandidateView]:
    """Return the first `PAGE` visible pairs of a record of the actor's agency, waiting ones first.
    Audited.

    Raise `NotFound` for a record of another agency.
    """
    page = reviews.page_of_record(session, context, actor, record_id)
    return _lines(session, context, actor, page, subject=record_id)


def _lines(
    session: Session,
    context: Context,
    actor: Actor,
    page: Sequence[PairAccess],
    *,
    subject: UUID | None = None,
) -> list[CandidateView]:
    """Return pairs as lines of a list, with the names of own records only. Audited."""
    lines = reviews.show_pairs(session, context, actor, page, facts=False)
    shown_records = tuple(
        audit_log.PairAccessEnd(
            line.id,
            end.id,
            (FieldClass.F0, *sorted(LISTED_CLASSES)) if end.is_owner else (FieldClass.F0,),
        )
        for line in lines
        for end in (line.own, line.other)
    )
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("list_pairs", subject=subject, ends=shown_records),
    )
    loaded = pair_situation.situations(session, context, actor, page)
    steps = process_steps.next_steps_of_all(
        session, context, PAIR_PROCESS, [loaded[opened.pair.id] for opened in page]
    )
    return [
        dataclasses.replace(line, due=of_line.due)
        for line, of_line in zip(lines, steps, strict=True)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class ConfirmableMatch:
    """A pair that the viewer may confirm now, without what was proposed.

    `record` is the viewer's own. `done_at` is the time of the newest step that the viewer may know,
    None without one. `due_at` is None without a deadline.
    """

    pair: UUID
    record: UUID
    done_at: datetime | None
    due_at: datetime | None


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the steps of pairs that the actor can take now, of the first page of each state.

    No record is opened.
    """
    found: list[Task] = []
    for state in (PairState.PROPOSED, PairState.CONFIRMED, PairState.REFUTED, PairState.OPEN):
        page, _ = reviews.page_of_pairs(session, context, actor, state=state)
        loaded = pair_situation.situations(session, context, actor, page)
        subjects = [
            Subject(opened.pair.public_id, opened.own.record.public_id, loaded[opened.pair.id])
            for opened in page
        ]
        found += process_steps.tasks(session, context, PAIR_PROCESS, subjects)
    return found


def list_confirmable(session: Session, context: Context, actor: Actor) -> list[ConfirmableMatch]:
    """Return the pairs that the actor may confirm now, of the first page of proposed ones. Audited.

    Which side has confirmed does not show in the state of a pair.
    """
    page, _ = reviews.page_of_pairs(session, context, actor, state=PairState.PROPOSED)
    loaded = pair_situation.situations(session, context, actor, page)
    steps = process_steps.next_steps_of_all(
        session, context, PAIR_PROCESS, [loaded[opened.pair.id] for opened in page]
    )
    found = [
        (opened, taken)
        for opened, taken in zip(page, steps, strict=True)
        if taken.due is not None and taken.due.is_yours and taken.due.act == "confirm"
    ]
    ends = tuple(end for opened, _ in found for end in opened.ends(FieldClass.F0))
    if ends:
        event = audit_log.AuditEvent("list_pairs", ends=ends)
        audit_log.record_event(session, context, actor, event)
    return [
        ConfirmableMatch(
            opened.pair.public_id,
            opened.own.record.public_id,
            max((done.at for done in taken.done), default=None),
            None if taken.due is None else taken.due.due_at,
        )
        for opened, taken in found
    ]
