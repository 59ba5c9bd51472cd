"""Care episodes of a child: missing from care, located, returned."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.case.story import (
    DepartureOut,
    EpisodeCreatedOut,
    PracticeOut,
    ReturnIn,
    StepIn,
    StoryOut,
)
from api.schemas.next_steps import NextStepsOut
from core.codes.records import EpisodeKind
from core.policy.actions import Action
from services.case import episodes, story_situation
from services.case.care import departure_practice, missing_from_care
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/records", tags=["care episodes"])

MayTell = Annotated[Actor, allow(Action.EPISODE)]


@router.post(
    "/{record_id}/missing-from-care", name="missing_from_care", status_code=status.HTTP_201_CREATED
)
def report_missing_from_care(
    record_id: UUID,
    body: missing_from_care.MissingFromCareForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> missing_from_care.MissingFromCareResult:
    """Record that a child went missing from care.

    One act writes the episode, files the linked missing report and notifies the desks that it
    reaches at once. `states` has for each state when it was sent, or why it was not.
    """
    return missing_from_care.report_missing_from_care(session, context, actor, record_id, body)


@router.get("/{record_id}/missing-from-care", name="read_departure")
def read_departure(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> DepartureOut:
    """Read what each state knows of a report missing from care.

    The report of a child that left your agency's care: when it was sent to each state, or why not.
    The list is empty for any other record of your agency.
    """
    states = missing_from_care.read_departure(session, context, actor, record_id)
    return DepartureOut(states=list(states))


@router.get("/{record_id}/practice", name="read_practice")
def read_practice(
    record_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> PracticeOut:
    """Read what practice asks after a child went missing from care.

    The list is empty for a record that is not the report of a child that left your agency's care.
    """
    lines = departure_practice.read_practice(session, context, actor, record_id)
    return PracticeOut(questions=list(lines))


@router.put("/{record_id}/practice", name="answer_practice", status_code=status.HTTP_204_NO_CONTENT)
def answer_practice(
    record_id: UUID,
    body: departure_practice.PracticeAnswerForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> None:
    """Answer a question that practice asks.

    The newest answer to a question replaces the one before. "yes" to the police ends the deadline
    of the police report. After a return only the question about the interview is open.
    """
    departure_practice.answer_practice(session, context, actor, record_id, body)


@router.post("/{record_id}/located", name="located", status_code=status.HTTP_201_CREATED)
def record_located(
    record_id: UUID,
    body: StepIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> EpisodeCreatedOut:
    """Record that the person was located."""
    step = body.step(EpisodeKind.LOCATED)
    return EpisodeCreatedOut(episode=episodes.record_step(session, context, actor, record_id, step))


@router.post("/{record_id}/safe", name="safe", status_code=status.HTTP_201_CREATED)
def record_safe(
    record_id: UUID,
    body: StepIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> EpisodeCreatedOut:
    """Record that the person is safe.

    A professional has seen the person, who is in no danger at that place. The answer has the id of
    the new episode.
    """
    step = body.step(EpisodeKind.SAFE)
    return EpisodeCreatedOut(episode=episodes.record_step(session, context, actor, record_id, step))


@router.post("/{record_id}/reunified", name="reunified", status_code=status.HTTP_201_CREATED)
def record_reunified(
    record_id: UUID,
    body: StepIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> EpisodeCreatedOut:
    """Record that the person is with their family.

    The step needs verified kinship and a best-interests decision.
    """
    step = body.step(EpisodeKind.REUNIFIED)
    return EpisodeCreatedOut(episode=episodes.record_step(session, context, actor, record_id, step))


@router.post("/{record_id}/return", name="come_back", status_code=status.HTTP_201_CREATED)
def record_return(
    record_id: UUID,
    body: ReturnIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayTell,
) -> EpisodeCreatedOut:
    """Record that a child returned. The report that followed the departure is closed."""
    content = {"note": body.note}
    episode = episodes.record_return(
        session,
        context,
        actor,
        record_id,
        episodes.Return(at=body.at, closure=body.closure, details=content),
    )
    return EpisodeCreatedOut(episode=episode)


@router.get("/{record_id}/episodes", name="read_story")
def list_episodes(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayTell
) -> StoryOut:
    """List the care episodes of a record. The record belongs to your agency."""
    story_of_record = episodes.read_story(session, context, actor, record_id)
    return StoryOut.of(story_of_record, next_steps_of(record_id, session, context, actor))


def next_steps_of(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: Actor
) -> NextStepsOut | None:
    """Return what may be written next; None for a kind of record without a story."""
    story = story_situation.read_next_steps(session, context, actor, record_id)
    if story is None:
        return None
    return NextStepsOut.of(
        story.process,
        story.steps,
        user_id=actor.user_id,
        ids={"record": record_id, "found": story.found_record},
    )
