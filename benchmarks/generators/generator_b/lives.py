"""The people of the second world: names, births, journeys, siblings and namesakes."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from benchmarks.generators.generator_b import rates

WORDS = Path(__file__).with_name("words.csv")
FIRST_EVENT, LAST_EVENT = date(2021, 1, 1), date(2024, 6, 30)
YEAR_DAYS = 365.25
GIVEN = {"M": "male", "F": "female"}
HEIGHT_AT_18 = {"M": (172, 6.5), "F": (160, 6.5)}  # mean and standard deviation, cm
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """A name or town.

    `native` is its original script ("" for Latin names). It has this person's Latin spelling and
    other ones.
    """

    native: str
    own: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """A day and place on a person's journey, and the agency that recorded it."""

    agency: rates.Agency
    city: str
    on: date


@dataclass(frozen=True, slots=True)
class Life:
    """The true facts of a person."""

    origin: str
    sex: str
    given: Word
    father: Word
    grandfather: Word
    family: Word | None
    nickname: str
    other: tuple[Word, Word]  # the false name of a person who does not give their own
    born: date
    is_born_known: bool
    town: Word
    people: str
    language: str
    mother: Word
    brother: Word
    own_phone: str
    relative_phone: str
    passport: str
    height_at_18: float
    eyes: str
    hair: str
    marks: tuple[tuple[str, str, str, str], ...]
    events: tuple[Event, ...] = field(default=())


@cache
def words(origin: str, role: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the names or towns of an origin, most common first: native script and spellings."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return tuple(
            (row["native"], tuple(row["spellings"].split("|")))
            for row in csv.DictReader(lines)
            if (row["origin"], row["role"]) == (origin, role)
        )


def draw_key(draw: random.Random, shares: Mapping[T, float]) -> T:
    """Return a random key, weighted by its share."""
    return draw.choices(list(shares), list(shares.values()))[0]


def draw_number(draw: random.Random, beginning: str, digits: int) -> str:
    """Return the beginning followed by random digits."""
    return beginning + "".join(draw.choices("0123456789", k=digits))


def draw_word(draw: random.Random, origin: str, role: str) -> Word:
    """Return a random name in its bearer's spelling.

    Common names are more frequent: the weight is 1 / (rank + 3). Most people use the first
    spelling.
    """
    listed = words(origin, role)
    native, spellings = draw.choices(listed, [1 / (rank + 3) for rank in range(len(listed))])[0]
    own = draw.choices(spellings, [1 / (rank + 1) for rank in range(len(spellings))])[0]
    return Word(native, own, spellings)


def make_life(draw: random.Random) -> Life:
    """Return a new person without relatives in the world."""
    origin = draw.choices(
        list(rates.ORIGINS), [origin_rates.share for origin_rates in rates.ORIGINS.values()]
    )[0]
    facts = rates.ORIGINS[origin]
    sex = "M" if draw.random() < facts.boys else "F"
    role, second_role = GIVEN[sex], "family" if facts.has_family else "male"
    given_word = draw_word(draw, origin, role)
    youngest, oldest = draw_key(draw, rates.AGES)
    events = draw_journey(
        draw, FIRST_EVENT + timedelta(draw.randrange((LAST_EVENT - FIRST_EVENT).days))
    )
    born = events[0].on - timedelta(int(YEAR_DAYS * draw.uniform(youngest, oldest + 1)))
    passports = rates.HAS_PASSPORT.get(origin, rates.HAS_PASSPORT_ELSE)
    is_ua = origin == "UA"
    return Life(
        origin=origin,
        sex=sex,
        given=given_word,
        father=draw_word(draw, origin, "male"),
        grandfather=draw_word(draw, origin, "male"),
        family=draw_word(draw, origin, "family") if draw.random() < facts.has_family else None,
        nickname=nickname(draw, origin, given_word),
        other=(draw_word(draw, origin, role), draw_word(draw, origin, second_role)),
        born=born,
        is_born_known=draw.random() < facts.born_known,
        town=draw_word(draw, origin, "town"),
        people=draw.choice(facts.peoples) if facts.peoples else "",
        language=draw.choice(facts.languages),
        mother=draw_word(draw, origin, "female"),
        brother=draw_word(draw, origin, "male"),
        own_phone=_phone(draw, origin, events[0].agency.state),
        relative_phone=draw_number(draw, facts.dialling, facts.digits),
        passport=_passport(draw) if draw.random() < passports else "",
        height_at_18=draw.gauss(*HEIGHT_AT_18[sex]),
        eyes=draw_key(draw, rates.EYES_UA if is_ua else rates.EYES),
        hair=draw_key(draw, rates.HAIR_UA if is_ua else rates.HAIR),
        marks=_marks(draw),
        events=events,
    )


def make_sibling(draw: random.Random, life: Life) -> Life:
    """Return a brother or sister with the same family, town and telephone.

    Except for twins, births are at least a year apart.
    """
    sibling = make_life(draw)
    sex = draw.choice("MF") if draw.random() < 0.5 else life.sex
    given_word = draw_word(draw, life.origin, GIVEN[sex])
    while (given_word.native, given_word.spellings) == (life.given.native, life.given.spellings):
        given_word = draw_word(draw, life.origin, GIVEN[sex])
    days_apart = 0 if draw.random() < rates.TWIN else draw.randint(330, 2200)
    lived_together = draw.random() < 0.6
    born = (
        life.born - timedelta(days_apart)
        if draw.random() < 0.5
        else life.born + timedelta(days_apart)
    )
    return replace(
        life,
        sex=sex,
        given=given_word,
        nickname=nickname(draw, life.origin, given_word),
        other=sibling.other,
        born=min(born, life.events[0].on - timedelta(3 * 365)),
        brother=life.given if life.sex == "M" else life.brother,
        own_phone=_phone(draw, life.origin, life.events[0].agency.state),
        passport=_passport(draw) if life.passport else "",
        height_at_18=draw.gauss(*HEIGHT_AT_18[sex]),
        eyes=draw.choice((life.eyes, sibling.eyes)),
        hair=draw.choice((life.hair, sibling.hair)),
        marks=_marks(draw),
        events=draw_journey(draw, life.events[0].on, life.events[0] if lived_together else None),
    )


def make_namesake(draw: random.Random, life: Life) -> Life:
    """Return another person of the same origin and sex, with the same given and family name."""
    namesake = make_life(draw)
    while namesake.origin != life.origin:
        namesake = make_life(draw)
    return replace(
        namesake,
        sex=life.sex,
        given=life.given,
        nickname=life.nickname,
        family=life.family,
        father=life.father,
    )


def nickname(draw: random.Random, origin: str, given_word: Word) -> str:
    """Return a short form of a given name, "" if none is usual."""
    keys = {given_word.native or given_word.spellings[0], ""}
    fitting = [
        name
        for native, spellings in words(origin, "nickname")
        if native in keys
        for name in spellings
    ]
    return draw.choice(fitting) if fitting else ""


def draw_journey(draw: random.Random, first: date, start: Event | None = None) -> tuple[Event, ...]:
    """Return the places and days of a person's records, starting at `start` if given."""
    on = first
    events = [
        start
        or _event(
            draw, draw.choices(rates.AGENCIES, [agency.share for agency in rates.AGENCIES])[0], on
        )
    ]
    for _ in range(draw_key(draw, rates.RECORDS) - 1):
        on += timedelta(1 + int(draw.expovariate(1 / rates.APART_DAYS)))
        agencies: Sequence[rates.Agency] = rates.AGENCIES
        if draw.random() < rates.SAME_STATE:
            agencies = [
                agency for agency in rates.AGENCIES if agency.state == events[-1].agency.state
            ]
        events.append(
            _event(draw, draw.choices(agencies, [agency.share for agency in agencies])[0], on)
        )
    return tuple(events)


def _event(draw: random.Random, agency: rates.Agency, on: date) -> Event:
    return Event(agency, draw.choice(rates.CITIES[agency.state]), on)


def _phone(draw: random.Random, origin: str, state: str) -> str:
    facts = rates.ORIGINS[origin]
    return (
        draw_number(draw, facts.dialling, facts.digits)
        if draw.random() < 0.4
        else draw_number(draw, *rates.MOBILES[state])
    )


def _passport(draw: random.Random) -> str:
    return draw_number(draw, draw.choice("ABNPT"), 8)


def _marks(draw: random.Random) -> tuple[tuple[str, str, str, str], ...]:
    marks = []
    while draw.random() < rates.HAS_MARK and len(marks) < 3:
        kind, parts = draw.choice(rates.MARKS)
        part = draw.choice(parts)
        side = draw.choice(("left", "right")) if part in rates.SIDED else ""
        marks.append((kind, part, side, draw.choice(rates.TATTOOS) if kind == "tattoo" else ""))
    return tuple(marks)
