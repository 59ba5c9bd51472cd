"""Verification questions: the found side asks two to five; the missing side answers them.

The answers come from the family.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.notices import NoticeKind
from core.codes.records import RecordKind
from core.errors import Conflict, InvalidInput, require_found
from core.policy.actions import Action
from core.policy.review import MAX_QUESTIONS, MIN_QUESTIONS
from core.published import published
from core.refusals import Refusal
from models.matching_runs.pair import Question
from services.foundation import data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.review import pair_message_sealing, pair_situation, reviews


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class QuestionView:
    """A question. Before it is answered, `answer` is "" and `answered_at` is None."""

    number: int
    question: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None


def ask_questions(
    session: Session, context: Context, actor: Actor, pair_id: UUID, texts: Sequence[str]
) -> list[int]:
    """Ask the missing side; return the numbers of the questions.

    The first request has at least two; the total is at most five. Raise `InvalidInput` for any
    other number of texts. Raise `Conflict` if the pair does not permit questions now, and
    `NotFound` for a pair that the actor does not see. The missing side gets a notice. Audited.
    """
    opened, key = pair_message_sealing.open_pair_for_writing(
        session, context, actor, pair_id, texts
    )
    pair_situation.check_step(session, context, actor, opened, "ask_questions")
    last = (
        session.scalar(select(func.max(Question.number)).where(Question.pair_id == opened.pair.id))
        or 0
    )
    if not texts or last + len(texts) > MAX_QUESTIONS or last + len(texts) < MIN_QUESTIONS:
        raise InvalidInput("texts", "two_to_five")
    numbers = list(range(last + 1, last + 1 + len(texts)))
    for number, text in zip(numbers, texts, strict=True):
        place = pair_message_sealing.message_place("question", opened.pair.public_id, number)
        session.add(
            Question(
                pair_id=opened.pair.id,
                number=number,
                asked_by=actor.user_id,
                question=data_keys.seal_json(key, text, place),
                asked_at=context.clock.now(),
            )
        )
    pair_message_sealing.notify_other_side(session, context, opened, kind=NoticeKind.QUESTION)
    pair_message_sealing.record_pair_event(session, context, actor, "ask_questions", opened)
    return numbers


def answer_questions(
    session: Session,
    context: Context,
    actor: Actor,
    pair_id: UUID,
    answers: Mapping[int, str],
) -> None:
    """Answer questions, by their numbers; each is answered once.

    Raise `NotFound` for an unknown number. Raise `Conflict` for the side that asked, and for a
    question that was answered before.
    """
    opened, key = pair_message_sealing.open_pair_for_writing(
        session, context, actor, pair_id, list(answers.values())
    )
    if opened.own.record.kind != RecordKind.MISSING and not opened.other.is_owner:
        raise Conflict(Refusal.FOUND_SIDE_ASKS)
    query = (
        select(Question)
        .where(Question.pair_id == opened.pair.id, Question.number.in_(answers))
        .order_by(Question.number)
    )
    found = {one.number: one for one in session.scalars(query.with_for_update())}
    for number, text in answers.items():
        question = require_found(found.get(number), "no such question")
        if question.answer is not None:
            raise Conflict(Refusal.QUESTION_IS_ANSWERED)
        place = pair_message_sealing.message_place("answer", opened.pair.public_id, number)
        question.answer = data_keys.seal_json(key, text, place)
        question.answered_by, question.answered_at = actor.user_id, context.clock.now()
    pair_message_sealing.notify_other_side(session, context, opened, kind=NoticeKind.ANSWER)
    pair_message_sealing.record_pair_event(session, context, actor, "answer_questions", opened)


def list_questions(
    session: Session, context: Context, actor: Actor, pair_id: UUID
) -> list[QuestionView]:
    """Return the questions of a pair with their answers, in their order. Audited.

    Raise `NotFound` for a pair that the actor does not see.
    """
    opened = reviews.find_pair(session, context, actor, pair_id, Action.USE_THREAD)
    pair_message_sealing.record_pair_event(session, context, actor, "list_questions", opened)
    key = pair_message_sealing.pair_key(session, context, opened.pair)
    if key is None:
        return []
    public_id = opened.pair.public_id
    rows = session.scalars(
        select(Question).where(Question.pair_id == opened.pair.id).order_by(Question.number)
    )
    return [
        QuestionView(
            row.number,
            data_keys.unseal_json(
                key,
                row.question,
                pair_message_sealing.message_place("question", public_id, row.number),
            ),
            ""
            if row.answer is None
            else data_keys.unseal_json(
                key, row.answer, pair_message_sealing.message_place("answer", public_id, row.number)
            ),
            row.asked_at,
            row.answered_at,
        )
        for row in rows
    ]
