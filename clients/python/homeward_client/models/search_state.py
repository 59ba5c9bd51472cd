from typing import Literal

SearchState = Literal["asked", "ended", "expired", "running", "waiting", "withdrawn"]

SEARCH_STATE_VALUES: set[SearchState] = {
    "asked",
    "ended",
    "expired",
    "running",
    "waiting",
    "withdrawn",
}


def check_search_state(value: str) -> SearchState:
    if value in SEARCH_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SEARCH_STATE_VALUES!r}")
