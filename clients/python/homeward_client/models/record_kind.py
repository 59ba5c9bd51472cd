from typing import Literal

RecordKind = Literal["found", "missing", "preventive", "tracing"]

RECORD_KIND_VALUES: set[RecordKind] = {
    "found",
    "missing",
    "preventive",
    "tracing",
}


def check_record_kind(value: str) -> RecordKind:
    if value in RECORD_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RECORD_KIND_VALUES!r}")
