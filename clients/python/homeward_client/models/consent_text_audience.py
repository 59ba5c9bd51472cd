from typing import Literal

ConsentTextAudience = Literal["guardian", "person"]

CONSENT_TEXT_AUDIENCE_VALUES: set[ConsentTextAudience] = {
    "guardian",
    "person",
}


def check_consent_text_audience(value: str) -> ConsentTextAudience:
    if value in CONSENT_TEXT_AUDIENCE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONSENT_TEXT_AUDIENCE_VALUES!r}")
