from typing import Literal

Role = Literal[
    "administrator",
    "analyst",
    "auditor",
    "caseworker",
    "liaison_officer",
    "matcher",
    "supervisor",
    "system",
]

ROLE_VALUES: set[Role] = {
    "administrator",
    "analyst",
    "auditor",
    "caseworker",
    "liaison_officer",
    "matcher",
    "supervisor",
    "system",
}


def check_role(value: str) -> Role:
    if value in ROLE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ROLE_VALUES!r}")
