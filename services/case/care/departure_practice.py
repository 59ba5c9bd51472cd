"""What practice asks about a child missing from care: the agency's answers, with sealed details.

The table is `core.policy.case.departure_practice`.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.codes.records import RecordStatus
from core.errors import InvalidInput, require_code
from core.policy.actions import Action
from core.policy.case.departure_practice import PRACTICE, PracticeAnswer, PracticeQuestion
from core.policy.fields import FieldClass
from core.published import Code, Reason, published
from core.security.crypto import SealPlace
from models.case.missing_from_care import DepartureAnswer
from models.records.record import Record
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register
from services.records.closing import case_deadlines
from services.sharing import same_person_links


@published(
    examples=[
        {
            "question": "police_told",
            "answer": "yes",
            "details": {"time": "02:10", "number": "4471/26", "officer": "duty officer"},
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class PracticeAnswerForm:
    """The answer to one question; `details` has those that the question names."""

    question: Annotated[Code, OneOf("practice")]
    answer: Annotated[Code, OneOf("practice_answer")]
    details: Annotated[dict[Code, Reason], Field(max_length=4)] = dataclasses.field(
        default_factory=dict
    )


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class PracticeLine:
    """A question of practice, its possible answers and details, and the answer so far.

    `answer` is "" and `at` None before the first answer. `may_answer` is false for most questions
    once the report is closed.
    """

    question: PracticeQuestion
    answers: tuple[PracticeAnswer, ...]
    answer: str
    details: dict[str, str]
    at: datetime | None
    may_answer: bool


def read_practice(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> tuple[PracticeLine, ...]:
    """Return the questions about an own report of a child missing from care; empty for another own
    record. Audited.
    """
    report = register.require_own_record(session, context, actor, public_id, Action.EPISODE).record
    audit_log.record_act(session, context, actor, "read_practice", public_id, FieldClass.F4B)
    if same_person_links.predecessor(session, report) is None:
        return ()
    key = data_keys.open_data_key(session, context.keys, report.public_id)
    given = {row.question: row for row in session.scalars(_answers(report))}
    lines = []
    for question, rule in PRACTICE.items():
        row = given.get(question)
        stored = {} if row is None else _open(key, row)
        lines.append(
            PracticeLine(
                question,
                rule.answers,
                "" if row is None else row.answer,
                {detail.value: stored.get(detail, "") for detail in rule.details},
                None if row is None else row.answered_at,
                may_answer=rule.outlives_report or report.status == RecordStatus.OPEN,
            )
        )
    return tuple(lines)


def answer_practice(
    session: Session, context: Context, actor: Actor, public_id: UUID, form: PracticeAnswerForm
) -> None:
    """Store the answer to a question about an own report of a child missing from care. Audited.

    A "yes" ends the deadline that asks for the same fact. Raise `InvalidInput` for an unknown
    question, an answer or a detail that the question does not have, and for any other record.
    Raise `Conflict` for a closed report, except for a question that outlives it.
    """
    report = register.require_own_record(session, context, actor, public_id, Action.EPISODE).record
    if same_person_links.predecessor(session, report) is None:
        raise InvalidInput("question", "not_of_this_kind")
    require_code("question", form.question, PRACTICE)
    rule = PRACTICE[PracticeQuestion(form.question)]
    if not rule.outlives_report:
        register.require_open(report)
    require_code("answer", form.answer, rule.answers)
    if not set(form.details) <= set(rule.details):
        raise InvalidInput("details", "not_of_this_kind")
    row = session.scalar(_answers(report).where(DepartureAnswer.question == form.question))
    if row is None:
        row = DepartureAnswer(public_id=uuid4(), record_id=report.id, question=form.question)
    details = {name: value for name, value in form.details.items() if value.strip()}
    key = data_keys.open_data_key(session, context.keys, report.public_id)
    row.answer = form.answer
    row.sealed = data_keys.seal_json(key, details, _place(row.public_id)) if details else None
    assert actor.user_id is not None  # software has no cell of EPISODE
    row.answered_by, row.answered_at = actor.user_id, context.clock.now()
    session.add(row)
    session.flush()
    if rule.fact is not None and form.answer == PracticeAnswer.YES:
        case_deadlines.record_fact(session, context, report, rule.fact)
    audit_log.record_act(session, context, actor, "answer_practice", public_id)


def _answers(report: Record) -> Select[DepartureAnswer]:
    return select(DepartureAnswer).where(DepartureAnswer.record_id == report.id)


def _open(key: bytes, row: DepartureAnswer) -> dict[str, str]:
    if row.sealed is None:
        return {}
    return dict(data_keys.unseal_json(key, row.sealed, _place(row.public_id)))


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("departure_answer", public_id, FieldClass.F4B.value, 1)
