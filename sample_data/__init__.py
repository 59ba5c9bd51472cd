"""The sample world: synthetic people written down by agencies with the noise of real registers, and
the truth.

Imports nothing of ours and only the standard library; nobody in it is real.
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


def shipped_files() -> ShippedFiles:
    """Where the shipped world lies: intake rows, true pairs, agencies, and who is who (not for the
    engine's eyes).
    """
    folder = Path(__file__).parent / "shipped"
    return ShippedFiles(*(folder / f"{name}.csv" for name in ShippedFiles._fields))


def demo_pair_refs() -> tuple[str, str]:
    """Return the references of the pair to show, missing report first: they begin every world of
    profile `report`.
    """
    references = ReferenceGenerator()
    missing, found = (references.next(agency) for agency, _ in DEMO_PAIR_ROWS)
    return missing, found
