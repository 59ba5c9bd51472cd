"""Types for a compared attribute: its levels and their meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

# All levels of an attribute, in place of a list of level codes.
EVERY_LEVEL: Final = ("every",)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of an attribute: code, bits, source of the bits, and the words for a caseworker."""

    code: str
    bits: float
    source: str
    words: str


def unknown_level(words: str) -> Level:
    """Return the level for a value that one side lacks."""
    return Level("unknown", 0.0, "judged", words)


class Inconsistency(NamedTuple):
    """Levels at which two records hold facts that rarely fit one person, and the words for it."""

    levels: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Coded:
    """How a value that is one code of a list is read, packed and compared.

    The column and the person's field have the attribute's name. `compare` returns the level of two
    codes. `spelt` holds synonyms of codes, in lower case with underscores. `silent` are codes
    without information. `hint` suggests a replacement for an unreadable value; by default it is one
    of the codes.
    """

    codes: tuple[str, ...]
    compare: Callable[[str, str], str]
    spelt: Mapping[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute and its levels; a level's number is its index, and 0 is unknown.

    `is_telling`: the attribute identifies a person, so the strong band may count it. `shared`:
    levels that siblings often reach together, `EVERY_LEVEL` or codes. `contradiction`: the levels
    that statistics count as a contradiction; None if none counts. `strata`: how precisely a pair is
    known, if that changes how frequent levels are; chance is counted per stratum. `coded`: for a
    value that is one code of a list; reading, packing and comparison need no more. None for any
    other value.
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
        """Return whether siblings often reach a level together."""
        return self.shared == EVERY_LEVEL or code in self.shared
