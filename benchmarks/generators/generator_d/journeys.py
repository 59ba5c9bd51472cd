"""Journeys: stays of a child, its statements there, and the desks that write a record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from benchmarks.generators.generator_d import rates, words
from benchmarks.generators.generator_d.dice import Dice
from benchmarks.generators.generator_d.people import (
    Household,
    Person,
    StatedIdentity,
    phone,
    settle_spelling,
)


@dataclass(frozen=True, slots=True)
class Leg:
    """A stay on a journey: country, spellings of the place, day of arrival."""

    country: str
    place: tuple[str, ...]
    day: date


@dataclass(frozen=True, slots=True)
class Journey:
    """One child's journey: telephones by leg, numbers in registers, and the story it told."""

    person: Person
    legs: tuple[Leg, ...]
    phones: tuple[str, ...]
    numbers: dict[str, str]  # asylum or police number by country
    companions: tuple[Person, ...]
    headed_for: str
    story: StatedIdentity | None
    story_legs: range

    def told(self, leg: int) -> StatedIdentity:
        """Return the identity that the child states on a leg."""
        return self.story if self.story and leg in self.story_legs else self.person.truth


@dataclass(frozen=True, slots=True)
class Encounter:
    """A desk that writes a record: kind, leg, country, language and day."""

    desk: str
    leg: int
    country: str
    day: date


def walk(before: str, countries: Sequence[str], start: date, dice: Dice) -> list[Leg]:
    """Return legs through these countries, after the country `before` and its day."""
    legs = []
    day = start
    for country in countries:
        day += timedelta(days=3 + int(dice.random.expovariate(1 / 32)))
        legs.append(Leg(country, dice.popular(words.stops(country, before)), day))
        before = country
    return legs


def is_european(country: str) -> bool:
    """Return whether desks of this country write to the database."""
    return country != "TR" and words.countries()[country].language != ""


def route(origin: str, dice: Dice) -> list[str]:
    """Return the countries of a journey. Some journeys end early in Europe."""
    countries = dice.draw(words.routes(origin)).split()
    first = next(at for at, country in enumerate(countries) if is_european(country))
    if dice.chance(0.4):
        return countries[: dice.random.randint(first + 1, len(countries))]
    return countries


def journeys(people: list[Person], start: date, dice: Dice) -> list[Journey]:
    """Return the journeys of a party: a common one, which some members leave."""
    origin = people[0].origin
    countries = route(origin, dice)
    shared = walk(people[0].home.place.country, countries, start, dice)
    shared_phone = (
        phone(people[0].home.place.country, dice) if dice.chance(rates.SHARED_PHONE) else ""
    )
    bases = {
        country: dice.digits(words.countries()[country].asylum) for country in words.countries()
    }
    party_journeys = []
    for at, person in enumerate(people):
        legs = list(shared)
        if at and dice.chance(rates.LEAVES_PARTY):
            keep = dice.random.randint(1, len(legs))
            legs = legs[:keep] + walk(
                legs[keep - 1].country, countries[keep:], legs[keep - 1].day, dice
            )
        numbers = {country: _following(base, at) for country, base in bases.items()}
        story, over = _story(person, people, legs, dice)
        party_journeys.append(
            Journey(
                person=person,
                legs=tuple(legs),
                phones=_phones(person.home, legs, shared_phone, dice),
                numbers=numbers,
                companions=tuple(companion for companion in people if companion is not person),
                headed_for=person.home.abroad or countries[-1],
                story=story,
                story_legs=over,
            )
        )
    return party_journeys


def _following(number: str, steps: int) -> str:
    """Return the next number of a register.

    People who arrive together have consecutive numbers.
    """
    if not number:
        return ""
    figures = max(re.findall(r"\d+", number), key=len)
    following = (int(figures) + steps) % 10 ** len(figures)
    return number.replace(figures, f"{following:0{len(figures)}d}", 1)


def _phones(home: Household, legs: list[Leg], shared: str, dice: Dice) -> tuple[str, ...]:
    number = shared or phone(home.place.country, dice)
    numbers = []
    for leg in legs:
        if is_european(leg.country) and dice.chance(rates.LIFE["new_sim"]):
            number = phone(leg.country, dice)
        numbers.append(number)
    return tuple(numbers)


def _story(
    person: Person, party: list[Person], way: list[Leg], dice: Dice
) -> tuple[StatedIdentity | None, range]:
    truth, legs, end = person.truth, len(way), way[-1].day
    stated = truth
    origin = rates.ORIGINS[person.origin]
    age = (end - truth.born).days // 365
    # Day and month are kept, so the child only has to remember another year. A child who claims to
    # be of age is not kept in a home for minors; one who claims to be younger is not sent on.
    if age >= 14 and dice.slips(rates.STORIES["older"]):
        stated = replace(
            stated,
            born=_years_later(stated.born, age - dice.random.choice((18, 18, 19, 20))),
            known="day",
        )
    elif age >= 15 and dice.slips(rates.STORIES["younger"]):
        stated = replace(
            stated, born=_years_later(stated.born, dice.random.choice((1, 1, 2, 2, 3)))
        )
    candidates = [
        candidate
        for candidate in party
        if candidate is not person and candidate.truth.sex == truth.sex
    ]
    if candidates and dice.slips(rates.STORIES["friends_name"] * 10):
        lent = dice.random.choice(candidates).truth
        stated = replace(
            stated, given=lent.given, father=lent.father, family=lent.family, born=lent.born
        )
    elif dice.slips(rates.STORIES["other_name"]):
        names = words.names(person.origin, "m" if truth.sex == "M" else "f")
        if dice.chance(0.5):
            stated = replace(stated, given=settle_spelling(dice.popular(names), dice))
        stated = replace(
            stated, father=settle_spelling(dice.popular(words.names(person.origin, "m")), dice)
        )
        if stated.family:
            stated = replace(
                stated, family=settle_spelling(dice.popular(words.names(person.origin, "s")), dice)
            )
    claims = [code for code in origin.claims.split() if code != truth.nationality]
    if claims and dice.slips(rates.STORIES["other_nationality"] * 2):
        claim = dice.random.choice(claims)
        towns = words.towns(claim) or (truth.birth_place,)
        stated = replace(stated, nationality=claim, birth_place=dice.random.choice(towns))
    first = dice.random.randrange(legs)
    return (None if stated is truth else stated), range(first, dice.random.randint(first + 1, legs))


def _years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def encounters(journey: Journey, count: int, dice: Dice) -> list[Encounter]:
    """Return the desks whose records reach the database, in order of time."""
    weighed: dict[Encounter, float] = {}
    european = [at for at, leg in enumerate(journey.legs) if is_european(leg.country)]
    last = len(journey.legs) - 1
    for name, desk in rates.DESKS.items():
        if desk.hand == "kin":
            home = journey.person.home
            country = home.abroad if name == "family_abroad" else home.place.country
            if country:
                at = dice.random.randrange(len(journey.legs))
                weighed[Encounter(name, at, country, _days_on(journey.legs[at].day, 400, dice))] = (
                    desk.end
                )
            continue
        for at in european:
            if (
                name == "age_assessment"
                and (journey.legs[at].day - journey.person.truth.born).days < 13.5 * 365
            ):
                continue  # the age of a small child is never assessed
            weight = desk.end if at == last else desk.arrival if at == european[0] else desk.transit
            days = 4 if name == "border_police" else 45 if at < last else 150
            leg = journey.legs[at]
            if at < last:  # before it is seen in the next country
                days = min(days, (journey.legs[at + 1].day - leg.day).days - 1)
            weighed[Encounter(name, at, leg.country, _days_on(leg.day, days, dice))] = weight
    chosen: list[Encounter] = []
    while weighed and len(chosen) < count and any(weighed.values()):
        chosen.append(dice.draw(weighed))
        del weighed[chosen[-1]]
    return sorted(chosen, key=lambda encounter: (encounter.day, encounter.desk))


def met_alike(
    lead: Journey, encounters: Sequence[Encounter], companion: Journey
) -> list[Encounter]:
    """Return the desks that saw both children, from those of the first child.

    They must be on a shared leg. Desks of the family only count for siblings.
    """
    siblings = lead.person.home is companion.person.home
    return [
        encounter
        for encounter in encounters
        if (siblings or rates.DESKS[encounter.desk].hand != "kin")
        and encounter.leg < len(companion.legs)
        and companion.legs[encounter.leg] == lead.legs[encounter.leg]
    ]


def _days_on(day: date, window_days: int, dice: Dice) -> date:
    return day + timedelta(days=dice.random.randint(0, window_days))
