from __future__ import annotations

from datetime import date

import pytest

from api.web.approximate_birth import birth_columns

TODAY = date(2026, 3, 2)
AGED_15 = {"age": "15", "age_on": "2026-03-02"}
BIRTH_COLUMNS = {
    "about 15": AGED_15,
    "~15": AGED_15,
    "15 years old": AGED_15,
    "environ 15 ans": AGED_15,
    "circa 15 anni": AGED_15,
    "spring 2009": {"birth_date": "2009"},
    "fin 2009": {"birth_date": "2009"},
    "about 2009": {"birth_date": "2009"},
    "2009": {"birth_date": "2009"},
    "2009-07-10": {"birth_date": "2009-07-10"},
    "July 2009": {"birth_date": "July 2009"},
    "about 150": {"birth_date": "about 150"},
    "about 15 or 16": {"birth_date": "about 15 or 16"},
    "the spring before last": {"birth_date": "the spring before last"},
    "": {},
}


@pytest.mark.parametrize("text", BIRTH_COLUMNS)
def test_an_approximate_birth_becomes_an_age_or_a_year_without_other_changes(
    text: str,
) -> None:
    assert birth_columns(text, TODAY) == BIRTH_COLUMNS[text]
