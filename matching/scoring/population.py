"""Populations: packed rows as numpy columns for the kernel.

Token ids are valid in one population only.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from matching.arrays import Bytes, Flags, Floats, Ints, Longs
from matching.codes import code_lists
from matching.kernel.upper_bound import summary_cards
from matching.model.coded import CODED
from matching.model.u_probabilities import ChanceTable
from matching.names.tokens.name_columns import (
    CarrierShares,
    build_names,
    shares_in_pool,
    shares_in_population,
)
from matching.names.tokens.neighbourhood_density import (
    NameLexicon,
    commonest_names,
    make_lexicon,
    neighbourhood_density,
)
from matching.names.tokens.token_frequency import TokenFrequencies, TokenInfo, carrier_counts
from matching.names.tokens.token_table import Entries
from matching.packing.columns import ComparisonSide, FactColumns, Words
from matching.packing.features import DOCUMENT_SIGNS, pack
from matching.packing.sections import Sections, cumulative_starts, unpack
from matching.reading.mark_text import MAX_WORDS
from matching.reading.person import Person
from matching.scoring.u_estimation import RowMarks, estimate_chance, row_marks

_GROUPS = ("name", "relative", "birth_place", "place", "home")


class Population:
    """People prepared for comparison, from persons, packed rows or file columns; immutable."""

    def __init__(self, sections: Sections) -> None:
        self._size = sections.size
        token_starts = cumulative_starts(
            np.concatenate([sections.letters[f"{group}_lengths"] for group in _GROUPS])
        )
        letters = np.concatenate([sections.letters[f"{group}_letters"] for group in _GROUPS])
        name_token_starts = cumulative_starts(sections.letters["names"].reshape(-1, 2)[:, 1])
        lengths = sections.values("relatives").reshape(-1, 2)[:, 1]
        relative_starts = name_token_starts[-1] + cumulative_starts(lengths)
        names, self.table, ids, joined = build_names(
            letters, token_starts, name_token_starts, relative_starts
        )
        columns = _columns(sections, ids, joined)
        self.side = ComparisonSide(columns, names, summary_cards(columns))
        self._own: CarrierShares | None = None
        self._crowd: tuple[Population, Floats] | None = None
        self._snapshot: tuple[TokenFrequencies, TokenInfo] | None = None
        # Kept until the marks are computed, which count all people.
        self._sections: Sections | None = sections
        self._marks: RowMarks | None = None
        self._chance: tuple[ChanceTable | None] | None = None

    @classmethod
    def from_people(cls, people: Sequence[Person]) -> Population:
        """Return the population of these people, in their order."""
        return cls(unpack([pack(person) for person in people]))

    @classmethod
    def from_packed(cls, rows: Sequence[bytes]) -> Population:
        """Return the population of these packed rows, in order.

        Raises PackedRowError for a row that cannot be read.
        """
        return cls(unpack(rows))

    def __len__(self) -> int:
        return self._size

    @property
    def memory(self) -> int:
        """Return the number of bytes of the columns and the token table."""
        return sum(column.nbytes for column in (*self.side.columns, *self.side.names, *self.table))

    def shares(self, pool: Population | None = None) -> CarrierShares:
        """Return the share of people with each token, counted on `pool` (None: these people)."""
        if pool is not None and pool is not self:
            return shares_in_pool(self.table, pool.table, pool.shares(), len(pool))
        if self._own is None:
            owner = np.repeat(
                np.arange(self._size, dtype=np.int64), np.diff(self.side.columns.name_starts)
            )
            self._own = shares_in_population(self.side.names, self.table, owner, self._size)
        return self._own

    def entries(
        self,
        rarity: TokenFrequencies | None,
        pool: Population | None = None,
        *,
        other_population: Population | None = None,
    ) -> Entries:
        """Return the token table with the share and the neighbourhood density of each token.

        They come from the snapshot, else are counted on `pool` (None: these people).
        `other_population` is the only population that these people are compared with.
        """
        if rarity is not None and other_population is not None:
            return self.table.entries(*rarity.token_info(self.table, other_population.table))
        if rarity is not None:
            if self._snapshot is None or self._snapshot[0] is not rarity:
                self._snapshot = (rarity, rarity.token_info(self.table))
            return self.table.entries(*self._snapshot[1])
        shares = self.shares(pool)
        reference = self if pool is None else pool
        if self._crowd is None or self._crowd[0] is not reference:
            self._crowd = (
                reference,
                neighbourhood_density(self.table.entries(shares.of_all), reference.lexicon),
            )
        return self.table.entries(shares.of_all, self._crowd[1], script_share=shares.of_script)

    def chance(
        self, rarity: TokenFrequencies | None = None, marks: RowMarks | None = None
    ) -> ChanceTable | None:
        """Return the chance agreement of these people, counted on random pairs (u_estimation.py).

        Return None for fewer than three people. `rarity` is the snapshot from which these people
        come; it gives token shares and size. Without `rarity`, both are counted on these people,
        and the result is kept. `marks` determine which pairs are drawn; the default is the people's
        own. `marks` are used only together with `rarity`.
        """
        if rarity is not None:
            return estimate_chance(
                self.side,
                self.entries(rarity),
                self.marks() if marks is None else marks,
                rarity.size,
            )
        if self._chance is None:
            self._chance = (
                estimate_chance(self.side, self.entries(None), self.marks(), len(self)),
            )
        return self._chance[0]

    def marks(self) -> RowMarks:
        """Return a number for each person, derived only from the person's own facts."""
        sections = self._sections  # read first: it is deleted only after the marks exist
        if self._marks is None and sections is not None:
            self._marks = row_marks(sections)
            self._sections = None
        assert self._marks is not None
        return self._marks

    @cached_property
    def lexicon(self) -> NameLexicon:
        """The most frequent names of these people."""
        return make_lexicon(
            commonest_names(carrier_counts(self.table, self.shares().of_all, len(self))), len(self)
        )


def _columns(sections: Sections, ids: Ints, joined: Ints) -> FactColumns:
    """Return the columns.

    `ids` are the token ids of all groups in sequence. `joined` are the ids of neighbours of
    relatives' names, joined.
    """
    size, values, starts = sections.size, sections.values, sections.items
    ends = np.cumsum([sections.letters[f"{group}_lengths"].size for group in _GROUPS])
    height = np.zeros((size, 2), np.int32)
    height[np.diff(starts("height")) > 0] = values("height").reshape(-1, 2)
    relatives = values("relatives").reshape(-1, 2)
    owner = np.repeat(np.arange(relatives.shape[0], dtype=np.int32), relatives[:, 1])
    is_sensitive = values("marks")[::3] >= code_lists.SENSITIVE_FLAG
    mark_starts, marks, words = _chosen_marks(sections, ~is_sensitive)
    sensitive_mark_starts, sensitive_marks, sensitive_words = _chosen_marks(sections, is_sensitive)
    return FactColumns(
        body=values("body").reshape(-1, len(CODED)),
        height=height,
        birth_starts=starts("births"),
        births=values("births").reshape(-1, 8),
        nation_starts=starts("nations"),
        nations=values("nations"),
        language_starts=starts("languages"),
        languages=values("languages"),
        place_starts=starts("places"),
        places=values("places").reshape(-1, 4),
        place_token_starts=starts("place_lengths"),
        place_tokens=ids[ends[2] : ends[3]].copy(),
        phone_starts=starts("phones"),
        phones=values("phones"),
        phone_flags=values("phone_flags").reshape(-1, 2),
        document_starts=starts("documents"),
        documents=values("documents").reshape(-1, 2),
        document_signs=values("document_signs").reshape(-1, 1 + DOCUMENT_SIGNS),
        relative_starts=starts("relative_lengths"),
        relatives=np.stack(
            [relatives[owner, 0].astype(np.int32), ids[ends[0] : ends[1]], joined, owner], axis=1
        ),
        mark_starts=mark_starts,
        marks=marks,
        mark_words=words,
        sensitive_mark_starts=sensitive_mark_starts,
        sensitive_marks=sensitive_marks,
        sensitive_mark_words=sensitive_words,
        birth_place_starts=starts("birth_place_lengths"),
        birth_place_tokens=ids[ends[1] : ends[2]].copy(),
        home_starts=starts("homes"),
        homes=values("homes").reshape(-1, 2),
        home_token_starts=starts("home_lengths"),
        home_tokens=ids[ends[3] : ends[4]].copy(),
        home_number_starts=starts("home_numbers"),
        home_numbers=values("home_numbers"),
        name_starts=starts("names"),
        name_roles=np.ascontiguousarray(values("names").reshape(-1, 2)[:, 0]),
        ethnicity_starts=starts("ethnicities"),
        ethnicities=values("ethnicities"),
        spot_starts=starts("spots"),
        spots=values("spots").reshape(-1, 7),
    )


def _chosen_marks(sections: Sections, is_selected: Flags) -> tuple[Longs, Bytes, Words]:
    """Return starts int64[rows + 1], codes and words of the selected marks.

    The selection is bool[marks of all rows].
    """
    before = np.append(0, np.cumsum(is_selected))
    marks = sections.values("marks").reshape(-1, 3)
    words = sections.values("mark_words").reshape(-1, MAX_WORDS)
    return before[sections.items("marks")], marks[is_selected], words[is_selected]
