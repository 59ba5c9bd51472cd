"""Families, children and travel groups: their relations and properties."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from benchmarks.generators.generator_c import rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.hearing import LANGUAGE
from benchmarks.generators.generator_c.journeys import (
    OUTSIDE,
    draw_departure,
    draw_journey,
    split_journey,
)
from benchmarks.generators.generator_c.naming import Name, draw_name_word, given_name, middle_name
from benchmarks.generators.generator_c.papers import draw_mobile
from benchmarks.generators.generator_c.people import Family, Mark, Person, Relative, Stop
from benchmarks.generators.generator_c.words import Home, Part, homes, words

# sons and fathers often have different second names there
FATHERS_NAME_IS_FAMILY: Final = ("bangladeshi",)
FAIR: Final = ("ukrainian", "albanian")
TEXTS: Final = {"tattoo": "heart star name cross", "scar": "long small cut", "burn": "round"}
NO_SIDE: Final = ("forehead", "chin", "scalp", "abdomen", "back", "tooth", "nose")


def make_family(
    chance: Chance, origin: str, kin: Family | None = None, name: Part | None = None
) -> Family:
    """Return a new family.

    With `kin`, it is the family of the father's brother there: same home, grandfather and family
    name. `name` presets the family name.
    """
    home = kin.home if kin else _home(chance, origin)
    group = kin.group if kin else _group(chance, origin, home)
    country = home.country
    if name is None:
        name = kin.family if kin else _family_name(chance, origin, group, country)
    grand = kin.father.father if kin else given_name(chance, origin, "M", group, country)
    great = kin.father.grand if kin else given_name(chance, origin, "M", group, country)
    father_given = grand
    while father_given[-1].spellings == grand[-1].spellings:
        father_given = given_name(chance, origin, "M", group, country)
    fathers_family = name
    if origin in FATHERS_NAME_IS_FAMILY and chance.happens(rates.OTHER_THAN_FATHERS):
        fathers_family = _family_name(chance, origin, group, country)
    father = Name(
        father_given, grand, great, fathers_family, middle_name(chance, origin, "M", grand)
    )
    mothers_father = given_name(chance, origin, "M", group, country)
    changes_name = origin in ("ukrainian", "albanian", "turkish", "moroccan") and chance.happens(
        rates.HUSBANDS_NAME
    )
    mothers_family = name if changes_name else _family_name(chance, origin, group, country)
    mother = Name(
        given_name(chance, origin, "F", group, country),
        mothers_father,
        given_name(chance, origin, "M", group, country),
        mothers_family,
        middle_name(chance, origin, "F", mothers_father),
    )
    return Family(
        origin=origin,
        group=group,
        languages=tuple(_languages(rates.GROUPS[origin][group][1], country)),
        home=home,
        village=kin.village if kin else chance.pick(home.villages),
        family=name,
        father=father,
        mother=mother,
        relatives=_relatives(chance, father, mother, group, country, origin),
        house=chance.within((1, 140)),
        street=chance.pick(words(origin, "street")).spellings,
        phone=draw_mobile(
            chance,
            country
            if chance.happens(rates.KIN_AT_HOME)
            else chance.pick(("DE", "TR", "SE", "GB", "FR", "IT")),
        ),
        other_phone=draw_mobile(chance, country),
    )


def _languages(spoken: str, country: str) -> list[str]:
    """Return the languages of a group. In the Gambia, the language of schools is English."""
    return ["eng" if each == "fra" and country == "GM" else each for each in spoken.split()]


def _home(chance: Chance, origin: str) -> Home:
    return chance.weigh({each: each.share for each in homes(origin)})


def _group(chance: Chance, origin: str, home: Home) -> str:
    shares = {group: share for group, (share, _) in rates.GROUPS[origin].items()}
    return chance.weigh(
        {group: share for group, share in shares.items() if not home.groups or group in home.groups}
    )


def _family_name(chance: Chance, origin: str, group: str, country: str) -> Part:
    return (
        (draw_name_word(chance, origin, "family", group, country),)
        if words(origin, "family")
        else ()
    )


def _relatives(
    chance: Chance, father: Name, mother: Name, group: str, country: str, origin: str
) -> tuple[Relative, ...]:
    """Return an uncle or aunt, a grandparent, and a child who stayed at home."""
    uncle = replace(father, given=given_name(chance, origin, "M", group, country))
    by_mother = replace(mother, given=given_name(chance, origin, "M", group, country))
    by_mother = replace(by_mother, middle=middle_name(chance, origin, "M", mother.father))
    sex = chance.pick(("M", "F"))
    child = Name(
        given_name(chance, origin, sex, group, country),
        father.given,
        father.father,
        father.family,
        middle_name(chance, origin, sex, father.given),
    )
    old = Name(
        father.father,
        father.grand,
        (),
        father.family,
        middle_name(chance, origin, "M", father.grand),
    )
    return (
        Relative("uncle", uncle if chance.happens(rates.FATHERS_BROTHER) else by_mother),
        Relative("brother" if sex == "M" else "sister", child),
        Relative("grandfather", old),
    )


def make_party(chance: Chance, origin: str) -> list[Person]:
    """Return the people who leave together: a single child, siblings, cousins or a group.

    Their numbers are assigned later.
    """
    kind = chance.weigh(rates.PARTIES)
    home = make_family(chance, origin)
    start = draw_departure(chance, origin)
    trip = draw_journey(chance, origin, start)
    exploiter = draw_mobile(chance, chance.pick(("TR", "GR", "IT", "GE")))
    first = make_child(chance, home, start, trip, exploiter)
    if kind == "alone":
        return [first]
    if kind == "siblings":
        people = _siblings(chance, first, start, chance.weigh(rates.SIBLINGS))
    elif kind == "cousins":
        people = [
            first,
            make_child(chance, make_family(chance, origin, home), start, trip, exploiter),
        ]
    else:
        people = [first]
        for _ in range(chance.weigh(rates.GROUP) - 1):
            stranger = make_family(chance, origin)
            people.append(make_child(chance, stranger, start, trip, exploiter))
    share = rates.GROUP_TOGETHER if kind == "group" else rates.SIBLINGS_TOGETHER
    for each in people[1:]:
        if not chance.happens(share):
            each.way = _while_young(split_journey(chance, trip, origin), each.born)
    return people


def _siblings(chance: Chance, first: Person, start: date, count: int) -> list[Person]:
    people = [first]
    twins = chance.happens(rates.TWINS)
    while len(people) < count:
        last = people[-1]
        born = last.born
        if not (twins and len(people) == 1):
            gap = chance.within(rates.SIBLING_GAP_DAYS)
            older = last.born - timedelta(days=gap)
            born = (
                older
                if (start - older).days < rates.GROWN_YEARS * 365
                and chance.happens(rates.OLDER_SIBLING)
                else last.born + timedelta(days=gap)
            )
            if any(abs((each.born - born).days) < 300 for each in people):
                born = min(each.born for each in people) - timedelta(days=gap)
        new = make_child(chance, first.family, start, first.way, first.exploiter_phone, born=born)
        if any(new.name.given[0].native + new.name.given[0].own == _first(each) for each in people):
            continue
        people.append(new)
    for each in people:
        each.siblings = [sibling for sibling in people if sibling is not each]
        each.family_knows_day, each.knows = first.family_knows_day, first.knows
    return people


def _first(person: Person) -> str:
    return person.name.given[0].native + person.name.given[0].own


def make_child(
    chance: Chance,
    home: Family,
    start: date,
    trip: tuple[Stop, ...],
    exploiter: str,
    *,
    born: date | None = None,
) -> Person:
    """Return one child of a family, who leaves home on that day.

    Without `born`, the day of birth is drawn from the table of ages.
    """
    origin = home.origin
    sex = "M" if chance.happens(rates.BOYS.get(origin, rates.BOYS_ELSE)) else "F"
    if born is None:
        years = chance.weigh(rates.AGES)
        born = start - timedelta(days=int(years * 365.25) + chance.random.randrange(365))
    father = home.father
    name = Name(
        _unlike(chance, home, sex),
        father.given,
        father.father,
        home.family,
        middle_name(chance, origin, sex, father.given),
    )
    knows = "day" if chance.told(rates.KNOWS_DAY.get(origin, rates.KNOWS_DAY_ELSE)) else "year"
    if knows == "year" and not chance.happens(rates.KNOWS_YEAR):
        knows = "age"
    person = Person(
        number=0,
        family=home,
        name=name,
        sex=sex,
        born=born,
        knows=knows,
        family_knows_day=knows == "day" or chance.told(rates.FAMILY_KNOWS),
        held_year=born.year,
        has_paper=chance.told(rates.PAPER_HAS.get(origin, rates.PAPER_HAS_ELSE)),
        tall=max(-rates.TALLEST, min(rates.TALLEST, chance.random.gauss(0.0, 1.0))),
        eyes=chance.weigh(
            {"brown": 5, "blue": 3, "green": 2, "grey": 1}
            if origin in FAIR[:2]
            else {"brown": 8, "black": 2}
        ),
        hair=chance.weigh(rates.HAIR_FAIR if origin in FAIR else rates.HAIR),
        marks=_marks(chance, origin),
        nick=_nick(chance, origin, sex, name),
        way=_while_young(trip, born),
        exploiter_phone=exploiter,
    )
    if chance.wrong(rates.FALSE_NAME):
        _lie(chance, person)
    return person


def _unlike(chance: Chance, home: Family, sex: str) -> Part:
    """Return a given name that no parent and no child left at home has."""
    used_names = [
        each.spellings[0]
        for part in (home.father.given, home.mother.given, home.father.father)
        for each in part
    ]
    used_names += [home.relatives[1].name.given[-1].spellings[0]]
    while True:
        name = given_name(chance, home.origin, sex, home.group, home.home.country)
        if all(
            word.spellings[0] not in used_names
            for word in name[-1:] + name[:1]
            if word.group or len(name) == 1
        ):
            return name


def _while_young(trip: tuple[Stop, ...], born: date) -> tuple[Stop, ...]:
    """Return the part of a journey that the person makes as a minor.

    It reaches at least the states of the database.
    """
    grown = born + timedelta(days=int(rates.GROWN_YEARS * 365.25))
    last = next(
        at
        for at, stop in enumerate(trip)
        if stop.country in LANGUAGE and stop.country not in OUTSIDE
    )
    return tuple(stop for at, stop in enumerate(trip) if at <= last or stop.arrived < grown)


def _lie(chance: Chance, person: Person) -> None:
    """Give the person a false name, and often a false age, for one border."""
    family_name = _family_name(
        chance, person.origin, person.family.group, person.family.home.country
    )
    name = given_name(
        chance, person.origin, person.sex, person.family.group, person.family.home.country
    )
    father = given_name(chance, person.origin, "M", person.family.group, person.family.home.country)
    person.false_name = Name(
        name,
        father,
        person.name.grand,
        family_name,
        middle_name(chance, person.origin, person.sex, father),
    )
    person.false_country = chance.pick(
        [
            stop.country
            for stop in person.way
            if stop.country in LANGUAGE and stop.country not in OUTSIDE
        ]
    )
    if chance.happens(rates.FALSE_BIRTH):
        person.false_years = chance.pick(rates.FALSE_YEARS)


def make_namesake(chance: Chance, person: Person) -> Person:
    """Return a person of another family with the same origin and name, born near the same day."""
    start = draw_departure(chance, person.origin)
    home = make_family(chance, person.origin, name=person.family.family)
    while home.father.given[-1].spellings == person.name.given[-1].spellings:
        home = make_family(chance, person.origin, name=person.family.family)
    trip = draw_journey(chance, person.origin, start)
    born = person.born + timedelta(days=chance.within(rates.NAMESAKE_DAYS))
    years = (trip[0].arrived - born).days / 365.25
    if not 8 < years < 18:  # he leaves in a year that fits his age
        start = max(
            start.replace(month=1, day=5, year=_first_year(person.origin)),
            born + timedelta(days=16 * 365),
        )
        trip = draw_journey(chance, person.origin, start)
    if person.origin in (
        "somali",
        "eritrean",
        "sudanese",
    ):  # there, the father's name makes the namesake
        home = replace(home, father=replace(home.father, given=person.name.father))
    new = make_child(chance, home, start, trip, draw_mobile(chance, "TR"), born=born)
    new.sex = person.sex
    new.name = replace(person.name, father=home.father.given, grand=home.father.father)
    if person.origin == "ukrainian":
        new.name = replace(
            new.name, middle=middle_name(chance, person.origin, new.sex, home.father.given)
        )
    if new.false_name:
        new.false_name, new.false_years = None, 0
    return new


def _first_year(origin: str) -> int:
    return 2023 if origin == "ukrainian" else rates.DEPARTURES[0]


def _nick(chance: Chance, origin: str, sex: str, name: Name) -> str:
    """Return a nickname that fits the name or at least the sex; mostly none."""
    bearers = (sex, *(word.spellings[0] for word in name.given))
    fitting = [each for each in words(origin, "nick") if each.group in bearers]
    return chance.pick(fitting).own if fitting and chance.happens(rates.NICK_HAS) else ""


def _marks(chance: Chance, origin: str) -> tuple[Mark, ...]:
    marks = []
    for _ in range(chance.weigh(rates.MARKS)):
        kind, part = chance.weigh(rates.MARK_KINDS).split(":")
        side = "" if part in NO_SIDE else chance.pick(("left", "right"))
        text = (
            chance.pick(TEXTS[kind].split())
            if kind in TEXTS and chance.happens(rates.MARK_TEXT)
            else ""
        )
        marks.append(Mark(kind, part, side, text))
    if origin == "eritrean" and chance.happens(rates.CROSS_TATTOO):  # the cross of the highlands
        marks.append(Mark("tattoo", "forehead", "", "cross"))
    return tuple(marks)
