"""THE table: every attribute, its levels from unknown over disagreement to agreement, and what each
level is worth.

Bits are log2 Bayes factors: how much likelier a level is between two records of one person than of
two people. Level 0 is unknown and carries zero bits, always. From level 1 on an attribute's bits
never fall, so that more agreement never lowers a score. All bits are whole multiples of 1/64.
`source` says where a weight comes from:
  judged     set by reasoning;
  simulated  fitted by logistic regression (`python -m matching.train weights`), drawn to the value
             before, on the blocked and labelled pairs of worlds of two generators that know nothing
             of each other, twelve each, of 2,000 records: `homeward sample --profile tuning`, seeds
             21 to 32, and `python -m benchmarks.worlds otherworld`, seeds 731 to 742
             (docs/decisions/0042); rounded to 1/8 bit;
  softened   held between what the fit would have and what people do, who are less orderly than
             generators: events far apart in time (fitted -5.8), places of birth, nationalities,
             heights, papers and relatives that differ; and what four generators took for too much,
             or for too little, is drawn to where none says the contrary: births two years or some
             months apart, other marks, events one year apart (docs/decisions/0046). Children are
             found late, a village is told as the next city, a height is guessed, a state issues a
             paper anew, those who travel together share a phone. Sex stays below what the strong
             band counts, and a bit that the fit gave to there being two places at all went to the
             rest;
  listed     births more than two and a half years apart: between what the synthetic worlds say
             (-7.5, -8, -4) and what two listed dates of one person on a sanctions list say (a third
             of them lie that far apart; the softer, the better they are found: R@1 .757 with -6,
             -5.5, -3.5, .772 with these, .780 with -3, -2, -1).
What is judged, softened or listed is held where it is when the rest is fitted. Names have no fixed
bits: theirs come from the tokens (names/weights.py), less what chance gives (names/chance.py), bent
by NAME_BEND; its lowest point is softened the other way: fitted, another name altogether would be
worth -1.5, as generators hand out false names (it had -5 until four of them said that this is too
much). What a family has in common takes off what the other attributes make of it
(sibling_adjustment.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.names.constants import SCALE

ENGINE_VERSION: Final = "18"


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an attribute: code, bits, where the bits come from, and the words a caseworker
    reads.
    """

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
    Attribute(
        "name",
        "Name",
        (
            _unknown("no name to compare on one side"),
            Level("differ", 0.0, "tokens", "the names differ"),
            Level("distant", 0.0, "tokens", "little of the names agrees"),
            Level("part", 0.0, "tokens", "part of the name agrees"),
            Level("similar", 0.0, "tokens", "the names are much alike"),
            Level("agree", 0.0, "tokens", "the names agree"),
        ),
    ),
    Attribute(
        "birth",
        "Birth",
        (
            _unknown("no birth date or age on one side"),
            Level("very_far", -5.0, "listed", "births lie more than ten years apart"),
            Level("far", -4.0, "listed", "births lie five to ten years apart"),
            Level("apart", -2.75, "listed", "births lie two and a half to five years apart"),
            Level("two_years", -1.25, "softened", "births lie about two years apart"),
            Level("one_year", 0.0, "simulated", "births lie about a year apart"),
            Level("same_year_other_day", 1.375, "softened", "the year agrees, the day does not"),
            # Who knows no day of birth knows none anywhere: that both tell a year alone speaks for
            # one person by itself.
            Level(
                "one_year_vague",
                2.75,
                "simulated",
                "births lie about a year apart, and neither is known to the day",
            ),
            Level("age_fits", 2.75, "simulated", "the ages fit"),
            Level("same_year", 2.75, "simulated", "the year agrees, one side knows no day"),
            Level(
                "misread_calendar",
                3.125,
                "simulated",
                "the dates agree when one is misread from another calendar",
            ),
            Level(
                "one_digit",
                3.125,
                "simulated",
                "the dates differ in one digit, or in two exchanged",
            ),
            # 43 in 1,000 pairs of dates that sanctions lists tell of one person, 4 in 10,000 of
            # two; taken as a slip is.
            Level(
                "same_day_years_off",
                3.125,
                "judged",
                "day and month agree, the year is three to five off",
            ),
            Level(
                "same_month_other_day", 3.125, "simulated", "year and month agree, the day does not"
            ),
            Level("same_month", 5.875, "simulated", "year and month agree, and a day is not known"),
            Level(
                "same_year_vague", 5.875, "simulated", "the year agrees, neither side knows the day"
            ),
            Level(
                "same_day_other_year",
                7.5,
                "simulated",
                "day and month agree, the year is one or two off",
            ),
            Level("swapped", 7.5, "simulated", "the dates agree with day and month exchanged"),
            # Where the first generator has it. The second, in which days are told wrong oftener,
            # would draw it to 8.4, and FEBRL by name and birth would lose some of its recall
            # (docs/decisions/0042).
            Level("same_day", 9.75, "judged", "the birth dates agree to the day"),
        ),
    ),
    Attribute(
        "sex",
        "Sex",
        (
            _unknown("sex not known on one side"),
            Level("differ", -3.25, "simulated", "sex differs"),
            Level("unclear", -0.25, "judged", "one side says neither male nor female"),
            Level("agree", 0.4375, "softened", "sex agrees"),
        ),
    ),
    Attribute(
        "origin",
        "Nationality and language",
        (
            _unknown("neither nationality nor language to compare"),
            Level("differ", -3.25, "softened", "nationalities differ"),
            Level("language_differs", -2.75, "softened", "no language in common"),
            # Softer than the worlds say, where nobody ever is recorded by another of his languages.
            Level(
                "nationality_alone",
                -1.25,
                "softened",
                "nationality agrees, and no language is in common",
            ),
            Level(
                "wide_language",
                -0.75,
                "softened",
                "nationalities differ, a language of many countries is in common",
            ),
            Level("language_agrees", 0.375, "simulated", "a language in common"),
            Level("agree", 0.5, "simulated", "nationality agrees"),
        ),
    ),
    Attribute(
        "birth_place",
        "Place of birth",
        (
            _unknown("place of birth not known on one side"),
            Level("other_country", -4.0, "softened", "places of birth lie in different countries"),
            Level("differ", -3.5, "softened", "places of birth differ"),
            Level(
                "far",
                -3.5,
                "softened",
                "places of birth lie in one country, more than 150 km apart",
            ),
            # Softened as the others that differ are, and more: a village is told as the next town.
            Level(
                "near", -0.75, "softened", "places of birth lie in one province or within 150 km"
            ),
            Level(
                "in_country",
                0.0,
                "judged",
                "a country as place of birth, the same or with the other place in it",
            ),
            Level("similar", 0.375, "simulated", "places of birth are written alike"),
            Level("agree", 2.25, "simulated", "place of birth agrees"),
        ),
    ),
    Attribute(
        "event",
        "Last seen and found",
        (
            _unknown("no places to compare"),
            Level("too_far_too_soon", -2.25, "softened", "more than 1,000 km apart within a day"),
            Level(
                "two_countries",
                -2.25,
                "softened",
                "in two countries without a common border on one day",
            ),
            Level("possible", 0.375, "softened", "different countries, which says little"),
            Level("neighbour", 0.375, "softened", "neighbouring countries"),
            Level("same_country", 0.375, "softened", "same country"),
            Level("near", 0.375, "softened", "places within 50 km"),
            Level("same_place", 0.375, "softened", "same place"),
            Level("route_country", 0.75, "judged", "in a country of the route"),
            Level("route_place", 2.5, "judged", "at a place of the route"),
        ),
    ),
    Attribute(
        "phone",
        "Phone",
        (
            _unknown("no phone to compare"),
            Level(
                "both_differ", -4.375, "softened", "own phones differ, and so do relatives' phones"
            ),
            Level("differ", -3.375, "simulated", "phones differ"),
            Level(
                "other_owner", -0.25, "simulated", "one's own phone and a relative's, which differ"
            ),
            Level(
                "one_digit", 3.375, "simulated", "phones differ in one digit, or in two exchanged"
            ),
            Level("last_digits", 6.0, "simulated", "last digits of a phone agree"),
            Level("relative", 6.0, "simulated", "a relative's phone agrees"),
            Level("own", 12.0, "softened", "own phone agrees"),
        ),
    ),
    Attribute(
        "document",
        "Document",
        (
            _unknown("no documents of one kind and country to compare"),
            # Two who were registered side by side, most often of one family: no slip of the hand
            # (sibling_adjustment.py).
            Level("in_a_row", -5.5, "judged", "document numbers follow one another"),
            Level("differ", -5.5, "softened", "document numbers differ"),
            Level("one_sign", 2.125, "judged", "document numbers differ in one sign"),
            Level(
                "number",
                9.75,
                "simulated",
                "a document number agrees; its check digit fails, or country or kind is not the"
                " same or not known",
            ),
            Level("agree", 13.0, "judged", "a document agrees"),
            Level(
                "agree_checked",
                14.0,
                "judged",
                "a document agrees and the number's check digit fits",
            ),
        ),
    ),
    Attribute(
        "relative",
        "Relatives",
        (
            _unknown("no relatives of one relation to compare"),
            Level(
                "named",
                -5.25,
                "simulated",
                "one names the other as a brother, sister, cousin or companion",
            ),
            Level("differ", -5.0, "softened", "relatives' names differ"),
            Level("unclear", -3.25, "simulated", "relatives' names are little alike"),
            Level(
                "part",
                -3.25,
                "simulated",
                "part of a relative's name agrees, which may be the family's",
            ),
            Level("mixed", -1.875, "simulated", "a relative's name agrees, and a parent's differs"),
            Level("little", 1.875, "simulated", "a relative's name agrees, one that says little"),
            Level("agree", 2.75, "simulated", "a relative's name agrees"),
            Level("much", 2.75, "simulated", "a relative's name agrees, one that says much"),
            Level("two_agree", 4.375, "simulated", "two relatives' names agree"),
        ),
    ),
    Attribute(
        "height",
        "Height",
        (
            _unknown("height not known on one side"),
            Level("not_of_age", -5.5, "judged", "a height that nobody of the age told has"),
            Level("differ", -5.5, "softened", "heights do not fit, growth considered"),
            Level("off", -2.5, "softened", "heights hardly fit, growth considered"),
            Level("near", -0.5, "simulated", "heights nearly fit, growth considered"),
            Level("agree", 1.125, "simulated", "heights fit, growth considered"),
            Level("close", 2.0, "simulated", "heights agree to a centimetre"),
        ),
    ),
    Attribute(
        "eyes",
        "Eyes",
        (
            _unknown("eye colour not known on one side"),
            Level("differ", -1.5, "simulated", "eye colours differ"),
            Level("near", -1.5, "simulated", "eye colours are easily confused"),
            Level("agree", 0.625, "simulated", "eye colour agrees, black or brown"),
            Level("agree_light", 2.5, "simulated", "eye colour agrees, neither black nor brown"),
        ),
    ),
    Attribute(
        "hair",
        "Hair",
        (
            _unknown("hair colour not known on one side"),
            Level("differ", -1.5, "simulated", "hair colours differ"),
            Level("near", -1.5, "simulated", "hair colours are easily confused"),
            Level("agree", 0.375, "simulated", "hair colour agrees, black or brown"),
            Level("agree_light", 1.0, "simulated", "hair colour agrees, neither black nor brown"),
        ),
    ),
    Attribute(
        "marks",
        "Marks",
        (
            _unknown("no coded marks on one side"),
            Level("differ", -0.75, "softened", "no mark in common"),
            Level(
                "kind_and_part", 6.0, "simulated", "a mark of one kind on the same part of the body"
            ),
            Level("agree", 6.0, "simulated", "a mark agrees in kind, part and side"),
            # Most texts name a common motif, so a word in common says less than a second mark
            # would.
            Level("agree_told", 7.375, "judged", "a mark agrees, and in what is written or drawn"),
            Level("two_agree", 9.5, "softened", "two marks agree"),
        ),
    ),
    # Marks of self-harm and genital marks (attributes.SENSITIVE_MARK_KINDS and _PARTS), which fewer
    # people may know of. The tuning worlds have no such marks, so the bits are those of `marks`.
    Attribute(
        "sensitive_marks",
        "Sensitive marks",
        (
            _unknown("no sensitive marks on one side"),
            Level("differ", -0.75, "judged", "no sensitive mark in common"),
            Level(
                "kind_and_part",
                6.0,
                "judged",
                "a sensitive mark of one kind on the same part of the body",
            ),
            Level("agree", 6.0, "judged", "a sensitive mark agrees in kind, part and side"),
            Level(
                "agree_told",
                7.375,
                "judged",
                "a sensitive mark agrees, and in what is written or drawn",
            ),
            Level("two_agree", 9.5, "judged", "two sensitive marks agree"),
        ),
    ),
    # An attribute of its own and not a level of origin: what rests on ethnicity is told to fewer.
    # It agrees below probability.SUPPORTING_BITS, so it is never one of the attributes the strong
    # band asks for (docs/decisions/0007).
    Attribute(
        "ethnicity",
        "Ethnicity",
        (
            _unknown("ethnicity not known on one side"),
            Level("differ", -0.5, "judged", "ethnicities differ"),
            Level("agree", 0.4375, "judged", "ethnicity agrees"),
        ),
    ),
    # When somebody was seen says nothing of who it was: it weighs, and is never one of the
    # attributes that the strong band asks for (probability.TELLING).
    Attribute(
        "interval",
        "Time between last seen and found",
        (
            _unknown("a day is not known on one side"),
            Level("far_apart", -3.0, "softened", "more than three years between the events"),
            Level("two_years", -3.0, "softened", "two to three years between the events"),
            Level("one_year", -0.75, "softened", "one to two years between the events"),
            # Who was found may go missing from care: then the found record is the older one.
            Level("long_before", 0.25, "softened", "found half a year to a year before last seen"),
            # As those are who arrive together.
            Level("same_day", 0.5, "judged", "both found on one day"),
            Level("within_year", 0.875, "softened", "half a year to a year between the events"),
            Level(
                "found_before",
                1.375,
                "softened",
                "found up to half a year before last seen, so perhaps in care",
            ),
            Level("within_half_year", 2.0, "simulated", "three to six months between the events"),
            Level("within_quarter", 2.25, "simulated", "one to three months between the events"),
            Level("within_month", 2.25, "simulated", "within a month of each other"),
        ),
    ),
    # A household has one address: it says family rather than person, so all of it is worth no more
    # than a relative's phone, and none of it counts for the strong band (probability.bands,
    # docs/decisions/0029). That it differs says little: families flee, and one tells the village,
    # another the last flat.
    Attribute(
        "home",
        "Home address",
        (
            _unknown("home address not known on one side"),
            Level("differ", -1.5, "judged", "home addresses differ"),
            Level("little", 0.0, "judged", "little of the home addresses agrees"),
            Level(
                "part",
                1.5,
                "judged",
                "part of the home addresses agrees, such as a town and a number",
            ),
            Level("most", 3.5, "judged", "most of the home addresses agrees"),
            Level("agree", 5.5, "judged", "the home addresses agree, words and numbers"),
        ),
    ),
    # Its bits come from the others' (sibling_adjustment.py) and are never more than 0.
    Attribute(
        "family",
        "Brother or sister",
        (
            _unknown("little that a family has in common"),
            Level(
                "shared", 0.0, "judged", "what agrees here brothers and sisters have in common too"
            ),
        ),
    ),
)

NAMES: Final = tuple(attribute.name for attribute in ATTRIBUTES)
COUNT: Final = len(ATTRIBUTES)
FAMILY: Final = NAMES.index("family")
MOST_LEVELS: Final = max(len(attribute.levels) for attribute in ATTRIBUTES)

# Sum of token bits -> bits of the attribute name: straight lines between these points, flat beyond
# them.
NAME_BEND: Final = (
    (-16.0, -3.5),
    (-8.0, 2.0),
    (-4.0, 3.125),
    (0.0, 4.875),
    (4.0, 7.125),
    (8.0, 9.75),
    (16.0, 11.625),
    (26.0, 13.625),
    (44.0, 23.375),
)


def level_bits() -> npt.NDArray[np.int32]:
    """Return the bits of every level in 1/64 bit, int32[attributes, most levels]; 0 where there is
    no such level.
    """
    table = np.zeros((COUNT, MOST_LEVELS), np.int32)
    for row, attribute in enumerate(ATTRIBUTES):
        for column, level in enumerate(attribute.levels):
            table[row, column] = round(level.bits * SCALE)
    return table


def name_bend() -> npt.NDArray[np.int32]:
    """Return NAME_BEND in 1/64 bit, int32[points, 2]."""
    return np.array([[round(value * SCALE) for value in point] for point in NAME_BEND], np.int32)
