"""A process that answers searches loads the needed rows at its start.

It needs a rarity snapshot of the store and stops when the cache is full.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.pool import QueuePool

import workers.app
from api.app import create_app
from api.probes import create_probes
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
from workers.app import RUN_JOBS
from workers.runtime import Runtime


def _count(one: Installation) -> None:
    with one.database.transaction() as session:
        counted = population_snapshot.count_population(
            population_snapshot.gather_records(session, one.context.keys, FeatureStore())
        )
        population_snapshot.save_snapshot(
            session, one.context.keys, counted, now=one.context.clock.now()
        )


def _started(one: Installation, features: FeatureStore | None = None) -> Context:
    """Return the context of a process with empty caches."""
    store = FeatureStore() if features is None else features
    return dataclasses.replace(
        one.context, features=store, rarity=SnapshotStore(one.context.engine.version)
    )


def _warm(one: Installation, context: Context) -> bool:
    return warm_up.warm_up(context, one.app, threading.Event())


def _opens(one: Installation, context: Context, ids: list[int]) -> bool:
    """Return whether rows must be read from the database for these ids."""
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


def test_a_store_without_a_snapshot_is_not_loaded(installation: Installation) -> None:
    register_alternately(installation, 5)
    context = _started(installation)
    assert not _warm(installation, context)
    assert len(context.features) == 0


def test_loading_stops_when_the_cache_is_full_without_evicting_rows(
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


def test_a_stopping_process_stops_loading(installation: Installation) -> None:
    register_alternately(installation, 5)
    _count(installation)
    context, stop = _started(installation), threading.Event()
    stop.set()
    assert warm_up.warm_up(context, installation.app, stop)
    assert len(context.features) == 0


def test_an_unreachable_database_is_only_logged(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    warm_up.load_kernels()  # work that is still running when the process ends is not reported
    gone = Database("postgresql://nobody@127.0.0.1:1/none", door=DatabaseRole.SIGN_IN)
    with caplog.at_level(logging.INFO), warm_up.warm_up_during(installation.context, gone):
        pass
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["database.lost", "warming.failed"]


def test_no_statement_runs_on_the_database_after_a_process_ends(
    installation: Installation,
) -> None:
    register_alternately(installation, 5)
    _count(installation)
    with warm_up.warm_up_during(_started(installation), installation.app):
        pass
    pool = installation.app.engine.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedout() == 0


def test_a_process_is_ready_when_its_kernels_are_loaded(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled, loaded = threading.Event(), threading.Event()
    monkeypatch.setattr(warm_up, "warm_kernels", compiled.wait)
    monkeypatch.setattr(warm_up, "_loaded", loaded)
    app = create_app(
        installation.context.settings, context=installation.context, database=installation.app
    )
    with TestClient(app), TestClient(create_probes(app)) as probes:
        early = probes.get("/health/ready")
        assert (early.status_code, early.json()["status"]) == (503, "warming_up")
        assert probes.get("/health/live").status_code == 200
        compiled.set()
        assert loaded.wait(60)
        assert probes.get("/health/ready").json()["status"] == "ready"


def test_a_worker_has_its_kernels_before_it_claims_a_job(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[str] = []
    monkeypatch.setattr(warm_up, "load_kernels", lambda: order.append("kernels"))
    monkeypatch.setattr(workers.app, "run_jobs", lambda *_, **__: order.append("jobs"))
    task = workers.app.make_celery(Runtime(installation.context.settings)).tasks[RUN_JOBS]
    task([1])
    assert order == ["kernels", "jobs"]


# Prints which kernels are compiled, or read from the cache, in a process that has loaded them.
_LATE = """
import pathlib, sys, numba.core.dispatcher as numba_dispatcher
from core.policy.roles import Role
from core.security.crypto import make_keyring
from services.matching_runs.warm_up import load_kernels
from tests.factories import CHECKED, FOUND, MISSING, make_installation
from tests.integration.api.conftest import signing_in
from tests.integration.api.matrix_calls import SEARCH

made = make_installation(pathlib.Path(sys.argv[1]), make_keyring())
load_kernels()
late, compiles = [], numba_dispatcher.Dispatcher.compile
def compile(self, signature):
    late.append(self.py_func.__name__)
    return compiles(self, signature)
numba_dispatcher.Dispatcher.compile = compile
for row, agency in ((MISSING, "GR-CPA"), (FOUND, "DE-JUG")):
    made.register(row, made.actor(Role.CASEWORKER, agency), CHECKED)
assert made.work() >= 2
with signing_in(made) as sign_in:
    answer = sign_in(Role.LIAISON_OFFICER, "DE-POL").post("/v1/searches", json=SEARCH)
    assert answer.status_code in (200, 201), answer.text
print(sorted(set(late)))
"""


@pytest.mark.late
def test_no_kernel_is_compiled_in_a_transaction_of_a_process_that_loaded_them(
    tmp_path: Path,
) -> None:
    root = Path(warm_up.__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    answer = subprocess.run(
        [sys.executable, "-c", _LATE, str(tmp_path)],
        env=environment,
        cwd=root,
        text=True,
        capture_output=True,
    )
    assert (answer.returncode, answer.stdout.strip()) == (0, "[]"), answer.stderr
