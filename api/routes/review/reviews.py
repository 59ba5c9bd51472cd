"""Working a pair together: lease, undoing, verification questions, the thread from desk to desk,
groups.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, PairMatch, SessionDep, allow
from api.schemas.common import CreatedOut
from api.schemas.review.pairs import (
    AnswerIn,
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

MayReview = Annotated[Actor, allow(Action.PROPOSE_VERDICT)]
MayWrite = Annotated[Actor, allow(Action.USE_THREAD)]


@router.post("/lease", name="take_lease")
def lock_pair(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> PairLockOut:
    """Take a pair to work it alone for a quarter of an hour."""
    return PairLockOut(until=pair_locks.take_lock(session, context, actor, pair_id))


@router.delete("/lease", name="give_lease_back", status_code=status.HTTP_204_NO_CONTENT)
def unlock_pair(pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview) -> None:
    """Give one's lease back."""
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
    """Take a proposal back, propose to undo a decision, or undo it as the second person.

    If-Match holds the ETag of the pair as it was read.
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
    """Record that a decision holds after a look at what changed; If-Match holds the pair's ETag."""
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
    """Ask the missing side two to five verification questions."""
    return QuestionNumbersOut(
        numbers=questions.ask_questions(session, context, actor, pair_id, body.texts)
    )


@router.get("/questions")
def list_questions(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayWrite
) -> QuestionList:
    """List the questions of a pair with their answers."""
    found = questions.list_questions(session, context, actor, pair_id)
    return QuestionList(questions=found)


@router.post("/answers", status_code=status.HTTP_204_NO_CONTENT)
def answer_question(
    pair_id: UUID,
    body: AnswerIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayWrite,
) -> None:
    """Answer a question from what the family knows; once."""
    questions.answer_question(session, context, actor, pair_id, number=body.number, text=body.text)


@router.post("/messages", status_code=status.HTTP_201_CREATED)
def write_message(
    pair_id: UUID,
    body: MessageIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayWrite,
) -> CreatedOut:
    """Write to the other desk."""
    return CreatedOut(id=threads.post_message(session, context, actor, pair_id, body.text))


@router.get("/messages")
def read_thread(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayWrite
) -> threads.ThreadView:
    """Read the thread of a pair, with the on-call numbers of both desks."""
    return threads.read_thread(session, context, actor, pair_id)


@router.get("/group")
def read_group(
    pair_id: UUID, session: SessionDep, context: ContextDep, actor: MayReview
) -> GroupOut:
    """Read the confirmed group a pair belongs to, with what contradicts it."""
    return GroupOut.of(confirmed_groups.read_group(session, context, actor, pair_id))
