"""The flow table (`core.policy.sharing.information_flow`) as arrays: what may be known of matches.

A `ScoreMask` holds the permitted comparison levels and key kinds for one view and one kind of
record.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from core.codes.records import RecordKind
from core.policy.sharing.information_flow import KEY_ATTRIBUTES, may_flow
from core.policy.sharing.views import View
from matching import KEY_KINDS
from matching.engine import Scores
from matching.model.levels import (
    ATTRIBUTE_COUNT,
    ATTRIBUTE_NAMES,
    ATTRIBUTES,
    FAMILY_INDEX,
    MAX_LEVELS,
)
from matching.score_masking import AllowedLevels, mask_scores, may_reach_probability

# Views of another agency's record, and the responsible agency's view.
_VIEWS = (View.LINK, View.IDENTITY, View.CONTACTS)


@dataclasses.dataclass(frozen=True, slots=True)
class KeyKind:
    """A kind of blocking key: its number, and the attributes that must all be known."""

    number: int
    attributes: tuple[int, ...]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class ScoreMask:
    """The permitted knowledge of a comparison.

    `allowed` has the permitted levels, bool[A, MOST_LEVELS]. `keys` has the permitted kinds of
    blocking key.
    """

    allowed: AllowedLevels
    keys: tuple[KeyKind, ...]

    @property
    def kinds(self) -> int:
        """The permitted kinds of blocking key as bits."""
        return sum(1 << key_kind.number for key_kind in self.keys)

    def only(self, attributes: Iterable[str]) -> ScoreMask:
        """Return a narrower mask that permits these attributes only."""
        rows = [ATTRIBUTE_NAMES.index(attribute) for attribute in attributes]
        allowed = np.zeros_like(self.allowed)
        allowed[:, 0], allowed[FAMILY_INDEX] = True, True
        allowed[rows] = self.allowed[rows]
        return ScoreMask(allowed, ())

    def scores(
        self, levels: npt.NDArray[np.uint8], bits: npt.NDArray[np.float32], size: int
    ) -> Scores:
        """Return the masked scores of matches (see `matching.score_masking.mask_scores`)."""
        return mask_scores(levels, bits, self.allowed, size)

    def is_brought(
        self, kinds: npt.NDArray[np.int64], levels: npt.NDArray[np.uint8]
    ) -> npt.NDArray[np.bool_]:
        """Return bool[n]: whether a match shares a permitted key.

        `kinds` int64[n] has the kinds of the shared keys as bits, `levels` uint8[n, A] the
        comparison levels.
        """
        is_linked = np.zeros(kinds.size, np.bool_)
        for key_kind in self.keys:
            is_shared = kinds & (1 << key_kind.number) > 0
            for attribute in key_kind.attributes:
                is_shared &= self.allowed[attribute, levels[:, attribute]]
            is_linked |= is_shared
        return is_linked


@functools.cache
def score_mask(view: View, kind: str) -> ScoreMask:
    """Return the mask for a viewer who sees the other record, of this kind, at `view`."""
    allowed = np.ones((ATTRIBUTE_COUNT, MAX_LEVELS), np.bool_)
    for row, attribute in enumerate(ATTRIBUTES):
        if row != FAMILY_INDEX:
            flows = [
                may_flow(view, kind, attribute.name, level.code) for level in attribute.levels[1:]
            ]
            allowed[row, 1 : len(attribute.levels)] = flows
    is_any = {
        name: bool(allowed[row, 1 : len(ATTRIBUTES[row].levels)].any())
        for row, name in enumerate(ATTRIBUTE_NAMES)
    }
    keys = tuple(
        KeyKind(
            number,
            tuple(ATTRIBUTE_NAMES.index(attribute) for attribute in sorted(KEY_ATTRIBUTES[name])),
        )
        for number, name in enumerate(KEY_KINDS)
        if all(is_any[attribute] for attribute in KEY_ATTRIBUTES[name])
    )
    return ScoreMask(allowed, keys)


def key_kinds(view: View) -> int:
    """Return the kinds of key, as bits, that are permitted at `view` for every kind of record."""
    return functools.reduce(lambda mask, kind: mask & score_mask(view, kind).kinds, RecordKind, -1)


# At `link` the table is the same for every kind of record; a test checks this.
LINK_MASK = score_mask(View.LINK, RecordKind.FOUND)


def can_be_known(scores: Scores, size: int, least: float) -> npt.NDArray[np.bool_]:
    """Return bool[n]:

    whether a match reaches probability `least` by all evidence or under a mask.
    """
    is_enough = scores.probability >= least
    for key_kind in {
        id(score_mask(view, kind)): score_mask(view, kind) for view in _VIEWS for kind in RecordKind
    }.values():
        maybe = np.flatnonzero(
            ~is_enough
            & may_reach_probability(
                scores.bits, scores.attribute_bits, key_kind.allowed, size, min_probability=least
            )
        )
        if maybe.size:
            is_enough[maybe] = (
                key_kind.scores(
                    scores.levels[maybe], scores.attribute_bits[maybe], size
                ).probability
                >= least
            )
    return is_enough
