"""Latin names that a Greek office wrote, back to Greek letters: Mochamant is Μοχαμαντ, and that is
Muhammad.

Passports and registers of Greece put names into Latin letter by letter (ELOT 743), and Greek has
two letters for each of b, d, g and j. Only names that show them where hardly anybody else writes
them so are read; tables, no likeness.
"""

from __future__ import annotations

import re
from typing import Final

from matching.names.text.normalise import normalise
from matching.names.text.scripts import LATIN, encode, script_of

# Signs that the Latin came by way of Greek: pairs of pairs are enough alone; of the others, which
# names of France, Congo and elsewhere have too, a name shows two.
_SURE: Final = re.compile(rb"mpnt|ntnt|tznt|mpmp|ntmp|mpimp|^tz[a-z]+mp")
_SIGNS: Final = tuple(
    re.compile(sign)
    for sign in (rb"^(?:mp|nt)[aeiouy]", rb"^tz[aeiouy]", rb"nti?$", rb"ch", rb"gk")
)
_ENOUGH: Final = 2
_LETTERS: Final = {
    "ou": "ου",
    "ch": "χ",
    "th": "θ",
    "ps": "ψ",
    "a": "α",
    "b": "μπ",
    "c": "κ",
    "d": "δ",
    "e": "ε",
    "f": "φ",
    "g": "γ",
    "h": "χ",
    "i": "ι",
    "j": "τζ",
    "k": "κ",
    "l": "λ",
    "m": "μ",
    "n": "ν",
    "o": "ο",
    "p": "π",
    "q": "κ",
    "r": "ρ",
    "s": "σ",
    "t": "τ",
    "u": "ου",
    "v": "β",
    "w": "ου",
    "x": "ξ",
    "y": "υ",
    "z": "ζ",
}
_LATIN: Final = re.compile("ou|ch|th|ps|[a-z]")


def greek_spelling(tokens: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return the tokens of a name in Greek letters where it shows that it came by way of Greek; ()
    where it does not or is not all in Latin letters.
    """
    sign_count = sum(any(sign.search(token) for token in tokens) for sign in _SIGNS)
    if sign_count < _ENOUGH and not any(_SURE.search(token) for token in tokens):
        return ()
    if any(script_of(token) != LATIN or not token.isalpha() for token in tokens):
        return ()
    return tuple(encode(normalise(_greek(token.decode("ascii")))) for token in tokens)


def _greek(latin: str) -> str:
    return "".join(_LETTERS[found] for found in _LATIN.findall(latin))
