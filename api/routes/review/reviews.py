"""Work on a pair: lock, undo, verification questions, messages between desks, confirmed groups."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, PairMatch, SessionDep, allow
from api.routes.review.pairs import MayReview
from api.schemas.common import CreatedOut
from api.schemas.review.pairs import (
    AnswersIn,
    GroupOut,
    MessageIn,
    PairLockOut,
    QuestionList,
    QuestionNumbersOut,
    QuestionsIn,
    VerdictOut,
    VerdictUndoIn,
)
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.review import confirmed_groups, pair_locks, questions, threads, verdict_changes

router = APIRouter(prefix="/v1/pairs/{pair_id}", tags=["pairs"])

MayWrite = Annotated[Actor, allow(Action.USE_THREAD)]


@router.post("/lease", name="take_lease")
def lock_pair(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> PairLockOut:
    """Lock a pair for your work. The lock has a quarter of an hour."""
    return PairLockOut(until=pair_locks.take_lock(session, context, actor, pair_id))


@router.delete("/lease", name="give_lease_back", status_code=status.HTTP_204_NO_CONTENT)
def unlock_pair(pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview) -> None:
    """Release your lock of a pair."""
    pair_locks.release_lock(session, context, actor, pair_id)


@router.post("/undo", name="undo")
def undo_verdict(
    pair_id: UUID,
    body: VerdictUndoIn,
    version: PairMatch,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
) -> VerdictOut:
    """Undo a match decision.

    A person withdraws a proposal or proposes to undo a decision; a second person undoes it. The
    request needs `If-Match`.
    """
    state = verdict_changes.undo_verdict(
        session, context, actor, pair_id, reason=body.reason, expected_version=version.number
    )
    return VerdictOut(state=state)


@router.post("/review", name="keep")
def keep_verdict(
    pair_id: UUID,
    version: PairMatch,
    session: SessionDep,
    context: ContextDep,
    actor: MayReview,
) -> VerdictOut:
    """Keep a match decision after a review of changes.

    A proposed undo ends: the person who proposed it withdraws it, or a supervisor refuses it. The
    request needs `If-Match`.
    """
    state = verdict_changes.keep_verdict(
        session,
        context,
        actor,
        pair_id,
        expected_version=version.number,
        evidence=version.evidence,
    )
    return VerdictOut(state=state)


@router.post("/questions", status_code=status.HTTP_201_CREATED)
def ask_questions(
    pair_id: UUID,
    body: QuestionsIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayWrite,
) -> QuestionNumbersOut:
    """Ask verification questions about a pair.

    The missing side gets %(min_questions)s to %(max_questions)s questions.
    """
    return QuestionNumbersOut(
        numbers=questions.ask_questions(session, context, actor, pair_id, body.texts)
    )


@router.get("/questions")
def list_questions(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayWrite
) -> QuestionList:
    """List verification questions of a pair. The answer has the answers."""
    return QuestionList(questions=questions.list_questions(session, context, actor, pair_id))


@router.post("/answers", status_code=status.HTTP_204_NO_CONTENT)
def answer_questions(
    pair_id: UUID,
    body: AnswersIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayWrite,
) -> None:
    """Answer verification questions.

    The family knows the answers. A question is answered once.
    """
    answers = {one.number: one.text for one in body.answers}
    questions.answer_questions(session, context, actor, pair_id, answers)


@router.post("/messages", status_code=status.HTTP_201_CREATED)
def write_message(
    pair_id: UUID,
    body: MessageIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayWrite,
) -> CreatedOut:
    """Write a message to the other desk of a pair."""
    return CreatedOut(id=threads.post_message(session, context, actor, pair_id, body.text))


@router.get("/messages")
def read_thread(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayWrite
) -> threads.ThreadView:
    """Read the messages of a pair. The answer has the on-call numbers of both desks."""
    return threads.read_thread(session, context, actor, pair_id)


@router.get("/group")
def read_group(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> GroupOut:
    """Read the confirmed group of a pair. The answer has the contradictions in the group."""
    return GroupOut.of(confirmed_groups.read_group(session, context, actor, pair_id))
