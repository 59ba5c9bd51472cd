from typing import Literal

ReviewCause = Literal[
    "decision_restored", "evidence_changed", "link_broken", "none", "undo_proposed"
]

REVIEW_CAUSE_VALUES: set[ReviewCause] = {
    "decision_restored",
    "evidence_changed",
    "link_broken",
    "none",
    "undo_proposed",
}


def check_review_cause(value: str) -> ReviewCause:
    if value in REVIEW_CAUSE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REVIEW_CAUSE_VALUES!r}")
