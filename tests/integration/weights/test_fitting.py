"""Weights fitted to decisions: which bits change and how far; few decisions change nothing."""

from __future__ import annotations

import pytest

from core.errors import Conflict
from matching import shipped_weights
from matching.model import levels
from services.matching_runs import weights
from tests.factories import Installation
from tests.integration.weights.steps import (
    BASE,
    INDEX,
    ArtificialPair,
    bits_of,
    next_check_at,
    planted,
    write_pairs,
)

pytestmark = pytest.mark.late


def test_fitting_approaches_a_known_truth_and_keeps_unseen_levels(store: Installation) -> None:
    write_pairs(store, planted(400))
    look = next_check_at(store)
    assert (
        look.labels.same,
        look.labels.different,
        look.labels.compared_again,
        look.labels.left_out,
    ) == (
        200,
        200,
        0,
        0,
    )
    fitted = weights.fit_weights(store.context, look, least=30)
    eyes = [bits_of(fitted.weights, "eyes", level) for level in ("differ", "agree")]
    before = [bits_of(shipped_weights(), "eyes", level) for level in ("differ", "agree")]
    assert before[0] < eyes[0] <= eyes[1] < before[1]
    assert eyes[1] - eyes[0] < (before[1] - before[0]) * 2 / 3
    observed_levels = set(BASE.items()) | {("eyes", "differ"), ("eyes", "agree"), ("eyes", "near")}
    for attribute, old, new in zip(
        levels.ATTRIBUTES, shipped_weights().bits, fitted.weights.bits, strict=True
    ):
        for level, one, other in zip(attribute.levels, old, new, strict=True):
            assert one == other or (attribute.name, level.code) in observed_levels
    assert fitted.weights.bend == shipped_weights().bend
    assert fitted.weights.sources[INDEX["eyes"]][1] == "decisions"
    assert fitted.weights.sources[INDEX["phone"]] == shipped_weights().sources[INDEX["phone"]]
    counted = {(one.attribute, one.level): (one.same, one.different) for one in fitted.changes}
    assert counted["eyes", "differ"] == (100, 100)
    assert counted["hair", "agree"] == (0, 0)


def test_thirty_decisions_move_little(store: Installation) -> None:
    write_pairs(store, planted(60))
    fitted = weights.fit_weights(store.context, next_check_at(store), least=30)
    assert 0 < max(abs(one.new - one.old) for one in fitted.changes) <= 0.25


def test_the_share_of_same_decisions_changes_no_weight(
    store: Installation,
) -> None:
    """Nine of ten decisions are "same" at every level.

    This reflects which pairs were chosen for review, so no weight may change.
    """
    rows = [ArtificialPair(BASE, "same" if number % 10 else "different") for number in range(300)]
    write_pairs(store, rows)
    fitted = weights.fit_weights(store.context, next_check_at(store), least=30)
    assert [one for one in fitted.changes if one.new != one.old] == []


@pytest.mark.parametrize(("same", "different"), [(29, 30), (30, 29), (0, 60), (60, 0)])
def test_too_few_decisions_of_a_kind_are_refused(
    store: Installation, same: int, different: int
) -> None:
    write_pairs(
        store,
        [ArtificialPair(BASE, "same")] * same
        + [ArtificialPair(BASE, "different")] * different
        + [ArtificialPair(BASE, "cannot_tell")] * 9,
    )
    with pytest.raises(Conflict, match=rf"{same} same and {different} different; 30 of each"):
        weights.fit_weights(store.context, next_check_at(store), least=30)


def test_the_minimum_of_decisions_cannot_be_set_below_the_publication_limit(
    store: Installation,
) -> None:
    write_pairs(store, [ArtificialPair(BASE, "same"), ArtificialPair(BASE, "different")] * 5)
    with pytest.raises(Conflict, match="11 of each"):
        weights.fit_weights(store.context, next_check_at(store), least=1)
