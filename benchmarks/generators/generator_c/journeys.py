"""Journeys from home to the north and west, and the occasions on which a record is written."""

from datetime import date, timedelta
from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.hearing import LANGUAGE
from benchmarks.generators.generator_c.people import Meeting, Person, Stop
from benchmarks.generators.generator_c.words import stops

# on the route and with desks, but not participating in the database
OUTSIDE: Final = (
    "TR",
    "AL",
    "MD",
)


def draw_departure(chance: Chance, origin: str) -> date:
    """Return the day of leaving home; for Ukrainians from spring 2022 on."""
    first, last = rates.DEPARTURES
    start = date(2022, 2, 26) if origin == "ukrainian" else date(first, 1, 5)
    return start + timedelta(days=chance.random.randrange((date(last, 6, 30) - start).days))


def draw_journey(chance: Chance, origin: str, start: date) -> tuple[Stop, ...]:
    """Return the stays of one journey in order. Some children stop before its end."""
    countries = chance.weigh(rates.ROUTES[origin]).split()
    return _stays(chance, countries, start)


def split_journey(chance: Chance, shared_stops: tuple[Stop, ...], origin: str) -> tuple[Stop, ...]:
    """Return the journey of a person who leaves the group and continues separately."""
    at = chance.random.randrange(1, len(shared_stops)) if len(shared_stops) > 1 else 1
    own_stops = shared_stops[:at]
    countries = chance.weigh(rates.ROUTES[origin]).split()
    rest = (
        countries[countries.index(own_stops[-1].country) + 1 :]
        if own_stops[-1].country in countries
        else []
    )
    if not rest:
        rest = [stop.country for stop in shared_stops[at:]]
    return own_stops + _stays(chance, rest, own_stops[-1].left + timedelta(days=1))


def _stays(chance: Chance, countries: list[str], start: date) -> tuple[Stop, ...]:
    stays = []
    day = start + timedelta(days=chance.within(rates.LEG_DAYS))
    for at, country in enumerate(countries):
        last = at == len(countries) - 1
        span = rates.LAST_STAY if last else rates.STAY.get(country, rates.STAY_ELSE)
        left = day + timedelta(days=chance.within(span))
        stays.append(Stop(country, chance.pick(stops()[country]), day, left))
        day = left + timedelta(days=chance.within(rates.BORDER_DAYS))
    return tuple(stays)


def meetings(chance: Chance, person: Person, count: int) -> list[Meeting]:
    """Return `count` occasions for a record along a person's journey, in order of writing."""
    europe = [
        at
        for at, stop in enumerate(person.way)
        if stop.country in LANGUAGE and stop.country not in OUTSIDE
    ]
    occasions: list[Meeting] = []
    kin = 0
    while len(occasions) < count:
        at = chance.pick(europe)
        roll = chance.random.random() * (1.0 + rates.CARE_MISSING + rates.KIN_REPORT)
        if (
            roll < rates.KIN_REPORT
            and kin == 0
            and (count > 1 or chance.happens(rates.KIN_REPORT_ALONE))
        ):
            occasions.append(_kin_report(chance, person))
            kin += 1
        elif (
            roll < rates.KIN_REPORT + rates.CARE_MISSING
            and person.way[at].left > person.way[at].arrived
        ):
            if not any(each.desk == "care" and each.stop == at for each in occasions):
                occasions.append(_from_care(chance, person, at))
        else:
            encounters = _found(chance, person, at)
            before = any(each.desk == encounters.desk and each.stop == at for each in occasions)
            if not before or len(occasions) > 2:  # two shelters of one country on two days
                occasions.append(encounters)
    return sorted(occasions, key=lambda each: each.day)


def _found(chance: Chance, person: Person, at: int) -> Meeting:
    stop = person.way[at]
    desk = chance.weigh(rates.DESKS)
    stay = (stop.left - stop.arrived).days
    day = stop.arrived + timedelta(days=min(chance.within(rates.DESK_DAYS[desk]), stay))
    # A youth office or asylum office reports the day on which the child was found, if another desk
    # found it earlier.
    event = (
        stop.arrived
        if desk in ("youth", "asylum") and chance.happens(rates.TOLD_OF_BEFORE)
        else day
    )
    return Meeting(
        desk=desk,
        kind="found",
        country=stop.country,
        day=day,
        event_day=event,
        event_country=stop.country,
        place=stop.place,
        stop=at,
    )


def _from_care(chance: Chance, person: Person, at: int) -> Meeting:
    """Return the occasion of going missing from care, between two states."""
    stop = person.way[at]
    stay = (stop.left - stop.arrived).days
    departure = (
        stop.left
        if at + 1 < len(person.way)
        else stop.arrived + timedelta(days=chance.within((1, max(2, stay))))
    )
    day = departure + timedelta(days=chance.within(rates.CARE_DELAY_DAYS))
    return Meeting(
        desk="care",
        kind="missing",
        country=stop.country,
        day=day,
        event_day=departure,
        event_country=stop.country,
        place=stop.place,
        stop=at,
    )


def _kin_report(chance: Chance, person: Person) -> Meeting:
    """Return the report of a relative, about the place of the last call.

    Often it is a relative in Europe who reports long afterwards.
    """
    at = chance.random.randrange(len(person.way))
    stop = person.way[at]
    last = stop.arrived + timedelta(
        days=chance.within((0, max(1, (stop.left - stop.arrived).days)))
    )
    kind = chance.weigh(rates.KIN_REPORT_FIRST)
    country = chance.weigh(rates.KIN_IN)
    day = last + timedelta(days=chance.within(rates.KIN_DELAY_DAYS))
    return Meeting(
        desk="kin",
        kind=kind,
        country=country,
        day=day,
        event_day=last,
        event_country=stop.country,
        place=stop.place,
        stop=at,
    )


def joint_meetings(
    chance: Chance, person: Person, other_meetings: list[Meeting], count: int
) -> list[Meeting]:
    """Return the occasions of a person who was registered together with another person.

    Shared occasions are used while both were there, then some of the person's own.
    """
    shared: list[Meeting] = []
    for each in other_meetings:
        was_there = each.stop < len(person.way) and person.way[each.stop].place == each.place
        if was_there and len(shared) < count and chance.happens(rates.REGISTERED_TOGETHER):
            shared.append(each)
    rest = [
        each
        for each in meetings(chance, person, count)
        if all(each.desk != other_meeting.desk for other_meeting in shared)
    ]
    return sorted((shared + rest)[:count], key=lambda each: each.day) or meetings(
        chance, person, count
    )
