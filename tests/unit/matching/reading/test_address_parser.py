"""Home addresses: parsing, levels, and that a household is not treated as one person."""

from __future__ import annotations

import numpy as np
import pytest

from matching import Engine, Home, Name, Person, Relative, TokenFrequencies, parse_row
from matching.kernel.addresses import home_level, is_number_typo
from matching.model.levels import ATTRIBUTE_NAMES, ATTRIBUTES
from matching.model.probability import SUPPORTING_BITS
from matching.packing.features import pack
from matching.reading.address_parser import MAX_NUMBERS, MAX_WORDS, read_home
from matching.reading.exploiter_filter import is_exploiters
from matching.scoring.population import Population
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld
from tests.unit.matching.levels.steps import level
from tests.unit.matching.test_places import HOSTILE

ENGINE = Engine()
STREET = "12, Mcdowall Street, Glenview, Bondi, 2026, NSW"


def living(*addresses: str) -> Person:
    return Person(homes=tuple(map(Home, addresses)))


READ = [
    ("parts", STREET, {"mcdowall", "glenview", "bondi", "nsw"}, {12, 2026}),
    ("what sort of part it is", "House 5, Main Street, Qala village", {"main", "qala"}, {5}),
    ("a letter at a number", "12a Main St., flat 3b", {"main"}, {12, 3}),
    ("zeros before a number", "Main, 0870", {"main"}, {870}),
    ("digits of another script", "Main ۱۲", {"main"}, {12}),
    ("a country is no home", "Herat, Afghanistan", {"herat"}, set()),
    ("a country's code", "Herat, AF", {"herat"}, set()),
    ("nothing but a country", "Afghanistan", set(), set()),
    ("no case, no marks", "MAIN", {"main"}, set()),
]


@pytest.mark.parametrize(
    ("text", "words", "numbers"), [case[1:] for case in READ], ids=[case[0] for case in READ]
)
def test_words_and_numbers_are_read(text: str, words: set[str], numbers: set[int]) -> None:
    reading = read_home(text)
    assert {word.decode() for word in reading.words} == words
    assert set(reading.numbers) == numbers


def test_the_order_of_address_parts_does_not_matter() -> None:
    assert pack(living(STREET)) == pack(living("NSW 2026, Bondi, Glenview, 12 Mcdowall Street"))


LEVELS = [
    ("the same", STREET, STREET, "agree"),
    ("parts in another order", STREET, "Bondi NSW 2026, Glenview, Mcdowall Street 12", "agree"),
    ("typing errors", STREET, "12, Mcdowal Street, Glenveiw, Bondi, 2026, NSW", "agree"),
    ("a slip in the postcode", STREET, "12, Mcdowall Street, Glenview, Bondi, 2206, NSW", "agree"),
    ("one part is another", STREET, "12, Mcdowall Street, Riverside, Bondi, 2026, NSW", "agree"),
    ("less told on one side", STREET, "Mcdowall Street 12, Bondi", "agree"),
    (
        "another house of the street",
        STREET,
        "14, Mcdowall Street, Glenview, Bondi, 2026, NSW",
        "most",
    ),
    ("a village in two scripts", "Qala village, Injil, Herat", "قلا، انجیل، هرات", "most"),
    ("a village of three words", "Qala, Injil, Herat", "Herat, Injil, Qala", "most"),
    ("two words alone", "Injil, Herat", "Herat, Injil, Afghanistan", "part"),
    ("town and postcode alone", STREET, "7, Park Road, Hillside, Bondi, 2026, NSW", "part"),
    ("one word of several", STREET, "7, Park Road, Bondi, 4000, QLD", "little"),
    ("one word is all there is", "Herat", "Injil, Herat", "little"),
    ("a house number by chance", "12, Mcdowall Street", "12, Park Road", "little"),
    ("nothing", STREET, "7, Park Road, Fremantle, 6160, WA", "differ"),
    ("words here, numbers there", "Mcdowall Street", "12", "unknown"),
    ("a country tells nothing", STREET, "Australia", "unknown"),
    ("not told", STREET, "", "unknown"),
]


@pytest.mark.parametrize(
    ("one", "other", "expected"), [case[1:] for case in LEVELS], ids=[case[0] for case in LEVELS]
)
def test_two_addresses(one: str, other: str, expected: str) -> None:
    assert level("home", living(one), living(other)) == expected


def test_the_best_of_several_homes_counts() -> None:
    assert (
        level("home", living("Injil, Herat", STREET), living(STREET, "7 Park Road, Perth"))
        == "agree"
    )


def test_every_more_that_fits_is_no_worse() -> None:
    for words in range(6):
        for most_words in range(words, 6):
            for numbers in range(4):
                for most_numbers in range(numbers, 4):
                    now = home_level(words, most_words, numbers, most_numbers)
                    if words + numbers or most_words + most_numbers:
                        assert home_level(words + 1, most_words + 1, numbers, most_numbers) >= now
                        assert home_level(words, most_words, numbers + 1, most_numbers + 1) >= now
                    if words < most_words:
                        assert home_level(words + 1, most_words, numbers, most_numbers) >= now
                    if numbers < most_numbers:
                        assert home_level(words, most_words, numbers + 1, most_numbers) >= now


SLIPS = [
    (2026, 2027, True),
    (2026, 2206, True),
    (2026, 2062, True),
    (10115, 10125, True),
    (2026, 2026, False),
    (2026, 6022, False),
    (2026, 2139, False),
    (2026, 20260, False),
    (1999, 2000, False),
    (12, 13, False),
    (999, 1999, False),
]


@pytest.mark.parametrize(("one", "other", "expected"), SLIPS)
def test_a_slip_of_the_hand_in_a_postcode(one: int, other: int, expected: bool) -> None:
    assert is_number_typo(one, other) is is_number_typo(other, one) is expected


@pytest.mark.parametrize("prefix", ["exploiter:", " Exploiter : ", "smuggler:"])
def test_an_address_that_an_exploiter_gave_is_kept_apart(prefix: str) -> None:
    row = {
        "record_ref": "A",
        "kind": "found",
        "full_name": "Example",
        "home_address": f"{prefix}{STREET}",
    }
    (home,) = parse_row(row).person.homes
    assert (home.text, is_exploiters(home)) == (STREET, True)
    assert pack(parse_row(row).person) == pack(parse_row(row | {"home_address": ""}).person)


def test_a_colon_of_an_address_is_a_part_of_it() -> None:
    row = {"record_ref": "A", "kind": "found", "home_address": "Block: 5, Main Street|Herat|n/a"}
    assert parse_row(row).person.homes == (Home("Block: 5, Main Street"), Home("Herat"))


@pytest.mark.parametrize("text", [*HOSTILE, "1 " * 900, "a1b2" * 300], ids=range(len(HOSTILE) + 2))
def test_hostile_text_gives_few_or_no_address_parts(text: str) -> None:
    reading = read_home(text)
    assert len(reading.words) <= MAX_WORDS
    assert len(reading.numbers) <= MAX_NUMBERS
    assert all(0 <= number < 10**9 for number in reading.numbers)
    assert ENGINE.compare(living(text), living(text)).band != "strong"


def test_a_shared_home_makes_no_brother_a_strong_pair() -> None:
    family = (Relative("father", "Karim Rahimzadah"), Relative("mother", "Golchehra"))
    one, other = (
        Person(
            names=(Name(f"{given} Rahimzadah"),), sex=sex, relatives=family, homes=(Home(STREET),)
        )
        for given, sex in (("Shekiba", "F"), ("Yunus", "M"))
    )
    assert (
        ENGINE.compare(one, other, rarity=TokenFrequencies(10_000, lambda token: 3)).band
        != "strong"
    )


def test_a_home_is_never_one_of_the_attributes_of_a_strong_band() -> None:
    (attribute,) = (attribute for attribute in ATTRIBUTES if attribute.name == "home")
    assert attribute.levels[-1].bits > SUPPORTING_BITS  # so only the table excludes it
    name = (Name("Shekiba Rahimzadah"),)
    relatives = (Relative("mother", "Golchehra"), Relative("sister", "Laila"))
    bare = Person(names=name, relatives=relatives)
    rarity = TokenFrequencies(100_000, lambda token: 1)
    resident = Person(names=name, relatives=relatives, homes=(Home(STREET),))
    found = ENGINE.compare(resident, resident, rarity=rarity)
    of_home = next(item.bits for item in found.evidence if item.attribute == "home")
    assert SUPPORTING_BITS < of_home <= attribute.levels[-1].bits
    assert found.bits == ENGINE.compare(bare, bare, rarity=rarity).bits + of_home
    assert (found.probability > 0.98, found.amount > 18, found.band) == (True, True, "possible")


def test_an_address_does_not_change_the_bits_of_other_facts() -> None:
    rows = [
        row
        for observed in SyntheticWorld(41, PROFILES["tuning"]).observe(150)
        for row in observed.rows
    ]
    houses = ("", "12, Rahimi Street, Herat", "7, Ali Street, Herat", "Hassan, 3")
    address_rows = [
        row | {"home_address": houses[number % len(houses)]} for number, row in enumerate(rows)
    ]
    bare, homed = (
        Population.from_people([Person.from_row(row) for row in table])
        for table in (rows, address_rows)
    )
    # otherwise another address would change the pairs drawn for estimating chance
    rarity = TokenFrequencies(len(rows), len)
    every, other = (
        next(iter(ENGINE.link(one, min_probability=0.0, rarity=rarity))) for one in (bare, homed)
    )
    assert np.array_equal(every.left, other.left)
    assert np.array_equal(every.right, other.right)
    others = [number for number, name in enumerate(ATTRIBUTE_NAMES) if name != "home"]
    assert np.array_equal(every.scores.levels[:, others], other.scores.levels[:, others])
    assert np.array_equal(
        every.scores.attribute_bits[:, others], other.scores.attribute_bits[:, others]
    )
    assert not every.scores.levels[:, ATTRIBUTE_NAMES.index("home")].any()
    assert len(set(other.scores.levels[:, ATTRIBUTE_NAMES.index("home")].tolist())) > 3
    assert not ((other.scores.band == 3) & (every.scores.band != 3)).any()
