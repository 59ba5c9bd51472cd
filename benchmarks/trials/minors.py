"""Synthetic worlds of minors as cases, and the input of the peers.

Peers get the values that our engine read from a row (dates of every calendar, telephones,
documents, marks as codes), not the row's text, so that parsing does not put them at a disadvantage.
Names are romanised by anyascii.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.peers.ratios import romanise_names
from benchmarks.trials.cases import ComparedCase, Longs, TrialCase, compare_case
from matching import Person
from sample_data.profiles import Profile
from sample_data.world import SyntheticWorld

LONG_BIRTH_DAYS = 1461  # a birth within a range of more than four years is no date for a peer


@dataclass(frozen=True, slots=True)
class Minors:
    """A world: compared pairs, the peers' columns, and the origin of each record's person."""

    compared: ComparedCase
    columns: pd.DataFrame
    origins: Sequence[str]


def load(seed: int, profile: Profile, size: int) -> Minors:
    """Return a world as `homeward sample` would write it, in random order, compared."""
    written = [
        (row, observed.person, observed.origin)
        for observed in SyntheticWorld(seed, profile).observe(size)
        for row in observed.rows
    ]
    random.Random(seed).shuffle(written)
    rows, owners, origins = zip(*written, strict=True)
    world = compare_case(TrialCase(f"{profile.name} {seed}", rows, np.array(owners, np.int64)))
    return Minors(world, columns(world.people), origins)


def columns(people: Sequence[Person]) -> pd.DataFrame:
    """Return one row per person for Splink. Unknown is None; lists are never empty."""
    rows = [{**_names(person), **_birth(person), **_others(person)} for person in people]
    token_counts = Counter(token for row in rows for token in row["tokens"] or ())
    for number, row in enumerate(rows):
        tokens = row["tokens"] or ()
        row["unique_id"] = number
        row["rarest"] = min(tokens, key=lambda token: (token_counts[token], token), default=None)
    return pd.DataFrame(rows)


def main_name(person: Person) -> str:
    """Return the name that a peer compares.

    It is the first formal name as romanised words in alphabetical order.
    """
    formal = [
        name.text for name in person.names if name.role in ("full", "given", "family", "native")
    ]
    return " ".join(
        sorted(_words(formal[0] if formal else person.names[0].text if person.names else ""))
    )


def _words(text: str) -> list[str]:
    words = "".join(
        letter if letter.isalnum() else " " for letter in romanise_names([text])[0].replace("'", "")
    ).split()
    return [word for word in words if word not in ("unknown", "unk")]


def _list(items: Sequence[str]) -> list[str] | None:
    return sorted(set(items)) or None


def _names(person: Person) -> dict[str, Any]:
    tokens = _list([word for name in person.names for word in _words(name.text) if len(word) > 1])
    return {
        "name": main_name(person) or None,
        "tokens": tokens,
        "kin": _list([word for relative in person.relatives for word in _words(relative.name)]),
    }


def _birth(person: Person) -> dict[str, Any]:
    cells: dict[str, Any] = dict.fromkeys(("birth", "birth_year", "birth_month", "birth_day"))
    if not person.births or (person.births[0].last - person.births[0].first).days > LONG_BIRTH_DAYS:
        return cells
    first, last = person.births[0].first, person.births[0].last
    cells["birth_year"] = (first + (last - first) / 2).year
    if (last - first).days < 31:
        cells["birth_month"] = first.month
    if first == last:
        cells |= {"birth": first.isoformat(), "birth_day": first.day}
    return cells


def _others(person: Person) -> dict[str, Any]:
    place = person.places[0] if person.places else None
    return {
        "sex": person.sex or None,
        "nations": _list(person.nationalities),
        "languages": _list(person.languages),
        "birth_place": " ".join(_words(person.birth_place)) or None,
        "event_country": (place.country or None) if place else None,
        "event_place": (" ".join(_words(place.name)) or None) if place else None,
        "event_day": place.on.toordinal() if place and place.on else None,
        "phones": _list(
            [phone.digits[-8:] for phone in person.phones if phone.owner != "exploiter"]
        ),
        "documents": _list([document.number for document in person.documents]),
        "height": person.height_cm,
        "eyes": person.eyes or None,
        "hair": person.hair or None,
        "marks": _list([f"{mark.kind}:{mark.part}" for mark in person.marks]),
    }


def pooled(worlds: Sequence[Minors]) -> Longs:
    """Return an owner for each compared pair of all worlds in order.

    No two worlds share an owner.
    """
    owners = [world.compared.owners(end_to_end=False) for world in worlds]
    steps = np.cumsum([0, *(int(world.compared.case.who.max()) + 1 for world in worlds[:-1])])
    return np.concatenate([own + step for own, step in zip(owners, steps, strict=True)])
