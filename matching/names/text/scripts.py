"""Written words to comparison symbols: alphabets, folded letters, and their Latin readings.

A token of Latin letters is its bytes a-z and 0-9. A token of one of the other `SCRIPTS` is a byte
128 + script number, followed by one byte per symbol, 1 to 127. A symbol is a letter, a jamo
(Hangul), a consonant or its order (Ge'ez), or a letter of pinyin (Han). Every symbol has its own
Latin letters, so a token determines its romanisation. Tables only, no similarity.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from anyascii import anyascii

from matching.arrays import Bytes
from matching.names.text.indic_romanisation import is_indic, romanise

UNVOWELLED: Final = ord("~")  # first byte of a romanised token whose script omits short vowels
FIRST_SCRIPT: Final = 128
MOST_SYMBOLS: Final = 128
GERESH: Final = "\u05f3"
LONGEST_LATIN: Final = 4  # most letters in the reading of one symbol


@dataclass(frozen=True, slots=True)
class Script:
    """An alphabet; symbol k + 1 is read as `latin[k]`.

    `is_unvowelled`: the script omits short vowels. `is_syllabic`: a sign is a syllable. `is_loose`:
    the reading is too imprecise for its consonants to exclude another spelling.
    """

    name: str
    latin: tuple[str, ...]
    is_unvowelled: bool = False
    is_syllabic: bool = False
    is_loose: bool = False


_ARABIC: Final = {
    "ا": "a",
    "أ": "a",
    "إ": "i",
    "آ": "a",
    "ٱ": "a",
    "ء": "",
    "ؤ": "w",
    "ئ": "y",
    "ب": "b",
    "ت": "t",
    "ث": "th",
    "ج": "j",
    "ح": "h",
    "خ": "kh",
    "د": "d",
    "ذ": "dh",
    "ر": "r",
    "ز": "z",
    "س": "s",
    "ش": "sh",
    "ص": "s",
    "ض": "d",
    "ط": "t",
    "ظ": "z",
    "ع": "",
    "غ": "gh",
    "ف": "f",
    "ق": "q",
    "ك": "k",
    "ل": "l",
    "م": "m",
    "ن": "n",
    "ه": "h",
    "ة": "a",
    "و": "w",
    "ي": "y",
    "ى": "a",
    "ې": "e",
    "پ": "p",
    "چ": "ch",
    "ژ": "zh",
    "گ": "g",
    "ټ": "t",
    "ډ": "d",
    "ړ": "r",
    "ښ": "kh",
    "ږ": "g",
    "څ": "ts",
    "ځ": "z",
    "ڼ": "n",
    "ڤ": "v",
    "ۆ": "o",
    "ێ": "e",
    "ە": "e",
}
# Letters that differ by keyboard but not in names: Persian, Urdu, Pashto and Kurdish forms of one
# letter.
_ARABIC_FOLDS: Final = {
    "ک": "ك",
    "ی": "ي",
    "ۍ": "ي",
    "ۀ": "ه",
    "ھ": "ه",
    "ہ": "ه",
    "ۃ": "ة",
    "ے": "ي",
    "ں": "ن",
    "ݨ": "ڼ",
    "ګ": "گ",
    "ڵ": "ل",
    "ڕ": "ر",
    "ٹ": "ټ",
    "ڈ": "ډ",
    "ڑ": "ړ",
}
_HEBREW: Final = {
    "א": "a",
    "ב": "b",
    "ג": "g",
    "ד": "d",
    "ה": "h",
    "ו": "w",
    "ז": "z",
    "ח": "h",
    "ט": "t",
    "י": "y",
    "כ": "k",
    "ל": "l",
    "מ": "m",
    "נ": "n",
    "ס": "s",
    "ע": "",
    "פ": "p",
    "צ": "ts",
    "ק": "k",
    "ר": "r",
    "ש": "sh",
    "ת": "t",
    "ג׳": "j",
    "ז׳": "zh",
    "צ׳": "ch",
    "ד׳": "dh",
    "ת׳": "th",
    "ח׳": "kh",
    "ע׳": "gh",
}
_HEBREW_FOLDS: Final = {"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ", "ץ׳": "צ׳"}
_HEBREW_SIGNS: Final = re.compile("[גזצץדתחע]׳|.")
# Cyrillic as in passports of the states that use it: Russian, Ukrainian, Bulgarian, Serbian,
# Macedonian, Belarusian.
_CYRILLIC: Final = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "ґ": "g",
    "д": "d",
    "е": "e",
    "є": "ye",
    "ж": "zh",
    "з": "z",
    "и": "i",
    "і": "i",
    "ї": "yi",
    "й": "y",
    "к": "k",
    "л": "l",
    "м": "m",
    "н": "n",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "у": "u",
    "ў": "u",
    "ф": "f",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ы": "y",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "ј": "j",
    "љ": "lj",
    "њ": "nj",
    "ћ": "c",
    "ђ": "dj",
    "џ": "dz",
    "ѓ": "g",
    "ќ": "k",
    "ѕ": "dz",
}
_CYRILLIC_FOLDS: Final = {"ё": "е", "ѐ": "е", "ѝ": "и"}
# Greek, and the letter pairs by which it writes sounds of foreign names without a letter.
_GREEK: Final = {
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
    "χ": "h",
    "ψ": "ps",
    "ω": "o",
    "αυ": "av",
    "ευ": "ev",
    "ου": "ou",
    "μπ": "b",
    "ντ": "d",
    "γκ": "g",
    "γγ": "ng",
    "τζ": "j",
    "τσ": "ts",
    "γι": "y",
}
_GREEK_FOLDS: Final = {"ς": "σ"}
# Between vowels ντ is equally often two sounds (Antonis). γι is one sound before a vowel, except
# after a consonant (Georgios).
_GREEK_SIGNS: Final = re.compile(
    "[αεο]υ|μπ|(?<![αεηιουω])ντ|ντ(?![αεηιουω])|γκ|γγ|τζ|τσ|(?<![βγδζθκλμνξπρστφχψ])γι(?=[αεηουω])|."
)

_GEEZ_FIRST: Final = 0x1200
_GEEZ_LAST: Final = 0x1357
_GEEZ_ROW: Final = 8
_GEEZ_ORDERS: Final = ("e", "u", "i", "a", "e", "", "o", "wa")
# Rows of the block with the labialised forms of the row before them.
_GEEZ_LABIAL_ROWS: Final = frozenset({9, 11, 17, 22, 24, 34})

_LEADS: Final = (
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
)
_VOWELS: Final = (
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
)
_TAILS: Final = (
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "l",
    "l",
    "l",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
)
_HANGUL_FIRST: Final = 0xAC00
_HANGUL_LAST: Final = 0xD7A3

_KANA_FIRST: Final = 0x30A1
_KANA_LAST: Final = 0x30FA
_LONG_VOWEL: Final = 0x30FC


def _reading(letter: str) -> str:
    """Return how a letter is read, in Latin letters; "" for a sign that is no letter."""
    return "".join(filter(str.isalpha, anyascii(letter))) if letter.isalpha() else ""


# The consonant of each row of the Ethiopic block; the sixth order has no vowel.
_GEEZ_ROWS: Final = tuple(
    _reading(chr(first + 5)) for first in range(_GEEZ_FIRST, _GEEZ_LAST + 1, _GEEZ_ROW)
)
_KANA: Final = {
    chr(code): _reading(chr(code)) for code in (*range(_KANA_FIRST, _KANA_LAST + 1), _LONG_VOWEL)
}

SCRIPTS: Final = (
    Script("latin", (*"abcdefghijklmnopqrstuvwxyz", "")),
    Script("arabic", tuple(_ARABIC.values()), is_unvowelled=True),
    Script("hebrew", tuple(_HEBREW.values()), is_unvowelled=True),
    Script("cyrillic", tuple(_CYRILLIC.values())),
    Script("geez", (*_GEEZ_ROWS, *_GEEZ_ORDERS)),
    Script("hangul", (*_LEADS, *_VOWELS, *_TAILS), is_syllabic=True, is_loose=True),
    Script("kana", tuple(_KANA.values()), is_loose=True),
    Script("han", tuple("abcdefghijklmnopqrstuvwxyz"), is_syllabic=True, is_loose=True),
    Script("greek", tuple(_GREEK.values())),
)
NAMES: Final = tuple(script.name for script in SCRIPTS)
LATIN, ARABIC, HEBREW, CYRILLIC, GEEZ, HANGUL, KANA, HAN, GREEK = range(len(SCRIPTS))

_HAN_RANGES: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


def _letters() -> dict[str, tuple[int, bytes]]:
    """Return script and symbols of every letter of the alphabetic scripts."""
    letters = {}
    for script, table, folds in (
        (ARABIC, _ARABIC, _ARABIC_FOLDS),
        (HEBREW, _HEBREW, _HEBREW_FOLDS),
        (CYRILLIC, _CYRILLIC, _CYRILLIC_FOLDS),
        (KANA, _KANA, {}),
        (GREEK, _GREEK, _GREEK_FOLDS),
    ):
        for place, letter in enumerate(table):
            letters[letter] = (script, bytes([place + 1]))
        for letter, target in folds.items():
            letters[letter] = letters[target]
    return letters


_LETTERS: Final = _letters()


@lru_cache(maxsize=16384)
def read_letter(letter: str) -> tuple[int, bytes]:
    """Return the script and symbols of a normalised letter, or of a Greek letter pair.

    Return Latin for every script without an alphabet here.
    """
    entry = _LETTERS.get(letter)
    if entry is not None:
        return entry
    code = ord(letter)
    if _HANGUL_FIRST <= code <= _HANGUL_LAST:
        lead, rest = divmod(code - _HANGUL_FIRST, len(_VOWELS) * (len(_TAILS) + 1))
        vowel, tail = divmod(rest, len(_TAILS) + 1)
        jamo = [lead + 1, len(_LEADS) + vowel + 1] + (
            [len(_LEADS) + len(_VOWELS) + tail] if tail else []
        )
        return HANGUL, bytes(jamo)
    if 0x3041 <= code <= 0x3096:  # hiragana is 96 below katakana
        return read_letter(chr(code + 0x60))
    if _GEEZ_FIRST <= code <= _GEEZ_LAST:
        row, order = divmod(code - _GEEZ_FIRST, _GEEZ_ROW)
        row -= row in _GEEZ_LABIAL_ROWS
        return GEEZ, bytes([row + 1, len(_GEEZ_ROWS) + order + 1])
    if any(first <= code <= last for first, last in _HAN_RANGES):
        return HAN, bytes(ord(sign) - 96 for sign in anyascii(letter).lower() if "a" <= sign <= "z")
    if _is_greek(letter) and _bare(letter) in _LETTERS:
        return _LETTERS[_bare(letter)]
    return LATIN, bytes(
        ord(sign) for sign in anyascii(letter).casefold() if sign.isascii() and sign.isalnum()
    )


def _is_greek(letter: str) -> bool:
    return "\u0370" <= letter <= "\u03ff" or "\u1f00" <= letter <= "\u1fff"


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def _signs(word: str) -> Iterable[str]:
    """Return the units of a word that are read separately.

    These are its letters, with a geresh; Greek letter pairs for one sound; and the spoken form of
    South Asian scripts.
    """
    if word.isascii():
        return word
    if any(map(is_indic, word)):
        return romanise(word)
    if GERESH in word:
        return _HEBREW_SIGNS.findall(word)
    if not any(map(_is_greek, word)):
        return word
    plain = "".join(_bare(letter) if _is_greek(letter) else letter for letter in word)
    return _GREEK_SIGNS.findall(plain)


@lru_cache(maxsize=65536)
def encode(word: str) -> bytes:
    """Return the token of one normalised word, not yet cut; empty if it cannot be read.

    A word with letters of several scripts is romanised as a whole. Idempotent on Latin tokens.
    """
    read = [read_letter(sign) for sign in _signs(word)]
    scripts = {script for script, symbols in read if symbols}
    if len(scripts) == 1:
        (script,) = scripts
        symbols = b"".join(symbols for _, symbols in read)
        return symbols if script == LATIN else bytes([FIRST_SCRIPT + script]) + symbols
    return b"".join(
        symbols if script == LATIN else _latin_of(script, symbols) for script, symbols in read
    )


def script_of(token: bytes) -> int:
    """Return the number of a token's script."""
    return token[0] - FIRST_SCRIPT if token and token[0] >= FIRST_SCRIPT else LATIN


def script_mark(script: int) -> bytes:
    """Return the counted token for people with a name in a script: the script's byte only."""
    return bytes([FIRST_SCRIPT + script])


def is_script_mark(token: bytes) -> bool:
    """Return whether a counted token is such a script mark."""
    return len(token) == 1 and token[0] >= FIRST_SCRIPT


@lru_cache(maxsize=131072)
def romanised(token: bytes) -> bytes:
    """Return a token as a-z and 0-9, after the byte `~` if its script omits short vowels."""
    script = script_of(token)
    if script == LATIN:
        return token
    letters = _latin_of(script, token[1:])
    return b"~" + letters if letters and SCRIPTS[script].is_unvowelled else letters


def _latin_of(script: int, symbols: bytes) -> bytes:
    return "".join(SCRIPTS[script].latin[symbol - 1] for symbol in symbols).encode()


def latin_table() -> tuple[Bytes, Bytes]:
    """Return the reading of every symbol: letters and their number.

    The shapes are uint8[scripts, 128, 4] and uint8[scripts, 128].
    """
    letters = np.zeros((len(SCRIPTS), MOST_SYMBOLS, LONGEST_LATIN), np.uint8)
    counts = np.zeros((len(SCRIPTS), MOST_SYMBOLS), np.uint8)
    for number, script in enumerate(SCRIPTS):
        for place, text in enumerate(script.latin):
            letters[number, place + 1, : len(text)] = list(text.encode())
            counts[number, place + 1] = len(text)
    return letters, counts
