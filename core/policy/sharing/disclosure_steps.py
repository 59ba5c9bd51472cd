"""The processes of a disclosure: one for each path, and one for what the asking side is shown.

The states, roles and sides come from `core.policy.sharing.disclosure`. The table of the asking side
has only states of `STATE_SHOWN_TO_ASKER`. So its next steps never depend on consent, risk or
approvals.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.codes.disclosure import DisclosurePath, DisclosureState
from core.policy.effects import Effect
from core.policy.process import AutomaticStep, Process, Step
from core.policy.roles import CASE_ROLES
from core.policy.sharing.disclosure import (
    ACTING_SIDES,
    DISCLOSURE_ACTS,
    DISCLOSURE_PATHS,
    ENDED_AFTER_RELEASE,
    ENDED_STATES,
    STATE_SHOWN_TO_ASKER,
)
from core.policy.state_machine import moves_of
from core.refusals import Refusal

_APPROVER_GUARDS = (
    Refusal.ASKER_DOES_NOT_APPROVE,
    Refusal.NOTHING_MAY_BE_RELEASED,
    Refusal.APPROVER_OF_ANOTHER_UNIT,
)
_GUARDS: dict[str, dict[str, tuple[Refusal, ...]]] = {
    DisclosurePath.ORDINARY: {
        "check_consent": (Refusal.LOOK_AT_RISK_INSTEAD,),
        "seek_consent": (Refusal.LOOK_AT_RISK_INSTEAD,),
        "consent_given": (Refusal.NO_CONSENT_COVERS_THIS,),
        "consent_refused": (Refusal.LOOK_AT_RISK_INSTEAD,),
        "check_risk": (Refusal.CHECK_CONSENT_FIRST, Refusal.NOTHING_MAY_BE_RELEASED),
        "approve": (Refusal.REVIEW_IS_NEEDED, *_APPROVER_GUARDS),
        "release": (Refusal.REVIEW_IS_NEEDED, Refusal.NOTHING_MAY_BE_RELEASED),
    },
    DisclosurePath.VITAL_INTEREST: {
        "check_risk": (Refusal.NOTHING_MAY_BE_RELEASED,),
        "approve": _APPROVER_GUARDS,
        "release": (
            Refusal.NOTHING_MAY_BE_RELEASED,
            Refusal.CALL_OWN_POLICE_FIRST,
            Refusal.CALL_BACK_FIRST,
        ),
        "approve_after": (
            Refusal.APPROVED_BY_SECOND_PERSON,
            *_APPROVER_GUARDS,
            Refusal.SECOND_APPROVAL_IS_LATE,
        ),
        "review_after": (Refusal.SECOND_PERSON_REVIEWS,),
        "close": (Refusal.TELL_AND_REVIEW_FIRST, Refusal.SECOND_APPROVER_NEEDED),
    },
}
# act and the state it leads to, "" if the state stays -> acts whose doers may not take it
_DISTINCT: dict[tuple[str, str], tuple[str, ...]] = {
    ("approve", DisclosureState.APPROVED_TWICE): ("approve",),
    ("approve_after", ""): ("approve", "release"),
}
_ENDS = (Effect.REVOKES_GRANTS, Effect.NOTIFIES_OTHER_SIDE)
_EFFECTS: dict[str, tuple[Effect, ...]] = {
    "consent_refused": (Effect.NOTIFIES_OTHER_SIDE,),
    "release": (Effect.OPENS_DATA, Effect.NOTIFIES_OTHER_SIDE),
    "close": _ENDS,
    "withdraw": _ENDS,
    "revoke": _ENDS,
    "expire": _ENDS,
}
_EFFECTS_OF_PATH: dict[str, dict[str, tuple[Effect, ...]]] = {
    DisclosurePath.ORDINARY: _EFFECTS,
    DisclosurePath.VITAL_INTEREST: {
        **_EFFECTS,
        "call_police": (Effect.NOTIFIES_OTHER_SIDE,),
        "release": (*_EFFECTS["release"], Effect.OPENS_REVIEW, Effect.RAISES_ALERT),
        "review_after": (Effect.ENDS_REVIEW,),
        "expire": (*_ENDS, Effect.RAISES_ALERT),
    },
}
# acts that end a request or leave the main path
_SIDE_ACTS = frozenset({"consent_refused", "withdraw", "revoke"})
_OTHER_SIDE = {"acknowledge": Refusal.NAMED_PERSON_ACKNOWLEDGES}
_PAGE = "/disclosures/{disclosure}"
_NEVER = frozenset({Refusal.STEP_OF_ANOTHER_SIDE, Refusal.NAMED_PERSON_ACKNOWLEDGES})


def _reachable(path: str) -> tuple[str, ...]:
    """Return the states that a request of this path can have."""
    moves = DISCLOSURE_PATHS[path]
    reached: set[str] = {DisclosureState.REQUESTED}
    while new := {move.to for (state, _), move in moves.items() if state in reached} - reached:
        reached |= new
    return tuple(state for state in DisclosureState if state in reached)


def _steps(path: str, states: tuple[str, ...]) -> Iterator[Step]:
    """Yield the steps of a path: one for each act, roles and following state."""
    moves = {key: move for key, move in DISCLOSURE_PATHS[path].items() if key[0] in states}
    for act in (act for act in DISCLOSURE_ACTS if ACTING_SIDES[act] != "clock"):
        for roles, to, here in moves_of(moves, act):
            yield Step(
                act,
                here,
                frozenset({ACTING_SIDES[act]}),
                roles,
                _OTHER_SIDE.get(act, Refusal.STEP_OF_ANOTHER_SIDE),
                _GUARDS[path].get(act, ()),
                distinct_from=_DISTINCT.get((act, to), ()),
                same_person=Refusal.SECOND_PERSON_APPROVES,
                to=(to,) if to else (),
                is_main=act not in _SIDE_ACTS,
                effects=_EFFECTS_OF_PATH[path].get(act, ()),
            )


def _process(name: str, path: str) -> Process:
    states = _reachable(path)
    steps = tuple(_steps(path, states))
    live = frozenset(states) - ENDED_STATES
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
        start="ask",
        automatic=(
            AutomaticStep(
                "expire", live, DisclosureState.EXPIRED, _EFFECTS_OF_PATH[path]["expire"]
            ),
        ),
        never=_NEVER,
    )


DISCLOSURE_PROCESSES: dict[str, Process] = {
    DisclosurePath.ORDINARY: _process("disclosure", DisclosurePath.ORDINARY),
    DisclosurePath.VITAL_INTEREST: _process("vital_disclosure", DisclosurePath.VITAL_INTEREST),
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
            "answer",  # all that the owner does, as one step
            frozenset({_WAITING}),
            frozenset({"owner"}),
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
    ),
    wrong_state={
        state: Refusal.STEP_IS_NOT_NEXT if state in _SHOWN_AS_LIVE else Refusal.DISCLOSURE_HAS_ENDED
        for state in _SHOWN_STATES
    },
    wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
    start="ask",
    automatic=(
        AutomaticStep("end", frozenset({_RELEASED, _ACKNOWLEDGED}), ENDED_AFTER_RELEASE),
        AutomaticStep("expire", frozenset({_WAITING}), _NOT_RELEASED),
    ),
    never=_NEVER,
)
# The asking side may be shown that these steps were taken.
ACTS_SHOWN_TO_ASKER = frozenset({"ask", "release", "acknowledge", "withdraw"})
# The state's desk is shown the steps since it takes part, and no step about consent.
ACTS_SHOWN_TO_DESK = ACTS_SHOWN_TO_ASKER | {"approve", "approve_after"}


def process_shown(side: str, path: str) -> Process:
    """Return the process of a request as a side (`owner`, `desk` or `asker`) is shown it."""
    return ASKED_PROCESS if side == "asker" else DISCLOSURE_PROCESSES[path]
