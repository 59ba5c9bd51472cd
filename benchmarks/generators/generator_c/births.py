"""The birth in a record: day, year or age, its calendar, and its errors."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.calendars import HAMAL, ethiopian, hijri, solar_hijri
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.hearing import LANGUAGE
from benchmarks.generators.generator_c.people import Meeting, Person
from benchmarks.generators.generator_c.slips import mistype_digit

MONTHS: Final = {
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre"
        " décembre".split()
    ),
    "it": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
        " dicembre".split()
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
        " diciembre".split()
    ),
    "en": (
        "January February March April May June July August September October November"
        " December".split()
    ),
}
DOTTED: Final = ("de", "sh", "pl", "ro", "bg")
CALENDAR: Final = {
    "afghan": "solar_hijri",
    "eritrean": "ethiopian",
    "somali": "hijri",
    "sudanese": "hijri",
}


def age(born: date, on: date) -> int:
    """Return the completed years of age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def add_years(day: date, years: int) -> date:
    """Return the same day `years` years later; 29 February becomes the 28th."""
    return day.replace(
        year=day.year + years, day=min(day.day, monthrange(day.year + years, day.month)[1])
    )


def birth_cells(chance: Chance, person: Person, meeting: Meeting, *, false: bool) -> dict[str, str]:
    """Return the birth columns of one record; empty if no birth was given.

    `false`: use the false birth given at that border.
    """
    desk, on = meeting.desk, meeting.day
    if not chance.told(rates.TOLD[desk]["birth"]):
        return {}
    if false and person.false_years:
        return {
            "birth_date": f"{add_years(person.born, person.false_years).year}-01-01",
            "birth_known": "claimed",
        }
    if desk in rates.ASSESSED and age(person.born, on) >= 13 and chance.wrong(rates.ASSESSED[desk]):
        return _assessed(chance, person, on)
    if (
        desk in ("police", "asylum")
        and age(person.born, on) in (15, 16, 17)
        and chance.wrong(rates.OLDER_ON_PURPOSE)
    ):
        return {"birth_date": f"{on.year - 18}-01-01", "birth_known": "claimed"}
    knows_day = person.knows == "day" or (desk == "kin" and person.family_knows_day)
    if not chance.told(rates.DAY_TOLD[desk]):
        return (
            _age_told(chance, person, on)
            if chance.happens(rates.AGE_FOR_YEAR)
            else {"birth_date": str(person.born.year)}
        )
    if knows_day:
        return _day(chance, person, meeting)
    if person.knows == "age" and desk != "kin":
        return _age_told(chance, person, on)
    year = person.held_year
    if not chance.right(rates.YEAR_RIGHT):
        year += chance.pick(rates.YEAR_OFF)
    if person.origin == "afghan" and chance.wrong(
        rates.CALENDAR_TOLD["afghan"] * rates.KEEPS_CALENDAR
    ):
        return {
            "birth_date": str(year - 621),
            "birth_calendar": "solar_hijri",
            "birth_known": "claimed",
        }
    first = chance.wrong(rates.YEAR_AS_FIRST_JANUARY)
    return {"birth_date": f"{year}-01-01" if first else str(year), "birth_known": "claimed"}


def _assessed(chance: Chance, person: Person, on: date) -> dict[str, str]:
    off = chance.weigh(rates.ASSESSED_OFF)
    years = max(10, min(19, age(person.born, on) + off))
    if chance.happens(rates.ASSESSED_AS_AGE):
        return {"age": str(years), "age_on": on.isoformat(), "birth_known": "assessed"}
    return {
        "birth_date": f"{on.year - years}-{chance.pick(('01-01', '01-01', '12-31'))}",
        "birth_known": "assessed",
    }


def _age_told(chance: Chance, person: Person, on: date) -> dict[str, str]:
    years = age(person.born, on)
    if not chance.right(rates.AGE_RIGHT):
        years += chance.pick(rates.AGE_OFF)
    years = max(4, years)
    if chance.wrong(
        rates.AGE_AS_FIRST_JANUARY
    ):  # a form that requires a date gets 1 January of the computed year
        return {"birth_date": f"{on.year - years}-01-01", "birth_known": "claimed"}
    return {"age": str(years), "age_on": on.isoformat()}


def _day(chance: Chance, person: Person, meeting: Meeting) -> dict[str, str]:
    origin = person.origin
    source = "documented" if person.has_paper and chance.happens(rates.DOCUMENTED) else "claimed"
    birth_cells = {"birth_known": source} if chance.told(rates.BIRTH_KNOWN_TOLD) else {}
    at_home = rates.CALENDAR_TOLD.get(origin, 0.0)
    if origin == "eritrean" and person.family.home.country == "ER":
        # Eritrea writes Gregorian dates; the children of Tigray use Ethiopian ones.
        at_home = 0.0
    if chance.wrong(at_home):
        if chance.happens(rates.KEEPS_CALENDAR):
            return {**birth_cells, **_at_home(chance, person)}
        if not chance.right(rates.CONVERTED_RIGHT):
            return {
                **birth_cells,
                "birth_date": _written(chance, _misconverted(chance, person), meeting),
            }
    day = person.born
    if not chance.right(rates.DATE_RIGHT):
        day = _slipped(chance, day)
    text = _written(chance, day, meeting)
    if not chance.right(rates.ONE_DATE):
        text += f"|{person.born.year + chance.pick(rates.OTHER_DATE_OFF)}-01-01"
    return {**birth_cells, "birth_date": text}


def _at_home(chance: Chance, person: Person) -> dict[str, str]:
    """Return the date as stated, in the home calendar."""
    calendar = CALENDAR[person.origin]
    if calendar == "hijri":
        year, month = hijri(person.born)
        return {"birth_date": f"{year}-{month:02}", "birth_calendar": calendar}
    year, month, day = (solar_hijri if calendar == "solar_hijri" else ethiopian)(person.born)
    if calendar == "solar_hijri" and chance.happens(rates.MONTH_IN_WORDS):
        return {"birth_date": f"{day} {HAMAL[month - 1]} {year}"}
    return {"birth_date": f"{year}-{month:02}-{day:02}", "birth_calendar": calendar}


def _misconverted(chance: Chance, person: Person) -> date:
    """Return a wrongly converted date.

    Either the year is converted by a fixed difference and the month is kept, or a conversion table
    is off by a day or two.
    """
    calendar = CALENDAR[person.origin]
    if calendar == "hijri":
        return add_years(person.born, chance.pick(rates.YEAR_OFF))
    if calendar == "ethiopian":
        year, month, day = ethiopian(person.born)
        if chance.happens(rates.ETHIOPIAN_BY_THUMB):
            return date(year + chance.pick((7, 8)), min(month, 12), min(day, 28))
        return add_years(person.born, chance.pick(rates.YEAR_OFF))
    year, month, day = solar_hijri(person.born)
    mistake = chance.weigh(rates.CONVERTED_WRONG)
    if mistake == "thumb":
        return date(year + chance.pick((621, 622)), month, min(day, 28))
    if mistake == "off":
        return person.born + timedelta(days=chance.pick(rates.DAYS_OFF))
    return add_years(person.born, chance.pick(rates.YEAR_OFF))


def _slipped(chance: Chance, day: date) -> date:
    slip = chance.weigh(rates.DATE_SLIP)
    if slip == "swapped" and day.day <= 12 and day.day != day.month:
        return day.replace(month=day.day, day=day.month)
    if slip == "digit":
        text = mistype_digit(chance, day.isoformat(), 5)
        try:
            return date.fromisoformat(text)
        except ValueError:
            return day.replace(day=chance.within((1, 28)))
    if slip == "month":
        month = (day.month - 1 + chance.pick(rates.YEAR_OFF)) % 12 + 1
        return day.replace(month=month, day=min(day.day, 28))
    return add_years(day, chance.pick(rates.YEAR_OFF))


def _written(chance: Chance, day: date, meeting: Meeting) -> str:
    language = LANGUAGE.get(meeting.country, "en")
    if chance.happens(rates.ISO_DATES):
        return day.isoformat()
    if language in MONTHS and chance.happens(rates.MONTH_IN_WORDS):
        return f"{day.day} {MONTHS[language][day.month - 1]} {day.year}"
    if language in DOTTED:
        return f"{day.day}.{day.month}.{day.year}"
    return day.isoformat()
