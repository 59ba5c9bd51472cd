"""Brings a database to the newest or an older state of the tables, and tells whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from models import wall_builder
from models.session import Database

HERE = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config


def newest() -> str | None:
    """Return the newest revision that this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(database: Database) -> str | None:
    """Return the revision a database stands at; None: empty."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring a database up to a revision and, at the newest, build the second wall; all in one transaction."""
    _run(database, revision, up=True)


def downgrade(database: Database, revision: str = "base") -> None:
    """Bring a database down to a revision, all in one transaction."""
    _run(database, revision, up=False)


def _run(database: Database, revision: str, *, up: bool) -> None:
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        wall_builder.take_down(connection)
        (command.upgrade if up else command.downgrade)(config, revision)
        if up and revision == "head":
            wall_builder.build(connection)
