"""One written word to Latin letters a-z and digits: own tables for scripts without vowels, anyascii for the rest.

A word of a script that leaves out short vowels (Arabic, Hebrew) is marked: only its consonants may be compared. Owns
the letter tables (Arabic with Persian, Urdu, Pashto and Kurdish letters, as passports spell them), not what is a name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from anyascii import anyascii

UNVOWELLED: Final = ord("~")  # first byte of a token whose short vowels were not written

_ARABIC: Final = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ء": "", "ؤ": "w", "ئ": "y", "ب": "b", "ت": "t", "ث": "th",
    "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d",
    "ط": "t", "ظ": "z", "ع": "", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n",
    "ه": "h", "ة": "a", "ۀ": "h", "و": "w", "ي": "y", "ی": "y", "ى": "a", "ې": "e", "ۍ": "y", "پ": "p", "چ": "ch",
    "ژ": "zh", "گ": "g", "ټ": "t", "ډ": "d", "ړ": "r", "ښ": "kh", "ږ": "g", "څ": "ts", "ځ": "z", "ڼ": "n", "ګ": "g",
    "ڤ": "v", "ڵ": "l", "ڕ": "r", "ۆ": "o", "ێ": "e", "ە": "e", "ھ": "h", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n",
    "ے": "e", "ۃ": "a", "ہ": "h", "ݨ": "n",
}  # fmt: skip
_HEBREW: Final = {
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "w", "ז": "z", "ח": "h", "ט": "t", "י": "y", "כ": "k",
    "ך": "k", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "", "פ": "p", "ף": "p", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
_UNVOWELLED: Final = {**_ARABIC, **_HEBREW}
# Cyrillic letters whose usual passport spelling is not anyascii's.
_CYRILLIC: Final = {"х": "kh", "щ": "shch", "ґ": "g", "є": "ye", "ї": "yi", "ю": "yu", "я": "ya", "й": "y", "ь": "",
    "ъ": "",
                    "ё": "yo", "ы": "y", "э": "e", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh"}  # fmt: skip
_SYLLABIC: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF), (0xAC00, 0xD7A3))


def is_syllabic(letter: str) -> bool:
    """Say whether one written letter is a whole syllable of a name (Han, Hangul)."""
    return any(first <= ord(letter) <= last for first, last in _SYLLABIC)


@lru_cache(maxsize=65536)
def romanise(word: str) -> bytes:
    """Return a normalised word as a-z and 0-9, the byte `~` before it when its short vowels were not written.

    Empty when nothing of it can be read. Idempotent on its own output without the mark.
    """
    unvowelled = sum(letter in _UNVOWELLED for letter in word)
    letters = "".join(_latin(letter) for letter in word).casefold()
    kept = bytes(ord(letter) for letter in letters if letter.isascii() and letter.isalnum())
    return b"~" + kept if kept and unvowelled * 2 > len(word) else kept


def _latin(letter: str) -> str:
    if letter in _UNVOWELLED:
        return _UNVOWELLED[letter]
    return _CYRILLIC.get(letter) or ("" if letter in "ьъ" else anyascii(letter))
