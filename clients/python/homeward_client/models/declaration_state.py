from typing import Literal

DeclarationState = Literal["complete", "lapsed", "objected", "open", "waiting", "withdrawn"]

DECLARATION_STATE_VALUES: set[DeclarationState] = {
    "complete",
    "lapsed",
    "objected",
    "open",
    "waiting",
    "withdrawn",
}


def check_declaration_state(value: str) -> DeclarationState:
    if value in DECLARATION_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DECLARATION_STATE_VALUES!r}")
