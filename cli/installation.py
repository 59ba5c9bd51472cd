"""Open or create an installation on this machine: data directory, key file and tables.

Demo data and real data are never mixed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from core.errors import SettingsError
from core.security.crypto import make_keyring, save_keyring
from core.settings import DEMO_MARK, Mode, Settings
from models.row_security import row_level_security
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import checkpoints, store_versions
from services.foundation.context import Context, make_context
from services.operations import store_check


def prepare_installation(settings: Settings) -> None:
    """Create the data directory (mode 0700) and the key file, and migrate the tables.

    Only the embedded mode creates a key file. In production, the connection is that of the owner of
    the tables. The login role of api, worker and scheduler is then also created. Raise
    `SettingsError` if a right is missing or row-level security differs from this version.
    """
    refuse_mixed_data(settings)
    settings.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.demo:
        (settings.root / DEMO_MARK).write_text(
            "Synthetic people only. Made by `homeward demo`.\n", "utf-8"
        )
    if settings.mode is Mode.EMBEDDED and not settings.keys.exists():
        save_keyring(make_keyring(), settings.keys)
    with Database(settings.owner_database) as database:
        _refuse_missing_rights(database)
        store_versions.bring_up(database)
        if settings.mode is Mode.PRODUCTION:
            login = make_url(settings.database)
            with database.engine.begin() as connection:
                row_level_security.grant_login(connection, login.username or "", login.password)
                breaches = row_level_security.inspect(connection, login.username or "")
                if breaches:
                    raise SettingsError(
                        "row-level security differs from this version: " + "; ".join(breaches)
                    )


def _refuse_missing_rights(database: Database) -> None:
    """Raise SettingsError, with the SQL to grant it, if the tables' owner lacks a right."""
    with database.engine.connect() as connection:
        missing = row_level_security.missing_rights(connection)
    if missing:
        raise SettingsError(
            f"the database role of HOMEWARD_OWNER_URL lacks a right; as a superuser run in this"
            f" database: {'; '.join(missing)}; then try again"
        )


def refuse_mixed_data(settings: Settings) -> None:
    """Raise SettingsError for a demo on a real data directory, or the reverse.

    A demo needs its own directory: one with the demo's mark, an empty one or a new one.
    """
    is_marked = (settings.root / DEMO_MARK).exists()
    if is_marked and not settings.demo:
        raise SettingsError(
            "this data directory belongs to a demo; choose another one with HOMEWARD_DATA_DIR"
        )
    if settings.demo and not is_marked and settings.root.exists() and any(settings.root.iterdir()):
        raise SettingsError(
            "the demo needs its own data directory, and this one has other files; choose another"
            " one"
        )


def remove_former_demo(settings: Settings) -> None:
    """Delete the data directory of an earlier demo, but only if it has the demo's mark."""
    refuse_mixed_data(settings)
    if settings.demo and settings.root.exists():
        shutil.rmtree(settings.root)


@contextlib.contextmanager
def open_installation(
    settings: Settings, *, is_clock_checked: bool = True, are_keys_stored: bool = True
) -> Iterator[tuple[Context, Database]]:
    """Yield context and database of a prepared installation, closed at the end.

    Raise `SettingsError` for a data directory of a demo with other settings, or the reverse, for an
    unusable key or weights file, and for each cause of `store_check.check`.

    `is_clock_checked`: check the clock. If an SQLite store was idle for long, this also writes an
    alert, and destructive steps wait for a confirmation. `are_keys_stored`: store check values of
    keys that the store does not know. A restore stores none, because a wrong key file must not
    lock out the right one.
    """
    refuse_mixed_data(settings)
    context = make_context(settings)
    with Database(settings.database, door=DatabaseRole.SIGN_IN) as database:
        store_check.check(
            database,
            context.keys,
            context.clock,
            is_clock_checked=is_clock_checked,
            are_keys_stored=are_keys_stored,
        )
        yield context, database


def sign_audit_log(context: Context, database: Database) -> None:
    """Sign the audit rows that a command wrote.

    Commands sign themselves, because the scheduler may not be running.
    """
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        checkpoints.sign_newest(session, context)


@contextlib.contextmanager
def signed_transaction(
    settings: Settings, *, is_clock_checked: bool = True
) -> Iterator[tuple[Context, Session]]:
    """Yield context and session of a transaction of the office; sign the audit rows that it wrote.

    `is_clock_checked` and the errors are those of `open_installation`.
    """
    with open_installation(settings, is_clock_checked=is_clock_checked) as (context, database):
        with database.transaction(door=DatabaseRole.OFFICE) as session:
            yield context, session
        sign_audit_log(context, database)


def settings_environment(settings: Settings) -> dict[str, str]:
    """Return the environment variables from which another process reads the same settings."""
    values = {
        f"HOMEWARD_{name.upper()}": str(value)
        for name, value in settings.model_dump(mode="json").items()
        if value not in (None, "")
    }
    values["HOMEWARD_DATA_DIR"] = str(settings.root)
    root = str(Path(__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **values, "PYTHONPATH": os.pathsep.join(paths)}
