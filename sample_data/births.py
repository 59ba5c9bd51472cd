"""How a record states a birth: precision, errors, calendars and claimed ages."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from sample_data.calendars import CONVERSIONS, RULES_OF_THUMB
from sample_data.people import SyntheticPerson
from sample_data.profiles import Profile
from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom

# Written where the birth is unknown. Each has the same meaning as an empty cell.
PLACEHOLDERS = ("unknown", "N/A", "1900-01-01", "0000-00-00")

_KNOWN = (("claimed", 58), ("documented", 20), ("assessed", 12), ("", 10))
# In the sample worlds, an authority verified every document with a date of birth.
_VERIFIED = {"birth_known@source": "authority", "birth_known@quality": "A1H0"}
_CLAIMED_AGE_ERRORS = ((0, 64), (1, 14), (-1, 10), (2, 8), (3, 2), (-2, 2))


def _safe(year: int, month: int, day: int) -> date:
    """Return the date. A month or day that does not exist becomes the last one that does."""
    month = min(month, 12)
    return date(year, month, min(day, monthrange(year, month)[1]))


def _other_day(draws: SeededRandom, year: int) -> date:
    return date(year, 1, 1) + timedelta(days=draws.integer(0, 364))


def _moved(draws: SeededRandom, birth: date, years: int) -> date:
    """Return another date, `years` years earlier or later.

    It is mostly another day of that year, sometimes the same day.
    """
    year = birth.year + draws.pick((years, -years))
    return _safe(year, birth.month, birth.day) if draws.chance(0.4) else _other_day(draws, year)


def _swapped(birth: date) -> date:
    return date(birth.year, birth.day, birth.month) if birth.day <= 12 else birth


def _full_date(draws: SeededRandom, person: SyntheticPerson, kind: str) -> date:
    birth = person.birth
    if person.is_january and kind in ("exact", "same_year", "swapped") and draws.chance(0.92):
        # The day is not known: the office wrote 1 January, sometimes of a neighbouring year.
        return date(birth.year + draws.weighted(((0, 76), (1, 13), (-1, 11))), 1, 1)
    if kind == "same_year":
        return _other_day(draws, birth.year)
    if kind == "one_year":
        shifted = _moved(draws, birth, 1)
    elif kind == "two_years":
        shifted = _moved(draws, birth, 2)
    else:
        return _swapped(birth) if kind == "swapped" else birth
    return date(shifted.year, 1, 1) if person.is_january else shifted


def _calendar_row(person: SyntheticPerson, *, kind: str, day: date) -> Row:
    """Return the birth in the calendar of origin, either stated as such or wrongly converted.

    The wrong conversion adds a fixed number of years and is written as a Gregorian date.
    """
    calendar = person.origin.calendar
    year, month, month_day = CONVERSIONS[calendar](person.birth)
    if kind == "own_calendar":
        return {"birth_date": f"{year:04d}-{month:02d}-{month_day:02d}", "birth_calendar": calendar}
    written_date = _safe(year + RULES_OF_THUMB[calendar], month, month_day)
    return {"birth_date": (written_date if written_date < day else person.birth).isoformat()}


def _date_row(draws: SeededRandom, person: SyntheticPerson, *, kind: str, day: date) -> Row:
    if kind in ("own_calendar", "misconverted"):
        if person.origin.calendar in CONVERSIONS:
            return _calendar_row(person, kind=kind, day=day)
        kind = "exact"
    written = _full_date(draws, person, kind)
    if written >= day:
        # An infant cannot be born after it was seen.
        written = person.birth
    text = written.isoformat()
    row = {"birth_date": {"year_only": text[:4], "month_only": text[:7]}.get(kind, text)}
    if draws.chance(0.4):
        row["birth_calendar"] = "gregorian"
    return row


def write_age(draws: SeededRandom, person: SyntheticPerson, day: date) -> Row:
    """Return a claimed age in whole years, and the day of the claim."""
    years = (day - person.birth).days // 365.2425 + draws.weighted(_CLAIMED_AGE_ERRORS)
    return {"age": str(max(0, int(years))), "age_on": day.isoformat()}


def write_birth(
    draws: SeededRandom, person: SyntheticPerson, *, day: date, has_birth: bool, profile: Profile
) -> Row:
    """Return the birth and age columns of a record of an event on `day`.

    Without `has_birth` they are empty or have a placeholder, and there is no age.
    """
    if not has_birth:
        return {"birth_date": draws.pick(PLACEHOLDERS)} if draws.chance(0.15) else {}
    kind = draws.weighted(profile.births)
    question_day = day + timedelta(days=draws.integer(0, 12))
    source = draws.weighted(_KNOWN)
    if kind == "age_only":
        return {
            **write_age(draws, person, question_day),
            "birth_known": source if source != "documented" else "claimed",
        }
    row = {**_date_row(draws, person, kind=kind, day=day), "birth_known": source}
    if source == "documented":
        row |= _VERIFIED
    if draws.chance(profile.fields["age_too"]):
        row.update(write_age(draws, person, question_day))
    return row
