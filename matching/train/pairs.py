"""Training data for transducers: public pairs of spellings, one `latin<TAB>native` per line."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from matching.errors import TrainingError
from matching.names.text.normalise import normalise
from matching.names.text.scripts import (
    FIRST_SCRIPT,
    GERESH,
    GREEK,
    LATIN,
    NAMES,
    SCRIPTS,
    encode,
    script_of,
)
from matching.train import greek

Pair = tuple[bytes, bytes]

# Script -> the files with native names in it.
SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "arabic": ("arabic",),
    "hebrew": ("hebrew",),
    "cyrillic": ("russian",),
    "geez": ("geez",),
    "hangul": ("korean",),
    "kana": ("japanese",),
    "han": ("chinese", "japanese"),
    # Greek spellings are made by rules from the Latin side, because no such pairs are published
    "greek": ("arabic", "hebrew", "geez"),
}
# Latin spellings of one native token, from scripts in which a token usually has one pronunciation.
LATIN_SOURCES: Final = ("arabic", "hebrew", "russian")
# Ge'ez names in scholarly transcription, as in the training data, to common spellings. The sixth
# order, a bare e there, is written i or omitted.
POPULAR_SPELLINGS: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "geez": tuple(
        {
            "ä": "e",
            "é": "e",
            "š": "sh",
            "č": "ch",
            "ñ": "gn",
            "ž": "zh",
            "ṣ": "ts",
            "e": sixth,
            "ə": sixth,
        }
        for sixth in ("i", "")
    )
}
POPULAR_WEIGHT: Final = 0.5
PASSPORT_WEIGHT: Final = 0.5  # of the official romanisation of a Greek spelling
MAX_SPELLINGS: Final = 12  # of one native token; further ones of a frequent token add little
# Levenshtein similarity of two spellings; below it one label is probably wrong.
MIN_SIMILARITY: Final = 0.5
MIN_REPEATS: Final = 3  # weight of a pair of equal spellings
ALPHABET_WEIGHT: Final = 3.0  # weight of each symbol with its own reading
MAX_SYMBOLS: Final = 31
# Readings of letters in languages other than those of the public pairs, which are Arabic and
# Russian: Kurdish, Persian, Pashto and Urdu, Ukrainian, Serbian, Macedonian and Belarusian. Common
# knowledge; each has the weight of the letter's own reading.
ALSO_READ: Final[dict[str, dict[str, str]]] = {
    "arabic": {
        "ژ": "j z",
        "چ": "c tch",
        "ښ": "sh x",
        "ږ": "zh j",
        "ځ": "dz j",
        "څ": "s ch",
        "گ": "gu gh",
        "پ": "pp",
        "ڤ": "w",
        "ۆ": "u ou oo",
        "ێ": "i ei ey",
        "ە": "a eh ah",
        "ې": "i ei ai",
    },
    "cyrillic": {
        "є": "ie e je",
        "ї": "i ji",
        "ґ": "h",
        "ў": "w v",
        "ј": "y i",
        "љ": "l ly",
        "њ": "n ny",
        "ћ": "ch tj",
        "ђ": "d j",
        "џ": "dj j",
        "ѓ": "gj dj",
        "ќ": "kj ch",
        "ѕ": "z",
    },
}

SOMALI_WEIGHT: Final = 0.25  # weight of a generated Somali spelling, relative to a written pair
_AYN, _HARD_H = encode("ع")[1:], encode("ح")[1:]
_SOFT_H: Final = (encode("ه")[1:], encode("خ")[1:])
_SILENT_H: Final = re.compile(rb"(?<![bcdgkpstz])h+")
_VOWELS: Final = (b"a", b"e", b"i", b"o", b"u")


def latin_symbols(token: bytes) -> bytes:
    """Return a Latin token as symbols 1 to 27."""
    return bytes(letter - 96 if letter >= 97 else 27 for letter in token)


def read_pairs(path: Path, popular: Mapping[str, str] | None = None) -> list[Pair]:
    """Return the distinct (native token, Latin token) of a file.

    `popular`, if given, maps the Latin side to common spellings. Lines without both tokens are
    skipped. Raises TrainingError if the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"no pairs to train on in {path.name}") from error
    pairs: dict[Pair, None] = {}
    for line in lines:
        latin, _, native = line.partition("\t")
        if popular is not None:
            composed = unicodedata.normalize("NFC", latin.casefold())
            latin = "".join(popular.get(letter, letter) for letter in composed)
        pair = (_token(native), _token(latin))
        if all(pair) and script_of(pair[1]) == LATIN and script_of(pair[0]) != LATIN:
            pairs[pair] = None
    return list(pairs)


def _token(text: str) -> bytes:
    clean = "".join(
        letter
        for letter in normalise(text)
        if letter == GERESH or unicodedata.category(letter)[0] in "LM"
    )
    return encode(clean)[:MAX_SYMBOLS]


def script_pairs(folder: Path, script: str) -> tuple[list[Pair], list[float]]:
    """Return (symbols, Latin symbols) of a script with weights, and its alphabet's own readings."""
    number = NAMES.index(script)
    pairs, weights = _greek_pairs(folder) if number == GREEK else _public_pairs(folder, script)
    readings = [
        (bytes([place]), latin)
        for place, latin in enumerate(SCRIPTS[number].latin, start=1)
        if latin
    ]
    readings += [
        (encode(letter)[1:], latin)
        for letter, others in ALSO_READ.get(script, {}).items()
        for latin in others.split()
    ]
    alphabet = [(symbols, latin_symbols(latin.encode())) for symbols, latin in readings]
    return pairs + alphabet, weights + [ALPHABET_WEIGHT] * len(alphabet)


def _public_pairs(folder: Path, script: str) -> tuple[list[Pair], list[float]]:
    """Return the pairs of a script's files as they are and in common spellings."""
    mark = FIRST_SCRIPT + NAMES.index(script)
    pairs: list[Pair] = []
    weights: list[float] = []
    spellings = (
        (None, 1.0),
        *((popular, POPULAR_WEIGHT) for popular in POPULAR_SPELLINGS.get(script, ())),
    )
    for source in SOURCES[script]:
        for popular, weight in spellings:
            read = [
                (native[1:], latin_symbols(latin))
                for native, latin in read_pairs(folder / f"tokens_{source}.train.tsv", popular)
                if native[0] == mark
            ]
            pairs += read
            weights += [weight] * len(read)
    return pairs, weights


def _greek_pairs(folder: Path) -> tuple[list[Pair], list[float]]:
    """Return Greek spellings made from the Latin sides of the sources.

    They are paired with those Latin sides and with their own letters in Latin.
    """
    weights: dict[Pair, float] = {}
    for source in SOURCES["greek"]:
        for _, latin in read_pairs(
            folder / f"tokens_{source}.train.tsv",
            next(iter(POPULAR_SPELLINGS.get(source, ())), None),
        ):
            for written in greek.greek_spellings(latin.decode()):
                symbols = encode(written)[:MAX_SYMBOLS]
                weights[symbols[1:], latin_symbols(latin)] = 1.0
                weights.setdefault(
                    (
                        symbols[1:],
                        latin_symbols(encode(greek.romanise_greek(written))[:MAX_SYMBOLS]),
                    ),
                    PASSPORT_WEIGHT,
                )
    return list(weights), list(weights.values())


def latin_pairs(folder: Path) -> tuple[list[Pair], list[float]]:
    """Return pairs of Latin spellings with a common native token, in both orders, with weights.

    At most `MAX_SPELLINGS` spellings of a token are paired, if they are similar enough. A Latin
    spelling of an Arabic token is also paired with its Somali spelling, in both orders. Each
    spelling of a similar pair is also paired with itself.
    """
    pairs: list[Pair] = []
    spelling_pairs: dict[bytes, None] = {}
    for source in LATIN_SOURCES:
        spellings: dict[bytes, list[bytes]] = defaultdict(list)
        for native, latin in read_pairs(folder / f"tokens_{source}.train.tsv"):
            spellings[native].append(latin)
        for group in spellings.values():
            for left, right in combinations(group[:MAX_SPELLINGS], 2):
                if Levenshtein.normalized_similarity(left, right) >= MIN_SIMILARITY:
                    pairs += [
                        (latin_symbols(left), latin_symbols(right)),
                        (latin_symbols(right), latin_symbols(left)),
                    ]
                    spelling_pairs[latin_symbols(left)] = spelling_pairs[latin_symbols(right)] = (
                        None
                    )
    weights = [1.0] * len(pairs)
    for native, latin in read_pairs(folder / "tokens_arabic.train.tsv"):
        somali = _in_somali(native, latin)
        if somali != latin:
            pairs += [
                (latin_symbols(somali), latin_symbols(latin)),
                (latin_symbols(latin), latin_symbols(somali)),
            ]
            weights += [SOMALI_WEIGHT] * 2
    return pairs + [(text, text) for text in spelling_pairs], weights + [float(MIN_REPEATS)] * len(
        spelling_pairs
    )


def _in_somali(native: bytes, latin: bytes) -> bytes:
    """Return a Latin spelling in Somali orthography, as far as its Arabic form determines it.

    c replaces an initial or final ayn that others omit, and x a hard h. Otherwise the spelling is
    unchanged.
    """
    symbols = native[1:]
    text = latin
    if _HARD_H in symbols and not any(soft in symbols for soft in _SOFT_H):
        text = _SILENT_H.sub(b"x", text)
    if symbols[:1] == _AYN and text[:1] in _VOWELS:
        text = b"c" + text
    if symbols[-1:] == _AYN and text[-1:] in _VOWELS:
        text += b"c"
    return text[:MAX_SYMBOLS]
