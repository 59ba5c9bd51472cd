from typing import Literal

ListPairsState = Literal["confirmed", "open", "proposed", "refuted"]

LIST_PAIRS_STATE_VALUES: set[ListPairsState] = {
    "confirmed",
    "open",
    "proposed",
    "refuted",
}


def check_list_pairs_state(value: str) -> ListPairsState:
    if value in LIST_PAIRS_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LIST_PAIRS_STATE_VALUES!r}")
