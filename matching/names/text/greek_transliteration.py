"""Greek letters for Latin names that a Greek office transliterated.

Mochamant is Μοχαμαντ, that is Muhammad. Greek passports and registers romanise names letter by
letter (ELOT 743), and Greek has two letters for each of b, d, g and j. Only names with letter pairs
that are rare elsewhere are read. The module has tables only, no similarity.
"""

from __future__ import annotations

import re
from typing import Final

from matching.names.text.normalise import normalise
from matching.names.text.scripts import LATIN, encode, script_of

# Signs of a romanisation from Greek. Pairs of letter pairs suffice on their own. The others also
# occur in names of France, Congo and elsewhere, so a name needs two.
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
    """Return the tokens of a name in Greek letters if its spelling shows a Greek origin.

    Return () if it does not, or if it is not all in Latin letters.
    """
    sign_count = sum(any(sign.search(token) for token in tokens) for sign in _SIGNS)
    if sign_count < _ENOUGH and not any(_SURE.search(token) for token in tokens):
        return ()
    if any(script_of(token) != LATIN or not token.isalpha() for token in tokens):
        return ()
    return tuple(encode(normalise(_greek(token.decode("ascii")))) for token in tokens)


def _greek(latin: str) -> str:
    return "".join(_LETTERS[letters] for letters in _LATIN.findall(latin))
