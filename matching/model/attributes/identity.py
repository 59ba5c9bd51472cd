"""Attributes of a person's identity: name, birth, sex, origin, place of birth."""

from __future__ import annotations

from typing import Final

from matching.codes import code_lists
from matching.model.attribute import (
    EVERY_LEVEL,
    Attribute,
    Coded,
    Inconsistency,
    Level,
    unknown_level,
)


def _compare_sex(left: str, right: str) -> str:
    if left == right:
        return "agree"
    return "unclear" if "X" in (left, right) else "differ"


IDENTITY: Final[tuple[Attribute, ...]] = (
    Attribute(
        "name",
        "Name",
        (
            unknown_level("no name to compare on one side"),
            Level("differ", 0.0, "tokens", "the names differ"),
            Level("distant", 0.0, "tokens", "little of the names agrees"),
            Level("part", 0.0, "tokens", "part of the name agrees"),
            Level("similar", 0.0, "tokens", "the names are much alike"),
            Level("agree", 0.0, "tokens", "the names agree"),
        ),
        contradiction=Inconsistency(("differ",), "no part of the names agrees"),
    ),
    Attribute(
        "birth",
        "Birth",
        (
            unknown_level("no birth date or age on one side"),
            Level("very_far", -5.0, "listed", "births more than ten years apart"),
            Level("far", -4.0, "listed", "births five to ten years apart"),
            Level("apart", -2.75, "listed", "births two and a half to five years apart"),
            Level("two_years", -1.25, "softened", "births about two years apart"),
            Level("one_year", 0.0, "simulated", "births about a year apart"),
            Level("same_year_other_day", 1.375, "softened", "the year agrees, the day does not"),
            # A person who does not know the day of birth gives only a year everywhere. Two records
            # with only a year are therefore evidence for one person.
            Level(
                "one_year_vague",
                2.75,
                "simulated",
                "births about a year apart, neither known to the day",
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
            # Frequency: 43 in 1,000 pairs of dates of one person on sanctions lists, 4 in 10,000 of
            # two people. The bits are those of a typing error.
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
            # The value of the first generator. The second, which makes more errors in days, would
            # lower it to 8.4; FEBRL by name and birth would then lose recall
            # (docs/engine-history.md).
            Level("same_day", 9.75, "judged", "the birth dates agree to the day"),
        ),
        contradiction=Inconsistency(
            ("very_far", "far", "apart"), "births more than two and a half years apart"
        ),
        strata=("day", "month", "year", "less"),  # the less precise of the two
    ),
    Attribute(
        "sex",
        "Sex",
        (
            unknown_level("sex not known on one side"),
            Level("differ", -3.25, "simulated", "sex differs"),
            Level("unclear", -0.25, "judged", "one side is neither male nor female"),
            Level("agree", 0.4375, "softened", "sex agrees"),
        ),
        is_telling=False,  # half of all people share it
        contradiction=Inconsistency(("differ",), "one is female, the other male"),
        coded=Coded(code_lists.SEX, _compare_sex, code_lists.SEX_WORDS, hint="write M, F, X or U"),
    ),
    Attribute(
        "origin",
        "Nationality and language",
        (
            unknown_level("neither nationality nor language to compare"),
            Level("differ", -3.25, "softened", "nationalities differ"),
            Level("language_differs", -2.75, "softened", "no language in common"),
            # Softer than the fit, because the generators never record a person by another of their
            # languages.
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
        shared=EVERY_LEVEL,
        contradiction=Inconsistency(("differ",), "no nationality in common"),
        strata=("neither", "nationality", "language", "both"),  # fields that both sides have
    ),
    Attribute(
        "birth_place",
        "Place of birth",
        (
            unknown_level("place of birth not known on one side"),
            Level("other_country", -4.0, "softened", "places of birth in different countries"),
            Level("differ", -3.5, "softened", "places of birth differ"),
            Level(
                "far",
                -3.5,
                "softened",
                "places of birth in one country, more than 150 km apart",
            ),
            # Softened like other differences, and more: a village is often recorded as the next
            # town.
            Level("near", -0.75, "softened", "places of birth in one province or within 150 km"),
            Level(
                "in_country",
                0.0,
                "judged",
                "a country as place of birth, the same or with the other place in it",
            ),
            Level("similar", 0.375, "simulated", "places of birth are written alike"),
            Level("agree", 2.25, "simulated", "place of birth agrees"),
        ),
        shared=EVERY_LEVEL,
        contradiction=Inconsistency(
            ("other_country", "differ", "far"), "other countries, or more than 150 km apart"
        ),
    ),
)
