"""Episodes of a child's story: the acts that write them, and sealed details in the agency's record.

The permitted order is the table `core.policy.case.story_steps`. Details may have the place of a
found child (F4a and F4b), so only the responsible agency can read an episode.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineKind, Outcome
from core.codes.records import EpisodeKind, RecordKind
from core.errors import InvalidInput, require_code
from core.policy.actions import Action
from core.policy.case.case_story import OUTCOMES
from core.policy.case.closures import RETURN_CLOSURES, REUNIFIED
from core.policy.case.deadlines import REPEATED_EPISODES, REPEATED_WITHIN_DAYS
from core.policy.case.story_steps import STORY_ACTS, STORY_PROCESSES
from core.policy.fields import FieldClass
from core.policy.roles import Role
from core.published import published
from core.security.crypto import SealPlace
from models.case.episode import Episode
from models.case.missing_from_care import MissingFromCareState
from models.records.record import Record
from services.case import story_situation
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.records import register, repository
from services.records.closing import case_deadlines, closures
from services.sharing import same_person_links

# tolerance for clock differences between desks; later times are refused
MAX_CLOCK_SKEW = timedelta(minutes=10)
Said = Mapping[str, str | list[str]]


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class EpisodeView:
    """An episode, for the responsible agency of the record only."""

    id: UUID
    kind: str
    at: datetime
    said: dict[str, str | list[str]]


def read_story(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> list[EpisodeView]:
    """Return the story of a record of the actor's agency, oldest first; raise `NotFound` for any
    other. Audited.
    """
    record = register.require_own_record(
        session, context, actor, public_id, Action.EPISODE, ""
    ).record
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    rows = session.scalars(
        select(Episode).where(Episode.record_id == record.id).order_by(Episode.id)
    )
    audit_log.record_act(
        session, context, actor, "read_story", public_id, FieldClass.F4A, FieldClass.F4B
    )
    return [EpisodeView(row.public_id, row.kind, row.at, _open(key, row)) for row in rows]


@dataclasses.dataclass(frozen=True, slots=True)
class NewEpisode:
    """An episode to store: kind, time and details."""

    kind: str
    at: datetime
    details: Said


def add_episode(
    session: Session, context: Context, actor: Actor, record: Record, episode: NewEpisode
) -> UUID:
    """Store an episode of a locked record; return its id.

    The caller has checked that it may be written.
    """
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    sealed = data_keys.seal_json(
        key, {name: value for name, value in episode.details.items() if value}, _place(public_id)
    )
    session.add(
        Episode(
            public_id=public_id,
            record_id=record.id,
            kind=episode.kind,
            sealed=sealed,
            at=episode.at,
            user_id=actor.user_id,
        )
    )
    session.flush()
    return public_id


def open_for_step(
    session: Session, context: Context, actor: Actor, public_id: UUID, kind: str, at: datetime
) -> Record:
    """Return a record of the actor's agency, locked, to write the next step of its story.

    Raise `InvalidInput` if `at` has no time zone, or is later than now by more than
    `MAX_CLOCK_SKEW`. Raise `Refused` if the role may never take the step. Raise `Conflict` with the
    reason of the table if the step may not be taken now, or not for this kind of record. Raise
    `NotFound` for a record of another agency.
    """
    now = context.clock.now()
    field = (
        "left_at" if kind == EpisodeKind.MISSING_FROM_CARE else "at"
    )  # the form field of its time
    date_ranges.check_dates(now, **{field: at})
    if at.tzinfo is None or at > now + MAX_CLOCK_SKEW:
        raise InvalidInput(field, "not_a_past_moment")
    record = register.require_own_record(
        session, context, actor, public_id, Action.EPISODE, ""
    ).record
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    story_situation.check_step(session, context, actor, record, kind)
    return record


def outcome_of(episodes: Sequence[EpisodeView]) -> Outcome:
    """Return what became of the person, by a story that is oldest first."""
    kinds = [one.kind for one in episodes if one.kind in OUTCOMES]
    return OUTCOMES[kinds[-1] if kinds else ""]


def record_step(
    session: Session, context: Context, actor: Actor, public_id: UUID, step: NewEpisode
) -> UUID:
    """Record that a person was located, is safe, or is reunified; return the id of the episode.

    `step` has the time, the place and the observer. The report stays open until a person closes it.
    A reunification needs verified kinship and a best-interests decision. Raise the errors of
    `open_for_step`. Audited.
    """
    record = open_for_step(session, context, actor, public_id, step.kind, step.at)
    episode = add_episode(session, context, actor, record, step)
    if step.kind == EpisodeKind.REUNIFIED:
        case_deadlines.end_search(session, context, record)
    elif step.kind == EpisodeKind.LOCATED:
        _call_consultation(session, record, at=step.at)
    entry = STORY_PROCESSES[record.kind].entry_of(STORY_ACTS[step.kind])
    audit_log.record_act(session, context, actor, entry, public_id, subject=episode)
    return episode


def _call_consultation(session: Session, record: Record, *, at: datetime) -> None:
    """Start the deadline of the agencies' consultation, of the report of a child missing from care.

    The child may be located in its found record or in the report. No effect for any other record.
    """
    is_found = record.kind == RecordKind.FOUND
    report = same_person_links.open_successor(session, record) if is_found else record
    if report is None:
        return
    query = select(MissingFromCareState.record_id).where(
        MissingFromCareState.record_id == report.id
    )
    if session.scalar(query.limit(1)) is not None:
        case_deadlines.start_deadline(session, report, DeadlineKind.CONSULTATION, started_at=at)


def call_repeat_conference(session: Session, record: Record, *, at: datetime) -> None:
    """Start the deadline of a case conference if a person is missing for the third time within 90
    days. The episode of `at` was written before.

    A report counts its registration as the first time.
    """
    since = at - timedelta(days=REPEATED_WITHIN_DAYS)
    is_report = record.kind == RecordKind.MISSING
    kind = EpisodeKind.REOPENED if is_report else EpisodeKind.MISSING_FROM_CARE
    written = session.scalar(
        select(func.count()).where(
            Episode.record_id == record.id, Episode.kind == kind, Episode.at > since
        )
    )
    times = (written or 0) + (is_report and record.created_at > since)
    if times >= REPEATED_EPISODES:
        case_deadlines.start_deadline(
            session, record, DeadlineKind.REPEAT_CONFERENCE, started_at=at
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Return:
    """The return of the child: time, details, and the closing sentence of its report."""

    at: datetime
    closure: str
    details: Said


def record_return(
    session: Session, context: Context, actor: Actor, public_id: UUID, back: Return
) -> UUID:
    """Record that the child is back, and close the report of the found record with a sentence.

    Raise `Conflict` while the report needs a review, or a sentence that its other side approves.
    Raise `InvalidInput` for another sentence than those of a return. Return the id of the episode.
    Audited.
    """
    require_code("closure", back.closure, RETURN_CLOSURES)
    record = open_for_step(session, context, actor, public_id, EpisodeKind.RETURNED, back.at)
    if back.closure == REUNIFIED:
        closures.check_reunification(session, context, record)
    report = same_person_links.open_successor(session, record)
    if report is not None:
        # Who may record a return may close the report by it, so no role is refused.
        closures.check_sentence(session, context, report, back.closure, Role.SUPERVISOR)
    episode = add_episode(
        session, context, actor, record, NewEpisode(EpisodeKind.RETURNED, back.at, back.details)
    )
    case_deadlines.end_search(session, context, record)
    case_deadlines.start_deadline(
        session, record, DeadlineKind.RETURN_INTERVIEW, started_at=back.at
    )
    record_ids = [record.public_id]
    if report is not None:
        closures.notify_other_sides(session, context, actor, report, back.closure)
        repository.close_record(session, context, report, closure=back.closure)
        record_ids.append(report.public_id)
    audit_log.record_act_on_all(session, context, actor, "come_back", record_ids, subject=episode)
    return episode


def _open(key: bytes, row: Episode) -> dict[str, str | list[str]]:
    return dict(data_keys.unseal_json(key, row.sealed, _place(row.public_id)))


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("episode", public_id, FieldClass.F4B.value, 1)
