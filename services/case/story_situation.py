"""The situation of a child's story, the input of `core.policy.case.story_steps`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from core.codes.records import EpisodeKind, RecordStatus
from core.errors import Conflict
from core.policy.actions import Action
from core.policy.case.story_steps import STORY_ACTS, STORY_PROCESSES, STORY_RESPONSIBLE, StoryState
from core.policy.process import DoneStep, NextSteps, Process, Situation, next_steps
from core.refusals import Refusal
from models.case.episode import Episode
from models.records.record import Record
from services.foundation import process_steps
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register
from services.records.closing import closure_facts, closures
from services.sharing import same_person_links

# A course begins when the child leaves care, or when a closed record goes on.
_BEGINNINGS = frozenset({EpisodeKind.MISSING_FROM_CARE, EpisodeKind.REOPENED})


@dataclasses.dataclass(frozen=True, slots=True)
class StorySteps:
    """The next steps of a record's story, and the process table that gives them.

    `found_record` is set for the report of a child missing from care. It is the agency's found
    record of the same child, where the next steps of its story are written. None for any other
    record.
    """

    process: Process
    steps: NextSteps
    found_record: UUID | None


def check_step(session: Session, context: Context, actor: Actor, record: Record, kind: str) -> None:
    """Raise unless this episode may be written in the record's story now.

    Raise `Refused` if the role may never write it. Raise `Conflict` for a kind of record without
    this episode, and for an episode that is not possible now.
    """
    process = STORY_PROCESSES.get(record.kind)
    act = STORY_ACTS[kind]
    if process is None or act not in process.acts:
        raise Conflict(Refusal.WRONG_RECORD_KIND)
    found_record = _found_record(session, record)
    ids = {} if found_record is None else {"found": found_record}
    process_steps.check_step(
        session, context, process, situation(session, context, actor, record), act, **ids
    )


def read_next_steps(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> StorySteps | None:
    """Return the steps of the story of a record of the actor's agency; None for a kind of record
    without one.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, public_id, Action.EPISODE, ""
    ).record
    process = STORY_PROCESSES.get(record.kind)
    if process is None:
        return None
    return StorySteps(
        process,
        next_steps(process, situation(session, context, actor, record)),
        _found_record(session, record),
    )


def _found_record(session: Session, record: Record) -> UUID | None:
    """Return the found record of the same child in the same agency, where its story is written."""
    origin = same_person_links.predecessor(session, record)
    is_own = origin is not None and origin.agency_id == record.agency_id
    return origin.public_id if origin is not None and is_own else None


def situation(session: Session, context: Context, actor: Actor, record: Record) -> Situation:
    """Load the situation of a record's story for an actor of its agency."""
    episodes = session.execute(
        select(Episode.kind, Episode.at, Episode.user_id)
        .where(Episode.record_id == record.id)
        .order_by(Episode.id)
    ).all()
    # the place of the episode with which the newest course of the story begins
    beginnings = [place for place, one in enumerate(episodes) if one.kind in _BEGINNINGS]
    course = max(beginnings, default=0)
    # a reopened record begins anew: a person who was located is searched for again
    steps = [one.kind for one in episodes[course:] if one.kind in STORY_ACTS]
    is_located = any(one.kind in closure_facts.LOCATING for one in episodes[course:])
    return Situation(
        state=StoryState(steps[-1]) if steps else StoryState.REGISTERED,
        sides=frozenset({STORY_RESPONSIBLE}),
        role=actor.role,
        user_id=actor.user_id,
        done=tuple(_done(episodes, course)),
        unmet=frozenset(_unmet(session, context, record)),
        finished=frozenset({STORY_ACTS[EpisodeKind.LOCATED]} if is_located else ()),
    )


def _done(episodes: Sequence[Row[str, datetime, int]], course: int) -> Iterator[DoneStep]:
    """Yield the steps of the newest course. Those before a transfer are of the other side."""
    transfers = [place for place, one in enumerate(episodes) if one.kind == EpisodeKind.TRANSFERRED]
    own_from = max(transfers, default=0)
    for place, one in enumerate(episodes[course:], start=course):
        if one.kind in STORY_ACTS:
            side = "own" if place >= own_from else "other"
            yield DoneStep(STORY_ACTS[one.kind], side, one.at, one.user_id)


def _unmet(session: Session, context: Context, record: Record) -> Iterator[Refusal]:
    """Yield the conditions that are not met. The facts of a closed record are not opened."""
    if record.status != RecordStatus.OPEN:
        yield Refusal.RECORD_IS_CLOSED
    elif same_person_links.predecessor(session, record) is not None:
        yield Refusal.STORY_STANDS_AT_FOUND_RECORD
    else:
        yield from closures.reunification_lacks(session, context, record)
        report = same_person_links.open_successor(session, record)
        if report is not None:
            yield from closures.return_lacks(session, report)
