"""THE tables of a child's story: which episode may follow which, and who is told of what by a notice."""

from __future__ import annotations

import enum

# (episode, kind of the record) -> what stood last of the story; "" is a story that has not begun
EPISODES: dict[tuple[str, str], frozenset[str]] = {
    ("left_care", "found"): frozenset({"", "returned"}),
    ("located", "found"): frozenset({"left_care"}),
    ("returned", "found"): frozenset({"left_care", "located"}),
    ("located", "missing"): frozenset({"", "returned"}),
    ("returned", "missing"): frozenset({"", "located"}),
}
# A return closes the report of a child that left care with one of these.
RETURN_CLOSURES = frozenset({"reunified", "care_elsewhere"})


class Told(enum.StrEnum):
    """Whom a notice is for."""

    OWNER = "owner"  # who owns the record it is about
    ADDRESSEE = "addressee"  # another agency, as long as it sees the record
    SUPERVISOR = "supervisor"  # the agency's supervisors; about no record, or one they are responsible for


# kind of a notice -> whom it is for. What does not stand here is shown to nobody.
NOTICES: dict[str, Told] = {
    "candidate": Told.OWNER,
    "silent_hit": Told.OWNER,
    "search_hit": Told.OWNER,
    "left_care": Told.ADDRESSEE,
}
