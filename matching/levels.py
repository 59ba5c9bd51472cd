"""THE table: every attribute, its levels from unknown over disagreement to agreement, and what each level is worth.

Bits are log2 Bayes factors: how much likelier a level is between two records of one person than between two people.
Level 0 is unknown and carries zero bits, always. From level 1 on an attribute's bits never fall, so that more agreement
never lowers a score. All bits are whole multiples of 1/64. `source` says where a weight comes from:
  judged     set by reasoning;
  simulated  fitted on generated tuning worlds (see WEIGHTS_FROM), rounded.
Names have no fixed bits: theirs come from the tokens (names/weights.py), bent by NAME_BEND.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.names.weights import SCALE

ENGINE_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an attribute: code, bits, where the bits come from, and the words a caseworker reads."""

    code: str
    bits: float
    source: str
    words: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute and its levels; a level's number is its place, 0 is unknown."""

    name: str
    words: str
    levels: tuple[Level, ...]


def _unknown(words: str) -> Level:
    return Level("unknown", 0.0, "judged", words)


ATTRIBUTES: Final[tuple[Attribute, ...]] = (
    Attribute("name", "Name", (
        _unknown("no name to compare on one side"),
        Level("differ", 0.0, "tokens", "the names differ"),
        Level("distant", 0.0, "tokens", "little of the names agrees"),
        Level("part", 0.0, "tokens", "part of the name agrees"),
        Level("similar", 0.0, "tokens", "the names are much alike"),
        Level("agree", 0.0, "tokens", "the names agree"),
    )),
    Attribute("birth", "Birth", (
        _unknown("no birth date or age on one side"),
        Level("far", -10.0, "judged", "births lie more than five years apart"),
        Level("apart", -6.0, "judged", "births lie two and a half to five years apart"),
        Level("two_years", -1.5, "judged", "births lie about two years apart"),
        Level("one_year", 0.0, "judged", "births lie about a year apart"),
        Level("age_fits", 1.5, "judged", "the ages fit"),
        Level("same_year_other_day", 1.5, "judged", "the year agrees, the day does not"),
        Level("same_year", 2.75, "judged", "the year agrees, no day is known"),
        Level("one_part_differs", 5.0, "judged", "all but one part of the date agrees"),
        Level("misread_calendar", 6.0, "judged", "the dates agree when one is taken as misread from another calendar"),
        Level("same_month", 6.0, "judged", "year and month agree"),
        Level("swapped", 8.0, "judged", "the dates agree with day and month exchanged"),
        Level("same_day", 9.5, "judged", "the birth dates agree to the day"),
    )),
    Attribute("sex", "Sex", (
        _unknown("sex not known on one side"),
        Level("differ", -5.0, "judged", "sex differs"),
        Level("unclear", -0.25, "judged", "one side says neither male nor female"),
        Level("agree", 0.875, "judged", "sex agrees"),
    )),
    Attribute("origin", "Nationality and language", (
        _unknown("neither nationality nor language to compare"),
        Level("differ", -4.0, "judged", "nationalities differ"),
        Level("language_differs", -2.0, "judged", "no language in common"),
        Level("language_agrees", 1.5, "judged", "a language in common"),
        Level("agree", 2.5, "judged", "nationality agrees"),
    )),
    Attribute("birth_place", "Place of birth", (
        _unknown("place of birth not known on one side"),
        Level("differ", -1.0, "judged", "places of birth differ"),
        Level("similar", 1.5, "judged", "places of birth are written alike"),
        Level("agree", 3.0, "judged", "place of birth agrees"),
    )),
    Attribute("event", "Last seen and found", (
        _unknown("no places or days to compare"),
        Level("impossible_order", -3.0, "judged", "found before last seen elsewhere"),
        Level("far_apart", -0.5, "judged", "more than three years between the events"),
        Level("possible", 0.0, "judged", "times and places are possible together"),
        Level("same_country", 0.25, "judged", "same country"),
        Level("same_place", 1.5, "judged", "same place"),
        Level("same_place_and_time", 3.0, "judged", "same place within a month"),
    )),
    Attribute("phone", "Phone", (
        _unknown("no phone to compare"),
        Level("differ", -0.25, "judged", "phones differ"),
        Level("last_digits", 6.0, "judged", "last digits of a phone agree"),
        Level("relative", 7.0, "judged", "a relative's phone agrees"),
        Level("own", 9.0, "judged", "own phone agrees"),
    )),
    Attribute("document", "Document", (
        _unknown("no documents of one kind and country to compare"),
        Level("differ", -3.0, "judged", "document numbers differ"),
        Level("number", 9.0, "judged", "a document number agrees, country or kind is not the same or not known"),
        Level("agree", 13.0, "judged", "a document agrees"),
    )),
    Attribute("relative", "Relatives", (
        _unknown("no relatives of one relation to compare"),
        Level("differ", -2.0, "judged", "relatives' names differ"),
        Level("unclear", 0.0, "judged", "relatives' names are little alike"),
        Level("agree", 3.5, "judged", "a relative's name agrees"),
        Level("two_agree", 6.0, "judged", "two relatives' names agree"),
    )),
    Attribute("height", "Height", (
        _unknown("height not known on one side"),
        Level("differ", -3.0, "judged", "heights do not fit, growth considered"),
        Level("near", 0.0, "judged", "heights nearly fit, growth considered"),
        Level("agree", 1.25, "judged", "heights fit, growth considered"),
    )),
    Attribute("eyes", "Eyes", (
        _unknown("eye colour not known on one side"),
        Level("differ", -1.5, "judged", "eye colours differ"),
        Level("near", -0.25, "judged", "eye colours are easily confused"),
        Level("agree", 0.5, "judged", "eye colour agrees"),
    )),
    Attribute("hair", "Hair", (
        _unknown("hair colour not known on one side"),
        Level("differ", -1.25, "judged", "hair colours differ"),
        Level("near", -0.25, "judged", "hair colours are easily confused"),
        Level("agree", 0.5, "judged", "hair colour agrees"),
    )),
    Attribute("marks", "Marks", (
        _unknown("no coded marks on one side"),
        Level("differ", -0.5, "judged", "no mark in common"),
        Level("kind_and_part", 3.0, "judged", "a mark of one kind on the same part of the body"),
        Level("agree", 4.5, "judged", "a mark agrees in kind, part and side"),
        Level("two_agree", 8.0, "judged", "two marks agree"),
    )),
)  # fmt: skip

NAMES: Final = tuple(attribute.name for attribute in ATTRIBUTES)
COUNT: Final = len(ATTRIBUTES)
MOST_LEVELS: Final = max(len(attribute.levels) for attribute in ATTRIBUTES)

# Sum of token bits -> bits of the attribute name: straight lines between these points, flat beyond them.
NAME_BEND: Final = ((-16.0, -8.0), (-5.0, -5.0), (0.0, -1.0), (20.0, 16.0), (40.0, 24.0))


def level_bits() -> npt.NDArray[np.int32]:
    """Return the bits of every level in 1/64 bit, int32[attributes, most levels]; 0 where there is no such level."""
    table = np.zeros((COUNT, MOST_LEVELS), np.int32)
    for row, attribute in enumerate(ATTRIBUTES):
        for column, level in enumerate(attribute.levels):
            table[row, column] = round(level.bits * SCALE)
    return table


def name_bend() -> npt.NDArray[np.int32]:
    """Return NAME_BEND in 1/64 bit, int32[points, 2]."""
    return np.array([[round(value * SCALE) for value in point] for point in NAME_BEND], np.int32)
