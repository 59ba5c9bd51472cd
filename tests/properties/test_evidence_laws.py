"""Facts that carry no bits, never lower a score, or change no result."""

from __future__ import annotations

import dataclasses
from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching import (
    Birth,
    Document,
    Engine,
    Home,
    Mark,
    Name,
    Person,
    Phone,
    Place,
    Relative,
    blocking_keys,
    explain,
    parse_row,
)
from tests.properties.strategies import PEOPLE, PLACES

settings.load_profile("engine")
ENGINE = Engine()

# Field -> its value when it is unknown.
EMPTY = {
    field.name: field.default
    for field in dataclasses.fields(Person)
    if field.name not in ("ref", "kind")
}
# Attribute -> the fields that it is computed from. Relatives are also compared with the other
# record's name, and height with its birth. Twins share their birth date, and identity papers of one
# family have consecutive numbers.
FIELDS = {
    "name": ("names",),
    "birth": ("births",),
    "sex": ("sex",),
    "origin": ("nationalities", "languages"),
    "ethnicity": ("ethnicities",),
    "birth_place": ("birth_place",),
    "home": ("homes",),
    "event": ("places",),
    "interval": ("places",),
    "phone": ("phones",),
    "document": ("documents",),
    "relative": ("relatives", "names"),
    "height": ("height_cm", "height_on", "births"),
    "eyes": ("eyes",),
    "hair": ("hair",),
    "marks": ("marks",),
    "sensitive_marks": ("marks",),
    "family": (
        "names",
        "births",
        "nationalities",
        "languages",
        "birth_place",
        "phones",
        "documents",
        "relatives",
    ),
}


@given(PEOPLE, PEOPLE, st.sampled_from(sorted(FIELDS)))
def test_an_attribute_unknown_on_one_side_carries_no_bits(
    one: Person, other: Person, attribute: str
) -> None:
    bare = dataclasses.replace(one, **{field: EMPTY[field] for field in FIELDS[attribute]})
    (item,) = (item for item in ENGINE.compare(bare, other).evidence if item.attribute == attribute)
    if attribute == "height":
        assert not item.is_known
    assert (item.level, item.bits) == ("unknown", 0)


# Field -> a value that agrees with itself and that no record has before.
AGREEING = {
    "births": (Birth(date(2009, 3, 5), date(2009, 3, 5)),),
    "sex": "F",
    "nationalities": ("VN",),
    "languages": ("vie",),
    "birth_place": "Samarkand",
    "homes": (Home("12 Registan Street, Samarkand, 140100"),),
    "ethnicities": ("kinh",),
    "phones": (Phone("84912345678", "own", is_full=True),),
    "documents": (Document("passport", "VN", "C7654321", "fits"),),
    "relatives": (Relative("brother", "Bartholomew"),),
    "eyes": "green",
    "hair": "red",
    "marks": (Mark("tattoo", "back", "left"),),
}


@given(PEOPLE, PEOPLE, st.sampled_from(sorted(AGREEING)))
def test_adding_agreeing_evidence_never_lowers_a_score(
    one: Person, other: Person, field: str
) -> None:
    value = AGREEING[field]
    if isinstance(value, tuple):
        more = [
            dataclasses.replace(person, **{field: (*getattr(person, field), *value)})
            for person in (one, other)
        ]
    else:
        assume(not getattr(one, field) and not getattr(other, field))
        more = [dataclasses.replace(person, **{field: value}) for person in (one, other)]
    assert ENGINE.compare(*more).bits >= ENGINE.compare(one, other).bits


@given(PEOPLE, PEOPLE)
def test_a_name_both_carry_never_lowers_a_score(one: Person, other: Person) -> None:
    shared = Name("Bartholomew Quisling", "full")
    more = [dataclasses.replace(person, names=(*person.names, shared)) for person in (one, other)]
    assert ENGINE.compare(*more).bits >= ENGINE.compare(one, other).bits


@given(PEOPLE, PEOPLE, PLACES)
def test_a_route_never_lowers_a_score(one: Person, other: Person, place: Place) -> None:
    more = dataclasses.replace(one, places=(*one.places, dataclasses.replace(place, role="route")))
    assert ENGINE.compare(more, other).bits >= ENGINE.compare(one, other).bits


@given(PEOPLE, PEOPLE, st.sampled_from(("cross", "name Maria", "")))
def test_a_text_both_write_to_a_mark_they_share_never_lowers_a_score(
    one: Person, other: Person, text: str
) -> None:
    bare, detailed = Mark("tattoo", "back", "left"), Mark("tattoo", "back", "left", text)
    plain = [dataclasses.replace(person, marks=(*person.marks, bare)) for person in (one, other)]
    more = [dataclasses.replace(person, marks=(*person.marks, detailed)) for person in (one, other)]
    assert ENGINE.compare(*more).bits >= ENGINE.compare(*plain).bits


# Field -> an identifier of an exploiter, for every kind of identifier that can state one.
EXPLOITERS = {
    "phones": Phone("84912345678", "exploiter", is_full=True),
    "names": Name("Bartholomew Quisling", "exploiter"),
    "documents": Document("passport", "VN", "C7654321", "fits", "exploiter"),
    "homes": Home("12 Registan Street, Samarkand, 140100", "exploiter"),
    "relatives": Relative("exploiter", "Bartholomew"),
}


@given(
    PEOPLE,
    PEOPLE,
    st.sets(st.sampled_from(sorted(EXPLOITERS)), min_size=1),
    st.sampled_from(("one", "other", "both")),
)
def test_facts_given_by_an_exploiter_change_no_score(
    one: Person, other: Person, fields: set[str], side: str
) -> None:
    more = [
        (
            dataclasses.replace(
                person, **{field: (EXPLOITERS[field], *getattr(person, field)) for field in fields}
            )
            if side in (name, "both")
            else person
        )
        for name, person in (("one", one), ("other", other))
    ]
    assert ENGINE.compare(*more) == ENGINE.compare(one, other)
    assert [blocking_keys(person, b"law") for person in more] == [
        blocking_keys(person, b"law") for person in (one, other)
    ]
    evidence = ENGINE.compare(one, other).evidence
    assert explain(evidence, *more) == explain(evidence, one, other)


def test_every_column_that_may_be_marked_as_a_exploiters_is_left_out() -> None:
    cells = {
        "phones": "exploiter:+84912345678",
        "aliases": "exploiter:Bartholomew Quisling",
        "documents": "exploiter:passport:VN:C7654321",
        "relatives": "exploiter:Bartholomew|smuggler:Igor",
        "home_address": "exploiter:12 Registan Street, Samarkand",
    }
    person = parse_row({"record_ref": "A", "kind": "found", "full_name": "Unknown"} | cells).person
    assert all(getattr(person, field) for field in EXPLOITERS)
    assert ENGINE.compare(person, person).bits == 0
    assert blocking_keys(person, b"law") == ()
