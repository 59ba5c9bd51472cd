"""The sample world: synthetic people written down by agencies with the noise of real registers, and the truth.

Imports nothing of ours and only the standard library; nobody in it is real.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple


class ShippedFiles(NamedTuple):
    """The files of the shipped world."""

    records: Traversable
    truth: Traversable
    agencies: Traversable
    people: Traversable


def shipped_files() -> ShippedFiles:
    """Where the shipped world lies: intake rows, true pairs, agencies, and who is who (not for the engine's eyes)."""
    folder = files("sample_data").joinpath("shipped")
    return ShippedFiles(*(folder.joinpath(f"{name}.csv") for name in ShippedFiles._fields))
