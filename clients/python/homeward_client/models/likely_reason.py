from typing import Literal

LikelyReason = Literal["chosen", "language", "relatives"]

LIKELY_REASON_VALUES: set[LikelyReason] = {
    "chosen",
    "language",
    "relatives",
}


def check_likely_reason(value: str) -> LikelyReason:
    if value in LIKELY_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIKELY_REASON_VALUES!r}")
