"""The table of participating states, with the agreement that binds each."""

from __future__ import annotations

# State (ISO 3166-1 alpha-2) -> the agreement that binds it. Data of a person who may enjoy
# international protection goes to no other state (decision 0002).
PARTICIPANTS: dict[str, str] = {
    **dict.fromkeys(
        "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(),
        "eu",
    ),
    **dict.fromkeys(("CH", "IS", "LI", "NO"), "schengen"),
}
STATES = frozenset(PARTICIPANTS)
ANY_STATE = "**"  # a share for every participating state
