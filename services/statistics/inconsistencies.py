"""THE table of what two records of one person cannot easily both be right in. No machinery."""

from __future__ import annotations

from typing import NamedTuple


class Contradiction(NamedTuple):
    """The levels of the engine at which two records say what seldom holds of one person together,
    and that in words.
    """

    levels: frozenset[str]
    words: str


def _contradiction(levels: str, words: str) -> Contradiction:
    return Contradiction(frozenset(levels.split()), words)


# Phones, routes, homes, marks, languages and hair are not here: a person has several, or changes
# them.
CONTRADICTS: dict[str, Contradiction] = {
    "name": _contradiction("differ", "nothing of the names agrees"),
    "birth": _contradiction("very_far far apart", "births more than two and a half years apart"),
    "sex": _contradiction("differ", "one says female, the other male"),
    "origin": _contradiction("differ", "no nationality in common"),
    "birth_place": _contradiction(
        "other_country differ far", "other countries, or more than 150 km apart"
    ),
    "document": _contradiction("differ in_a_row", "other numbers of one kind and country"),
    "relative": _contradiction("differ mixed", "other names for one relation"),
    "height": _contradiction("not_of_age differ off", "heights that growth does not explain"),
    "eyes": _contradiction("differ", "colours that are not easily confused"),
    "ethnicity": _contradiction("differ", "none in common"),
}
