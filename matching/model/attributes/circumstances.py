"""Attributes of a person's circumstances: people, time, home, family."""

from __future__ import annotations

from typing import Final

from matching.model.attribute import Attribute, Inconsistency, Level, unknown_level

CIRCUMSTANCES: Final[tuple[Attribute, ...]] = (
    # A separate attribute, not a level of origin, because ethnicity is shown to fewer people. Its
    # agreement has fewer bits than probability.SUPPORTING_BITS, so the strong band never counts it
    # (docs/engine-history.md).
    Attribute(
        "ethnicity",
        "Ethnicity",
        (
            unknown_level("ethnicity not known on one side"),
            Level("differ", -0.5, "judged", "ethnicities differ"),
            Level("agree", 0.4375, "judged", "ethnicity agrees"),
        ),
        is_telling=False,  # few records have it
        contradiction=Inconsistency(("differ",), "none in common"),
    ),
    # The time of a sighting does not identify a person. It has bits, but the strong band never
    # counts it (probability.IS_DISTINCTIVE).
    Attribute(
        "interval",
        "Time between last seen and found",
        (
            unknown_level("a day is not known on one side"),
            Level("far_apart", -3.0, "softened", "more than three years between the events"),
            Level("two_years", -3.0, "softened", "two to three years between the events"),
            Level("one_year", -0.75, "softened", "one to two years between the events"),
            # A found child may go missing from care; then the found record is the older one.
            Level("long_before", 0.25, "softened", "found half a year to a year before last seen"),
            # The same levels as for people who arrive together.
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
        is_telling=False,  # closeness in time fits many people
    ),
    # A household shares one address, so it identifies a family rather than a person. Its bits are
    # at most those of a relative's phone, and the strong band does not count it (probability.bands,
    # docs/decisions/0029-home-address.md). A difference is weak evidence: families flee, and one
    # record may hold the village, another the last flat.
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
        is_telling=False,  # it belongs to a whole family
    ),
    # Its bits come from those of other attributes (sibling_adjustment.py) and are never above 0.
    Attribute(
        "family",
        "Brother or sister",
        (
            unknown_level("few facts that siblings share agree"),
            Level("shared", 0.0, "judged", "brothers and sisters share the facts that agree here"),
        ),
    ),
)
