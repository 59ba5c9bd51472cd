"""A process that answers searches reads beforehand what they need, of a store that was counted, as
far as it fits.
"""

from __future__ import annotations

import dataclasses
import logging
import threading

import pytest
from sqlalchemy.pool import QueuePool

from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import population_snapshot
from services.foundation.context import Context
from services.foundation.feature_store import BYTES_A_ROW, FeatureStore
from services.foundation.population_snapshot import SnapshotStore
from services.matching_runs import warm_up
from tests.factories import Installation
from tests.integration.running import register_alternately
from tests.integration.statements import heard


def _count(one: Installation) -> None:
    with one.database.transaction() as session:
        counted = population_snapshot.count_population(
            population_snapshot.gather_records(session, one.context.keys, FeatureStore())
        )
        population_snapshot.save_snapshot(
            session, one.context.keys, counted, now=one.context.clock.now()
        )


def _started(one: Installation, features: FeatureStore | None = None) -> Context:
    """Return the context of a process that has read nothing yet."""
    store = FeatureStore() if features is None else features
    return dataclasses.replace(
        one.context, features=store, rarity=SnapshotStore(one.context.engine.version)
    )


def _warm(one: Installation, context: Context) -> bool:
    return warm_up.warm_up(context, one.app, threading.Event())


def _opens(one: Installation, context: Context, ids: list[int]) -> bool:
    """Tell whether rows must be read from the database for these ids."""
    with (
        heard(one.app) as statements,
        one.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session,
    ):
        assert len(context.features.get(session, context.keys, ids)) == len(ids)
    return any("feature.sealed" in statement for statement in statements)


def test_a_search_after_it_opens_no_row(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "CHUNK", 2)
    ids = register_alternately(installation, 5)
    _count(installation)
    context = _started(installation)
    assert _warm(installation, context)
    assert len(context.features) == len(ids)
    assert not _opens(installation, context, ids)


def test_of_a_store_that_was_never_counted_nothing_is_read(installation: Installation) -> None:
    register_alternately(installation, 5)
    context = _started(installation)
    assert not _warm(installation, context)
    assert len(context.features) == 0


def test_it_ends_where_the_cache_is_full_and_drives_nothing_out(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warm_up, "CHUNK", 1)
    ids = register_alternately(installation, 8)
    _count(installation)
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        rows = FeatureStore().get(session, installation.context.keys, ids)
    room = sum(len(rows[one].body) + BYTES_A_ROW for one in ids[:4])
    context = _started(installation, FeatureStore(max_bytes=room))
    assert _warm(installation, context)
    assert len(context.features) == 4
    assert not _opens(installation, context, ids[:4])


def test_a_process_that_is_told_to_stop_reads_no_further(installation: Installation) -> None:
    register_alternately(installation, 5)
    _count(installation)
    context, stop = _started(installation), threading.Event()
    stop.set()
    assert warm_up.warm_up(context, installation.app, stop)
    assert len(context.features) == 0


def test_a_database_that_is_gone_is_told_of_and_nothing_more(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/none", door=DatabaseRole.GATE)
    with caplog.at_level(logging.INFO), warm_up.warm_up_during(installation.context, gone):
        pass
    told = [record.getMessage() for record in caplog.records]
    assert told == ["database.lost", "warming.failed"]


def test_when_a_process_ends_nothing_is_under_way_at_the_database(
    installation: Installation,
) -> None:
    register_alternately(installation, 5)
    _count(installation)
    with warm_up.warm_up_during(_started(installation), installation.app):
        pass
    pool = installation.app.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0
