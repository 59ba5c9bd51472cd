"""Writing errors: typing errors, truncated words and joined words."""

from __future__ import annotations

from sample_data.seeded_random import SeededRandom

_LATIN_NEIGHBOURS = {
    "a": "sq",
    "b": "vn",
    "c": "kx",
    "d": "sf",
    "e": "ri",
    "f": "gd",
    "g": "hf",
    "h": "jg",
    "i": "uo",
    "j": "hk",
    "k": "lj",
    "l": "kr",
    "m": "n",
    "n": "m",
    "o": "ip",
    "p": "ol",
    "q": "wa",
    "r": "te",
    "s": "ad",
    "t": "ry",
    "u": "iy",
    "v": "bc",
    "w": "eq",
    "x": "zc",
    "y": "ut",
    "z": "xs",
}
# Letters that clerks confuse in a native script. A letter that is not listed is left out instead.
_NATIVE_NEIGHBOURS = {
    "ی": "ي",
    "ي": "ى",
    "ک": "ك",
    "ك": "ک",
    "ه": "ة",
    "ة": "ه",
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ا": "أ",
    "ض": "ظ",
    "ظ": "ض",
    "س": "ص",
    "ص": "س",
    "ح": "ه",
    "ذ": "ز",
    "і": "и",
    "и": "і",
    "г": "ґ",
    "е": "є",
    "є": "е",
    "ሀ": "ሐ",
    "ሐ": "ሀ",
    "ሰ": "ሠ",
    "አ": "ዓ",
    "ዓ": "ኣ",
}


def make_typo(draws: SeededRandom, word: str) -> str:
    """Return a word with one typing error: two letters swapped, or one left out, doubled or wrong.

    Words with fewer than 4 letters are unchanged.
    """
    if len(word) < 4:
        return word
    # Writers seldom get the first letter wrong.
    at = draws.integer(1, len(word) - 2)
    kind = draws.weighted((("mistaken", 40), ("dropped", 28), ("swapped", 18), ("doubled", 14)))
    letter = word[at].lower()
    neighbours = _LATIN_NEIGHBOURS.get(letter) or _NATIVE_NEIGHBOURS.get(letter)
    if kind == "mistaken" and neighbours:
        return word[:at] + draws.pick(neighbours) + word[at + 1 :]
    if kind == "swapped":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "doubled":
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1 :]


def truncate_word(draws: SeededRandom, word: str) -> str:
    """Return a word truncated by a narrow field, to at least 4 letters.

    Shorter words are unchanged.
    """
    return word if len(word) < 6 else word[: draws.integer(4, len(word) - 2)]


def join_words(draws: SeededRandom, words: list[str]) -> list[str]:
    """Return the words with two neighbours joined.

    Fewer than three words are unchanged, so that at least two remain.
    """
    if len(words) < 3:
        return words
    at = draws.integer(0, len(words) - 2)
    return [*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]]
