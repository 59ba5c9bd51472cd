"""Evidence and fits that use the chance table of a snapshot.

Evidence is read with the table that it was scored with, and chance is counted once.
"""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from matching import WeightSet, shipped_weights
from matching.model import levels
from matching.model.u_probabilities import ChanceTable, encode_chance
from matching.versions import ENGINE_VERSION
from models.matching_runs.match_key import RaritySnapshot
from services.matching_runs import weights
from tests.factories import NOW, Installation
from tests.integration.weights.steps import (
    BASE,
    CODES,
    INDEX,
    SIZE,
    ArtificialPair,
    bits_of,
    next_check_at,
    planted,
    stored_evidence,
    write_pairs,
)

pytestmark = pytest.mark.late


def _chance(attribute: str, level: str, bits: float) -> ChanceTable:
    chance = np.zeros((levels.ATTRIBUTE_COUNT, levels.MAX_LEVELS), np.int16)
    chance[INDEX[attribute], CODES[attribute].index(level)] = round(bits * 64)
    return chance


def _with_snapshots(one: Installation, *found: ChanceTable | None) -> list[int]:
    """Write empty snapshots, each with its chance table; return their ids."""
    with one.database.transaction() as session:
        made = [
            RaritySnapshot(
                size=SIZE, chance=None if one is None else encode_chance(one), created_at=NOW
            )
            for one in found
        ]
        session.add_all(made)
        session.flush()
        return [snapshot.id for snapshot in made]


def _spread(found: WeightSet) -> float:
    """Return the bits of agreeing minus differing eyes; 0 in the planted population."""
    return bits_of(found, "eyes", "agree") - bits_of(found, "eyes", "differ")


def test_evidence_is_read_under_the_chance_that_it_was_scored_under(store: Installation) -> None:
    common, rare = _chance("eyes", "agree", 1.0), _chance("eyes", "agree", -1.0)
    before = _with_snapshots(store, common, rare)
    codes = BASE | {"eyes": "agree"}
    write_pairs(
        store,
        [
            ArtificialPair(
                codes,
                "same",
                f"{ENGINE_VERSION}.{number}",
                stored_evidence(codes, chance=chance),
            )
            for number, chance in zip((*before, 0), (common, rare, None), strict=True)
        ],
    )
    look = next_check_at(store)
    assert len(look.labels.pairs) == 3
    assert not look.labels.pairs.beyond.any()
    assert np.array_equal(look.chance, rare)
    found = weights.compare_weights(store.context, look, shipped_weights(), thresholds=(0.5,))
    assert found.moves == ()


def test_a_fitted_set_keeps_the_chance_it_was_fitted_under_and_counts_it_once(
    store: Installation,
) -> None:
    chance = _chance("eyes", "agree", 1.0)
    (number,) = _with_snapshots(store, chance)
    version = f"{ENGINE_VERSION}.{number}"
    pairs = [dataclasses.replace(one, engine=version) for one in planted(120)]
    write_pairs(
        store,
        [
            dataclasses.replace(one, stored=stored_evidence(one.codes, chance=chance))
            for one in pairs
        ],
    )
    look = next_check_at(store)
    fitted = weights.fit_weights(store.context, look, least=30)
    fitted_chance = (
        np.array([row + (0.0,) * (levels.MAX_LEVELS - len(row)) for row in fitted.weights.chance])
        * 64
    )
    assert np.array_equal(fitted_chance, chance)
    assert np.array_equal(fitted.weights.tables(chance).bits, fitted.weights.tables().bits)
    start = shipped_weights().with_chance(chance)
    assert fitted.weights.bits[INDEX["birth"]] == start.bits[INDEX["birth"]]
    assert fitted.weights.sources[INDEX["birth"]] == shipped_weights().sources[INDEX["birth"]]
    (eyes,) = [one for one in fitted.changes if (one.attribute, one.level) == ("eyes", "agree")]
    assert (
        eyes.old
        == bits_of(start, "eyes", "agree")
        < bits_of(shipped_weights(), "eyes", "agree") - 0.5
    )
    assert _spread(fitted.weights) < _spread(start)
