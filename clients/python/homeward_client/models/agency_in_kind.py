from typing import Literal

AgencyInKind = Literal["hotline", "police", "protection"]

AGENCY_IN_KIND_VALUES: set[AgencyInKind] = {
    "hotline",
    "police",
    "protection",
}


def check_agency_in_kind(value: str) -> AgencyInKind:
    if value in AGENCY_IN_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AGENCY_IN_KIND_VALUES!r}")
