"""Which program versions may use a database: after an upgrade, during one, and after going back."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text, update

from core.clock import ManualClock
from core.errors import SettingsError, StoreUnreadable
from core.logs import LOGGER
from core.policy.roles import Role
from matching import versions
from models import migrate
from models.operations.store_version import StoreVersion
from models.session import Database
from services.foundation import store_versions
from services.foundation.store_versions import ENGINE_PARTS
from services.operations import store_check
from services.operations.readiness import Readiness, readiness
from tests.factories import CHECKED, FOUND, MISSING, Installation

OWN = str(migrate.newest_revision())
NEXT = f"{int(OWN) + 1:04}"
EXTRA = """
import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{OWN}"
{declared}


def upgrade():
    op.create_table("extra", sa.Column("id", sa.Integer(), primary_key=True))
    with op.batch_alter_table("record") as table:
        table.add_column(sa.Column("extra", sa.Integer(), nullable=True))
"""


def newer_migrations(folder: Path, declared: str) -> Path:
    """Return a copy of the migrations with one more, as the next version of the program has it."""
    made = folder / "migrations"
    shutil.copytree(migrate.MIGRATIONS_FOLDER, made, ignore=shutil.ignore_patterns("__pycache__"))
    script = EXTRA.format(NEXT=NEXT, OWN=OWN, declared=declared)
    (made / "versions" / f"{NEXT}_extra.py").write_text(script, "utf-8")
    return made


def check(installation: Installation) -> None:
    """Check the store version as a process does at its start and every ten seconds."""
    installation.clock.moment = datetime.now(UTC)
    process = Database(installation.app.url)
    try:
        store_check.check(process, installation.context.keys, installation.clock)
    finally:
        process.dispose()


@pytest.mark.both
def test_a_process_runs_with_the_next_version_if_its_migration_permits_it(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caseworker = installation.actor(Role.CASEWORKER, "GR-CPA")
    before = installation.register(MISSING, caseworker, CHECKED)
    with monkeypatch.context() as newer:
        folder = newer_migrations(tmp_path, f'oldest_process = "{OWN}"')
        newer.setattr(migrate, "MIGRATIONS_FOLDER", folder)
        store_versions.bring_up(installation.database)
        assert migrate.current_revision(installation.database) == NEXT
        check(installation)
    check(installation)
    assert readiness(installation.app, installation.context) is Readiness.READY
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER, "DE-JUG"), CHECKED)
    assert installation.work() > 0
    assert {installation.row_of(one).status for one in (before, found)} == {"open"}
    # `migrate` of the older version, run when a container goes back, does not change the tables
    store_versions.bring_up(installation.database)
    assert migrate.current_revision(installation.database) == NEXT
    assert "extra" in inspect(installation.database.engine).get_table_names()


def test_a_process_ends_where_the_next_versions_migration_does_not_permit_it(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that names no oldest permitted version permits only its own."""
    with monkeypatch.context() as newer:
        newer.setattr(migrate, "MIGRATIONS_FOLDER", newer_migrations(tmp_path, ""))
        store_versions.bring_up(installation.database)
        check(installation)
    message = f"tables of version {NEXT}, on which programs older than {NEXT} must not work .*{OWN}"
    with pytest.raises(SettingsError, match=message):
        check(installation)
    assert readiness(installation.app, installation.context) is Readiness.OTHER_VERSION
    with pytest.raises(SettingsError, match=r"or go back: docs/operations\.md"):
        store_versions.bring_up(installation.database)


def test_a_store_from_before_the_first_version_is_refused_and_keeps_its_tables(
    installation: Installation,
) -> None:
    installation.change(text("UPDATE alembic_version SET version_num = '0067'"))
    reason = "the database was made before the first version; make a new one"
    with pytest.raises(SettingsError, match=reason):
        check(installation)
    with pytest.raises(SettingsError, match=reason):
        store_versions.bring_up(installation.database)
    assert readiness(installation.app, installation.context) is Readiness.OTHER_VERSION
    assert migrate.current_revision(installation.database) == "0067"


@pytest.mark.parametrize("part", ENGINE_PARTS)
def test_an_engine_of_another_version_is_refused_in_either_direction(
    installation: Installation, part: str
) -> None:
    what, own = ENGINE_PARTS[part]
    for stored, reason in (
        (own + 1, f"used by a newer engine \\({what}: version {own + 1}"),
        (own - 1, f"{what}: version {own}, the database has {own - 1}\\); run `homeward migrate`"),
    ):
        installation.change(update(StoreVersion).filter_by(name=part).values(version=stored))
        with pytest.raises(SettingsError, match=reason):
            check(installation)
        assert readiness(installation.app, installation.context) is Readiness.OTHER_VERSION
        if stored > own:
            with pytest.raises(SettingsError, match="newer engine"):
                store_versions.bring_up(installation.database)
    store_versions.bring_up(installation.database)
    check(installation)


def test_every_version_of_the_engine_is_written_into_the_database() -> None:
    """A number that is added to `matching.versions` must be one of those compared."""
    numbers = {int(value) for name, value in vars(versions).items() if name.endswith("_VERSION")}
    assert {version for _, version in ENGINE_PARTS.values()} == numbers


def test_an_upgrade_waits_for_processes_of_the_older_engine(installation: Installation) -> None:
    now = datetime.now(UTC)
    installation.change(update(StoreVersion).values(version=StoreVersion.version - 1))
    assert store_versions.older_engine_s(installation.app, ManualClock(now)) == 0
    store_versions.bring_up(installation.database)
    assert 10 < store_versions.older_engine_s(installation.app, ManualClock(now)) < 60
    later = ManualClock(now + timedelta(minutes=1))
    assert store_versions.older_engine_s(installation.app, later) == 0


@pytest.mark.both
def test_a_revision_that_cannot_be_read_says_nothing_about_the_tables(
    installation: Installation,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", LOGGER)
    ended: list[str] = []
    watch = store_check.Watch(installation.app, installation.context, lambda: ended.append("ended"))
    with monkeypatch.context() as without_descriptors:
        # without a free descriptor, Alembic lists the folder as empty
        without_descriptors.setattr(migrate, "MIGRATIONS_FOLDER", tmp_path)
        (tmp_path / "versions").mkdir()
        with pytest.raises(StoreUnreadable, match="limit of open files"):
            check(installation)
        assert readiness(installation.app, installation.context) is Readiness.DATABASE_UNAVAILABLE
        for _ in range(3):
            watch.look()
    watch.look()
    assert (ended, watch.reason, watch.was_checked) == ([], None, True)
    ours = [record.getMessage() for record in caplog.records if record.name == LOGGER]
    assert ours == ["database.unreachable", "database.recovered"]
