"""Lists of matches, each with the step that comes next and whose turn it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.review import MatchState
from core.policy.fields import FieldClass
from core.policy.review import MATCH_PROCESS
from services.foundation import audit_log, process_steps
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.process_steps import Subject, Task
from services.records.register import LISTED_CLASSES
from services.review import match_situation, visible_matches
from services.review.visible_matches import PAGE, CandidateView, MatchAccess


def list_matches(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    after: int = 0,
    state: str = MatchState.OPEN,
    limit: int = PAGE,
) -> tuple[list[CandidateView], int]:
    """Return a page of the actor's visible matches, and the position of the next page (0: the end).

    `after` is the position that the page before returned. Only the names of the actor's records are
    opened. Audited.
    """
    page, position = visible_matches.page_of_matches(
        session, context, actor, after=after, state=state, limit=limit
    )
    return _lines(session, context, actor, page), position


def list_of_record(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[CandidateView]:
    """Return the first `PAGE` visible matches of a record of the own agency, waiting ones first.
    Audited.

    Raise `NotFound` for a record of another agency.
    """
    page = visible_matches.page_of_record(session, context, actor, record_id)
    return _lines(session, context, actor, page, subject=record_id)


def _lines(
    session: Session,
    context: Context,
    actor: Actor,
    page: Sequence[MatchAccess],
    *,
    subject: UUID | None = None,
) -> list[CandidateView]:
    """Return matches as lines of a list, with the names of own records only. Audited."""
    lines = visible_matches.show_matches(session, context, actor, page, facts=False)
    shown_records = tuple(
        audit_log.MatchAccessEnd(
            line.id,
            end.id,
            (FieldClass.F0, *sorted(LISTED_CLASSES)) if end.is_responsible else (FieldClass.F0,),
        )
        for line in lines
        for end in (line.own, line.other)
    )
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("list_matches", subject=subject, ends=shown_records),
    )
    loaded = match_situation.situations(session, context, actor, page)
    steps = process_steps.next_steps_of_all(
        session, context, MATCH_PROCESS, [loaded[opened.match.id] for opened in page]
    )
    return [
        dataclasses.replace(line, due=of_line.due)
        for line, of_line in zip(lines, steps, strict=True)
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class ConfirmableMatch:
    """A match that the viewer may confirm now, without what was proposed.

    `record` is the viewer's own. `done_at` is the time of the newest step that the viewer may know,
    None without one. `due_at` is None without a deadline.
    """

    match: UUID
    record: UUID
    done_at: datetime | None
    due_at: datetime | None


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the steps of matches that the actor can take now, of the first page of each state.

    No record is opened.
    """
    tasks: list[Task] = []
    for state in (MatchState.PROPOSED, MatchState.CONFIRMED, MatchState.REFUTED, MatchState.OPEN):
        page, _ = visible_matches.page_of_matches(session, context, actor, state=state)
        loaded = match_situation.situations(session, context, actor, page)
        subjects = [
            Subject(opened.match.public_id, opened.own.record.public_id, loaded[opened.match.id])
            for opened in page
        ]
        tasks += process_steps.tasks(session, context, MATCH_PROCESS, subjects)
    return tasks


def list_confirmable(session: Session, context: Context, actor: Actor) -> list[ConfirmableMatch]:
    """Return what the actor may confirm now, of the first page of proposed matches. Audited.

    Which side has confirmed does not show in the state of a match.
    """
    page, _ = visible_matches.page_of_matches(session, context, actor, state=MatchState.PROPOSED)
    loaded = match_situation.situations(session, context, actor, page)
    steps = process_steps.next_steps_of_all(
        session, context, MATCH_PROCESS, [loaded[opened.match.id] for opened in page]
    )
    of_record = [
        (opened, taken)
        for opened, taken in zip(page, steps, strict=True)
        if taken.due is not None and taken.due.is_yours and taken.due.act == "confirm"
    ]
    ends = tuple(end for opened, _ in of_record for end in opened.ends(FieldClass.F0))
    if ends:
        event = audit_log.AuditEvent("list_matches", ends=ends)
        audit_log.record_event(session, context, actor, event)
    return [
        ConfirmableMatch(
            opened.match.public_id,
            opened.own.record.public_id,
            max((done.at for done in taken.done), default=None),
            None if taken.due is None else taken.due.due_at,
        )
        for opened, taken in of_record
    ]
