"""Records of people who are not missing: a decision prevents that they are taken or go abroad.

They are written to a file of their own. No other record is about them, so they are in no true pair.
Each draw has its own random stream, so the other files do not change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data.births import write_birth
from sample_data.people import PersonGenerator, SyntheticPerson
from sample_data.profiles import Profile
from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom
from sample_data.spelling import NamePlan, write_names, write_relative

ONE_IN = 100  # one such person per this many records of a world
# (agency code, weight): mostly police, and desks that report such decisions to police
_SHARES = (("GR-POL", 32), ("SE-POL", 28), ("FR-ASE", 18), ("DE-JUG", 14), ("IT-CPA", 8))
_OF_CHILDREN = (
    ("32(1)(c)", 62),
    ("32(1)(d)(i)", 28),
    ("32(1)(d)(ii)", 5),
    ("32(1)(d)(iii)", 5),
)
_OF_ADULTS = "32(1)(e)"
_MAJORITY = 18
_STATUSES = (("not_reported", 15), ("reported", 35), ("confirmed", 50))
_HAIR = ("black", "brown", "blond")


def preventive_rows(seed: int, profile: Profile, size: int) -> Iterator[Row]:
    """Yield the rows of a world of `size` records: its people to be kept from travelling."""
    draws = SeededRandom(f"homeward sample preventive 1/{profile.name}/{seed}")
    people = (person for family in PersonGenerator(draws, profile).families() for person in family)
    for number, person in zip(range(1, size // ONE_IN + 1), people, strict=False):
        agency = draws.weighted(_SHARES)
        yield {
            "record_ref": f"{agency}-P{number:05d}",
            "kind": "preventive",
            **_person(draws, person, profile),
            **_alert(draws, person, number),
        }


def _person(draws: SeededRandom, person: SyntheticPerson, profile: Profile) -> Row:
    mother = write_relative(
        draws, person.parts.mother, last=None, script="latin", noise=profile.names
    )
    return {
        **write_names(draws, person, plan=NamePlan("latin"), noise=profile.names),
        **write_birth(draws, person, day=person.first_event, has_birth=True, profile=profile),
        "sex": person.sex,
        "nationalities": person.nationality,
        "languages": person.languages,
        "relatives": f"mother:{mother}",
        **_looks(draws),
    }


def _looks(draws: SeededRandom) -> Row:
    """Return the hair; two sources contradict each other for one person in four."""
    first, second = draws.distinct(_HAIR, 2)
    if draws.chance(0.25):
        return {"hair": f"{first}|{second}", "hair@source": "relative|professional"}
    return {"hair": first}


def _alert(draws: SeededRandom, person: SyntheticPerson, number: int) -> Row:
    day = person.first_event
    is_adult = day >= _birthday(person.birth, _MAJORITY)
    status = draws.weighted(_STATUSES)
    return {
        "sis_category": _OF_ADULTS if is_adult else draws.weighted(_OF_CHILDREN),
        "sis_decision": f"{draws.integer(1, 90)} F {number}/{day.year % 100:02d}",
        "sis_status": status if status == "not_reported" else f"{status}:SIS-P{number:05d}",
        "sis_category@stated_on": (day + timedelta(days=draws.integer(0, 9))).isoformat(),
        "sharing": "link",
    }


def _birthday(born: date, years: int) -> date:
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
