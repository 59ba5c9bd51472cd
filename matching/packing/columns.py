"""What the kernel reads of a population: its facts as numpy columns. Types only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Ints, Longs
from matching.names.tokens.token_table import NameColumns

Shorts = npt.NDArray[np.uint16]
Spots = npt.NDArray[np.int16]
Words = npt.NDArray[np.uint32]


class FactColumns(NamedTuple):
    """Facts of a population.

    Person p's items are rows `starts[p]:starts[p + 1]`. features.SECTIONS gives the order of
    values.
    """

    body: Bytes
    height: Ints
    birth_starts: Longs
    births: Ints
    nation_starts: Longs
    nations: Shorts
    language_starts: Longs
    languages: Shorts
    place_starts: Longs
    places: Ints
    place_token_starts: Longs  # tokens of all places of a person together
    place_tokens: Ints
    phone_starts: Longs
    phones: Longs
    phone_flags: Bytes
    document_starts: Longs
    documents: Longs
    document_signs: Bytes
    relative_starts: Longs
    # one row per token of a name: relation, token, it joined with its neighbour or -1, relative
    relatives: Ints
    mark_starts: Longs
    marks: Bytes
    mark_words: Words
    sensitive_mark_starts: Longs
    sensitive_marks: Bytes
    sensitive_mark_words: Words
    birth_place_starts: Longs
    birth_place_tokens: Ints
    home_starts: Longs
    homes: Bytes  # numbers of words and of numbers of each home
    home_token_starts: Longs  # tokens of all homes of a person together
    home_tokens: Ints
    home_number_starts: Longs
    home_numbers: Ints
    name_starts: Longs
    name_roles: Bytes
    ethnicity_starts: Longs
    ethnicities: Ints
    spot_starts: Longs
    spots: Spots


class ComparisonSide(NamedTuple):
    """One side of a comparison: facts, names and cards (kernel/upper_bound.py) of a population."""

    columns: FactColumns
    names: NameColumns
    cards: Ints
