"""What a check found, and what it may look at."""

from __future__ import annotations

import contextlib
import dataclasses
import enum
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from core.errors import HomewardError, SettingsError
from core.settings import Settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database


class FindingState(enum.StrEnum):
    """How bad it is; only `BAD` makes the command fail."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table."""

    check: str
    state: FindingState
    words: str
    remedy: str = ""


def error_finding(check: str, error: HomewardError) -> Finding:
    """Return an error of ours as a finding; what stands behind its semicolon is the remedy."""
    words, _, remedy = error.detail.partition("; ")
    return Finding(check, FindingState.BAD, words or error.code, remedy.removeprefix("remedy: "))


@contextlib.contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """Give the database, closed at the end; `SettingsError` for a SQLite file that is not there:
    none is made.
    """
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise SettingsError("there is no database yet; homeward migrate")
    database = Database(settings.database, door=DatabaseRole.GATE)
    try:
        yield database
    finally:
        database.dispose()


def state_by_limits(value: float, *, warn: float, bad: float) -> FindingState:
    """Return the state of a value that should be small."""
    return (
        FindingState.BAD if value > bad else FindingState.WARN if value > warn else FindingState.OK
    )
