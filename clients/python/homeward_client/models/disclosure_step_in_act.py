from typing import Literal

DisclosureStepInAct = Literal[
    "acknowledge",
    "approve",
    "approve_after",
    "call_back",
    "call_police",
    "check_consent",
    "check_risk",
    "close",
    "consent_given",
    "consent_refused",
    "release",
    "review",
    "review_after",
    "revoke",
    "seek_consent",
    "tell_guardian",
    "withdraw",
]

DISCLOSURE_STEP_IN_ACT_VALUES: set[DisclosureStepInAct] = {
    "acknowledge",
    "approve",
    "approve_after",
    "call_back",
    "call_police",
    "check_consent",
    "check_risk",
    "close",
    "consent_given",
    "consent_refused",
    "release",
    "review",
    "review_after",
    "revoke",
    "seek_consent",
    "tell_guardian",
    "withdraw",
}


def check_disclosure_step_in_act(value: str) -> DisclosureStepInAct:
    if value in DISCLOSURE_STEP_IN_ACT_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {DISCLOSURE_STEP_IN_ACT_VALUES!r}"
    )
