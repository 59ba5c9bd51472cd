from typing import Literal

OwnSearchInStatus = Literal["", "closed", "open"]

OWN_SEARCH_IN_STATUS_VALUES: set[OwnSearchInStatus] = {
    "",
    "closed",
    "open",
}


def check_own_search_in_status(value: str) -> OwnSearchInStatus:
    if value in OWN_SEARCH_IN_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OWN_SEARCH_IN_STATUS_VALUES!r}")
