from typing import Literal

DisclosureInPath = Literal["ordinary", "vital_interest"]

DISCLOSURE_IN_PATH_VALUES: set[DisclosureInPath] = {
    "ordinary",
    "vital_interest",
}


def check_disclosure_in_path(value: str) -> DisclosureInPath:
    if value in DISCLOSURE_IN_PATH_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DISCLOSURE_IN_PATH_VALUES!r}")
