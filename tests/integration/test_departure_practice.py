"""What practice asks about a child missing from care: coded answers, sealed details."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.codes.case import DeadlineKind
from core.codes.records import RecordStatus
from core.errors import Conflict, InvalidInput, NotFound
from core.policy.case.departure_practice import (
    PRACTICE,
    PracticeAnswer,
    PracticeDetail,
    PracticeQuestion,
)
from core.policy.roles import Role
from core.refusals import Refusal
from models.case.deadline import CaseDeadline
from models.case.missing_from_care import DepartureAnswer
from services.case import episodes
from services.case.care import departure_practice, missing_from_care
from services.case.care.departure_practice import PracticeAnswerForm, PracticeLine
from services.case.care.missing_from_care import MissingFromCareForm, MissingFromCareResult
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.api import conftest
from tests.integration.steps import known_child, page_text

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
POLICE = PracticeAnswerForm(
    "police_told", "yes", {"time": "02:10", "number": "4471/26", "officer": "duty officer"}
)


def _left(one: Installation, child: UUID | None = None) -> MissingFromCareResult:
    form, child = (
        MissingFromCareForm(one.clock.now() - timedelta(hours=1)),
        child or known_child(one),
    )
    return one.do(
        one.actor(Role.CASEWORKER), missing_from_care.report_missing_from_care, child, form
    )


def _lines(one: Installation, left: MissingFromCareResult) -> dict[PracticeQuestion, PracticeLine]:
    read = one.do(one.actor(Role.CASEWORKER), departure_practice.read_practice, left.report)
    return {line.question: line for line in read}


def test_each_question_has_a_rule_and_each_code_is_used() -> None:
    assert set(PRACTICE) == set(PracticeQuestion)
    assert {answer for rule in PRACTICE.values() for answer in rule.answers} == set(PracticeAnswer)
    assert {one for rule in PRACTICE.values() for one in rule.details} == set(PracticeDetail)


def test_an_answer_is_kept_with_sealed_details_and_ends_its_deadline(
    installation: Installation,
) -> None:
    left, responsible = _left(installation), installation.actor(Role.CASEWORKER)
    assert all(line.answer == "" for line in _lines(installation, left).values())
    installation.do(responsible, departure_practice.answer_practice, left.report, POLICE)
    line = _lines(installation, left)[PracticeQuestion.POLICE_TOLD]
    assert (line.answer, line.details) == ("yes", POLICE.details)
    (sealed,) = installation.read_all(select(DepartureAnswer.sealed))
    assert sealed is not None
    assert b"4471" not in sealed
    report = installation.row_of(left.report).id
    deadline = installation.read_one(
        select(CaseDeadline).where(
            CaseDeadline.record_id == report, CaseDeadline.kind == DeadlineKind.POLICE_REPORT
        )
    )
    assert deadline.met_at is not None
    later = PracticeAnswerForm("police_told", "no")
    installation.do(responsible, departure_practice.answer_practice, left.report, later)
    line = _lines(installation, left)[PracticeQuestion.POLICE_TOLD]
    assert (line.answer, set(line.details.values())) == ("no", {""})


@pytest.mark.parametrize(
    "form",
    [
        PracticeAnswerForm("weather", "yes"),
        PracticeAnswerForm("bed_kept", "in_conflict"),
        PracticeAnswerForm("bed_kept", "yes", {"officer": "someone"}),
    ],
    ids=["question", "answer", "detail"],
)
def test_what_the_table_does_not_have_is_refused(
    installation: Installation, form: PracticeAnswerForm
) -> None:
    left = _left(installation)
    with pytest.raises(InvalidInput):
        installation.do(
            installation.actor(Role.CASEWORKER),
            departure_practice.answer_practice,
            left.report,
            form,
        )


def test_only_the_responsible_reads_and_answers_and_only_about_such_a_report(
    installation: Installation,
) -> None:
    left = _left(installation)
    police = installation.actor(Role.SUPERVISOR, "DE-POL")  # sees the report
    with pytest.raises(NotFound):
        installation.do(police, departure_practice.read_practice, left.report)
    with pytest.raises(NotFound):
        installation.do(police, departure_practice.answer_practice, left.report, POLICE)
    responsible = installation.actor(Role.CASEWORKER)
    family = installation.register(MISSING, responsible, CHECKED)
    assert installation.do(responsible, departure_practice.read_practice, family) == ()
    with pytest.raises(InvalidInput):
        installation.do(responsible, departure_practice.answer_practice, family, POLICE)


@pytest.mark.both
def test_the_interview_after_the_return_is_answered_on_the_closed_report(
    installation: Installation, sign_in: SignIn
) -> None:
    child, responsible = known_child(installation), installation.actor(Role.CASEWORKER)
    left = _left(installation, child)
    back = episodes.Return(installation.clock.now(), "care_elsewhere", {})
    installation.do(responsible, episodes.record_return, child, back)
    assert installation.row_of(left.report).status == RecordStatus.CLOSED
    client = sign_in(Role.CASEWORKER)
    path = f"/records/{left.report}"
    page = page_text(client, f"{path}/missing-from-care")
    assert page.count("<button disabled>Save") == len(PRACTICE) - 1
    answer = {"question": "return_interview", "answer": "refused"}
    assert client.post(f"{path}/practice", data=answer).status_code == 200
    lines = _lines(installation, left)
    assert [one for one, line in lines.items() if line.answer] == [
        PracticeQuestion.RETURN_INTERVIEW
    ]
    with pytest.raises(Conflict) as refused:
        installation.do(responsible, departure_practice.answer_practice, left.report, POLICE)
    assert refused.value.refusal is Refusal.RECORD_IS_CLOSED
    assert [one for one, line in lines.items() if line.may_answer] == [
        PracticeQuestion.RETURN_INTERVIEW
    ]


def test_the_page_of_the_report_asks_and_keeps_the_answers(
    installation: Installation, sign_in: SignIn
) -> None:
    left = _left(installation)
    client = sign_in(Role.CASEWORKER)
    path = f"/records/{left.report}"
    page = page_text(client, f"{path}/missing-from-care")
    for word in ("Art. 32(1)(a)", "SIRENE", "Yellow Notice", "116 000", "bed", "independent"):
        assert word in page
    answer = {"question": "sis_alert", "answer": "yes", "sirene": "DE-0042"}
    assert client.post(f"{path}/practice", data=answer).status_code == 200
    page = page_text(client, f"{path}/missing-from-care")
    assert 'value="DE-0042"' in page
    assert "Answered on" in page
