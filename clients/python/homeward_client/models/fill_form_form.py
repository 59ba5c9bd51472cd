from typing import Literal

FillFormForm = Literal["interpol_yellow", "police", "sis_missing"]

FILL_FORM_FORM_VALUES: set[FillFormForm] = {
    "interpol_yellow",
    "police",
    "sis_missing",
}


def check_fill_form_form(value: str) -> FillFormForm:
    if value in FILL_FORM_FORM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILL_FORM_FORM_VALUES!r}")
