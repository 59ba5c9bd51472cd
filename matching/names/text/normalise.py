"""Normalisation of typed text for comparison: one form, no invisible letters, no case.

It knows Unicode, not names. It is idempotent (a property in tests/properties).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

MAX_TEXT_LENGTH: Final = 1000  # a longer name cell is hostile or a mistake; no real name is cut

# Letters that only lengthen or vocalise the text: tatweel, Arabic harakat, Hebrew points, Quranic
# marks.
_DROPPED_RANGES: Final = (
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x0652),
    (0x0656, 0x065F),
    (0x06D6, 0x06ED),
    (0x08D3, 0x08FF),
)
_KEPT_IN_RANGES: Final = frozenset({0x05BE, 0x05C0, 0x05C3, 0x05C6})  # Hebrew punctuation
# After a Hebrew letter any kind of apostrophe is a geresh: it changes the sound of the letter.
_GERESH: Final = re.compile("(?<=[\u05d0-\u05ea])[\u0027\u0060\u00b4\u2018\u2019\u02bc]")
_DROPPED: Final = frozenset({0x0640, 0x0670, 0x200C, 0x200D})
_DROPPED_CATEGORIES: Final = frozenset({"Cf", "Cs", "Co", "Cn"})


def normalise(text: str) -> str:
    """Return `text` in NFKC, case-folded, without invisible letters.

    These are bidirectional controls, vowel points, surrogates and control letters. White space of
    any kind becomes one space, and at most 1,000 letters are read. Never raises.
    """
    folded = unicodedata.normalize("NFKC", text[:MAX_TEXT_LENGTH]).casefold()
    cleaned = folded.translate(_KEPT_LETTERS)
    cleaned = cleaned if cleaned.isascii() else _GERESH.sub("\u05f3", cleaned)
    return " ".join(unicodedata.normalize("NFKC", cleaned).split())[:MAX_TEXT_LENGTH].strip()


class LetterTable(dict[int, str]):
    """Mapping of letters for `str.translate`; the function is called once per letter and cached."""

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        replacement = self[code] = self._of(chr(code))
        return replacement


def _kept_letter(letter: str) -> str:
    code = ord(letter)
    if code < 0x80:
        return letter if letter.isprintable() else " "
    if code in _DROPPED or any(
        first <= code <= last and code not in _KEPT_IN_RANGES for first, last in _DROPPED_RANGES
    ):
        return ""
    category = unicodedata.category(letter)
    if category in _DROPPED_CATEGORIES:
        return ""
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else letter


_KEPT_LETTERS: Final = LetterTable(_kept_letter)
