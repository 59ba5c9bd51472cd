from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CheckConstraint,
    LargeBinary,
    String,
    Table,
    Text,
    Uuid,
    inspect,
)

from models import migrate
from models.session import Database
from models.tables import metadata

pytestmark = pytest.mark.both

# Plain text columns that hold neither an id, a code nor a time, and no data about persons sought.
PLAIN_TEXT = frozenset(
    {
        "agency.name",
        "disclosure.police_desk",  # an entry of the directory
        "agency.code",
        "agency.data_controller",
        "agency.supervisory_authority",
        "agency.data_protection_contact",
        "agency.case_number_pattern",
        "case_number_pattern.pattern",
        "assistance_service.name",
        "assistance_service.languages",
        "assistance_service.hours",
        "assistance_service.reach",
        "desk.name",
        "institution.name",
        "institution.contact",
        "desk.on_call_phone",
        "report_run.document",  # published counts
        "statistic_cell.cell",
        "statistic_share.cell",
        "own_count.cell",
        "audit.records",
        "user_account.password_hash",
    }
)
# Binary columns without encrypted values: hashes, tags and coded levels.
UNSEALED_BYTES = {
    "access_link.first_hash",
    "access_link.token_hash",
    "audit.hash",
    "audit.previous",
    "contact_tag.tag",
    "idempotency_key.actor_tag",
    "idempotency_key.body_tag",
    "idempotency_key.key_tag",
    "key_check.value",
    "known_device.token_hash",
    "passkey_challenge.token_hash",
    "import_batch.source_tag",
    "record.ref_tag",
    "recovery_code.code_hash",
    "rarity_snapshot.chance",
    "score.levels",
    "search.sketch",
    "series_entry.hashes",
    "sign_in_attempt.tag",
    "sign_in_flow.token_hash",
    "system_token.token_hash",
    "token_count.tag",
    "user_account.login_tag",
    "user_identity.tag",
    "user_session.token_hash",
}
SEALED = {
    "access_link.reason",
    "access_link.secret",
    "approval.reason",
    "best_interests.sealed",
    "case_deadline.note",
    "common_names.sealed",
    "consent.paper",
    "care_declaration.reason",
    "data_key.wrapped",
    "data_request.sealed",
    "departure_answer.sealed",
    "deputy.reason",
    "disclosure.ending",
    "disclosure.sealed",
    "disclosure_step.called",
    "draft.sealed",
    "duty_cover.reason",
    "episode.sealed",
    "feature.sealed",
    "guardian.sealed",
    "import_batch.report",
    "import_batch.undo_reason",
    "import_file.plan",
    "import_file.sealed",
    "import_note.sealed",
    "match_message.sealed",
    "passkey.sealed",
    "record_export.sealed",
    "record_facts.sealed",
    "retention_notification.reason",
    "reporter.sealed",
    "risk_assessment.sealed",
    "sealed_message.sealed",
    "link_request.sealed",
    "sighting.sealed",
    "sighting_delivery.answer",
    "search.sealed",
    "saved_search.reason",
    "transfer.answer",
    "transfer.reason",
    "user_account.profile",
    "user_account.totp_secret",
    "record_photo.sealed",
    "user_identity.sealed",
    "user_session.reason",
}
LONGEST_CODE = 80
ROOT = Path(__file__).parents[3]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.dispose()


def test_the_migrations_make_exactly_the_tables_of_the_models(database: Database) -> None:
    migrate.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_constraints_of_a_database_list_the_codes_of_the_enums(database: Database) -> None:
    """Alembic does not compare CHECK constraints, but a new code needs a migration."""
    migrate.upgrade(database)
    found = inspect(database.engine)
    stored = {
        str(one["name"]): _codes_of(one["sqltext"])
        for table in metadata.tables
        for one in found.get_check_constraints(table)
    }
    expected = {
        str(one.name): _codes_of(str(one.sqltext))
        for table in metadata.sorted_tables
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    }
    assert sum(1 for codes in expected.values() if codes) > 20
    assert stored == expected


def _codes_of(condition: str) -> set[str]:
    return set(re.findall(r"'(\w+)'", condition))


def test_each_migration_says_which_processes_may_go_on() -> None:
    """Without it an upgrade would end every process of the previous version."""
    known = set()
    for script in reversed(migrate.migrations()):
        known.add(script.revision)
        declared = getattr(script.module, "oldest_process", None)
        assert declared in known, f"{script.revision}: docs/recipes/migration.md"


def test_processes_of_the_last_minor_release_may_go_on() -> None:
    """The last tagged minor release. An exception must be in the changelog for operators."""
    released = _released_revision()
    if released is None:
        pytest.skip("no release is tagged here")
    unreleased = (ROOT / "CHANGELOG.md").read_text("utf-8").partition("\n## [")[2]
    is_announced = "stop every process" in unreleased.partition("\n## [")[0].lower()
    assert migrate.oldest_process() <= released or is_announced


def _released_revision() -> str | None:
    """Return the newest revision of the last tagged minor release; None without tag or Git."""
    if not shutil.which("git"):
        return None
    tags = _git("tag", "--list", "v*.*.0", "--sort=-version:refname", "--merged", "HEAD").split()
    if not tags:
        return None
    files = _git("ls-tree", "--name-only", tags[0], "models/migrations/versions/").split()
    return max(Path(one).name[:4] for one in files if one.endswith(".py"))


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    migrate.upgrade(database)
    migrate.upgrade(database)
    assert migrate.current_revision(database) == migrate.newest_revision()


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_constraint_has_a_name(table: Table) -> None:
    assert all(constraint.name for constraint in table.constraints)


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_column_can_hold_a_personal_value_in_plain(table: Table) -> None:
    for column in table.columns:
        name = f"{table.name}.{column.name}"
        if isinstance(column.type, LargeBinary):
            assert name in UNSEALED_BYTES | SEALED
        elif isinstance(column.type, Text) or (
            isinstance(column.type, String) and not isinstance(column.type, Uuid)
        ):
            is_code = column.type.length is not None and column.type.length <= LONGEST_CODE
            assert is_code or name in PLAIN_TEXT
