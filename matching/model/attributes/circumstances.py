"""What stands around a person: people, time, home, family."""

from __future__ import annotations

from typing import Final

from matching.model.attribute import Attribute, Inconsistency, Level, unknown_level

CIRCUMSTANCES: Final[tuple[Attribute, ...]] = (
    # An attribute of its own and not a level of origin: what rests on ethnicity is told to fewer.
    # It agrees below probability.SUPPORTING_BITS, so it is never one of the attributes the strong
    # band asks for (docs/engine-history.md).
    Attribute(
        "ethnicity",
        "Ethnicity",
        (
            unknown_level("ethnicity not known on one side"),
            Level("differ", -0.5, "judged", "ethnicities differ"),
            Level("agree", 0.4375, "judged", "ethnicity agrees"),
        ),
        is_telling=False,  # few tell it
        contradiction=Inconsistency(("differ",), "none in common"),
    ),
    # When somebody was seen says nothing of who it was: it weighs, and is never one of the
    # attributes that the strong band asks for (probability.TELLING).
    Attribute(
        "interval",
        "Time between last seen and found",
        (
            unknown_level("a day is not known on one side"),
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
        is_telling=False,  # what was near in time may be anybody's
    ),
    # A household has one address: it says family rather than person, so all of it is worth no more
    # than a relative's phone, and none of it counts for the strong band (probability.bands,
    # docs/decisions/0029-home-address.md). A difference is weak evidence: families flee, and one
    # person names the village, another the last flat.
    Attribute(
        "home",
        "Home address",
        (
            unknown_level("home address not known on one side"),
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
        is_telling=False,  # it is a whole family's
    ),
    # Its bits come from the others' (sibling_adjustment.py) and are never more than 0.
    Attribute(
        "family",
        "Brother or sister",
        (
            unknown_level("little that a family has in common"),
            Level(
                "shared", 0.0, "judged", "what agrees here brothers and sisters have in common too"
            ),
        ),
    ),
)
