"""Laws of the engine that hold for whatever is thrown at it; hostile text is part of every strategy."""

from __future__ import annotations

import dataclasses
import random
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
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
    Population,
    Rarity,
    Relative,
    blocking_keys,
    decode_levels,
    encode_levels,
    explain,
    explanations,
    line_of,
    pack,
    parse_row,
    row_problems,
)
from matching import attributes as codes
from matching.levels import level_bits
from matching.names import score_matrix
from matching.names.align import leftovers
from matching.names.compare import all_name_bits
from matching.names.normalise import normalise
from matching.names.people import each_alone
from matching.names.scripts import SCRIPTS, encode, romanised, script_of
from matching.names.spelling import token_pairs
from matching.names.tokens import name_tokens
from matching.names.trace import ONE_TO_TWO, TWO_TO_ONE, WHOLE, trace_names

ENGINE = Engine()

# numba compiles at the first call; a deadline would measure that.
settings.register_profile("engine", deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("engine")

HOSTILE = (
    "",
    " ",
    "a",
    "J.",
    "?",
    "unknown",
    "Baby girl",
    "\u202eevil\u202c",
    "\ud800",
    "a\udfffb",
    "👧🏽 👩‍👧",
    "12345",
    "'; --",
    "= 1+1",
    "\x00\x01",
    "ال",
    "abd",
    "x" * 3000,
    "a b " * 500,
    "Ａｌｉ",
    "ﷺ",
    "İı",
    "ǅ",
    "ß" * 40,
    "مُحَمَّد",
    "加藤",
    "김",
    "𐎀",
    "e\u0301" * 50,
    "\u200c\u200d",
    "Nguyễn",
    "ﬁﬂ",
    "ﬃ ﬁn",
    "΅",
    "ᾳ",
    "\u0345",
)
PARTS = (
    "Maryam",
    "Mariam",
    "Karimi",
    "Kareemi",
    "Mohammad",
    "Muhamed",
    "Hosseini",
    "Abd al-Rahman",
    "Abdurrahman",
    "Selam",
    "Tesfay",
    "Oksana",
    "Бондар",
    "مریم",
    "کریمی",
    "محمد",
    "عبد الرحمن",
    "ሓጎስ",
    "张伟",
    "Minh",
    "Văn",
    "J.",
    "Ali",
    "bin",
    "Noor",
)
REAL = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map(" ".join)
TEXT = st.one_of(REAL, REAL, st.sampled_from(HOSTILE), st.text(max_size=60))
DAYS = st.dates(date(1995, 1, 1), date(2020, 12, 31))


# Names of one place, of several, of a province, of countries, with and without their country.
WHERE = st.sampled_from(
    ("Herat", "هرات", "Herat, Afghanistan", "Afghanistan", "Nangarhar", "Tripoli", "Tripoli, Lebanon", "Beirut", "Roma",
     "Athens", "Αθήνα", "Paris, Texas", "Luxembourg", "Nowhereville, Syria")
)  # fmt: skip
PLACES = st.builds(
    Place, st.sampled_from(("", "IT", "GR")), TEXT | WHERE, st.none() | DAYS, st.sampled_from(codes.PLACE_ROLES)
)


@st.composite
def births(draw: st.DrawFn) -> Birth:
    first = draw(DAYS)
    width = draw(st.sampled_from((0, 0, 0, 30, 364, 1000)))
    return Birth(first, date.fromordinal(first.toordinal() + width), draw(st.sampled_from(("", *codes.BIRTH_KNOWN))))


def some(one: st.SearchStrategy[object], most: int = 2) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=most).map(tuple)


def coded(*lists: tuple[str, ...]) -> list[st.SearchStrategy[str]]:
    return [st.sampled_from(listed) for listed in lists]


HOMES = st.builds(
    Home,
    TEXT
    | WHERE
    | st.lists(st.sampled_from(("12", "Main Street", "Herat", "2026", "2062", "Injil", "هرات")), max_size=5).map(
        ", ".join
    ),
    st.sampled_from(("own", "own", "controller")),
)
NAMES = st.builds(Name, TEXT, st.sampled_from(codes.NAME_ROLES))
NUMBERS = st.sampled_from(("963944123456", "963944123457", "0944123456", "123456", "1", "999999999999999"))
PEOPLE = st.builds(
    Person,
    names=some(NAMES, 3),
    births=some(births()),
    sex=st.sampled_from(("", "M", "F", "X")),
    nationalities=some(st.sampled_from(("AF", "SY", "ER", "XXA"))),
    languages=some(st.sampled_from(("fas", "ara", "tir"))),
    ethnicities=some(st.sampled_from(("hazara", "tajik", "kurd"))),
    birth_place=TEXT | WHERE,
    homes=some(HOMES),
    places=some(PLACES),
    phones=some(st.builds(Phone, NUMBERS, st.sampled_from(codes.PHONE_OWNERS), st.booleans())),
    documents=some(
        st.builds(
            Document,
            *coded(
                ("passport", "other"),
                ("", "SY", "AF"),
                ("N0012345", "NOO12345", "N0017345", "ABCD1234"),
                ("", *codes.CHECKS),
                ("own", "controller"),
            ),
        )
    ),
    relatives=some(st.builds(Relative, st.sampled_from(("mother", "father", "sister", "controller")), TEXT), 3),
    height_cm=st.none() | st.integers(30, 250),
    height_on=st.none() | DAYS,
    eyes=st.sampled_from(("", *codes.EYES)),
    hair=st.sampled_from(("", *codes.HAIR)),
    marks=some(
        st.builds(
            Mark,
            *coded(codes.MARK_KINDS[:3], codes.MARK_PARTS[:3], ("", *codes.MARK_SIDES), ("", "a cross", "Herz 12")),
        ),
        3,
    ),
)

# Field -> its value when nothing is known.
EMPTY = {field.name: field.default for field in dataclasses.fields(Person) if field.name not in ("ref", "kind")}
# Attribute -> the fields it is made from.
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
    "relative": ("relatives",),
    "height": ("height_cm", "height_on"),
    "eyes": ("eyes",),
    "hair": ("hair",),
    "marks": ("marks",),
    "family": ("names", "nationalities", "languages", "birth_place", "phones", "relatives"),
}


@given(PEOPLE, PEOPLE)
def test_comparing_is_symmetric_to_the_last_bit(one: Person, other: Person) -> None:
    assert ENGINE.compare(one, other) == ENGINE.compare(other, one)


@given(PEOPLE, PEOPLE)
def test_evidence_adds_up_exactly_in_any_order(one: Person, other: Person) -> None:
    comparison = ENGINE.compare(one, other)
    bits = [item.bits for item in comparison.evidence]
    random.Random(0).shuffle(bits)
    assert float(np.sum(np.array(bits, np.float32), dtype=np.float32)) == comparison.bits
    assert 0 <= comparison.probability <= 1
    assert comparison.amount >= abs(comparison.bits)


@given(PEOPLE, PEOPLE, st.sampled_from(sorted(FIELDS)))
def test_what_is_unknown_on_one_side_carries_no_bits(one: Person, other: Person, attribute: str) -> None:
    bare = dataclasses.replace(one, **{field: EMPTY[field] for field in FIELDS[attribute]})
    (item,) = (item for item in ENGINE.compare(bare, other).evidence if item.attribute == attribute)
    if attribute == "height":
        assert not item.is_known
    assert (item.level, item.bits) == ("unknown", 0)


# Field -> a value that agrees with itself and that neither side may have before.
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
def test_adding_agreeing_evidence_never_lowers_a_score(one: Person, other: Person, field: str) -> None:
    value = AGREEING[field]
    if isinstance(value, tuple):
        more = [dataclasses.replace(person, **{field: (*getattr(person, field), *value)}) for person in (one, other)]
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


# Field -> what a controller gave or is, every kind of identifier that can say so.
CONTROLLERS = {
    "phones": Phone("84912345678", "controller", is_full=True),
    "names": Name("Bartholomew Quisling", "controller"),
    "documents": Document("passport", "VN", "C7654321", "fits", "controller"),
    "homes": Home("12 Registan Street, Samarkand, 140100", "controller"),
    "relatives": Relative("controller", "Bartholomew"),
}


@given(
    PEOPLE, PEOPLE, st.sets(st.sampled_from(sorted(CONTROLLERS)), min_size=1), st.sampled_from(("one", "other", "both"))
)
def test_what_a_controller_gives_changes_nothing(one: Person, other: Person, fields: set[str], side: str) -> None:
    more = [
        dataclasses.replace(person, **{field: (CONTROLLERS[field], *getattr(person, field)) for field in fields})
        if side in (name, "both")
        else person
        for name, person in (("one", one), ("other", other))
    ]
    assert ENGINE.compare(*more) == ENGINE.compare(one, other)
    assert [blocking_keys(person, b"law") for person in more] == [
        blocking_keys(person, b"law") for person in (one, other)
    ]
    evidence = ENGINE.compare(one, other).evidence
    assert explain(evidence, *more) == explain(evidence, one, other)


def test_every_column_that_may_be_marked_as_a_controllers_is_left_out() -> None:
    cells = {
        "phones": "controller:+84912345678", "aliases": "controller:Bartholomew Quisling",
        "documents": "controller:passport:VN:C7654321", "relatives": "controller:Bartholomew|smuggler:Igor",
        "home_address": "controller:12 Registan Street, Samarkand",
    }  # fmt: skip
    person = parse_row({"record_ref": "A", "kind": "found", "full_name": "Unknown"} | cells).person
    assert all(getattr(person, field) for field in CONTROLLERS)
    assert ENGINE.compare(person, person).bits == 0
    assert blocking_keys(person, b"law") == ()


@given(PEOPLE, PEOPLE, st.sampled_from(("cross", "name Maria", "")))
def test_a_text_both_write_to_a_mark_they_share_never_lowers_a_score(one: Person, other: Person, text: str) -> None:
    bare, told = Mark("tattoo", "back", "left"), Mark("tattoo", "back", "left", text)
    plain = [dataclasses.replace(person, marks=(*person.marks, bare)) for person in (one, other)]
    more = [dataclasses.replace(person, marks=(*person.marks, told)) for person in (one, other)]
    assert ENGINE.compare(*more).bits >= ENGINE.compare(*plain).bits


@given(PEOPLE, PEOPLE)
def test_the_order_of_facts_does_not_matter(one: Person, other: Person) -> None:
    turned = dataclasses.replace(
        one,
        **{
            field: getattr(one, field)[::-1]
            for field in (
                "births",
                "nationalities",
                "ethnicities",
                "homes",
                "places",
                "phones",
                "documents",
                "relatives",
                "marks",
            )
        },
    )
    assert ENGINE.compare(turned, other) == ENGINE.compare(one, other)


@given(st.lists(PEOPLE, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_order_threads_or_neighbours(people: list[Person], draw: random.Random) -> None:
    rarity = Rarity(1000, len)
    pairs = [(i, j) for i in range(len(people)) for j in range(len(people))]
    population = Population.from_people(people)
    left, right = np.array(pairs).T
    scores = ENGINE.score_pairs(population, left, right, rarity=rarity)
    order = list(range(len(people)))
    draw.shuffle(order)
    shuffled = Population.from_people([people[i] for i in order])
    place = {i: at for at, i in enumerate(order)}
    again = ENGINE.score_pairs(
        shuffled, np.array([place[i] for i, _ in pairs]), np.array([place[j] for _, j in pairs]), rarity=rarity
    )
    for name in ("bits", "probability", "amount", "band", "levels", "attribute_bits"):
        assert np.array_equal(getattr(scores, name), getattr(again, name))
    found = {}
    for threads in (1, 3):
        for block in ENGINE.link(people, min_probability=0, exhaustive=True, threads=threads, rarity=rarity):
            for i, j, bits in zip(block.left.tolist(), block.right.tolist(), block.scores.bits.tolist(), strict=True):
                assert found.setdefault((i, j), bits) == bits
    assert found == {(i, j): float(bits) for (i, j), bits in zip(pairs, scores.bits, strict=True) if i < j}


@given(st.lists(PEOPLE, max_size=5))
def test_packed_rows_make_the_population_that_people_make(people: list[Person]) -> None:
    made, read = Population.from_people(people), Population.from_packed([pack(person) for person in people])
    for one, other in zip((*made.side.columns, *made.side.names), (*read.side.columns, *read.side.names), strict=True):
        assert np.array_equal(one, other)


@given(PEOPLE, PEOPLE)
def test_evidence_survives_being_stored_and_can_always_be_told(one: Person, other: Person) -> None:
    scores = ENGINE.score_pairs(Population.from_people([one, other]), np.array([0]), np.array([1]))
    evidence = decode_levels(encode_levels(scores.levels[0], scores.attribute_bits[0]))
    assert evidence == scores.evidence(0)
    assert len(explain(evidence, one, other)) == len(explain(evidence))


CHANCE = np.random.default_rng(2).integers(-192, 192, level_bits().shape).astype(np.int16)


@given(
    PEOPLE,
    PEOPLE,
    st.sampled_from([None, Rarity(5000, len, chance=CHANCE), Rarity(5000, lambda token: 400 * len(token))]),
)
def test_what_is_told_adds_up_to_the_score_exactly(one: Person, other: Person, rarity: Rarity | None) -> None:
    compared = ENGINE.compare(one, other, rarity=rarity)
    told = explanations(compared.evidence, one, other, engine=ENGINE, rarity=rarity)
    assert sum(item.bits for item in told) == compared.bits
    for item in told:
        bits = [row.bits for row in item.compared if row.bits is not None]
        assert not bits or sum(bits) == item.bits
        assert bits or item.attribute not in ("name", "birth") or not item.is_known
        for row in item.compared:
            (row.left + row.words + row.right).encode()
            assert "\u202e" not in row.left + row.words + row.right
        text = line_of(item)
        assert text.count("\u2068") == text.count("\u2069")


@given(TEXT, TEXT, st.sampled_from([Rarity(0, lambda token: 0), Rarity(5000, lambda token: 100 * len(token))]))
def test_a_name_is_traced_to_the_very_bits_that_score(one: str, other: str, rarity: Rarity) -> None:
    left, right = (Population.from_people([Person(names=(Name(text),))]) for text in (one, other))
    assume(left.side.names.tokens.size and right.side.names.tokens.size)
    both = token_pairs(left.entries(rarity, right), right.entries(rarity), 1)
    bits = all_name_bits(both, each_alone(left.side.names), each_alone(right.side.names))[0, 0]
    trace = trace_names(both, left.side.names, right.side.names, 0, 0)
    assert trace.total == bits == trace.steps[:, 3].sum() + trace.left_over
    if WHOLE in trace.steps[:, 0]:
        assert trace.steps.shape[0] == 1
        assert trace.left_over == 0
        return
    lefts = [i + k for sort, i, *_ in trace.steps.tolist() for k in range(2 if sort == TWO_TO_ONE else 1)]
    rights = [j + k for sort, _, j, *_ in trace.steps.tolist() for k in range(2 if sort == ONE_TO_TWO else 1)]
    assert len(set(lefts)) == len(lefts)
    assert len(set(rights)) == len(rights)
    sizes = [side.side.names.tokens.shape[1] for side in (left, right)]
    assert trace.left_over == leftovers(sizes[0] - len(lefts), sizes[1] - len(rights))


@given(PEOPLE, st.binary(min_size=1, max_size=64))
def test_keys_are_few_distinct_and_sorted_for_anybody(person: Person, secret: bytes) -> None:
    keys = blocking_keys(person, secret)
    assert list(keys) == sorted(set(keys))
    assert len(keys) <= 32
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)


@given(TEXT)
@example("ΐ")
@example("İ")
@example("ﬃ")
@example("\u0345\u0301a")
def test_normalising_is_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXT)
def test_tokens_are_short_and_at_most_seven_and_have_a_latin_reading(text: str) -> None:
    tokens = name_tokens(text)
    assert len(tokens) <= 7
    for token in tokens:
        assert 1 <= len(token) <= 32
        reading = romanised(token).removeprefix(b"~")
        assert reading.isalnum()
        assert encode(reading.decode()) == reading
        assert all(1 <= symbol <= len(SCRIPTS[script_of(token)].latin) for symbol in token[1:] if token[0] >= 128)


@given(st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=4))
def test_a_matrix_of_any_names_is_finite_and_of_its_shape(queries: list[str], candidates: list[str]) -> None:
    matrix = score_matrix(queries, candidates)
    assert matrix.shape == (len(queries), len(candidates))
    assert np.all(np.isfinite(matrix))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_in_every_cell_neither_crashes_nor_makes_a_strong_match(text: str) -> None:
    cells = (
        "full_name",
        "name_native",
        "aliases",
        "birth_date",
        "age",
        "sex",
        "nationalities",
        "languages",
        "ethnicity",
        "birth_place",
        "home_address",
        "event_date",
        "event_place",
        "route",
        "phones",
        "documents",
        "relatives",
        "height_cm",
        "eyes",
        "hair",
        "marks",
    )
    row = {"record_ref": "A", "kind": "missing"} | dict.fromkeys(cells, text)
    row_problems(row)
    person = parse_row(row).person
    assert ENGINE.compare(person, person).band != "strong"
    assert all(item.band != "strong" for item in ENGINE.rank(person, [person, person]))


@given(
    st.dictionaries(
        st.sampled_from(
            (
                "record_ref",
                "kind",
                "full_name",
                "birth_date",
                "phones",
                "marks",
                "age",
                "documents",
                "relatives",
                "aliases",
                "height_cm",
            )
        ),
        TEXT | st.integers() | st.floats() | st.none() | st.lists(TEXT, max_size=3) | st.booleans(),
    )
)
def test_no_row_makes_the_parser_raise(row: dict[str, object]) -> None:
    parsed = parse_row(row)
    row_problems(row)
    pack(parsed.person)
