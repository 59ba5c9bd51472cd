from typing import Literal

HitRequestKind = Literal["contact", "disclosure"]

HIT_REQUEST_KIND_VALUES: set[HitRequestKind] = {
    "contact",
    "disclosure",
}


def check_hit_request_kind(value: str) -> HitRequestKind:
    if value in HIT_REQUEST_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HIT_REQUEST_KIND_VALUES!r}")
