"""The row of a compared attribute: its levels and what they mean. Types only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# All levels of an attribute, where some could be named.
EVERY_LEVEL: Final = ("every",)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an attribute: code, bits, where the bits come from, and the words a caseworker
    reads.
    """

    code: str
    bits: float
    source: str
    words: str


def unknown_level(words: str) -> Level:
    """Return the level of what one side does not say."""
    return Level("unknown", 0.0, "judged", words)


class Inconsistency(NamedTuple):
    """The levels at which two records say what seldom holds of one person together, and that in
    words.
    """

    levels: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Coded:
    """How a value that is one code of a list is read, packed and compared. It stands in the column
    and in the field of a person that are called as the attribute is.

    `compare` returns the level of two codes. `spelt` is how else a code is written, in lower case
    and with underscores. `silent` are codes that say nothing to compare. `hint` is what to write
    instead of what could not be read, by default one of the codes.
    """

    codes: tuple[str, ...]
    compare: Callable[[str, str], str]
    spelt: Mapping[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute and its levels; a level's number is its place, 0 is unknown.

    `is_telling`: it says something of who somebody is, so the strong band may count it.
    `shared`: levels that brothers and sisters reach together, `EVERY_LEVEL` or codes.
    `contradiction`: what statistics count as a contradiction.
    `strata`: how well a pair is known, where that alone makes levels rarer or commoner; chance is
    counted in each.
    `coded`: of a value that is one code of a list; nothing else has to be told of it to be read,
    packed and compared.
    """

    name: str
    words: str
    levels: tuple[Level, ...]
    is_telling: bool = True
    shared: tuple[str, ...] = ()
    contradiction: Inconsistency | None = None
    strata: tuple[str, ...] = ("any",)
    coded: Coded | None = None

    def number(self, code: str) -> int:
        """Return the number of a level."""
        return [level.code for level in self.levels].index(code)

    def is_shared(self, code: str) -> bool:
        """Say whether brothers and sisters reach a level together."""
        return self.shared == EVERY_LEVEL or code in self.shared
