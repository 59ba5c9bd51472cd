"""Attributes of traces and contacts: events, phones, documents, relatives."""

from __future__ import annotations

from typing import Final

from matching.model.attribute import EVERY_LEVEL, Attribute, Inconsistency, Level, unknown_level

TRACES: Final[tuple[Attribute, ...]] = (
    Attribute(
        "event",
        "Last seen and found",
        (
            unknown_level("no places to compare"),
            Level("too_far_too_soon", -2.25, "softened", "more than 1,000 km apart within a day"),
            Level(
                "two_countries",
                -2.25,
                "softened",
                "in two countries without a common border on one day",
            ),
            Level("possible", 0.375, "softened", "different countries, which is weak evidence"),
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
            unknown_level("no phone to compare"),
            Level(
                "both_differ", -4.375, "softened", "own phones differ, and so do relatives' phones"
            ),
            Level("differ", -3.375, "simulated", "phones differ"),
            Level(
                "other_owner",
                -0.25,
                "simulated",
                "one person's phone differs from the other's relative's phone",
            ),
            Level(
                "one_digit", 3.375, "simulated", "phones differ in one digit, or in two exchanged"
            ),
            Level("last_digits", 6.0, "simulated", "last digits of a phone agree"),
            Level("relative", 6.0, "simulated", "a relative's phone agrees"),
            Level("own", 12.0, "softened", "own phone agrees"),
        ),
        shared=("one_digit", "last_digits", "relative"),
    ),
    Attribute(
        "document",
        "Document",
        (
            unknown_level("no documents of one kind and country to compare"),
            # Two people registered in sequence, usually one family: not a typing error
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
        contradiction=Inconsistency(
            ("differ", "in_a_row"), "other numbers of one kind and country"
        ),
    ),
    Attribute(
        "relative",
        "Relatives",
        (
            unknown_level("no relatives of one relation to compare"),
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
            Level("little", 1.875, "simulated", "a relative's name agrees, but it is common"),
            Level("agree", 2.75, "simulated", "a relative's name agrees"),
            Level("much", 2.75, "simulated", "a relative's name agrees, and it is rare"),
            Level("two_agree", 4.375, "simulated", "two relatives' names agree"),
        ),
        shared=EVERY_LEVEL,
        contradiction=Inconsistency(("differ", "mixed"), "other names for one relation"),
    ),
)
