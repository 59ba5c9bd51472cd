"""Candidate look-up by key: it is limited, equal on both databases, and uses the primary key."""

from __future__ import annotations

import math
import random
import struct

import numpy as np
import pytest
from sqlalchemy import event, text

from core.policy.roles import Role
from models.matching_runs.match_key import MatchKey
from models.row_security.database_roles import DatabaseRole
from models.sql.bulk import insert_rows
from services.foundation.feature_store import FeatureRow
from services.matching_runs import candidate_lookup
from services.matching_runs.candidate_lookup import PairIndex
from services.records.intake import match_keys
from tests.factories import FOUND, Installation

pytestmark = pytest.mark.both


def _fill(installation: Installation, keys: int) -> dict[int, list[int]]:
    """Give six records random keys; return the sorted record ids of each key."""
    actor = installation.actor(Role.CASEWORKER)
    for number in range(6):
        installation.register({**FOUND, "record_ref": f"K-{number}"}, actor)
    chance = random.Random(3)
    ids_by_key = {
        key: sorted(chance.sample(range(1, 7), chance.randint(1, 6))) for key in range(-keys, 0)
    }
    version, _ = installation.context.keys.current("match")
    with installation.database.transaction() as session:
        rows = [
            {"key_version": version, "key": key, "record_id": one}
            for key, ids in ids_by_key.items()
            for one in ids
        ]
        insert_rows(session, MatchKey, rows)
    return ids_by_key


def _version(installation: Installation) -> int:
    return candidate_lookup.lookup_key(installation.context.keys)[0]


def _look_up(installation: Installation, searched_keys: list[int]) -> list[tuple[int, int]]:
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        keys, ids = candidate_lookup.lookup_records(session, _version(installation), searched_keys)
    return sorted(zip(keys.tolist(), ids.tolist(), strict=True))


@pytest.mark.parametrize("count", [0, 1, 199, 200, 201, 450])
def test_every_record_of_every_wanted_key_is_found(installation: Installation, count: int) -> None:
    ids_by_key = _fill(installation, 460)
    searched_keys = sorted(ids_by_key)[:count]
    assert _look_up(installation, [*searched_keys, 10**15]) == [
        (key, one) for key in searched_keys for one in ids_by_key[key]
    ]


def test_a_key_gives_its_first_records_up_to_the_cap(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids_by_key = _fill(installation, 40)
    monkeypatch.setattr(candidate_lookup, "KEY_CAP", 2)
    assert _look_up(installation, sorted(ids_by_key)) == [
        (key, one) for key in sorted(ids_by_key) for one in ids_by_key[key][:2]
    ]


def test_a_limit_excludes_ids_above_it_and_changes_nothing_below(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids_by_key = _fill(installation, 40)
    monkeypatch.setattr(candidate_lookup, "KEY_CAP", 3)
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        keys, ids = candidate_lookup.lookup_records(
            session, _version(installation), sorted(ids_by_key), below=5
        )
    expected = [(key, one) for key in sorted(ids_by_key) for one in ids_by_key[key][:3] if one < 5]
    assert sorted(zip(keys.tolist(), ids.tolist(), strict=True)) == expected


@pytest.mark.parametrize("most", [1, 3, 400])
def test_the_nearest_are_those_that_share_most_and_never_the_record_itself(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    ids_by_key = _fill(installation, 60)
    own = sorted(key for key, ids in ids_by_key.items() if 4 in ids)
    shared = {
        one: sum(
            math.log2(max(8 / len(ids_by_key[key]), 1)) + candidate_lookup.MIN_BITS
            for key in own
            if one in ids_by_key[key]
        )
        for one in (1, 2, 3, 5, 6)
    }
    expected = sorted(shared, key=lambda one: -shared[one])[:most]
    row = FeatureRow(4, 1, _version(installation), 1, struct.pack(f"<H{len(own)}q", len(own), *own))
    monkeypatch.setattr(candidate_lookup, "MAX_MATCHED", most)
    monkeypatch.setattr(
        match_keys,
        "key_kinds_under_version",
        lambda _key, rows: [dict.fromkeys(own, 1) for _ in rows],
    )
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        low, high = candidate_lookup.nearest_pairs(
            session, installation.context.keys, [row], size=8
        )
    assert [(one, other) for one, other in zip(low.tolist(), high.tolist(), strict=True)] == [
        (min(one, 4), max(one, 4)) for one in expected
    ]


def test_matches_as_numbers_keep_their_order_and_leave_out_strangers() -> None:
    numbers = PairIndex(np.array([2, 5, 9, 2**40], np.int64))
    matches = [(2, 5), (2, 2**40), (5, 9), (9, 2**40)]
    made = numbers.of_pairs([*matches, (2, 3), (1, 9), (9, 2**41)])
    assert made.tolist() == sorted(set(made.tolist()))
    low, high = numbers.places(made)
    assert list(zip(numbers.ids[low].tolist(), numbers.ids[high].tolist(), strict=True)) == matches
    empty = PairIndex(np.array([], np.int64))
    assert [end.size for end in empty.places(empty.of_pairs(matches))] == [0, 0]


def test_the_look_up_walks_the_primary_key(installation: Installation) -> None:
    ids_by_key = _fill(installation, 5000)
    caught: list[tuple[str, object]] = []

    def note(
        _conn: object, _cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        if "match_key" in statement:
            caught.append((statement, parameters))

    installation.change(text("ANALYZE"))
    event.listen(installation.app.engine, "before_cursor_execute", note)
    _look_up(installation, sorted(ids_by_key)[:16])
    event.remove(installation.app.engine, "before_cursor_execute", note)
    [(statement, parameters)] = caught
    explain = "EXPLAIN" if not installation.database.is_sqlite else "EXPLAIN QUERY PLAN"
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        plan = session.connection().exec_driver_sql(f"{explain} {statement}", parameters).all()  # type: ignore[arg-type]
    words = " ".join(str(part) for row in plan for part in row)
    assert "pk_match_key" in words or "USING PRIMARY KEY" in words, words
    assert "Seq Scan" not in words
    assert "SCAN match_key" not in words
