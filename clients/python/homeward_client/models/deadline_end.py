from typing import Literal

DeadlineEnd = Literal["act", "fact", "lapsed", "not_possible"]

DEADLINE_END_VALUES: set[DeadlineEnd] = {
    "act",
    "fact",
    "lapsed",
    "not_possible",
}


def check_deadline_end(value: str) -> DeadlineEnd:
    if value in DEADLINE_END_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DEADLINE_END_VALUES!r}")
