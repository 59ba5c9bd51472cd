from typing import Literal

RunInKind = Literal["crossmatch", "delta"]

RUN_IN_KIND_VALUES: set[RunInKind] = {
    "crossmatch",
    "delta",
}


def check_run_in_kind(value: str) -> RunInKind:
    if value in RUN_IN_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_IN_KIND_VALUES!r}")
