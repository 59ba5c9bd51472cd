"""Omissions and errors between a fact and its record, by the rates and one noise parameter."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Sequence

from benchmarks.generators.generator_b import rates

LETTERS = "aeiounrstlmkdh"


class Chance:
    """The random draws of one world. `noise` scales omissions and errors."""

    def __init__(self, draw: random.Random, noise: float) -> None:
        self.draw = draw
        self._noise = noise

    def tells(self, fact: str) -> bool:
        """Return whether a known fact is written into this record."""
        return self.draw.random() < rates.TOLD[fact] ** self._noise

    def is_right(self, fact: str) -> bool:
        """Return whether a written fact is correct."""
        return self.draw.random() < rates.RIGHT[fact] ** self._noise

    def slipped(self, text: str) -> str:
        """Return the word, possibly with a typing error: a letter added, left out, changed, or two
        swapped.

        One error in five is double.
        """
        if self.is_right("word") or len(text) < 3:
            return text
        slipped = self._slip(text)
        return self._slip(slipped) if self.draw.random() < 0.2 and len(slipped) > 3 else slipped

    def _slip(self, text: str) -> str:
        at = self.draw.randrange(1, len(text))
        kind = self.draw.choice(("more", "less", "other", "other", "exchanged"))
        if text[at] in " -'" or (kind == "less" and len(text) < 3):
            return text
        letter = self.draw.choice(LETTERS)
        if kind == "more":
            return text[:at] + letter + text[at:]
        if kind == "less":
            return text[:at] + text[at + 1 :]
        if kind == "exchanged" and at > 1 and text[at - 1] not in " -'":
            return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]
        return text[:at] + letter + text[at + 1 :]

    def misread(self, digits: str) -> str:
        """Return a number, possibly with one wrong digit."""
        if self.is_right("digit"):
            return digits
        at = self.draw.randrange(len(digits) // 2, len(digits))
        return digits[:at] + self.draw.choice("0123456789") + digits[at + 1 :]

    def otherwise(self, value: str, fact: str, choices: Sequence[str]) -> str:
        """Return the value, or a random one of `choices` if it is written wrongly."""
        return value if self.is_right(fact) or not choices else self.draw.choice(choices)


def bare(text: str) -> str:
    """Return Latin text without diacritics."""
    text = text.replace("đ", "d").replace("Đ", "D")
    letters = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    return unicodedata.normalize("NFC", letters)
