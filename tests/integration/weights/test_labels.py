"""Which decisions are used for fitting, and the evidence stored with them."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from sqlalchemy import select, update

from core.policy.roles import Role
from matching.model import levels
from matching.versions import ENGINE_VERSION
from models.matching_runs.match import Match, Score
from models.records.facts import Feature
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.foundation import feature_store
from services.matching_runs import weights
from tests.factories import CHECKED, FOUND, MISSING, Installation
from tests.integration.matches.decided import SAME, decide
from tests.integration.matches.steps import record_decision
from tests.integration.records.steps import edit
from tests.integration.weights.steps import (
    BASE,
    ArtificialPair,
    next_check_at,
    stored_evidence,
    write_pairs,
)

pytestmark = pytest.mark.late


def test_raw_name_bits_are_recovered_from_calibrated_ones(store: Installation) -> None:
    codes = BASE | {"name": "agree"}
    write_pairs(
        store,
        [
            ArtificialPair(codes, "same", stored=stored_evidence(codes, raw))
            for raw in (-30.0, -6.0, 3.0, 21.0, 60.0)
        ],
    )
    names = sorted((next_check_at(store).labels.pairs.names / 64).tolist())
    lowest, highest = (levels.NAME_CALIBRATION[end][0] for end in (0, -1))
    assert names == pytest.approx([lowest, -6.0, 3.0, 21.0, highest], abs=0.1)


def test_evidence_under_weights_that_are_not_at_hand_is_left_out_and_counted(
    store: Installation,
) -> None:
    unknown = f"{ENGINE_VERSION}+00000000.0"
    write_pairs(
        store,
        [
            ArtificialPair(BASE, "same", engine=unknown),
            ArtificialPair(BASE, None, engine=unknown),
            ArtificialPair(BASE, "same"),
            ArtificialPair(BASE, "different", stored=b"cut"),
        ],
    )
    store.change(update(Feature).values(record_version=7))
    look = next_check_at(store)
    assert (look.labels.same, look.labels.left_out, len(look.queue.pairs), look.queue.left_out) == (
        1,
        2,
        0,
        1,
    )


def _decide(store: Installation) -> Match:
    """Let two people refute one real pair."""
    store.register(FOUND, store.actor(Role.CASEWORKER, "DE-JUG"))
    store.work()
    pair = store.read_one(select(Match))
    decide(store, pair.public_id, "refuted")
    return pair


def test_evidence_of_another_engine_is_recomputed_while_the_records_are_unchanged(
    store: Installation,
) -> None:
    pair = _decide(store)
    stored = next_check_at(store).labels
    assert (stored.different, stored.compared_again) == (1, 0)
    store.change(update(Score).values(engine_version="1.0"))
    look = next_check_at(store).labels
    assert (look.different, look.compared_again, look.left_out) == (1, 1, 0)
    assert np.array_equal(look.pairs.levels, stored.pairs.levels)
    assert np.array_equal(look.pairs.names, stored.pairs.names)
    assert look.decided[0].public_id == pair.public_id
    edited = store.read_one(select(Record.public_id).where(Record.id == pair.high))
    edit(store, store.actor(Role.CASEWORKER, "DE-JUG"), edited, {"height_cm": "155"})
    changed = next_check_at(store).labels
    assert (changed.different, changed.left_out) == (0, 1)


def test_no_record_is_opened_where_levels_suffice(
    store: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _decide(store)

    def never(*_: object) -> None:
        raise AssertionError("a feature row was opened")

    monkeypatch.setattr(feature_store, "unseal", never)
    fresh = dataclasses.replace(store.context, features=feature_store.FeatureStore())
    with store.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        assert weights.read_comparison_data(session, fresh, INSTALLER).labels.different == 1


def test_same_from_one_side_is_no_label_and_from_both_is_one(store: Installation) -> None:
    missing_side = store.actor(Role.CASEWORKER, "GR-CPA")
    store.register({**MISSING, "record_ref": "M-9"}, missing_side, CHECKED)
    store.register(FOUND, store.actor(Role.CASEWORKER, "FR-116"))
    store.work()
    mine = select(Record.id).where(Record.agency_id == missing_side.agency_id)
    pair = store.read_one(
        select(Match)
        .where(Match.low.in_(mine) | Match.high.in_(mine))
        .order_by(Match.id.desc())
        .limit(1)
    )
    for role, agency, labels in (
        (Role.CASEWORKER, "FR-116", 0),
        (Role.SUPERVISOR, "FR-116", 0),
        (Role.SUPERVISOR, "GR-CPA", 1),
    ):
        record_decision(store, store.actor(role, agency), pair.public_id, *SAME)
        assert next_check_at(store).labels.same == labels
