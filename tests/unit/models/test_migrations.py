from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

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
    select,
    text,
)

from core.policy.sharing.information_flow import PairKnowledge
from models import migrate
from models.agencies.access import AccessLink
from models.agencies.user import UserState
from models.matching_runs.pair import Pair
from models.session import Database
from models.tables import metadata
from services.agencies import sessions

pytestmark = pytest.mark.both

# Plain text columns that hold neither an id, a code nor a time, and no data about persons sought.
PLAIN_TEXT = frozenset(
    {
        "agency.name",
        "agency.code",
        "agency.controller",
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
    "best_interests.sealed",
    "case_clock.note",
    "common_names.sealed",
    "consent.paper",
    "custody_declaration.reason",
    "data_key.wrapped",
    "data_request.sealed",
    "deputy.reason",
    "disclosure.ending",
    "disclosure.sealed",
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
    "passkey.sealed",
    "question.answer",
    "question.question",
    "record_export.decision",
    "record_export.sealed",
    "record_facts.sealed",
    "retention_notice.reasons",
    "reporter.sealed",
    "risk_assessment.sealed",
    "sealed_message.sealed",
    "hit_request.sealed",
    "search.sealed",
    "standing_search.reason",
    "thread_message.sealed",
    "transfer.answer",
    "transfer.reason",
    "user_account.profile",
    "user_account.totp_secret",
    "record_photo.sealed",
    "user_identity.sealed",
    "user_session.reason",
}
LONGEST_CODE = 80
FIRST_DECLARED = "0046"  # this migration created the table that processes read
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


def test_down_and_up_again_leaves_the_same_tables(database: Database) -> None:
    migrate.upgrade(database)
    before = sorted(inspect(database.engine).get_table_names())
    migrate.downgrade(database)
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    assert migrate.current_revision(database) is None
    migrate.upgrade(database)
    assert sorted(inspect(database.engine).get_table_names()) == before
    assert migrate.current_revision(database) == migrate.newest_revision()


def test_each_migration_says_which_processes_may_go_on() -> None:
    """Without it an upgrade would end every process of the previous version."""
    known = set()
    for script in reversed(migrate.migrations()):
        known.add(script.revision)
        if script.revision >= FIRST_DECLARED:
            declared = getattr(script.module, "oldest_process", None)
            assert declared in known, f"{script.revision}: docs/recipes/migration.md"
            assert declared >= FIRST_DECLARED


def test_processes_of_the_last_minor_release_may_go_on() -> None:
    """The last tagged minor release. An exception must be in the changelog for operators."""
    released = _released_revision()
    if released is None or released < FIRST_DECLARED:
        pytest.skip("no release is tagged here that reads which processes may go on")
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


def test_access_that_one_person_granted_is_listed_for_review(database: Database) -> None:
    migrate.upgrade(database, "0036")
    agency = text(
        "INSERT INTO agency (id, public_id, code, name, kind, state, regime, controller,"
        " supervisory_authority, data_protection_contact, case_number_pattern, created_at) VALUES"
        " (1, :public_id, 'DE-POL', 'x', 'police', 'DE', 'led', 'x', 'x', 'x', 'x',"
        " CURRENT_TIMESTAMP)"
    )
    account = text(
        "INSERT INTO user_account (id, public_id, agency_id, role, status, login_tag, profile,"
        " created_at) VALUES (:id, :public_id, 1, :role, :status, :tag, :tag, CURRENT_TIMESTAMP)"
    )
    people = (("liaison_officer", "active"), ("auditor", "active"), ("caseworker", "disabled"))
    with database.transaction() as session:
        session.execute(agency, {"public_id": uuid4().hex})
        for number, (role, status) in enumerate(people, 1):
            row = {
                "id": number,
                "public_id": uuid4().hex,
                "role": role,
                "status": status,
                "tag": bytes([number] * 18),
            }
            session.execute(account, row)
        session.execute(text("INSERT INTO user_state (user_id, state) VALUES (1, 'SE')"))
    migrate.upgrade(database)
    with database.transaction() as session:
        links = session.scalars(select(AccessLink).order_by(AccessLink.kind)).all()
        links_read = [
            (one.user_id, one.kind, one.state, one.acting_state, one.asked_by) for one in links
        ]
        assert links_read == [(1, "review", "asked", None, None), (1, "state", "asked", "SE", None)]
        due_at = session.get_one(UserState, (1, "SE")).review_due_at
        assert due_at == links[0].expires_at == links[1].expires_at
        assert sessions.states_of(session, 1, due_at - timedelta(seconds=1)) == {"SE"}
        assert sessions.states_of(session, 1, due_at) == set()


def test_a_decided_pair_keeps_its_band_and_an_open_one_waits_to_be_scored(
    database: Database,
) -> None:
    migrate.upgrade(database, "0040")
    agency = text(
        "INSERT INTO agency (id, public_id, code, name, kind, state, regime, controller,"
        " supervisory_authority, data_protection_contact, case_number_pattern, created_at) VALUES"
        " (1, :public_id, 'DE-POL', 'x', 'police', 'DE', 'led', 'x', 'x', 'x', 'x',"
        " CURRENT_TIMESTAMP)"
    )
    record = text(
        "INSERT INTO record (id, public_id, agency_id, state, kind, status, sharing, gate,"
        " clearance, has_basis, is_eu_only, ref_tag, version, matched_version, created_at,"
        " updated_at) VALUES (:id, :public_id, 1, 'DE', 'found', 'open', '', 'other', 'cleared',"
        " true, false, :tag, 1, 1, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
    )
    pair = text(
        "INSERT INTO pair (id, public_id, low, high, state, version, score_id, notified_band,"
        " created_at) VALUES (:id, :public_id, 1, :high, :state, 1, :id, 3, CURRENT_TIMESTAMP)"
    )
    score = text(
        "INSERT INTO score (id, pair_id, low_version, high_version, engine_version, bits,"
        " probability, amount, band, levels, created_at) VALUES (:id, :id, 1, 1, '17', 1, 1, 1,"
        " :band, :levels, CURRENT_TIMESTAMP)"
    )
    cases = [("open", 3), ("confirmed", 2), ("refuted", 3)]
    with database.transaction() as session:
        session.execute(agency, {"public_id": uuid4().hex})
        for number in range(1, len(cases) + 2):
            session.execute(
                record, {"id": number, "public_id": uuid4().hex, "tag": bytes([number] * 18)}
            )
        for number, (state, band) in enumerate(cases, 1):
            session.execute(
                pair, {"id": number, "public_id": uuid4().hex, "high": number + 1, "state": state}
            )
            session.execute(score, {"id": number, "band": band, "levels": b""})
    migrate.upgrade(database)
    with database.transaction(is_read_only=True) as session:
        pairs = session.scalars(select(Pair).order_by(Pair.id)).all()
        known = [(one.low_known, one.high_known) for one in pairs]
        assert known == [
            (PairKnowledge.HIDDEN,) * 2,
            (PairKnowledge.POSSIBLE,) * 2,
            (PairKnowledge.STRONG,) * 2,
        ]
        assert {(one.low_told, one.high_told) for one in pairs} == {
            (PairKnowledge.STRONG, PairKnowledge.STRONG)
        }


def test_tags_of_before_say_that_the_first_key_made_them(database: Database) -> None:
    migrate.upgrade(database, "0024")
    tags = [bytes(16), bytes(range(16)), b"\xff" * 16]
    attempt = text(
        "INSERT INTO sign_in_attempt (id, tag, at) VALUES (:id, :tag, CURRENT_TIMESTAMP)"
    )
    with database.transaction() as session:
        session.execute(attempt, [{"id": number, "tag": tag} for number, tag in enumerate(tags)])

    def stored() -> list[bytes]:
        with database.engine.connect() as connection:
            return [
                bytes(row.tag)
                for row in connection.execute(text("SELECT tag FROM sign_in_attempt ORDER BY id"))
            ]

    migrate.upgrade(database, "0025")
    assert stored() == [b"\0\1" + tag for tag in tags]
    migrate.downgrade(database, "0024")
    assert stored() == tags


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
