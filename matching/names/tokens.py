"""A written name to its tokens: normalised, split, romanised, without particles, titles and placeholders.

Owns what counts as a token and how many a name has; compares nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from matching.names.normalise import normalise
from matching.names.particles import (
    COMPOUND_ENDS,
    COMPOUND_STARTS,
    PARTICLES,
    PLACEHOLDER_WORDS,
    PLACEHOLDERS,
    TITLES,
)
from matching.names.romanise import is_syllabic, romanise

MOST_TOKENS: Final = 7  # the exact assignment's limit; longer names keep their first four and last three
LONGEST_TOKEN: Final = 31

# An apostrophe inside a word is part of its spelling, all other punctuation parts words.
_INSIDE: Final = re.compile(r"[\u0027\u0060\u00b4\u02bb\u02bc\u02bf\u02be\u02b9\u2018\u2019\u201b\u05f3\u05f4]")
# Abdul-, Abdel-, Abdur-, Abdi-, Cabdi- and the like before a name of God: the article is spelt in too many ways to
# keep. Abdullah keeps its -llah, which is the name.
_SERVANT: Final = re.compile(
    rb"^(?:c?(abd)(?:[aeiou]+l|[aeiou]+(?=([rsnzdt])\2)[rsnzdt]|[aeiou]*)|(~bd)al)(?=[a-z]{4})(?!lah)"
)
_ARABIC_ARTICLE: Final = re.compile(r"^(?:ال)(?=\w{3,})")


@lru_cache(maxsize=131072)
def name_tokens(text: str) -> tuple[bytes, ...]:
    """Return a name's tokens in the order written, at most seven; empty when it is no name or a placeholder.

    A token is a-z and 0-9, at most 31 bytes, with `~` before it when its short vowels were not written.
    """
    clean = normalise(text)
    if is_placeholder(clean):
        return ()
    words = [word for part in _words(_INSIDE.sub("", clean)) for word in _syllables(part)]
    tokens = [romanise(_ARABIC_ARTICLE.sub("", word))[:LONGEST_TOKEN] for word in words[:64] if word]
    tokens = [token for token in tokens if token and not token.strip(b"~").isdigit()]
    kept = _compounds([token for token in tokens if token not in PARTICLES and token not in TITLES] or tokens)
    if len(kept) > MOST_TOKENS:
        kept = kept[:4] + kept[-3:]
    return tuple(kept)


def _compounds(tokens: list[bytes]) -> list[bytes]:
    """Write as one the compounds that are one name: servant of ..., ... of God."""
    joined: list[bytes] = []
    for token in tokens:
        opens = bool(joined) and joined[-1] in COMPOUND_STARTS
        if opens or (joined and token in COMPOUND_ENDS):
            joined[-1] = (joined[-1] + token.removeprefix(b"~"))[:LONGEST_TOKEN]
        else:
            joined.append(token)
    return [_SERVANT.sub(_without_article, token) for token in joined]


def _without_article(found: re.Match[bytes]) -> bytes:
    return found[1] or found[3]


def is_named(text: str) -> bool:
    """Say whether a name cell names anybody; False for an empty one and for placeholders such as "unknown"."""
    return bool(name_tokens(text))


def is_placeholder(clean: str) -> bool:
    """Say whether a normalised name only says that the name is not known."""
    if clean in PLACEHOLDERS or not any(letter.isalpha() for letter in clean):
        return True
    words = clean.replace(",", " ").split()
    return all(word in PLACEHOLDER_WORDS for word in words)


def _words(clean: str) -> list[str]:
    """Cut text into runs of letters, digits and marks (the vowel signs of Indic scripts are marks)."""
    return "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in clean).split()


def _syllables(word: str) -> list[str]:
    """Cut a word written in syllable letters into syllables: a Han or Hangul name is written without spaces."""
    if len(word) > 1 and any(is_syllabic(letter) for letter in word):
        return re.findall(r"[^\W]", word) if all(is_syllabic(letter) for letter in word) else [word]
    return [word]
