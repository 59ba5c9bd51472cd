from typing import Literal

OwnerContactInReason = Literal["danger", "possible_link", "request"]

OWNER_CONTACT_IN_REASON_VALUES: set[OwnerContactInReason] = {
    "danger",
    "possible_link",
    "request",
}


def check_owner_contact_in_reason(value: str) -> OwnerContactInReason:
    if value in OWNER_CONTACT_IN_REASON_VALUES:
        return value
    raise TypeError(
        f"Unexpected value {value!r}. Expected one of {OWNER_CONTACT_IN_REASON_VALUES!r}"
    )
