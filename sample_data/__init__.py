"""The sample world: synthetic people, recorded by agencies with realistic noise, and the truth.

All people in it are fictional. The package imports only the standard library.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from sample_data.agencies import ReferenceGenerator
from sample_data.demo_pair import DEMO_PAIR_ROWS


class ShippedFiles(NamedTuple):
    """The files of the shipped world."""

    records: Path
    truth: Path
    agencies: Path
    people: Path
    preventive: Path


def shipped_files() -> ShippedFiles:
    """Return the paths of the shipped world: intake rows, true pairs, agencies, people, preventive
    rows.

    The file of people has the true facts of each person. It serves to check results, so the engine
    must not read it.
    """
    folder = Path(__file__).parent / "shipped"
    return ShippedFiles(*(folder / f"{name}.csv" for name in ShippedFiles._fields))


def demo_pair_refs() -> tuple[str, str]:
    """Return the references of the demo pair, missing report first.

    It is the first pair in every world of profile `report`.
    """
    references = ReferenceGenerator()
    missing, found = (references.next(agency) for agency, _ in DEMO_PAIR_ROWS)
    return missing, found
