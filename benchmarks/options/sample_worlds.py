"""The worlds of the comparison: sample records in the stores of several states."""

from __future__ import annotations

import random
from datetime import date

from benchmarks.options.world import OptionsWorld, StoredRecord
from matching import Person
from sample_data.agencies import BY_CODE
from sample_data.name_lists import is_latin
from sample_data.origins import load_origins
from sample_data.profiles import PROFILES
from sample_data.rows import NAME_COLUMNS, Row
from sample_data.world import SyntheticWorld as SampleWorld

REPORTED, TUNING = "report", "tuning"


def make_world(size: int, seed: int, profile: str = REPORTED) -> OptionsWorld:
    """Return a world of exactly `size` records, ordered by day of registration.

    The same arguments give the same world.
    """
    customs = {origin.code: origin.custom for origin in load_origins()}
    observed = [
        (person.person, customs[person.origin], row)
        for person in SampleWorld(seed, PROFILES[profile]).observe(size)
        for row in person.rows
    ]
    record_days = [_day(row) for *_, row in observed]
    known_days = [day for day in record_days if day]
    draws = random.Random(f"days {profile} {seed}")
    days = [day or draws.choice(known_days or [1]) for day in record_days]
    records = [
        _holding(child, origin, day, row)
        for (child, origin, row), day in zip(observed, days, strict=True)
    ]
    return OptionsWorld(
        seed, tuple(sorted(records, key=lambda record: (record.day, record.person.ref)))
    )


def _day(row: Row) -> int:
    written = row.get("event_date", "")
    return date.fromisoformat(written).toordinal() if written else 0


def _holding(child: int, origin: str, day: int, row: Row) -> StoredRecord:
    return StoredRecord(
        state=BY_CODE[row["record_ref"].rpartition("-")[0]].state,
        kind=row["kind"],
        child=child,
        day=day,
        origin=origin,
        scripts=_scripts(row),
        country=row.get("event_country", ""),
        nationality=row.get("nationalities", "").partition("|")[0],
        row_bytes=len(",".join(row.values()).encode()),
        person=Person.from_row(row),
    )


def _scripts(row: Row) -> str:
    letters = [
        letter for column in NAME_COLUMNS for letter in row.get(column, "") if letter.isalpha()
    ]
    has_latin = any(is_latin(letter) for letter in letters)
    if all(is_latin(letter) for letter in letters):
        return "latin"
    return "both" if has_latin else "native"
