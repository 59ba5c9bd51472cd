from typing import Literal

PairContact = Literal["other_desk", "own_agency", "own_desk"]

PAIR_CONTACT_VALUES: set[PairContact] = {
    "other_desk",
    "own_agency",
    "own_desk",
}


def check_pair_contact(value: str) -> PairContact:
    if value in PAIR_CONTACT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PAIR_CONTACT_VALUES!r}")
