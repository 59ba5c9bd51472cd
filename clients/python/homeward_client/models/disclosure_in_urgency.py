from typing import Literal

DisclosureInUrgency = Literal["ordinary", "priority", "urgent"]

DISCLOSURE_IN_URGENCY_VALUES: set[DisclosureInUrgency] = {
    "ordinary",
    "priority",
    "urgent",
}


def check_disclosure_in_urgency(value: str) -> DisclosureInUrgency:
    if value in DISCLOSURE_IN_URGENCY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DISCLOSURE_IN_URGENCY_VALUES!r}")
