from typing import Literal

VerdictInOutcome = Literal["cannot_tell", "different", "provisionally_same", "same"]

VERDICT_IN_OUTCOME_VALUES: set[VerdictInOutcome] = {
    "cannot_tell",
    "different",
    "provisionally_same",
    "same",
}


def check_verdict_in_outcome(value: str) -> VerdictInOutcome:
    if value in VERDICT_IN_OUTCOME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VERDICT_IN_OUTCOME_VALUES!r}")
