"""The processes of a disclosure: one for each path, and one for what the asking side is shown.

The states and sides come from `core.policy.sharing.disclosure`. A step that is in neither path is
refused. The table of the asking side
has only states of `STATE_SHOWN_TO_ASKER`. So its next steps never depend on consent, risk or
approvals.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from core.codes.case import DeadlineKind
from core.codes.disclosure import DisclosurePath, DisclosureState
from core.codes.notifications import NotificationKind
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step, automatic_step
from core.policy.roles import CASE_ROLES, Role
from core.policy.sharing.disclosure import (
    ACTING_SIDES,
    ENDED_AFTER_RELEASE,
    ENDED_STATES,
    STATE_SHOWN_TO_ASKER,
)
from core.refusals import Refusal

_APPROVER_GUARDS = (
    Refusal.ASKER_DOES_NOT_APPROVE,
    Refusal.NOTHING_MAY_BE_RELEASED,
    Refusal.APPROVER_OF_ANOTHER_UNIT,
)
_GUARDS: dict[str, dict[str, tuple[Refusal, ...]]] = {
    DisclosurePath.ORDINARY: {
        "check_consent": (Refusal.ASSESS_RISK_INSTEAD,),
        "seek_consent": (Refusal.ASSESS_RISK_INSTEAD,),
        "consent_given": (Refusal.NO_CONSENT_COVERS_THIS,),
        "consent_refused": (Refusal.ASSESS_RISK_INSTEAD,),
        "check_risk": (Refusal.CHECK_CONSENT_FIRST, Refusal.NOTHING_MAY_BE_RELEASED),
        "approve": (Refusal.REVIEW_IS_NEEDED, *_APPROVER_GUARDS),
        "release": (Refusal.REVIEW_IS_NEEDED, Refusal.NOTHING_MAY_BE_RELEASED),
    },
    DisclosurePath.VITAL_INTEREST: {
        "check_risk": (Refusal.DANGER_IS_NOT_ASSESSED, Refusal.NOTHING_MAY_BE_RELEASED),
        "release": (
            Refusal.ASKER_DOES_NOT_APPROVE,
            Refusal.NOTHING_MAY_BE_RELEASED,
            Refusal.CALL_OWN_POLICE_FIRST,
            Refusal.CALL_BACK_FIRST,
        ),
        "approve_after": (
            Refusal.APPROVED_BY_SECOND_PERSON,
            *_APPROVER_GUARDS,
            Refusal.SECOND_APPROVAL_IS_LATE,
        ),
        "close": (Refusal.TELL_AND_REVIEW_FIRST, Refusal.SECOND_APPROVER_NEEDED),
    },
}
# act and the state it leads to, "" if the state stays -> acts whose doers may not take it
_DISTINCT: dict[tuple[str, str], tuple[str, ...]] = {
    ("approve", DisclosureState.APPROVED_TWICE): ("approve",),
    ("approve_after", ""): ("release",),
    ("review_after", ""): ("release", "approve_after"),
}
_SAME_PERSON = {"review_after": Refusal.SECOND_PERSON_REVIEWS}
_ENDING_ACTS = ("close", "withdraw", "revoke", "expire")
_ENDS = (StepEffect.REVOKES_GRANTS, StepEffect.NOTIFIES_OTHER_SIDE)
_EFFECTS: dict[str, tuple[StepEffect, ...]] = {
    "consent_refused": (StepEffect.NOTIFIES_OTHER_SIDE,),
    "release": (StepEffect.OPENS_DATA, StepEffect.NOTIFIES_OTHER_SIDE),
    **dict.fromkeys(_ENDING_ACTS, _ENDS),
}
_EFFECTS_OF_PATH: dict[str, dict[str, tuple[StepEffect, ...]]] = {
    DisclosurePath.ORDINARY: _EFFECTS,
    DisclosurePath.VITAL_INTEREST: {
        **_EFFECTS,
        "call_police": (StepEffect.NOTIFIES_OTHER_SIDE,),
        "release": (*_EFFECTS["release"], StepEffect.OPENS_REVIEW, StepEffect.RAISES_ALERT),
        "review_after": (StepEffect.ENDS_REVIEW,),
        "expire": (*_ENDS, StepEffect.RAISES_ALERT),
    },
}
# act -> the kinds of notification that follow; the responsible agency gets the one of a withdrawal
_NOTIFICATIONS_OF_PATH: dict[str, dict[str, tuple[NotificationKind, ...]]] = {
    DisclosurePath.ORDINARY: dict.fromkeys(
        ("consent_refused", "release", *_ENDING_ACTS), (NotificationKind.DISCLOSURE,)
    ),
    DisclosurePath.VITAL_INTEREST: {
        **dict.fromkeys(("call_police", *_ENDING_ACTS), (NotificationKind.DANGER_ANSWERED,)),
        "release": (
            NotificationKind.DANGER_ANSWERED,
            NotificationKind.VITAL_SECOND_NEEDED,
            NotificationKind.GUARDIAN_TO_INFORM,
        ),
        "withdraw": (NotificationKind.DISCLOSURE,),
        "expire": (NotificationKind.DANGER_ANSWERED, NotificationKind.VITAL_LAPSED),
    },
}
# act -> the entries in the audit log in addition to its own
_OTHER_ENTRIES = {"approve_after": ("decide_danger_release",)}
# acts that end a request or leave the main path
_SIDE_ACTS = frozenset({"consent_refused", "withdraw", "revoke"})
_OTHER_SIDE = {"acknowledge": Refusal.NAMED_PERSON_ACKNOWLEDGES}
_PAGE = "/disclosures/{disclosure}"
_NEVER = frozenset({Refusal.STEP_OF_ANOTHER_SIDE, Refusal.NAMED_PERSON_ACKNOWLEDGES})


_FIRST = frozenset({Role.CASEWORKER, Role.LIAISON_OFFICER})
_SECOND = frozenset({Role.SUPERVISOR})
_AFTER_RELEASE = frozenset({DisclosureState.RELEASED, DisclosureState.ACKNOWLEDGED})
_BEFORE_RELEASE = frozenset({DisclosureState.REQUESTED, DisclosureState.RISK_CHECK})
_CONSENT_CHECKS = frozenset({DisclosureState.CONSENT_CHECK, DisclosureState.CONSENT_SOUGHT})
# States of the ordinary path only. In imminent danger no consent is asked for, and the approver
# releases at once.
_ORDINARY_STATES = _CONSENT_CHECKS | {
    DisclosureState.UNDER_REVIEW,
    DisclosureState.CONSENT_GIVEN,
    DisclosureState.CONSENT_REFUSED,
    DisclosureState.APPROVED_ONCE,
    DisclosureState.APPROVED_TWICE,
}


def _step(
    path: str, act: str, states: Iterable[str], to: str = "", roles: frozenset[Role] = CASE_ROLES
) -> Step:
    return Step(
        act,
        frozenset(states),
        frozenset({ACTING_SIDES[act]}),
        roles,
        _OTHER_SIDE.get(act, Refusal.STEP_OF_ANOTHER_SIDE),
        _GUARDS[path].get(act, ()),
        distinct_from=_DISTINCT.get((act, to), ()),
        same_person=_SAME_PERSON.get(act, Refusal.SECOND_PERSON_APPROVES),
        to=(to,) if to else (),
        is_main=act not in _SIDE_ACTS,
        effects=_EFFECTS_OF_PATH[path].get(act, ()),
    )


def _ordinary_steps() -> Iterator[Step]:
    """Yield the steps before the approvals. For a missing child, no consent is asked for."""
    step = functools.partial(_step, DisclosurePath.ORDINARY)
    state = DisclosureState
    yield step("review", {state.REQUESTED}, state.UNDER_REVIEW)
    yield step("check_consent", {state.UNDER_REVIEW}, state.CONSENT_CHECK)
    yield step("seek_consent", {state.CONSENT_CHECK}, state.CONSENT_SOUGHT)
    yield step("consent_given", _CONSENT_CHECKS, state.CONSENT_GIVEN)
    yield step("consent_refused", _CONSENT_CHECKS, state.CONSENT_REFUSED)
    yield step("check_risk", {state.UNDER_REVIEW, state.CONSENT_GIVEN}, state.RISK_CHECK)


def _approvals() -> Iterator[Step]:
    """Yield the two approvals and the release of the ordinary path."""
    step = functools.partial(_step, DisclosurePath.ORDINARY)
    state = DisclosureState
    yield step("approve", {state.RISK_CHECK}, state.APPROVED_ONCE, _FIRST)
    yield step("approve", {state.APPROVED_ONCE}, state.APPROVED_TWICE, _SECOND)
    yield step("release", {state.APPROVED_TWICE}, state.RELEASED)
    yield step("acknowledge", {state.RELEASED}, state.ACKNOWLEDGED)
    yield step("close", {state.ACKNOWLEDGED, state.CONSENT_REFUSED}, state.CLOSED)


def _vital_steps() -> Iterator[Step]:
    """Yield the steps in imminent danger, without a consent.

    One approver releases after both calls. A second approver follows, the guardian is informed, and
    the decision is reviewed afterwards.
    """
    step = functools.partial(_step, DisclosurePath.VITAL_INTEREST)
    state = DisclosureState
    over = {*_AFTER_RELEASE, state.REVOKED, state.EXPIRED}
    yield step("check_risk", {state.REQUESTED}, state.RISK_CHECK)
    yield step("call_back", _BEFORE_RELEASE)
    yield step("call_police", {*_BEFORE_RELEASE, *_AFTER_RELEASE})
    yield step("release", {state.RISK_CHECK}, state.RELEASED, _FIRST)
    yield step("approve_after", _AFTER_RELEASE, "", _SECOND)
    yield step("tell_guardian", over)
    yield step("review_after", over, "", _SECOND)
    yield step("acknowledge", {state.RELEASED}, state.ACKNOWLEDGED)
    yield step("close", {state.ACKNOWLEDGED}, state.CLOSED)


def _writes(path: str, acts: Iterable[str]) -> dict[str, Writes]:
    """Return the rows that the acts of a path write."""
    starts_review = path == DisclosurePath.VITAL_INTEREST
    return {
        act: Writes(
            (f"disclosure_{act}", *_OTHER_ENTRIES.get(act, ())),
            _NOTIFICATIONS_OF_PATH[path].get(act, ()),
            deadlines=(DeadlineKind.VITAL_REVIEW,) if act == "release" and starts_review else (),
        )
        for act in acts
    }


def _process(name: str, path: str, first_steps: Iterable[Step], states: Iterable[str]) -> Process:
    states = tuple(states)
    live = frozenset(states) - ENDED_STATES
    steps = (
        *first_steps,
        # the asking side is shown a refused consent as an end
        _step(
            path, "withdraw", live - {DisclosureState.CONSENT_REFUSED}, DisclosureState.WITHDRAWN
        ),
        _step(path, "revoke", live, DisclosureState.REVOKED),
        automatic_step("expire", live, DisclosureState.EXPIRED, _EFFECTS_OF_PATH[path]["expire"]),
    )
    return Process(
        name=name,
        page=_PAGE,
        states=states,
        steps=steps,
        wrong_state={
            state: Refusal.STEP_IS_NOT_NEXT if state in live else Refusal.DISCLOSURE_HAS_ENDED
            for state in states
        },
        wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
        writes=_writes(path, dict.fromkeys(step.act for step in steps)),
        start="ask",
        never=_NEVER,
    )


DISCLOSURE_PROCESSES: dict[str, Process] = {
    DisclosurePath.ORDINARY: _process(
        "disclosure",
        DisclosurePath.ORDINARY,
        (*_ordinary_steps(), *_approvals()),
        DisclosureState,
    ),
    DisclosurePath.VITAL_INTEREST: _process(
        "vital_disclosure",
        DisclosurePath.VITAL_INTEREST,
        _vital_steps(),
        (state for state in DisclosureState if state not in _ORDINARY_STATES),
    ),
}

_WAITING = STATE_SHOWN_TO_ASKER[DisclosureState.REQUESTED]
_NOT_RELEASED = STATE_SHOWN_TO_ASKER[DisclosureState.REVOKED]
_WITHDRAWN = STATE_SHOWN_TO_ASKER[DisclosureState.WITHDRAWN]
_RELEASED = STATE_SHOWN_TO_ASKER[DisclosureState.RELEASED]
_ACKNOWLEDGED = STATE_SHOWN_TO_ASKER[DisclosureState.ACKNOWLEDGED]
_SHOWN_STATES = (_WAITING, _RELEASED, _ACKNOWLEDGED, _NOT_RELEASED, _WITHDRAWN, ENDED_AFTER_RELEASE)
_SHOWN_AS_LIVE = frozenset({_WAITING, _RELEASED, _ACKNOWLEDGED})

ASKED_PROCESS = Process(
    name="asked_disclosure",
    page=_PAGE,
    states=_SHOWN_STATES,
    steps=(
        Step(
            "answer",  # all that the responsible agency does, as one step
            frozenset({_WAITING}),
            frozenset({"responsible"}),
            CASE_ROLES,
            Refusal.STEP_OF_ANOTHER_SIDE,
            to=(_RELEASED, _NOT_RELEASED),
            is_main=True,
        ),
        Step(
            "acknowledge",
            frozenset({_RELEASED}),
            frozenset({ACTING_SIDES["acknowledge"]}),
            CASE_ROLES,
            Refusal.NAMED_PERSON_ACKNOWLEDGES,
            to=(_ACKNOWLEDGED,),
            is_main=True,
        ),
        Step(
            "withdraw",
            _SHOWN_AS_LIVE,
            frozenset({ACTING_SIDES["withdraw"]}),
            CASE_ROLES,
            Refusal.STEP_OF_ANOTHER_SIDE,
            to=(_WITHDRAWN,),
        ),
        automatic_step("end", frozenset({_RELEASED, _ACKNOWLEDGED}), ENDED_AFTER_RELEASE),
        automatic_step("expire", frozenset({_WAITING}), _NOT_RELEASED),
    ),
    wrong_state={
        state: Refusal.STEP_IS_NOT_NEXT if state in _SHOWN_AS_LIVE else Refusal.DISCLOSURE_HAS_ENDED
        for state in _SHOWN_STATES
    },
    wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
    writes=None,  # those of `DISCLOSURE_PROCESSES`
    start="ask",
    never=_NEVER,
)
# The asking side may be shown that these steps were taken.
ACTS_SHOWN_TO_ASKER = frozenset({"ask", "release", "acknowledge", "withdraw"})
# The state's desk is shown the steps since it takes part, and no step about consent.
ACTS_SHOWN_TO_DESK = ACTS_SHOWN_TO_ASKER | {"approve", "approve_after"}


def process_shown(side: str, path: str) -> Process:
    """Return the process of a request as a side (`responsible`, `desk` or `asker`) is shown it."""
    return ASKED_PROCESS if side == "asker" else DISCLOSURE_PROCESSES[path]
