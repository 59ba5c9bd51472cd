"""A cross-match by several processes gives exactly the results of one process.

This also holds if one of them is killed.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import URL, select

from core.security.crypto import Keyring
from core.security.passwords import hash_password
from models.operations.job import Job
from services.agencies import accounts
from tests import factories, postgres
from tests.factories import Installation
from tests.faults.cluster import (
    Cluster,
    Outcome,
    candidate_matches,
    cluster,
    import_world,
    is_over,
    outcome,
    progress,
    start_matching_run,
)
from tests.faults.serving import wait_for
from tests.servers import RedisServer

SIZE = 1_000
pytestmark = pytest.mark.slow  # the world and the results of one process are made first


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Iterator[URL]:
    """A PostgreSQL database with a world that was never matched, for copying."""
    url = postgres.create()
    with _closed(_make(tmp_path_factory.mktemp("world"), keys, url)) as installation:
        import_world(installation, SIZE)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def single_process(world: URL, tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Outcome:
    """The results of one process."""
    url = postgres.create(template=world.database)
    with _closed(
        factories.open_installation(tmp_path_factory.mktemp("alone"), keys, url)
    ) as installation:
        found = _run_in_one_process(installation)
    postgres.drop(url)
    return found


@contextlib.contextmanager
def _closed(installation: Installation) -> Iterator[Installation]:
    try:
        yield installation
    finally:
        installation.database.dispose()
        installation.app.dispose()


def _make(folder: Path, keys: Keyring, url: URL | None) -> Installation:
    stored = hash_password(factories.PASSWORD)
    with (
        mock.patch.object(accounts, "hash_password", return_value=stored),
        postgres.one_at_a_time(),
    ):
        return factories.make_installation(folder, keys, url)


def _run_in_one_process(installation: Installation) -> Outcome:
    start_matching_run(installation)
    installation.work()
    return outcome(installation)


@pytest.fixture
def copy(world: URL, tmp_path: Path, keys: Keyring) -> Iterator[Installation]:
    """A copy of that database."""
    url = postgres.create(template=world.database)
    with _closed(factories.open_installation(tmp_path / "copy", keys, url)) as installation:
        yield installation
    postgres.drop(url)


@pytest.fixture
def two(
    copy: Installation, redis_server: RedisServer, tmp_path: Path, keys: Keyring
) -> Iterator[Cluster]:
    """Two workers and a scheduler on the copy."""
    with cluster(
        tmp_path / "cluster", keys, database=copy.database.url, broker=redis_server.url
    ) as running:
        yield running


def test_two_workers_find_the_matches_of_one_process_to_the_last_bit(
    copy: Installation, two: Cluster, single_process: Outcome
) -> None:
    start_matching_run(copy)
    wait_for(lambda: is_over(copy))
    assert progress(copy).state == "done"
    assert outcome(copy) == single_process
    shards = progress(copy).shards
    wait_for(lambda: sum(len(two.done(name)) for name in two.workers) == shards > 2)
    first, second = (set(two.done(name)) for name in two.workers)
    assert first
    assert second
    assert len(first | second) == shards


def test_a_worker_killed_in_a_shard_neither_loses_nor_repeats_work(
    copy: Installation, two: Cluster, single_process: Outcome
) -> None:
    start_matching_run(copy)
    shard = _killed_in_a_shard(copy, two, two.workers[0])
    wait_for(lambda: is_over(copy))
    with copy.database.transaction(is_read_only=True) as session:
        assert session.get_one(Job, shard).attempts == 2
    wait_for(lambda: shard in two.done(two.workers[1]))
    assert progress(copy).state == "done"
    assert outcome(copy) == single_process


def _killed_in_a_shard(copy: Installation, two: Cluster, name: str) -> int:
    """Kill a worker while it works on a shard; return the shard's job."""
    held: list[int] = []

    def is_held() -> bool:
        # the worker cannot finish its shard between the check and the kill
        two.signal(name, signal.SIGSTOP)
        with copy.database.transaction(is_read_only=True) as session:
            shards = select(Job.id, Job.lease_owner).where(
                Job.kind == "shard", Job.state == "running"
            )
            held.extend(
                row.id
                for row in session.execute(shards)
                if int(row.lease_owner.split(":")[1]) in two.pids(name)
            )
        if not held:
            two.signal(name, signal.SIGCONT)
        return bool(held)

    wait_for(is_held)
    two.signal(name, signal.SIGKILL)
    return held[0]


def test_no_match_is_scored_twice_and_none_is_left_out(
    copy: Installation, single_process: Outcome
) -> None:
    assert single_process.run.pairs_scored == len(candidate_matches(copy.database))
    assert single_process.run.pairs_kept == len(single_process.matches)
    assert single_process.run.records == SIZE == single_process.size
    assert set(single_process.matched.values()) == {(1, single_process.run.engine_version)}


def test_sqlite_finds_the_same_matches_bits_and_rarity(
    single_process: Outcome, tmp_path: Path, keys: Keyring
) -> None:
    with _closed(_make(tmp_path / "sqlite", keys, None)) as installation:
        import_world(installation, SIZE)
        found = _run_in_one_process(installation)
    assert found.matches == single_process.matches
    assert found == single_process
