from typing import Literal

AnchorFailure = Literal["", "emptied", "refused", "unreachable"]

ANCHOR_FAILURE_VALUES: set[AnchorFailure] = {
    "",
    "emptied",
    "refused",
    "unreachable",
}


def check_anchor_failure(value: str) -> AnchorFailure:
    if value in ANCHOR_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ANCHOR_FAILURE_VALUES!r}")
