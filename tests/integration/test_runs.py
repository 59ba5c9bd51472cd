"""How a run is divided: shards cover the store once, and are smaller where records have more
candidates.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from core.policy.roles import Role
from core.security.crypto import Keyring
from models.operations.job import Job, MatchingRun
from services.foundation import jobs, population_snapshot
from services.foundation.feature_store import FeatureStore
from services.matching_runs import runs
from services.operations import schedule
from tests.factories import FOUND, Installation

pytestmark = pytest.mark.both


@pytest.mark.parametrize(
    ("records", "ids"),
    [(0, 250), (20_000, 250), (20_001, 125), (100_000, 125), (100_001, 62), (10**7, 62)],
)
def test_a_large_store_is_cut_into_narrower_shards(records: int, ids: int) -> None:
    assert runs.shard_size(records) == ids


@pytest.mark.parametrize(("halved_above", "shards"), [((), 2), ((6,), 2), ((5,), 4), ((1, 2), 6)])
def test_shards_hold_every_record_once_whatever_their_width(
    installation: Installation,
    monkeypatch: pytest.MonkeyPatch,
    halved_above: tuple[int, ...],
    shards: int,
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 4)
    monkeypatch.setattr(runs, "SHARD_HALVING_SIZES", halved_above)
    for number in range(6):
        installation.register(
            {**FOUND, "record_ref": f"R-{number}"}, installation.actor(Role.CASEWORKER)
        )
    with installation.database.transaction() as session:
        for job in session.scalars(select(Job)):
            job.state = "cancelled"
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    installation.work(limit=1)
    held = []
    with installation.database.transaction() as session:
        assert session.scalars(select(MatchingRun)).one().shards == shards
        for job_id in session.scalars(select(Job.id).where(Job.kind == "shard")):
            claimed = jobs.claim(session, installation.context, job_id, owner="test")
            assert claimed is not None
            held += runs.shard_ids(session, claimed)
    assert sorted(held) == [1, 2, 3, 4, 5, 6]


def test_long_counting_holds_no_database_connection(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    pools: list[QueuePool] = []
    waiting: list[int] = []
    count, read = population_snapshot.count_population, population_snapshot.gather_records

    def gather(
        session: Session, keys: Keyring, features: FeatureStore
    ) -> population_snapshot.SnapshotInput:
        pools.append(session.connection().engine.pool)  # type: ignore[arg-type]
        waiting.append(pools[0].checkedout())
        return read(session, keys, features)

    def watched(gathered: population_snapshot.SnapshotInput) -> population_snapshot.SnapshotCounts:
        waiting.append(pools[0].checkedout())
        return count(gathered)

    monkeypatch.setattr(population_snapshot, "gather_records", gather)
    monkeypatch.setattr(population_snapshot, "count_population", watched)
    with installation.database.transaction() as session:
        runs.start_matching_run(session, installation.context, schedule.SCHEDULER)
    installation.work(limit=1)
    assert waiting == [1, 0]
