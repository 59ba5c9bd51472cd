from typing import Literal

ConsentStepInAct = Literal["activate", "start_spoken", "witness"]

CONSENT_STEP_IN_ACT_VALUES: set[ConsentStepInAct] = {
    "activate",
    "start_spoken",
    "witness",
}


def check_consent_step_in_act(value: str) -> ConsentStepInAct:
    if value in CONSENT_STEP_IN_ACT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONSENT_STEP_IN_ACT_VALUES!r}")
