"""The words of a person's name, to decide whether two texts may name the same person."""

from __future__ import annotations

import re
import unicodedata

UNSEEN = frozenset({"Mn", "Cf"})  # accents and vowel signs; joiners, soft hyphens and others
NON_JOINER = "\u200c"  # Persian and others write it in place of a space
ARABIC_LETTER = re.compile(r"[\u0600-\u08ff]")
FULL_NAME_WORDS = 2  # a single word is the name of many people


def name_words(name: str) -> frozenset[str]:
    """Return the words of a name. Case, accents, order and unseen signs do not count."""
    plain: list[str] = []
    for character in unicodedata.normalize("NFKD", name).casefold():
        is_space = character == NON_JOINER and bool(ARABIC_LETTER.match(plain[-1] if plain else ""))
        if is_space or unicodedata.category(character) not in UNSEEN:
            plain.append(character)
    return frozenset(re.findall(r"\w+", "".join(plain)))


def may_be_same_name(left: frozenset[str], right: frozenset[str]) -> bool:
    """Return whether the words of one name are all in the other; in doubt True."""
    return bool(left) and bool(right) and (left <= right or right <= left)


def is_same_full_name(left: str, right: str) -> bool:
    """Return whether two names have equal words, or one adds words to the other full name."""
    one, other = name_words(left), name_words(right)
    if one == other:
        return bool(one)
    return min(len(one), len(other)) >= FULL_NAME_WORDS and may_be_same_name(one, other)
