from __future__ import annotations

import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.installation import environment, open_installation, prepare
from core.policy import Role
from core.settings import Settings
from models.session import Database
from services import accounts
from services.accounts import INSTALLER
from services.context import Context
from tests.factories import AGENCIES, PASSWORD, AgencyForm, UserForm, login

PATIENCE_S = 90.0  # how long a test waits before it says that something never happens


@dataclasses.dataclass(slots=True)
class Served:
    """A running `homeward serve` with its own data directory."""

    process: subprocess.Popen[bytes]
    settings: Settings
    context: Context
    database: Database

    def children(self) -> dict[str, int]:
        """Return process ids by role of the supervisor's children."""
        return {role: pid for pid in descendants(self.process.pid, deep=False) if (role := _role(pid))}


def _role(pid: int) -> str:
    with contextlib.suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return next((role for role in ("api", "worker", "scheduler") if role.encode() in words), "")
    return ""


def descendants(pid: int, *, deep: bool = True) -> list[int]:
    """Return the living descendants of a process."""
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for word in (task / "children").read_text().split():
                found.append(int(word))
                if deep:
                    found += descendants(int(word))
    return found


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_for(what: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + patience_s
    while not what():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    settings = Settings(data_dir=tmp_path / "data", port=free_port())
    prepare(settings)
    with open_installation(settings) as (context, database):
        with database.transaction() as session:
            for code in ("DE-JUG", "GR-CPA"):
                kind, state = AGENCIES[code]
                form = AgencyForm(code, code, kind, state, "+32 2 555 01 00", r"[A-Z]{2}-\d{4}-\d{3}", "DPA", "dpo")
                agency = accounts.add_agency(session, context, INSTALLER, form)
                for role in (Role.CASEWORKER, Role.SUPERVISOR):
                    user = UserForm(login(role, code), "Somebody", role, PASSWORD)
                    accounts.add_user(session, context, INSTALLER, agency, user)
        log = (tmp_path / "serve.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "serve"], env=environment(settings), stdout=subprocess.PIPE, stderr=log
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert b"Homeward serves on" in line, (tmp_path / "serve.log").read_text()[-2000:]
            yield Served(process, settings, context, database)
        finally:
            left = [process.pid, *descendants(process.pid)]
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                for pid in left:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            if process.stdout is not None:
                process.stdout.close()
            log.close()
