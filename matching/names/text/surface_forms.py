"""A name's tokens back to the words as somebody wrote them, so that an explanation shows what the
reader knows.

Asks `name_tokens` alone which words a token is made of; compares nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from matching.names.text.normalise import MAX_TEXT_LENGTH
from matching.names.text.scripts import romanised
from matching.names.text.tokeniser import name_tokens

_MOST_WORDS: Final = 64  # of a text that are looked at
_LONGEST_RUN: Final = 4  # words that one token is made of, at most: "Abd al Rahman", "Nur ud Din"
_INSIDE: Final = (
    "'`\u00b4\u2018\u2019\u201b\u02bb\u02bc\u02bf\u02be\u02b9\u05f3\u05f4"  # parts no words
)


def surface_forms(text: str, tokens: Sequence[bytes]) -> tuple[str, ...]:
    """Return for each token of a name the words of `text` that it stands for, one after the other.

    A token that no words of the text are found for is given as it is read in Latin letters. Never
    raises.
    """
    spans = _spans(text[:MAX_TEXT_LENGTH])
    found, at = [], 0
    for token in tokens:
        part, after = _find(text, spans, at, token)
        if part is None:
            part, after = _find(text, spans, 0, token)
        found.append(romanised(token).removeprefix(b"~").decode() if part is None else part)
        at = max(at, after)
    return tuple(found)


def _find(
    text: str, spans: Sequence[tuple[int, int]], first: int, token: bytes
) -> tuple[str | None, int]:
    """Return the shortest run of words from `first` on that is the token, without particles about
    it, and its end.
    """
    for width in range(1, _LONGEST_RUN + 1):
        for at in range(first, len(spans) - width + 1):
            part = text[spans[at][0] : spans[at + width - 1][1]]
            if name_tokens(part) == (token,):
                return part, at + width
    return None, first


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where the words of a text begin and end; a word of several syllables is a word a
    sign.
    """
    words = re.finditer(r"\S+", "".join(letter if _is_inside(letter) else " " for letter in text))
    spans = []
    for word in words:
        first, last = word.span()
        is_syllables = 1 < last - first == len(name_tokens(text[first:last]))
        spans += (
            [(place, place + 1) for place in range(first, last)]
            if is_syllables
            else [(first, last)]
        )
        if len(spans) >= _MOST_WORDS:
            break
    return spans


def _is_inside(letter: str) -> bool:
    """Say whether a letter belongs to a word; format characters do, as they are dropped and part
    nothing.
    """
    return (
        letter in _INSIDE
        or unicodedata.category(letter)[0] in "LNM"
        or unicodedata.category(letter) in ("Cf", "Cs")
    )
