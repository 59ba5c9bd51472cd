"""Attributes of appearance: height, colours, marks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from matching.codes import code_lists
from matching.model.attribute import Attribute, Coded, Inconsistency, Level, unknown_level


def _colours(similar_pairs: Collection[tuple[str, str]]) -> Callable[[str, str], str]:
    """Return the comparison of two colours, some of which are easily confused."""

    def compare(left: str, right: str) -> str:
        if left == right:
            return "agree" if left in code_lists.DARK else "agree_light"
        return (
            "near" if (left, right) in similar_pairs or (right, left) in similar_pairs else "differ"
        )

    return compare


LOOKS: Final[tuple[Attribute, ...]] = (
    Attribute(
        "height",
        "Height",
        (
            unknown_level("height not known on one side"),
            Level(
                "not_of_age", -5.5, "judged", "a height that does not occur at the other side's age"
            ),
            Level("differ", -5.5, "softened", "heights do not fit, growth considered"),
            Level("off", -2.5, "softened", "heights hardly fit, growth considered"),
            Level("near", -0.5, "simulated", "heights nearly fit, growth considered"),
            Level("agree", 1.125, "simulated", "heights fit, growth considered"),
            Level("close", 2.0, "simulated", "heights agree to a centimetre"),
        ),
        contradiction=Inconsistency(
            ("not_of_age", "differ", "off"), "heights that growth does not explain"
        ),
    ),
    Attribute(
        "eyes",
        "Eyes",
        (
            unknown_level("eye colour not known on one side"),
            Level("differ", -1.5, "simulated", "eye colours differ"),
            Level("near", -1.5, "simulated", "eye colours are easily confused"),
            Level("agree", 0.625, "simulated", "eye colour agrees, black or brown"),
            Level("agree_light", 2.5, "simulated", "eye colour agrees, neither black nor brown"),
        ),
        contradiction=Inconsistency(("differ",), "colours that are not easily confused"),
        coded=Coded(code_lists.EYES, _colours(code_lists.NEAR_EYES), code_lists.COLOUR_WORDS),
    ),
    Attribute(
        "hair",
        "Hair",
        (
            unknown_level("hair colour not known on one side"),
            Level("differ", -1.5, "simulated", "hair colours differ"),
            Level("near", -1.5, "simulated", "hair colours are easily confused"),
            Level("agree", 0.375, "simulated", "hair colour agrees, black or brown"),
            Level("agree_light", 1.0, "simulated", "hair colour agrees, neither black nor brown"),
        ),
        coded=Coded(
            code_lists.HAIR,
            _colours(code_lists.NEAR_HAIR),
            code_lists.COLOUR_WORDS,
            silent=code_lists.UNINFORMATIVE_HAIR,
        ),
    ),
    Attribute(
        "marks",
        "Marks",
        (
            unknown_level("no coded marks on one side"),
            Level("differ", -0.75, "softened", "no mark in common"),
            Level(
                "kind_and_part", 6.0, "simulated", "a mark of one kind on the same part of the body"
            ),
            Level("agree", 6.0, "simulated", "a mark agrees in kind, part and side"),
            # Most texts name a common motif, so a common word has fewer bits than a second mark.
            Level("agree_told", 7.375, "judged", "a mark agrees, with its text or drawing"),
            Level("two_agree", 9.5, "softened", "two marks agree"),
        ),
    ),
    # Marks of self-harm and genital marks (attributes.SENSITIVE_MARK_KINDS and _PARTS), which fewer
    # people may know of. The tuning worlds have no such marks, so the bits are those of `marks`.
    Attribute(
        "sensitive_marks",
        "Sensitive marks",
        (
            unknown_level("no sensitive marks on one side"),
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
                "a sensitive mark agrees, with its text or drawing",
            ),
            Level("two_agree", 9.5, "judged", "two sensitive marks agree"),
        ),
    ),
)
