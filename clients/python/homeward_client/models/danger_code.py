from typing import Literal

DangerCode = Literal[
    "family", "health", "official", "other", "removal", "reporter", "self_harm", "trafficker"
]

DANGER_CODE_VALUES: set[DangerCode] = {
    "family",
    "health",
    "official",
    "other",
    "removal",
    "reporter",
    "self_harm",
    "trafficker",
}


def check_danger_code(value: str) -> DangerCode:
    if value in DANGER_CODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DANGER_CODE_VALUES!r}")
