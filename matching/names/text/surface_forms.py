"""The written words for each token of a name, so that an explanation shows the original text.

Only `name_tokens` decides which words make a token. The module compares nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from matching.names.text.normalise import MAX_TEXT_LENGTH
from matching.names.text.scripts import romanised
from matching.names.text.tokeniser import INSIDE, name_tokens

_MOST_WORDS: Final = 64  # most words of a text that are read
_LONGEST_RUN: Final = 4  # most words in one token: "Abd al Rahman", "Nur ud Din"


def surface_forms(text: str, tokens: Sequence[bytes]) -> tuple[str, ...]:
    """Return the words of `text` for each token of a name, in token order.

    A token without words in the text is returned in its Latin reading. Never raises.
    """
    spans = _spans(text[:MAX_TEXT_LENGTH])
    forms, at = [], 0
    for token in tokens:
        part, after = _find(text, spans, at, token)
        if part is None:
            part, after = _find(text, spans, 0, token)
        forms.append(romanised(token).removeprefix(b"~").decode() if part is None else part)
        at = max(at, after)
    return tuple(forms)


def _find(
    text: str, spans: Sequence[tuple[int, int]], first: int, token: bytes
) -> tuple[str | None, int]:
    """Return the shortest run of words from `first` on that gives the token, and its end.

    Particles around it are excluded.
    """
    for width in range(1, _LONGEST_RUN + 1):
        for at in range(first, len(spans) - width + 1):
            part = text[spans[at][0] : spans[at + width - 1][1]]
            if name_tokens(part) == (token,):
                return part, at + width
    return None, first


def _spans(text: str) -> list[tuple[int, int]]:
    """Return begin and end of each word of a text; in syllabic scripts each sign is a word."""
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
    """Whether a letter is part of a word; format characters are, because they are dropped later."""
    return (
        letter in INSIDE
        or unicodedata.category(letter)[0] in "LNM"
        or unicodedata.category(letter) in ("Cf", "Cs")
    )
