"""Public pairs of spellings, `latin<TAB>native` a line, to what a transducer is fitted on. Reads files, no more."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

from rapidfuzz.distance import Levenshtein

from matching.errors import TrainingError
from matching.names.normalise import normalise
from matching.names.scripts import FIRST_SCRIPT, GERESH, GREEK, LATIN, NAMES, SCRIPTS, encode, script_of
from matching.train import greek

Pair = tuple[bytes, bytes]

# Script -> the files whose native side is written in it.
SOURCES: Final[dict[str, tuple[str, ...]]] = {
    "arabic": ("arabic",),
    "hebrew": ("hebrew",),
    "cyrillic": ("russian",),
    "geez": ("geez",),
    "hangul": ("korean",),
    "kana": ("japanese",),
    "han": ("chinese", "japanese"),
    "greek": (
        "arabic",
        "hebrew",
        "geez",
    ),  # their Latin sides, in Greek by rules (greek.py): nobody publishes such pairs
}
# Spellings of one native token in Latin: from scripts in which a token names one sound, by and large.
LATIN_SOURCES: Final = ("arabic", "hebrew", "russian")
# Ge'ez names in scholarly transcription, as the training data has them, to how people and offices write them. The sixth
# order, a bare e there, is written i or not at all.
POPULAR: Final[dict[str, tuple[dict[str, str], ...]]] = {
    "geez": tuple(
        {"ä": "e", "é": "e", "š": "sh", "č": "ch", "ñ": "gn", "ž": "zh", "ṣ": "ts", "e": sixth, "ə": sixth}
        for sixth in ("i", "")
    )
}
POPULAR_WEIGHT: Final = 0.5
PASSPORT_WEIGHT: Final = 0.5  # of a Greek spelling beside its own letters in Latin
MOST_SPELLINGS: Final = 12  # of one native token; the rest of a common one adds little
LEAST_SIMILARITY: Final = 0.5  # of two spellings, Levenshtein; below it one of the labels is most likely wrong
SAME_TIMES: Final = 3  # how often a pair of equal spellings counts
ALPHABET_WEIGHT: Final = 3.0  # how much every symbol beside its own reading counts
LONGEST: Final = 31


def latin_symbols(token: bytes) -> bytes:
    """Return a Latin token as symbols 1 to 27."""
    return bytes(letter - 96 if letter >= 97 else 27 for letter in token)


def read_pairs(path: Path, popular: Mapping[str, str] | None = None) -> list[Pair]:
    """Return the distinct (native token, Latin token) of a file, spelt by `popular` where given; lines without both are
    passed over.

    Raises TrainingError when the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TrainingError(f"no pairs to train on in {path.name}") from error
    found: dict[Pair, None] = {}
    for line in lines:
        latin, _, native = line.partition("\t")
        if popular is not None:
            composed = unicodedata.normalize("NFC", latin.casefold())
            latin = "".join(popular.get(letter, letter) for letter in composed)
        pair = (_token(native), _token(latin))
        if all(pair) and script_of(pair[1]) == LATIN and script_of(pair[0]) != LATIN:
            found[pair] = None
    return list(found)


def _token(text: str) -> bytes:
    clean = "".join(letter for letter in normalise(text) if letter == GERESH or unicodedata.category(letter)[0] in "LM")
    return encode(clean)[:LONGEST]


def script_pairs(folder: Path, script: str, part: str = "train") -> tuple[list[Pair], list[float]]:
    """Return (symbols, Latin symbols) of a script and how much each counts, its alphabet's own readings among them."""
    number = NAMES.index(script)
    pairs: list[Pair] = []
    weights: list[float] = []
    spellings = ((None, 1.0), *((popular, POPULAR_WEIGHT) for popular in POPULAR.get(script, ()) if part == "train"))
    if number == GREEK:
        pairs, weights = _greek_pairs(folder, part)
    for source in SOURCES[script] if number != GREEK else ():
        for popular, weight in spellings:
            read = [
                (native[1:], latin_symbols(latin))
                for native, latin in read_pairs(folder / f"tokens_{source}.{part}.tsv", popular)
                if native[0] == FIRST_SCRIPT + number
            ]
            pairs += read
            weights += [weight] * len(read)
    readings = [
        (bytes([place]), latin_symbols(text.encode()))
        for place, text in enumerate(SCRIPTS[number].latin, start=1)
        if text and part == "train"
    ]
    return pairs + readings, weights + [ALPHABET_WEIGHT] * len(readings)


def _greek_pairs(folder: Path, part: str) -> tuple[list[Pair], list[float]]:
    """Return Greek spellings made of the Latin sides of Greek's sources, beside those and beside their own letters."""
    found: dict[Pair, float] = {}
    for source in SOURCES["greek"]:
        for _, latin in read_pairs(folder / f"tokens_{source}.{part}.tsv", next(iter(POPULAR.get(source, ())), None)):
            for written in greek.spellings(latin.decode()):
                symbols = encode(written)[:LONGEST]
                found[symbols[1:], latin_symbols(latin)] = 1.0
                found.setdefault(
                    (symbols[1:], latin_symbols(encode(greek.romanised(written))[:LONGEST])), PASSPORT_WEIGHT
                )
    return list(found), list(found.values())


def latin_pairs(folder: Path, part: str = "train") -> tuple[list[Pair], list[float]]:
    """Return pairs of Latin spellings that share a native token, both ways round, and each spelling beside itself."""
    pairs: list[Pair] = []
    same: dict[bytes, None] = {}
    for source in LATIN_SOURCES:
        spellings: dict[bytes, list[bytes]] = defaultdict(list)
        for native, latin in read_pairs(folder / f"tokens_{source}.{part}.tsv"):
            spellings[native].append(latin)
        for group in spellings.values():
            for one, other in combinations(group[:MOST_SPELLINGS], 2):
                if Levenshtein.normalized_similarity(one, other) >= LEAST_SIMILARITY:
                    pairs += [(latin_symbols(one), latin_symbols(other)), (latin_symbols(other), latin_symbols(one))]
                    same[latin_symbols(one)] = same[latin_symbols(other)] = None
    return pairs + [(text, text) for text in same], [1.0] * len(pairs) + [float(SAME_TIMES)] * len(same)
