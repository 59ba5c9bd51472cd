"""The result of a check, and the access of checks to the database."""

from __future__ import annotations

import dataclasses
import enum
from pathlib import Path

from sqlalchemy.engine import make_url

from core.errors import HomewardError, SettingsError
from core.settings import Settings
from models.row_security.database_roles import DatabaseRole
from models.session import Database


class FindingState(enum.StrEnum):
    """The severity of a finding. Only `BAD` makes the command fail."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: a line in the output of `homeward doctor`."""

    check: str
    state: FindingState
    words: str
    remedy: str = ""


def error_finding(check: str, error: HomewardError) -> Finding:
    """Return an error of this project as a finding of severity `BAD`.

    The text after the first semicolon is the remedy, "" without one. The text before it is the
    problem. If that is empty, the error code replaces it.
    """
    words, _, remedy = error.detail.partition("; ")
    return Finding(check, FindingState.BAD, words or error.code, remedy.removeprefix("remedy: "))


def open_database(settings: Settings) -> Database:
    """Return the database, to be used as a context manager.

    Raise SettingsError if the SQLite file does not exist; it is not created.
    """
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        raise SettingsError("there is no database yet; run homeward migrate")
    return Database(settings.database, door=DatabaseRole.SIGN_IN)


def limit_finding(
    check: str, value: float, words: str, remedy: str, *, warn: float, bad: float
) -> Finding:
    """Return the finding of a value: bad above `bad`, a warning above `warn`; else no remedy."""
    state = state_by_limits(value, warn=warn, bad=bad)
    return Finding(check, state, words, "" if state is FindingState.OK else remedy)


def state_by_limits(value: float, *, warn: float, bad: float) -> FindingState:
    """Return the state of a value: bad above `bad`, a warning above `warn`."""
    return (
        FindingState.BAD if value > bad else FindingState.WARN if value > warn else FindingState.OK
    )
