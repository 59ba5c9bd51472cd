from __future__ import annotations

import itertools

from core.codes.case import DeadlineKind
from core.codes.link_requests import LinkRequestKind, LinkRequestState
from core.policy.case.deadlines import WITHIN_AGENCY
from core.policy.sharing import link_requests
from core.policy.sharing.link_requests import (
    NEXT_STEPS,
    REFUSAL_REASONS,
    STEPS,
    LinkRequestSide,
    is_told_at_once,
    may_step,
    shown_state,
)


def test_only_the_responsible_decides_and_only_while_a_request_waits() -> None:
    allowed = {
        (state, act, side)
        for state, step, side in itertools.product(LinkRequestState, STEPS, LinkRequestSide)
        if may_step(state, act := step.act, side)
    }
    assert allowed == {
        (LinkRequestState.ASKED, "accept", LinkRequestSide.RESPONSIBLE),
        (LinkRequestState.ASKED, "refuse", LinkRequestSide.RESPONSIBLE),
        (LinkRequestState.ASKED, "withdraw", LinkRequestSide.ASKER),
    }
    assert {step.act: step.to for step in STEPS} == {
        "accept": ("accepted",),
        "refuse": ("refused",),
        "withdraw": ("withdrawn",),
        "expire": ("expired",),
    }
    assert [step.act for step in STEPS if step.is_automatic] == ["expire"]


def test_a_refusal_and_no_answer_look_the_same_to_the_asker() -> None:
    shown = {
        has_ended: {
            state.value: shown_state(state, is_responsible=False, has_ended=has_ended)
            for state in LinkRequestState
        }
        for has_ended in (False, True)
    }
    assert set(shown[False].values()) == {"asked"}
    assert shown[True] == {
        "asked": "asked",
        "accepted": "accepted",
        "refused": "ended",
        "withdrawn": "withdrawn",
        "expired": "ended",
    }
    assert shown_state("refused", is_responsible=True, has_ended=False) == "refused"


def test_only_a_decision_about_the_request_is_told_at_once() -> None:
    told = {reason for reason in ("", *REFUSAL_REASONS) if is_told_at_once(reason)}
    assert told == {"", "too_little_said", "purpose_does_not_fit", "no_legal_basis"}


def test_no_reason_about_the_person_is_shown_to_the_asker() -> None:
    assert {reason for reason, is_shown in REFUSAL_REASONS.items() if is_shown} == {
        "too_little_said",
        "purpose_does_not_fit",
        "no_legal_basis",
    }
    assert {reason for reason, is_shown in REFUSAL_REASONS.items() if not is_shown} == {
        "person_refuses",
        "danger",
        "another_person",
        "other",
    }


def test_a_disclosure_still_leads_through_a_report_and_a_confirmed_match() -> None:
    assert {(kind.value, has_report): step for (kind, has_report), step in NEXT_STEPS.items()} == {
        ("contact", False): "call_desk",
        ("contact", True): "call_desk",
        ("disclosure", False): "register_report",
        ("disclosure", True): "confirm_match",
    }
    assert len(NEXT_STEPS) == 2 * len(LinkRequestKind)


def test_the_terms_of_a_request() -> None:
    assert (link_requests.ANSWER_HOURS, link_requests.EXPIRE_DAYS) == (24, 14)
    assert (link_requests.REMOVE_DAYS, link_requests.SEARCH_DAYS) == (90, 7)
    assert (link_requests.PER_PERSON_A_DAY, link_requests.MAX_LENGTH) == (20, 500)
    assert DeadlineKind.ANSWER_LINK_REQUEST in WITHIN_AGENCY
