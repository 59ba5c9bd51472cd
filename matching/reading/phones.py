"""Reading of phone numbers with phonenumbers, which is slow (16 us): one call per distinct cell."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import phonenumbers

from matching.reading.calendars import western_digits

MIN_DIGITS: Final = 6  # too many phones share fewer digits (judged)
MAX_DIGITS: Final = 15  # ITU-T E.164


@lru_cache(maxsize=65536)
def read_phone(text: str, country: str) -> tuple[str, bool] | None:
    """Return digits and whether they include the country code; None if the text is no phone.

    `country` is an ISO 3166-1 code or "". Without a plus and without a matching country, the digits
    are returned as written.
    """
    written = western_digits(text).strip()
    if written.startswith("00"):
        written = "+" + written[2:]
    try:
        parsed = phonenumbers.parse(written, country or None)
    except phonenumbers.NumberParseException:
        return _as_written(written)
    if not phonenumbers.is_possible_number(parsed):
        return _as_written(written)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164).lstrip("+"), True


def _as_written(written: str) -> tuple[str, bool] | None:
    """Return the bare digits if there are enough, and only digits and their usual separators."""
    if any(letter.isalpha() for letter in written):
        return None
    digits = "".join(letter for letter in written if letter in "0123456789")
    return (digits, False) if MIN_DIGITS <= len(digits) <= MAX_DIGITS else None
