"""A running `homeward serve` for fault tests: start it, inspect it, count, and stop it."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from cli.client import Client
from cli.installation import open_installation, prepare_installation, settings_environment
from core.codes.agencies import AgencyKind
from core.policy.roles import Role
from core.process import heartbeat
from core.settings import Settings
from models.matching_runs.match import Match, Score
from models.operations.job import Job
from models.records.notification import Notification
from models.records.record import Record
from models.session import Database
from services.agencies import accounts, agency_register
from services.agencies.accounts import INSTALLER
from services.foundation.context import Context
from tests.factories import AGENCIES, PASSWORD, AgencyForm, UserForm, login
from tests.processes import descendants

PATIENCE_S = 90.0  # seconds until a test decides that something never happens
NAMES = (
    "Zarmeena Popalzai",
    "Warsame Daahir",
    "Ilir Hoxha",
    "Andriy Melnyk",
    "Nguyen Van Minh",
    "Mamadou Diallo",
)


@dataclasses.dataclass(slots=True)
class Served:
    """A running `homeward serve` with its own data directory."""

    process: subprocess.Popen[bytes]
    settings: Settings
    context: Context
    database: Database
    log: Path

    def children(self) -> dict[str, int]:
        """Return the process ids of the supervisor's children by role."""
        return {
            role: pid for pid in descendants(self.process.pid, deep=False) if (role := _role(pid))
        }

    def stop(self, *roles: str) -> None:
        """Stop children (SIGSTOP) until they are continued.

        None of them holds SQLite's only write lock at that time.
        """
        children = self.children()
        with self.database.transaction() as session:
            session.execute(text("SELECT 1"))  # takes the lock
            for role in roles:
                os.kill(children[role], signal.SIGSTOP)

    def client(self, role: Role, agency: str) -> Client:
        """Return a signed-in client."""
        client = Client(f"http://127.0.0.1:{self.settings.port}")
        client.sign_in(login(role, agency), PASSWORD)
        return client

    def is_alive(self) -> bool:
        """Return whether worker and scheduler write heartbeats.

        The api answers before they have started.
        """
        return not any(
            heartbeat.silent_loops(self.settings.runtime, role) for role in heartbeat.LOOPS
        )

    def is_done(self) -> bool:
        """Return whether no job is left."""
        with self.database.transaction(is_read_only=True) as session:
            left = session.scalar(
                select(func.count()).select_from(Job).where(Job.state.in_(["queued", "running"]))
            )
        return left == 0


def _role(pid: int) -> str:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return next((role for role in ("api", "worker", "scheduler") if role.encode() in words), "")
    return ""


def wait_for(what: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def people(count: int, prefix: str = "") -> list[dict[str, Any]]:
    """Return a missing and a found record for each of `count` people, similar in name and birth."""
    rows = []
    for number in range(count):
        day = f"20{8 + number % 7:02d}-{1 + number % 12:02d}-{2 + number % 27:02d}"
        name = (
            f"{NAMES[number % len(NAMES)]}"
            f" {'bcdfghklmnprstvz'[number // 6 % 16]}a{'bdgklmnrst'[number % 10]}i"
        )
        for kind in ("missing", "found"):
            reference = f"{prefix}{kind}-{number}"
            rows.append(
                {
                    "record_ref": reference,
                    "kind": kind,
                    "full_name": name,
                    "birth_date": day,
                    "sex": "F",
                }
            )
    return rows


def assert_all_matched_once(served: Served, count: int) -> None:
    """Assert that `count` records exist, each matched at its version.

    No score or notification exists twice, and no job is left.
    """
    with served.database.transaction(is_read_only=True) as session:
        records = session.execute(select(Record.version, Record.matched_version)).all()
        assert len(records) == count
        assert all(row.version == row.matched_version for row in records)
        assert set(session.scalars(select(Job.state))) == {"done"}
        matches = session.scalar(select(func.count()).select_from(Match))
        scores = session.execute(
            select(
                Score.match_id, Score.low_version, Score.high_version, Score.engine_version
            ).distinct()
        ).all()
        assert len(scores) == session.scalar(select(func.count()).select_from(Score)) == matches
        notifications = session.execute(
            select(
                Notification.kind, Notification.record_id, Notification.match_id, Notification.band
            )
        ).all()
        assert len(set(notifications)) == len(notifications)
        if served.database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@contextlib.contextmanager
def serve(settings: Settings, log: Path) -> Iterator[Served]:
    """Prepare an installation with two agencies, run it, and stop it at the end."""
    prepare_installation(settings)
    with open_installation(settings) as (context, database):
        with database.transaction() as session:
            for code in ("DE-JUG", "GR-CPA"):
                kind, state = AGENCIES[code]
                form = AgencyForm(
                    code=code,
                    name=code,
                    kind=AgencyKind(kind),
                    state=state,
                    phone="+32 2 555 01 00",
                    case_number_pattern=r"[A-Z]{2}-\d{4}-\d{3}",
                    supervisory_authority="DPA",
                    data_protection_contact="dpo",
                )
                agency = agency_register.add_agency(session, context, INSTALLER, form)
                for role in (Role.CASEWORKER, Role.SUPERVISOR):
                    user = UserForm(login(role, code), "Somebody", role, PASSWORD)
                    accounts.add_user(session, context, INSTALLER, agency, user)
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli", "serve"],
                env=settings_environment(settings),
                stdout=subprocess.PIPE,
                stderr=file,
            )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert b"Homeward serves on" in line, log.read_text()[-2000:]
            yield Served(process, settings, context, database, log)
        finally:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Kill all processes at once. Other tests check a regular stop."""
    for pid in (process.pid, *descendants(process.pid)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
