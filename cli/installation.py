"""Opens or makes an installation on this machine: data directory, key file, tables. Refuses to mix
demo and real.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from core.errors import SettingsError
from core.security.crypto import make_keyring, save_keyring
from core.settings import DEMO_MARK, Mode, Settings
from models.row_security import row_level_security
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import checkpoints, store_versions
from services.foundation.context import Context, make_context


def prepare_installation(settings: Settings) -> None:
    """Make what is missing: the data directory (0700), the key file (embedded mode only), the
    newest tables.

    Production: as the owner of the tables; the role that api, worker and scheduler sign in as is
    made too.
    """
    refuse_mixed_data(settings)
    settings.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    if settings.demo:
        (settings.root / DEMO_MARK).write_text(
            "Synthetic people only. Made by `homeward demo`.\n", "utf-8"
        )
    if settings.mode is Mode.EMBEDDED and not settings.keys.exists():
        save_keyring(make_keyring(), settings.keys)
    database = Database(settings.owner_database)
    try:
        _refuse_missing_rights(database)
        store_versions.bring_up(database)
        if settings.mode is Mode.PRODUCTION:
            login = make_url(settings.database)
            with database.engine.begin() as connection:
                row_level_security.grant_login(connection, login.username or "", login.password)
                breaches = row_level_security.inspect(connection, login.username or "")
                if breaches:
                    raise SettingsError("the second wall does not stand: " + "; ".join(breaches))
    finally:
        database.dispose()


def _refuse_missing_rights(database: Database) -> None:
    """Raise `SettingsError` if the tables' owner lacks a right; the message has the SQL for it."""
    with database.engine.connect() as connection:
        missing = row_level_security.missing_rights(connection)
    if missing:
        raise SettingsError(
            f"the database role of HOMEWARD_OWNER_URL lacks a right; as a superuser run in this"
            f" database: {'; '.join(missing)}; then try again"
        )


def refuse_mixed_data(settings: Settings) -> None:
    """Raise `SettingsError` for a demo on a real data directory, or the other way round."""
    is_marked = (settings.root / DEMO_MARK).exists()
    if is_marked and not settings.demo:
        raise SettingsError(
            "this data directory is a demo's; choose another one with HOMEWARD_DATA_DIR"
        )
    if settings.demo and not is_marked and settings.root.exists() and any(settings.root.iterdir()):
        raise SettingsError(
            "the demo uses a data directory of its own and this one holds something else"
        )


def remove_former_demo(settings: Settings) -> None:
    """Remove a former demo's data directory; only one that carries the mark."""
    refuse_mixed_data(settings)
    if settings.demo and settings.root.exists():
        shutil.rmtree(settings.root)


@contextlib.contextmanager
def open_installation(settings: Settings) -> Iterator[tuple[Context, Database]]:
    """Give context and database of a prepared installation, closed at the end; `SettingsError` when
    not prepared.
    """
    refuse_mixed_data(settings)
    context = make_context(settings)
    database = Database(settings.database, door=DatabaseRole.GATE)
    try:
        store_versions.refuse_difference(database)
        yield context, database
    finally:
        database.dispose()


@contextlib.contextmanager
def open_owner_database(settings: Settings) -> Iterator[Database]:
    """Give the database as the owner of its tables opens it, closed at the end."""
    database = Database(settings.owner_database)
    try:
        yield database
    finally:
        database.dispose()


def sign_audit_log(context: Context, database: Database) -> None:
    """Sign what a command wrote to the trail: no scheduler may be running to do it."""
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        checkpoints.sign_newest(session, context)


def settings_environment(settings: Settings) -> dict[str, str]:
    """Return the environment under which another process reads these very settings."""
    values = {
        f"HOMEWARD_{name.upper()}": str(value)
        for name, value in settings.model_dump(mode="json").items()
        if value not in (None, "")
    }
    values["HOMEWARD_DATA_DIR"] = str(settings.root)
    root = str(Path(__file__).resolve().parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, **values, "PYTHONPATH": os.pathsep.join(paths)}
