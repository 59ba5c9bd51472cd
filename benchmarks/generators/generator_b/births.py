"""How a record of the second world states a birth: day, year, 1 January, age, or a wrong year."""

from __future__ import annotations

import random
from datetime import date, timedelta

from persiantools.jdatetime import JalaliDate

from benchmarks.generators.generator_b import rates
from benchmarks.generators.generator_b.chance import Chance
from benchmarks.generators.generator_b.lives import YEAR_DAYS, Event, Life

PERSIAN = ("AF", "IR")


def birth(chance: Chance, life: Life, event: Event, date_style: str) -> dict[str, str]:
    """Return the cells of a row that state a birth; empty if it is not given."""
    draw = chance.draw
    if not chance.tells("birth"):
        return {}
    if not chance.is_right("assessed"):
        return _assessed(draw, life, event)
    born = life.born
    if not chance.is_right("year_known" if life.is_born_known else "year_unknown"):
        born = add_years(born, draw.choices(*zip(*rates.SEVERAL_YEARS, strict=True))[0])
    born = min(born, event.on - timedelta(365))
    source = "documented" if life.passport and draw.random() < 0.5 else "claimed"
    birth_cells = {"birth_known": source} if draw.random() < 0.7 else {}
    if not life.is_born_known or not chance.is_right("first_january"):
        return birth_cells | _year(draw, born, event, date_style)
    return birth_cells | _day(chance, life, born, date_style)


def _year(draw: random.Random, born: date, event: Event, date_style: str) -> dict[str, str]:
    way = draw.random()
    if way < 0.5:
        return {"birth_date": write_day(date(born.year, 1, 1), date_style)}
    if way < 0.85:
        return {"birth_date": str(born.year)}
    return {"age": str(int((event.on - born).days / YEAR_DAYS)), "age_on": event.on.isoformat()}


def _day(chance: Chance, life: Life, born: date, date_style: str) -> dict[str, str]:
    draw = chance.draw
    if life.origin in PERSIAN and draw.random() < rates.HOME_CALENDAR:
        return at_home(born)
    if life.origin in PERSIAN and not chance.is_right("solar_year"):
        born = add_years(born, draw.choice((-1, 1)))  # converted by adding 621 or 622 to the year
    if not chance.is_right("month"):
        born = born.replace(day=min(born.day, 28), month=draw.randint(1, 12))
    if not chance.is_right("day"):
        born = born.replace(day=draw.randint(1, 28))
    if not chance.is_right("day_month") and born.day <= 12:
        born = born.replace(day=born.month, month=born.day)
    if draw.random() < rates.MONTH_ALONE:
        return {"birth_date": f"{born.year}-{born.month:02d}"}
    return {"birth_date": write_day(born, date_style)}


def write_day(day: date, style: str) -> str:
    """Return a day in the format of an agency."""
    return day.isoformat() if style == "iso" else f"{day.day:02d}.{day.month:02d}.{day.year}"


def add_years(day: date, years: int) -> date:
    """Return the day `years` years later."""
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)


def at_home(born: date) -> dict[str, str]:
    """Return a birth in the Solar Hijri calendar."""
    return {"birth_date": JalaliDate(born).isoformat(), "birth_calendar": "solar_hijri"}


def _assessed(draw: random.Random, life: Life, event: Event) -> dict[str, str]:
    years = (event.on - life.born).days / YEAR_DAYS + draw.gauss(0.3, rates.ASSESSED_SPREAD)
    age = max(1, int(years))
    if draw.random() < 0.5:
        return {"age": str(age), "age_on": event.on.isoformat(), "birth_known": "assessed"}
    return {"birth_date": f"{event.on.year - age}-01-01", "birth_known": "assessed"}
