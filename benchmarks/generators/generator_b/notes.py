"""The intake row that an agency of the second world writes about a person (docs/intake.md)."""

from __future__ import annotations

import random

from benchmarks.generators.generator_b import rates
from benchmarks.generators.generator_b.births import birth, write_day
from benchmarks.generators.generator_b.chance import Chance, bare
from benchmarks.generators.generator_b.lives import YEAR_DAYS, Event, Life, Word, draw_number
from benchmarks.generators.generator_b.lives import draw_word as lived

CHAINED = ("SO", "ER")  # given, father's and grandfather's name, without a family name
COUNTRIES = {
    "AF": "Afghanistan",
    "SY": "Syria",
    "SO": "Somalia",
    "ER": "Eritrea",
    "IQ": "Iraq",
    "GN": "Guinea",
    "UA": "Ukraine",
    "MA": "Morocco",
    "IR": "Iran",
    "VN": "Vietnam",
}
UNKNOWN = ("unknown", "Unbekannt", "N.N.")


def write_row(chance: Chance, life: Life, at: int, reference: str) -> dict[str, str]:
    """Return the row of a person's event number `at`."""
    event = life.events[at]
    agency = event.agency
    row = {"record_ref": reference, "kind": _kind(chance, at)}
    row |= _names(chance, life, agency)
    row |= birth(chance, life, event, agency.date)
    row |= _origin(chance, life)
    row |= _event(chance, life, at)
    row |= _contacts(chance, life, event)
    row |= _body(chance, life, event)
    return {column: value for column, value in row.items() if value}


def _kind(chance: Chance, at: int) -> str:
    # Found at a border, reported missing from care, found elsewhere. Sometimes a family reports
    # first.
    is_found = (at % 2 == 0) == (chance.draw.random() < 0.75)
    return "found" if is_found else "missing"


def spell_name(chance: Chance, word: Word, agency: rates.Agency) -> str:
    """Return a name in this agency's spelling of this record."""
    text = word.own if chance.is_right("own_spelling") else chance.draw.choice(word.spellings)
    if not chance.is_right("joined"):
        text = text.replace(" ", "") if " " in text else text
    return chance.slipped(text if agency.keeps_marks else bare(text))


def _names(chance: Chance, life: Life, agency: rates.Agency) -> dict[str, str]:
    draw = chance.draw
    if chance.is_right("identity"):
        given_word, family_words = life.given, _behind(chance, life)
    else:
        given_word, family_words = life.other[0], [life.other[1]]
    given_name = spell_name(chance, given_word, agency)
    if life.nickname and not chance.is_right("given"):
        given_name = life.nickname
    family = " ".join(spell_name(chance, word, agency) for word in family_words)
    if not chance.is_right("order") and family:
        given_name, family = family, given_name
    row: dict[str, str] = {}
    if not family and draw.random() < rates.WORD_FOR_NONE:
        family = draw.choice(UNKNOWN)
    if agency.is_capital:
        family = family.upper()
    if agency.is_split:
        row |= {"given_names": given_name, "family_names": family}
    else:
        row["full_name"] = (
            f"{family} {given_name}".strip()
            if agency.family_first
            else f"{given_name} {family}".strip()
        )
    natives = [word.native for word in (given_word, *family_words)]
    if all(natives) and draw.random() < rates.ORIGINS[life.origin].native * agency.native:
        row = {"name_native": " ".join(natives)} | (
            {} if draw.random() < rates.NATIVE_ALONE else row
        )
    if life.nickname and draw.random() < rates.NICKNAME_TOLD.get(
        life.origin, rates.NICKNAME_TOLD_ELSE
    ):
        row["aliases"] = f"nickname:{life.nickname}"
    return row


def _behind(chance: Chance, life: Life) -> list[Word]:
    """Return the names after the given name."""
    if life.origin in CHAINED:
        named = [life.father] if chance.tells("chain_father") else []
        return [*named, life.grandfather] if named and chance.tells("grandfather") else named
    if life.family is None:
        return [life.father] if chance.draw.random() < 0.6 else []
    if not chance.tells("family"):
        return []
    return (
        [life.father, life.family]
        if life.origin in ("SY", "IQ", "AF") and chance.tells("father")
        else [life.family]
    )


def _place(chance: Chance, town: Word) -> str:
    text = town.own if chance.is_right("place_spelling") else chance.draw.choice(town.spellings)
    return chance.slipped(bare(text))


def _origin(chance: Chance, life: Life) -> dict[str, str]:
    facts = rates.ORIGINS[life.origin]
    row: dict[str, str] = {}
    if chance.tells("sex"):
        row["sex"] = chance.otherwise(life.sex, "sex", "MF")
    if chance.tells("nationality"):
        row["nationalities"] = chance.otherwise(life.origin, "nationality", facts.else_called)
    if chance.tells("language"):
        row["languages"] = life.language
    if life.people and chance.tells("people"):
        row["ethnicity"] = life.people
    if chance.tells("birth_place"):
        town = (
            life.town if chance.is_right("birth_place") else lived(chance.draw, life.origin, "town")
        )
        row["birth_place"] = _place(chance, town)
        if chance.tells("birth_country"):
            row["birth_place"] += f", {COUNTRIES[life.origin]}"
    return row


def _event(chance: Chance, life: Life, at: int) -> dict[str, str]:
    event = life.events[at]
    row = {"event_country": event.agency.state}
    if chance.tells("event_day"):
        row["event_date"] = write_day(event.on, event.agency.date)
    if chance.tells("event_place"):
        is_own = chance.is_right("place_spelling")
        row["event_place"] = event.city if is_own else rates.CITY_ELSE.get(event.city, event.city)
    if at and chance.tells("route"):
        before = life.events[at - 1]
        row["route"] = f"{before.agency.state}:{before.city}:{before.on.isoformat()}"
    return row


def _contacts(chance: Chance, life: Life, event: Event) -> dict[str, str]:
    draw, agency = chance.draw, event.agency
    phones, documents, relatives = [], [], []
    if chance.tells("own_phone"):
        has_same_phone = chance.is_right("phone_kept")
        phones.append(
            "own:"
            + chance.misread(
                life.own_phone
                if has_same_phone
                else draw_number(draw, *rates.MOBILES[agency.state])
            )
        )
    if chance.tells("relative_phone"):
        phones.append("relative:" + chance.misread(life.relative_phone))
    if life.passport and chance.tells("passport"):
        documents.append(f"passport:{life.origin}:{chance.misread(life.passport)}")
    if chance.tells("asylum"):
        # one file per state: the same number in all records of that state
        file_of = random.Random(f"{life.own_phone} {life.born} {agency.state}")
        documents.append(f"asylum:{agency.state}:{chance.misread(draw_number(file_of, '', 9))}")
    for relation, name, fact in (
        ("mother", life.mother, "mother"),
        ("father", life.father, "father_named"),
        ("brother", life.brother, "sibling"),
    ):
        if chance.tells(fact) and chance.is_right("relative"):
            family_word = (
                life.family
                if life.family and draw.random() < 0.4 and relation != "mother"
                else None
            )
            relative_name = " ".join(
                spell_name(chance, word, agency) for word in (name, family_word) if word
            )
            relatives.append(f"{relation}:{relative_name}")
    return {
        "phones": "|".join(phones),
        "documents": "|".join(documents),
        "relatives": "|".join(relatives),
    }


def _body(chance: Chance, life: Life, event: Event) -> dict[str, str]:
    draw = chance.draw
    is_ua = life.origin == "UA"
    row: dict[str, str] = {}
    if chance.tells("height"):
        age = (event.on - life.born).days / YEAR_DAYS
        grown = life.height_at_18 * (1 - 0.032 * max(0.0, 16.5 - age))
        row["height_cm"] = str(round(grown + draw.gauss(0, 2 if chance.is_right("height") else 7)))
    if chance.tells("eyes"):
        row["eyes"] = chance.otherwise(
            life.eyes, "eyes", list(rates.EYES_UA if is_ua else rates.EYES)
        )
    if chance.tells("hair"):
        row["hair"] = chance.otherwise(
            life.hair, "hair", list(rates.HAIR_UA if is_ua else rates.HAIR)
        )
    marks = []
    for kind, part, side, text in life.marks:
        if chance.tells("mark"):
            parts = next(parts for mark_kind, parts in rates.MARKS if mark_kind == kind)
            written_part = chance.otherwise(part, "mark", parts)
            side_text = side if written_part in rates.SIDED and chance.tells("mark_side") else ""
            marks.append(f"{kind}:{written_part}:{side_text}:{text}".rstrip(":"))
    return row | {"marks": "|".join(marks)}
