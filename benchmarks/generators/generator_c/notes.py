"""One record: the intake row that one desk writes about one person on one occasion."""

from collections.abc import Callable

from benchmarks.generators.generator_c import births, facts, papers, rates
from benchmarks.generators.generator_c.chance import Chance
from benchmarks.generators.generator_c.hearing import LANGUAGE, in_local_letters, write_part
from benchmarks.generators.generator_c.naming import (
    FAMILY_FIRST,
    Name,
    name_form,
    name_parts,
    native_name,
)
from benchmarks.generators.generator_c.people import Meeting, Person
from benchmarks.generators.generator_c.slips import join_or_split, name_columns, type_text

DESK_CODE = {
    "police": "POL",
    "shelter": "SHL",
    "hospital": "HOS",
    "youth": "JUG",
    "asylum": "ASY",
    "care": "CAR",
    "kin": "RFL",
}


def write_row(chance: Chance, person: Person, meeting: Meeting, reference: str) -> dict[str, str]:
    """Return the row of one occasion. Columns without a value are left out."""
    desk_rates = rates.TOLD[meeting.desk]
    false = (
        person.false_name is not None
        and meeting.country == person.false_country
        and meeting.desk not in ("kin", "care")
    )
    cells = {"record_ref": reference, "kind": meeting.kind}
    cells |= _name(chance, person, meeting, false=false)
    cells |= births.birth_cells(chance, person, meeting, false=false)
    writers: dict[str, tuple[str, Callable[[], str]]] = {
        "sex": ("sex", lambda: facts.sex(chance, person)),
        "nationalities": ("nationality", lambda: facts.nationality(chance, person, meeting.desk)),
        "languages": ("languages", lambda: _languages(chance, person)),
        "ethnicity": ("ethnicity", lambda: person.family.group),
        "birth_place": ("birth_place", lambda: facts.birth_place(chance, person)),
        "home_address": ("home", lambda: facts.home_address(chance, person)),
        "height_cm": ("height", lambda: facts.height(chance, person, meeting)),
        "eyes": ("looks", lambda: facts.look(chance, person.eyes, facts.SAME_EYES)),
        "hair": ("looks", lambda: facts.look(chance, person.hair, facts.SAME_HAIR)),
        "route": ("route", lambda: facts.route(chance, person, meeting)),
    }
    for column, (fact, write) in writers.items():
        if chance.told(desk_rates[fact]):
            cells[column] = write()
    cells |= facts.event(chance, meeting)
    cells["phones"] = "|".join(papers.phones(chance, person, meeting))
    cells["documents"] = "|".join(papers.documents(chance, person, meeting))
    cells["relatives"] = "|".join(facts.relatives(chance, person, meeting))
    cells["marks"] = "|".join(
        facts.mark(chance, each) for each in person.marks if chance.told(desk_rates["mark"])
    )
    cells |= facts.category(person, meeting)
    return {column: text for column, text in cells.items() if text}


def _languages(chance: Chance, person: Person) -> str:
    spoken = person.family.languages
    return "|".join(
        spoken[:1] + tuple(each for each in spoken[1:] if chance.told(rates.LANGUAGES_FURTHER))
    )


def _name(chance: Chance, person: Person, meeting: Meeting, *, false: bool) -> dict[str, str]:
    desk_rates = rates.TOLD[meeting.desk]
    name = person.false_name if false and person.false_name else person.name
    shape = name_form(
        chance,
        person.origin,
        full=chance.told(desk_rates["full"]),
        second=chance.told(desk_rates["second"]),
    )
    given_part, family_part = name_parts(name, shape)
    given, family = _heard(chance, person, meeting, name, shape)
    cells = {}
    if (
        person.nick
        and meeting.desk in ("shelter", "police")
        and not chance.right(rates.NICK_ONLY_RIGHT)
    ):
        given, family, given_part, family_part = person.nick, "", (), ()
    given = join_or_split(chance, type_text(chance, given))
    family = join_or_split(chance, type_text(chance, family))
    given, family = name_columns(chance, given, family)
    if not family and not chance.right(rates.PLACEHOLDER_RIGHT):
        family = "unknown"
    if chance.wrong(rates.LOCAL_LETTERS.get(meeting.country, 0.0)) and meeting.desk != "kin":
        given = in_local_letters(given, meeting.country)
        family = in_local_letters(family, meeting.country)
    if meeting.country in ("FR", "IT") and chance.happens(rates.CAPITALS_FAMILY):
        family = family.upper()
    if chance.happens(rates.CAPITALS):
        given, family = given.upper(), family.upper()
    if chance.happens(rates.ONE_COLUMN):
        is_other_order = chance.wrong(rates.OTHER_ORDER) != (person.origin in FAMILY_FIRST)
        cells["full_name"] = (
            f"{family} {given}".strip() if is_other_order else f"{given} {family}".strip()
        )
    else:
        cells |= {"given_names": given, "family_names": family}
    if chance.told(desk_rates["native"]):
        cells["name_native"] = native_name(given_part, family_part, person.origin)
    cells["aliases"] = "|".join(_aliases(chance, person, meeting, false=false))
    return cells


def _heard(
    chance: Chance, person: Person, meeting: Meeting, name: Name, shape: str
) -> tuple[str, str]:
    """Return the given and family side as written.

    They are copied from the state's first document, or heard again.
    """
    first = person.written.get(meeting.country)
    copied = rates.OWN_KIN_PAPER if meeting.desk == "care" else rates.COPIED
    if first and name is person.name and meeting.desk != "kin" and chance.happens(copied):
        return first
    language = LANGUAGE.get(meeting.country, "en")
    if meeting.desk == "kin":
        language = "fr" if person.origin in ("moroccan", "westafrican") else "en"
    given_part, family_part = name_parts(name, shape)
    given_text = write_part(chance, given_part, meeting.desk, language, person.origin)
    key = f"{meeting.desk} {meeting.country} {meeting.day} {shape}"
    if name is person.name and person.siblings and key in person.family.spelled:
        # siblings at the same desk: the family name is heard once
        family = person.family.spelled[key]
    else:
        family = write_part(chance, family_part, meeting.desk, language, person.origin)
    if name is person.name and meeting.desk != "kin":
        person.family.spelled[key] = family
        person.written.setdefault(meeting.country, (given_text, family))
    return given_text, family


def _aliases(chance: Chance, person: Person, meeting: Meeting, *, false: bool) -> list[str]:
    aliases = []
    if person.nick and chance.told(rates.TOLD[meeting.desk]["nick"]):
        aliases.append(f"nickname:{person.nick}")
    before = [stop.country for stop in person.way[: meeting.stop]]
    if (
        person.false_name
        and not false
        and person.false_country in before
        and chance.told(rates.FALSE_NAME_LISTED)
    ):
        given, family = name_parts(person.false_name, next(iter(_usual(person))))
        aliases.append(" ".join(word.own for word in given + family))
    return aliases


def _usual(person: Person) -> tuple[str, ...]:
    return ("given|family",) if person.family.family else ("given|father",)
