"""Several processes write one SQLite file and are killed at random.

Every acknowledged record exists completely and once.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from cli.installation import settings_environment
from core.security.crypto import Keyring, save_keyring
from core.settings import Settings
from models.matching_runs.match_key import MatchKey
from models.operations.job import Job
from models.records.facts import Feature
from models.records.record import Record
from services.foundation import checkpoints
from services.oversight import audit_verification
from tests.factories import Installation

WRITER = Path(__file__).with_name("writer.py")


@pytest.fixture(scope="session", params=["sqlite"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _start(settings: Settings, name: str, count: int, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as file:
        return subprocess.Popen(
            [sys.executable, str(WRITER), str(settings.root), name, str(count)],
            env=settings_environment(settings),
            stdout=file,
            stderr=subprocess.PIPE,
        )


@pytest.mark.late
@pytest.mark.parametrize(
    ("writers", "each", "kills"),
    [(4, 40, 6), pytest.param(8, 100, 50, marks=pytest.mark.slow)],
    ids=["short", "full"],
)
def test_killed_writers_leave_a_whole_database(
    installation: Installation, keys: Keyring, tmp_path: Path, writers: int, each: int, kills: int
) -> None:
    settings = installation.context.settings
    save_keyring(keys, settings.keys)
    log = tmp_path / "written"
    chance = random.Random(7)
    running = [_start(settings, f"w{number}", each, log) for number in range(writers)]
    errors: list[bytes] = []
    for kill in range(kills):
        time.sleep(chance.uniform(0.3, 1.5))
        victim = chance.randrange(len(running))
        running[victim].kill()
        errors.append(running[victim].communicate()[1])
        running[victim] = _start(settings, f"k{kill}", each, log)
    for process in running:
        errors.append(process.communicate(timeout=300)[1])
        assert process.returncode == 0, errors[-1][-500:]
    assert set(errors) == {b""}
    acknowledged = log.read_text().split()
    assert len(set(acknowledged)) == len(acknowledged) >= writers * each
    with installation.database.transaction(is_read_only=True) as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
        stored = session.scalar(select(func.count()).select_from(Record)) or 0
        # a writer may be killed between its commit and its message: at most one record per kill
        assert len(acknowledged) <= stored <= len(acknowledged) + kills
        for table in (Feature, Job):
            assert session.scalar(select(func.count()).select_from(table)) == stored
        assert session.scalar(select(func.count(MatchKey.record_id.distinct()))) == stored
        path = settings.root / checkpoints.CHECKPOINTS
        assert (
            audit_verification.walk_rows(
                session, installation.context.keys, path, now=installation.clock.now()
            )[1]
            == []
        )
    assert os.stat(settings.root / "homeward.sqlite3").st_mode & 0o077 == 0
