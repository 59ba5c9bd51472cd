"""Attributes with one code of a list, in the order of a packed row, and the levels of two codes."""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.arrays import Bytes
from matching.codes.code_lists import code_number
from matching.model.attribute import Coded
from matching.model.levels import ATTRIBUTES, level_number

CODED: Final[dict[str, Coded]] = {
    attribute.name: attribute.coded for attribute in ATTRIBUTES if attribute.coded is not None
}
PLACES: Final = {name: place for place, name in enumerate(CODED)}


def packed_number(name: str, code: str) -> int:
    """Return the number of a code in a packed row, 0 for a code without information."""
    coded = CODED[name]
    return 0 if code in coded.silent else code_number(coded.codes, code)


def level_table() -> Bytes:
    """Return the level of any two numbers of a packed row, 0 if one number is 0.

    The shape is uint8[coded, most codes + 1, most codes + 1].
    """
    most = max(len(coded.codes) for coded in CODED.values())
    table = np.zeros((len(CODED), most + 1, most + 1), np.uint8)
    for place, (name, coded) in enumerate(CODED.items()):
        for row, left_code in enumerate(coded.codes, 1):
            for column, right_code in enumerate(coded.codes, 1):
                level = level_number(name, coded.compare(left_code, right_code))
                table[place, row, column] = level
    return table
