"""Greek spellings of Latin names, made by rules, because no public list of such pairs exists.

The rules cover sounds with two Greek letters (b, d, g, j, ch, u), one Greek letter for several
sounds (h, kh; sh, s; y, i), and several for one (i, o). A spelling is paired with its Latin source
and with its official romanisation (ELOT 743). The module has tables and rules, no similarity.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Latin letter groups, longest match first, to Greek ones: for foreign names by sound, and for names
# known in Greek, which have other letters for b, d and g.
_HEARD: Final = {
    "tsch": "τσ",
    "tch": "τσ",
    "tsh": "τσ",
    "dzh": "τζ",
    "sch": "σ",
    "sh": "σ",
    "ch": "τσ",
    "zh": "ζ",
    "kh": "χ",
    "gh": "γ",
    "th": "θ",
    "dh": "ντ",
    "ph": "φ",
    "ck": "κ",
    "dj": "τζ",
    "ts": "τσ",
    "tz": "τζ",
    "cz": "τσ",
    "qu": "κου",
    "oo": "ου",
    "ou": "ου",
    "ee": "ι",
    "ii": "ι",
    "iy": "ι",
    "yi": "γι",
    "ay": "αι",
    "ai": "αι",
    "ey": "ει",
    "ei": "ει",
    "you": "γιου",
    "ya": "για",
    "yo": "γιο",
    "yu": "γιου",
    "ye": "γιε",
    "aw": "αου",
    "au": "αου",
    "wa": "ουα",
    "ce": "σε",
    "ci": "σι",
    "a": "α",
    "b": "μπ",
    "c": "κ",
    "d": "ντ",
    "e": "ε",
    "f": "φ",
    "g": "γκ",
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
    "y": "ι",
    "z": "ζ",
}
_KNOWN: Final = {
    **_HEARD,
    "b": "β",
    "d": "δ",
    "dh": "δ",
    "g": "γ",
    "ch": "χ",
    "j": "ι",
    "au": "αυ",
    "eu": "ευ",
    "ou": "ου",
    "y": "υ",
    "o": "ω",
}
_SIGNED: Final = {
    "č": "ch",
    "ć": "ch",
    "š": "sh",
    "ş": "sh",
    "ž": "zh",
    "ç": "ch",
    "ı": "i",
    "ł": "l",
    "đ": "dj",
    "ø": "o",
    "ß": "s",
}
_ROMANISED: Final = {
    "ου": "ou",
    "αυ": "av",
    "ευ": "ev",
    "γγ": "ng",
    "γξ": "nx",
    "γχ": "nch",
    "α": "a",
    "β": "v",
    "γ": "g",
    "δ": "d",
    "ε": "e",
    "ζ": "z",
    "η": "i",
    "θ": "th",
    "ι": "i",
    "κ": "k",
    "λ": "l",
    "μ": "m",
    "ν": "n",
    "ξ": "x",
    "ο": "o",
    "π": "p",
    "ρ": "r",
    "σ": "s",
    "τ": "t",
    "υ": "y",
    "φ": "f",
    "χ": "ch",
    "ψ": "ps",
    "ω": "o",
}
_DOUBLED: Final = re.compile(r"([bcdfghjklmnpqrstvwxyz])\1")
_SILENT_H: Final = re.compile("(?<=[aeiou])h$")
_LAST_I: Final = re.compile("ι$")


def greek_spellings(latin: str) -> tuple[str, ...]:
    """Return Greek spellings of a Latin name; none if it is not a word of Latin letters.

    The spellings are: by sound; with another letter for a final i; with the letters of a name known
    in Greek.
    """
    plain = _plain(latin)
    if not plain.isalpha() or not plain.isascii():
        return ()
    heard = _by(_HEARD, _SILENT_H.sub("", plain))
    return tuple(dict.fromkeys((heard, _LAST_I.sub("η", heard), _by(_KNOWN, plain))))


def romanise_greek(greek: str) -> str:
    """Return a Greek name in Latin letters as in passports (ELOT 743)."""
    return (
        _by(_ROMANISED, greek).replace("mp", "b", 1)
        if greek.startswith("μπ")
        else _by(_ROMANISED, greek)
    )


def _plain(latin: str) -> str:
    signed = "".join(
        _SIGNED.get(letter, letter) for letter in unicodedata.normalize("NFC", latin.casefold())
    )
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", signed)
        if unicodedata.category(letter) != "Mn"
    )
    return _DOUBLED.sub(r"\1", plain)


def _by(table: dict[str, str], text: str) -> str:
    longest, out, place = max(map(len, table)), [], 0
    while place < len(text):
        spelling = next(
            text[place : place + size]
            for size in range(longest, 0, -1)
            if text[place : place + size] in table
        )
        out.append(table[spelling])
        place += len(spelling)
    return "".join(out)
