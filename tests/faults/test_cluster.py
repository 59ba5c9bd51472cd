"""A cross-match by several worker processes: what one process finds, to the last bit, also when one of them is killed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest
from sqlalchemy import URL, select

from core.crypto import Keyring
from core.passwords import hash_password
from models.job import Job
from services import accounts
from tests import factories, postgres
from tests.factories import Installation
from tests.faults.cluster import Cluster, Outcome, candidate_pairs, cluster, import_world, is_over, outcome, start_run
from tests.faults.servers import RedisServer
from tests.faults.serving import wait_for

SIZE = 1_500
WORKERS = ("worker-0", "worker-1")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Iterator[URL]:
    """A PostgreSQL database with a world in it that was never matched, to be copied."""
    url = postgres.create()
    with _made(tmp_path_factory.mktemp("world"), keys, url) as installation:
        import_world(installation, SIZE)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="module")
def alone(world: URL, tmp_path_factory: pytest.TempPathFactory, keys: Keyring) -> Outcome:
    """What one process finds in it."""
    url = postgres.create(template=world.database)
    with _closed(factories.open_installation(tmp_path_factory.mktemp("alone"), keys, url)) as installation:
        return _run_alone(installation)
