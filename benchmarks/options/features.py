"""Pieces of a record for an encoding: small parts of its facts by field, romanised by its state.

This module does not hash. The engine's name reader reads names of every script and romanises them
letter by letter, because an encoding cannot use a transducer afterwards. Consonants are added as
separate pieces, so that different romanisations share pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from matching import Person
from matching.names.text.consonant_skeleton import LONGEST_SKELETON, write_skeleton
from matching.names.text.scripts import UNVOWELLED, romanised
from matching.names.text.tokeniser import name_tokens
from matching.reading.exploiter_filter import without_exploiter_facts

FIRST_NAME, OTHER_NAMES, BIRTH, BODY, RELATIVES, NUMBERS = range(6)
FIELDS: Final = (
    "first name part",
    "other name parts",
    "birth",
    "sex and nationality",
    "relatives",
    "numbers and marks",
)
UNKNOWN_YEAR: Final = 0
_MOST_YEARS: Final = 4  # years a birth may span to be encoded by year: an age on a day spans four
_DIGITS: Final = 6  # last digits of a phone, for numbers without country code

Piece = tuple[int, str]  # field and text


@dataclass(frozen=True, slots=True)
class RecordPieces:
    """A record as pieces by field, parts of its name, and possible years of birth (or 0)."""

    pieces: tuple[Piece, ...]
    parts: tuple[str, ...]
    years: tuple[int, ...]


def pieces_of(person: Person) -> RecordPieces:
    """Return the pieces of a person; unknown fields and facts by an exploiter have none."""
    parts = _parts(person)
    found: dict[Piece, None] = {}
    for place, name_part in enumerate(parts):
        found |= {
            (FIRST_NAME if place == 0 else OTHER_NAMES, piece): None for piece in grams(name_part)
        }
    found |= {(BIRTH, piece): None for piece in _birth(person)}
    if person.sex in ("F", "M"):
        found[BODY, f"sex {person.sex}"] = None
    found |= {(BODY, f"nation {nation}"): None for nation in person.nationalities}
    for relative in without_exploiter_facts(person.relatives):
        found |= {(RELATIVES, f"kin {skeleton(part)}"): None for part in _read(relative.name)}
    phones = without_exploiter_facts(person.phones)
    numbers = [f"phone {phone.digits[-_DIGITS:]}" for phone in phones]
    numbers += [f"paper {paper.number}" for paper in without_exploiter_facts(person.documents)]
    numbers += [f"mark {mark.kind} {mark.part}" for mark in person.marks]
    found |= {(NUMBERS, number): None for number in numbers}
    return RecordPieces(tuple(found), parts, _years(person))


@lru_cache(maxsize=65536)
def grams(part: str) -> tuple[str, ...]:
    """Return the pieces of a part of a name:

    letter pairs with marked ends, also of its consonants.
    """
    letters, sounds = f"_{part}_", f"_{skeleton(part)}_"
    both = [letters[at : at + 2] for at in range(len(letters) - 1)]
    both += [sounds[at : at + 2] + "^" for at in range(len(sounds) - 1)]
    return tuple(dict.fromkeys(both))


@lru_cache(maxsize=65536)
def skeleton(part: str) -> str:
    """Return the consonants of a part in capitals (matching/names/text/consonant_skeleton.py)."""
    out = np.empty(LONGEST_SKELETON + 2, np.uint8)
    length = write_skeleton(np.frombuffer(part.encode() or b"_", np.uint8), out)
    return bytes(out[1:length]).decode()


def _read(text: str) -> tuple[str, ...]:
    return tuple(
        romanised(token).removeprefix(bytes([UNVOWELLED])).decode() for token in name_tokens(text)
    )


def _parts(person: Person) -> tuple[str, ...]:
    """Return the distinct parts of all names, as written, formal names first."""
    names = [name.text for name in without_exploiter_facts(person.names)]
    return tuple(dict.fromkeys(part for name in names for part in _read(name) if part))


def _birth(person: Person) -> list[str]:
    """Return pieces for the years of all births, their adjacent years, and days with months.

    A birth of one exact day gives two pieces of day and month: one that ignores their order, and
    one that keeps it. A placeholder day gives neither. Return [] without a birth.
    """
    pieces: list[str] = []
    for birth in person.births:
        for year in range(birth.first.year, birth.last.year + 1):
            pieces += [f"year {year}", f"about {year - 1}", f"about {year}", f"about {year + 1}"]
        if birth.first == birth.last and not birth.is_placeholder:
            low, high = sorted((birth.first.day, birth.first.month))
            pieces += [f"day {low} {high}", f"numbers {birth.first.day} {birth.first.month}"]
    return pieces


def _years(person: Person) -> tuple[int, ...]:
    years = sorted(
        {year for birth in person.births for year in range(birth.first.year, birth.last.year + 1)}
    )
    return tuple(years) if 0 < len(years) <= _MOST_YEARS else (UNKNOWN_YEAR,)
