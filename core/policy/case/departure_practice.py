"""The table of questions that practice asks when a child is missing from care, with their answers.

Most have a deadline of their own (`core.policy.case.deadlines`). An answer here is what was done
and with whom. The sources are to be checked by a practitioner of each state.
"""

from __future__ import annotations

import dataclasses
import enum
from typing import Final

from core.policy.case.deadlines import DeadlineFact


class PracticeQuestion(enum.StrEnum):
    """A question about a child missing from care."""

    POLICE_TOLD = "police_told"
    GUARDIAN_TOLD = "guardian_told"
    SIS_ALERT = "sis_alert"  # Regulation (EU) 2018/1862, Art. 32(1)(a)
    YELLOW_NOTICE = "yellow_notice"
    HOTLINE_TOLD = "hotline_told"  # 116 000
    SIBLINGS_ASKED = "siblings_asked"  # those in care
    OWN_NUMBER_CALLED = "own_number_called"
    BED_KEPT = "bed_kept"
    # after the child was located
    CONSULTATION = "consultation"  # of the agencies within 12 hours
    RETURN_INTERVIEW = "return_interview"  # by a person who is independent of the care


class PracticeAnswer(enum.StrEnum):
    """An answer to a question."""

    YES = "yes"
    NO = "no"
    IN_CONFLICT = "in_conflict"  # a guardian with a conflict of interest is not informed
    NO_GUARDIAN = "no_guardian"
    IS_DANGER = "is_danger"  # decided against, because a notification could reach those it fled
    NONE_IN_CARE = "none_in_care"
    NO_ANSWER = "no_answer"
    NO_NUMBER = "no_number"
    REFUSED = "refused"  # by the child


class PracticeDetail(enum.StrEnum):
    """A detail of an answer, which is sealed."""

    TIME = "time"
    NUMBER = "number"
    OFFICER = "officer"
    SIRENE = "sirene"  # the reference of the SIRENE bureau


_YES_NO: Final = (PracticeAnswer.YES, PracticeAnswer.NO)


@dataclasses.dataclass(frozen=True, slots=True)
class PracticeRule:
    """The answers to a question, and the details that belong to it.

    `fact` is the fact of a deadline that "yes" records, None without one. `outlives_report`: the
    agency may answer after the report is closed.
    """

    answers: tuple[PracticeAnswer, ...] = _YES_NO
    details: tuple[PracticeDetail, ...] = ()
    fact: DeadlineFact | None = None
    outlives_report: bool = False


PRACTICE: Final[dict[PracticeQuestion, PracticeRule]] = {
    PracticeQuestion.POLICE_TOLD: PracticeRule(
        details=(PracticeDetail.TIME, PracticeDetail.NUMBER, PracticeDetail.OFFICER),
        fact=DeadlineFact.POLICE_INFORMED,
    ),
    PracticeQuestion.GUARDIAN_TOLD: PracticeRule(
        (*_YES_NO, PracticeAnswer.IN_CONFLICT, PracticeAnswer.NO_GUARDIAN)
    ),
    PracticeQuestion.SIS_ALERT: PracticeRule(details=(PracticeDetail.SIRENE,)),
    PracticeQuestion.YELLOW_NOTICE: PracticeRule((*_YES_NO, PracticeAnswer.IS_DANGER)),
    PracticeQuestion.HOTLINE_TOLD: PracticeRule(),
    PracticeQuestion.SIBLINGS_ASKED: PracticeRule((*_YES_NO, PracticeAnswer.NONE_IN_CARE)),
    PracticeQuestion.OWN_NUMBER_CALLED: PracticeRule(
        (*_YES_NO, PracticeAnswer.NO_ANSWER, PracticeAnswer.NO_NUMBER)
    ),
    PracticeQuestion.BED_KEPT: PracticeRule(),
    PracticeQuestion.CONSULTATION: PracticeRule(fact=DeadlineFact.CONSULTED),
    # The return closes the report, and the interview follows it.
    PracticeQuestion.RETURN_INTERVIEW: PracticeRule(
        (*_YES_NO, PracticeAnswer.REFUSED), outlives_report=True
    ),
}
