"""The tools of the storm: the seed decides the faults, and the check finds every broken promise."""

from __future__ import annotations

import collections
import itertools
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from core.policy.roles import Role
from tests.factories import FOUND, MISSING, Installation
from tests.faults.figures import tables
from tests.faults.reckoning import reckon
from tests.faults.storm import BLOWS, SHORT_FAULTS, SHORT_SEED, plan

# change of the database -> finding; one agency owns the only match
BREAKS: dict[str, tuple[str, str]] = {
    "unmatched": (
        "UPDATE record SET matched_version = 0 WHERE kind = 'found'",
        "not matched at their version: 1",
    ),
    "untold": (
        "DELETE FROM notification WHERE id = (SELECT min(id) FROM notification)",
        "notifications missed: 1",
    ),
    "told twice": (
        "INSERT INTO notification (public_id, agency_id, kind, record_id, match_id, "
        "band, created_at)"
        " SELECT :fresh, agency_id, kind, record_id, match_id, band, created_at FROM notification"
        " WHERE id = (SELECT min(id) FROM notification)",
        "notifications twice: 1",
    ),
    "told of nothing": ("UPDATE notification SET band = band - 1", "notifications too many: 2"),
    "another score": ("UPDATE score SET bits = bits + 0.001", "scores that differ: 1"),
    "without its score": ("UPDATE match SET score_id = NULL", "matches missed: 1"),
    "job given up": (
        "UPDATE job SET state = 'quarantined' WHERE kind = 'notify'",
        "jobs quarantined: ",
    ),
    "unregistered": (
        "DELETE FROM audit_record WHERE id = (SELECT max(id) FROM audit_record)",
        "audit log index_differs: 1",
    ),
}


@pytest.fixture
def acknowledged(installation: Installation) -> dict[str, UUID]:
    """A matched match of one agency, and the answers to its registrations."""
    actor = installation.actor(Role.CASEWORKER)
    made = {str(row["record_ref"]): installation.register(row, actor) for row in (MISSING, FOUND)}
    installation.work()
    return made


def _complaints(installation: Installation, acknowledged: dict[str, UUID]) -> tuple[str, ...]:
    return reckon(installation.database, installation.context, acknowledged).complaints


def test_a_correct_store_gives_no_complaint(
    installation: Installation, acknowledged: dict[str, UUID]
) -> None:
    assert _complaints(installation, acknowledged) == ()


@pytest.mark.parametrize("broken", BREAKS)
def test_each_kind_of_damage_is_found(
    installation: Installation, acknowledged: dict[str, UUID], broken: str
) -> None:
    statement, words = BREAKS[broken]
    with installation.database.transaction() as session:
        session.execute(text(statement), {"fresh": uuid4().hex})
    assert any(one.startswith(words) for one in _complaints(installation, acknowledged))


def test_acknowledged_and_stored_records_are_compared(
    installation: Installation, acknowledged: dict[str, UUID]
) -> None:
    reference = next(iter(acknowledged))
    remaining = {name: value for name, value in acknowledged.items() if name != reference}
    assert _complaints(installation, acknowledged | {"never stored": uuid4()}) == (
        "acknowledged and not stored: 1",
    )
    assert _complaints(installation, remaining) == ("stored and never acknowledged: 1",)
    assert "one record for two references: 1" in _complaints(
        installation, acknowledged | {"again": acknowledged[reference]}
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_storm_strikes_everything_equally_often_by_its_seed_and_no_target_twice_at_once(
    seed: int,
) -> None:
    gusts = plan(seed, 2 * len(BLOWS))
    assert gusts == plan(seed, 2 * len(BLOWS)) != plan(seed + 1, 2 * len(BLOWS))
    struck = collections.Counter(itertools.chain.from_iterable(gust.blows for gust in gusts))
    assert struck == dict.fromkeys(BLOWS, 2)
    for gust in gusts:
        assert len({BLOWS[name].target for name in gust.blows}) == len(gust.blows)


def test_the_short_storm_kills_everything_that_can_be_killed() -> None:
    struck = {name for gust in plan(SHORT_SEED, SHORT_FAULTS) for name in gust.blows}
    assert struck >= {name for name in BLOWS if name.endswith("killed")}


def test_figures_are_printed_in_one_table_per_title() -> None:
    entries = [
        {"table": "one", "test": "a", "p99_ms": 2.5},
        {"table": "two", "lost": 0},
        {"table": "one", "test": "bb", "p99_ms": 11},
    ]
    assert list(tables(entries)) == [
        ("one", ["test  p99 ms", "a     2.5", "bb    11"]),
        ("two", ["lost", "0"]),
    ]
