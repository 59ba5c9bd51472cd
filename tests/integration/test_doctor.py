"""Each check of `homeward doctor` succeeds and fails once and changes no data."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from typer.testing import CliRunner

from cli.__main__ import app
from cli.checks import broker, database, machine
from cli.checks.finding import Finding, FindingState
from cli.commands import doctor
from cli.installation import prepare_installation
from core.clock import SystemClock
from core.policy.roles import Role
from core.process.heartbeat import LOOPS, Heartbeat
from core.security.crypto import make_keyring, save_keyring
from core.settings import DEMO_MARK, Settings
from models.operations.job import Job
from models.oversight.audit import Audit
from services.foundation import audit_chain, context
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.audit_steps import sign
from tests.servers import running_redis


@pytest.fixture
def settings(installation: Installation) -> Settings:
    """The settings with which a process of the installation starts; its key file is written."""
    made = installation.context.settings
    save_keyring(installation.context.keys, made.keys)
    made.root.chmod(0o700)
    if installation.database.is_sqlite:
        return made
    return made.model_copy(
        update={"database_url": installation.app.url.render_as_string(hide_password=False)}
    )


@pytest.fixture(autouse=True)
def _clock(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `homeward doctor` use the clock of the installation."""
    monkeypatch.setattr(context, "SystemClock", lambda: installation.clock)


def _states(found: Iterator[Finding]) -> dict[str, FindingState]:
    worst: dict[str, FindingState] = {}
    for one in found:
        worst[one.check] = max(
            one.state, worst.get(one.check, FindingState.OK), key=list(FindingState).index
        )
        assert one.state is FindingState.OK or one.remedy or one.words
    return worst


def test_a_correct_installation_has_no_bad_finding(
    installation: Installation, settings: Settings
) -> None:
    sign(installation)
    for check in (
        machine.check_key_file,
        machine.check_data_folder,
        database.check_database,
        broker.check_broker,
        database.check_work,
    ):
        assert FindingState.BAD not in _states(check(settings)).values(), check.__name__


def test_a_key_file_that_others_read_is_bad(settings: Settings) -> None:
    settings.keys.chmod(0o644)
    (found,) = machine.check_key_file(settings)
    assert (found.state, found.remedy) == (FindingState.BAD, "chmod 600")


def test_a_folder_that_others_enter_or_that_is_a_demos_is_bad(settings: Settings) -> None:
    settings.root.chmod(0o755)
    assert _states(machine.check_data_folder(settings))["data directory"] is FindingState.BAD
    settings.root.chmod(0o700)
    (settings.root / DEMO_MARK).write_text("")
    assert _states(machine.check_data_folder(settings))["data directory"] is FindingState.BAD


@pytest.mark.parametrize(
    ("free", "state"), [(0, FindingState.BAD), (2, FindingState.WARN), (100, FindingState.OK)]
)
def test_a_full_disk_is_seen(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, free: int, state: FindingState
) -> None:
    usage = dataclasses.make_dataclass("Usage", ["free"])(free * machine.GIB)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: usage)
    assert _states(machine.check_data_folder(settings))["disk"] is state


def test_kernels_that_are_not_compiled_are_a_warning(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(machine, "cache_folder", lambda: tmp_path / "none")
    assert _states(machine.check_kernels(settings)) == {"kernels": FindingState.WARN}


def test_a_process_that_fell_silent_is_bad_and_one_that_is_elsewhere_is_not_spoken_of(
    settings: Settings,
) -> None:
    assert _states(machine.check_processes(settings)) == {}
    heartbeat = Heartbeat(settings.runtime, "scheduler")
    heartbeat.mark("relay")
    assert _states(machine.check_processes(settings)) == {"scheduler": FindingState.BAD}
    for loop in LOOPS["scheduler"]:
        heartbeat.mark(loop)
    assert _states(machine.check_processes(settings)) == {"scheduler": FindingState.OK}


def test_tables_of_another_version_are_bad(installation: Installation, settings: Settings) -> None:
    installation.change(text("UPDATE alembic_version SET version_num = '0067'"))
    (tables,) = [one for one in database.check_database(settings) if one.check == "tables"]
    assert tables.state is FindingState.BAD
    assert tables.words == "the database was made before the first version"
    assert tables.remedy == "make a new one"
    assert _states(database.check_work(settings)) == {}


def test_a_hole_in_the_second_wall_is_bad(installation: Installation, settings: Settings) -> None:
    if installation.database.is_sqlite:
        assert "row security" not in _states(database.check_database(settings))
        return
    installation.change(text("ALTER TABLE record_facts NO FORCE ROW LEVEL SECURITY"))
    assert _states(database.check_database(settings))["row security"] is FindingState.BAD


def test_doctor_reports_a_sign_in_as_the_table_responsible(
    installation: Installation, settings: Settings
) -> None:
    if installation.database.is_sqlite:
        return  # SQLite has no database roles
    assert _states(database.check_database(settings))["row security"] is FindingState.OK
    assert (
        _states(database.check_database(installation.context.settings))["row security"]
        is FindingState.BAD
    )


@pytest.mark.parametrize(
    ("off_s", "state"),
    [(0, FindingState.OK), (2, FindingState.WARN), (-2, FindingState.WARN), (60, FindingState.BAD)],
)
def test_a_wrong_clock_is_reported(
    installation: Installation,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    off_s: float,
    state: FindingState,
) -> None:
    class Off(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(seconds=off_s)

    monkeypatch.setattr(database, "SystemClock", Off)
    monkeypatch.setattr(database, "_confirmed_clock", database._clock)
    if installation.database.is_sqlite:
        pytest.skip("SQLite has no clock of its own")
    assert _states(database.check_database(settings)).get("clock") is state


def test_a_clock_that_a_person_must_confirm_is_a_warning(
    installation: Installation, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "SystemClock", lambda: installation.clock)
    monkeypatch.setattr(database, "_clock", database._confirmed_clock)
    assert _states(database.check_database(settings))["clock"] is FindingState.OK
    installation.clock.move(timedelta(days=8))
    found = next(one for one in database.check_database(settings) if one.check == "clock")
    assert (found.state, "accept-clock" in found.remedy) == (FindingState.WARN, True)


Harm = Callable[[Installation], None]


def _wait(installation: Installation) -> None:
    installation.clock.move(timedelta(seconds=121))


def _quarantine(installation: Installation) -> None:
    installation.change(update(Job).values(state="quarantined"))


def _alter(installation: Installation) -> None:
    installation.change(update(Audit).where(Audit.id > 1).values(action="nothing"))


def _unchain(installation: Installation) -> None:
    with installation.database.transaction() as session:
        last = session.query(Audit).order_by(Audit.id.desc()).limit(1).one()
        last.previous = bytes(32)
        last.hash = audit_chain.row_hash(installation.context.keys, last)


def _fill(installation: Installation) -> None:
    installation.refuse_rows("audit")


@pytest.mark.parametrize(
    ("harm", "check", "state"),
    [
        (_wait, "matching", FindingState.BAD),
        (_wait, "audit log signed", FindingState.BAD),
        (_quarantine, "quarantine", FindingState.WARN),
        (_alter, "audit log", FindingState.BAD),
        (_unchain, "audit log", FindingState.BAD),
        (_fill, "audit log", FindingState.BAD),
    ],
)
def test_failed_work_is_reported(
    installation: Installation, settings: Settings, harm: Harm, check: str, state: FindingState
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    sign(installation)
    assert _states(database.check_work(settings))[check] is FindingState.OK
    if check == "audit log signed":
        installation.register(
            {**MISSING, "record_ref": "M-2"}, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
        )
    harm(installation)
    assert _states(database.check_work(settings))[check] is state


@pytest.mark.parametrize(
    ("command", "state"),
    [
        ("PING", FindingState.OK),
        ("CONFIG SET appendonly no", FindingState.WARN),
        ("CONFIG SET maxmemory-policy allkeys-lru", FindingState.WARN),
        ("ACL SETUSER default -config", FindingState.WARN),
        ("CONFIG SET requirepass another-password", FindingState.BAD),
    ],
)
def test_a_redis_that_may_lose_messages_is_a_warning_and_one_that_refuses_sign_in_is_bad(
    settings: Settings, command: str, state: FindingState
) -> None:
    with running_redis() as server:
        server.ask(*command.split())
        assert (
            _states(broker.check_broker(settings.model_copy(update={"broker_url": server.url})))[
                "broker"
            ]
            is state
        )


def test_a_redis_that_is_gone_is_bad_and_said_without_its_address(settings: Settings) -> None:
    gone = settings.model_copy(update={"broker_url": "redis://somewhere:secret@127.0.0.1:1/0"})
    (found,) = broker.check_broker(gone)
    assert found.state is FindingState.BAD
    assert "secret" not in found.words + found.remedy
    assert "127.0.0.1" not in found.words + found.remedy


def test_the_command_prints_json_and_fails_only_for_bad_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOMEWARD_DATA_DIR", str(tmp_path / "new"))
    before = CliRunner().invoke(app, ["doctor", "--json"])
    assert before.exit_code == 1
    assert not (tmp_path / "new").exists()  # the check created no file
    prepare_installation(Settings(data_dir=tmp_path / "new"))
    after = CliRunner().invoke(app, ["doctor", "--json"])
    found = json.loads(after.stdout)
    assert after.exit_code == 0, found
    assert {
        "settings",
        "key file",
        "disk",
        "kernels",
        "tables",
        "broker",
        "matching",
        "audit log",
    } <= {one["check"] for one in found}
    assert all(one.keys() == {"check", "state", "words", "remedy"} for one in found)
    shown = CliRunner().invoke(app, ["doctor"])
    assert (shown.exit_code, "key file" in shown.output) == (0, True)


def test_settings_that_cannot_be_read_are_the_only_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_PORT", "marker")
    (found,) = doctor.examine()
    assert (found.check, found.state) == ("settings", FindingState.BAD)
    assert "marker" not in found.words


def test_another_installations_key_file_is_found(
    installation: Installation, settings: Settings
) -> None:
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    assert _states(database.check_work(settings))["keys"] is FindingState.OK
    settings.keys.unlink()
    save_keyring(make_keyring(), settings.keys)
    assert _states(database.check_work(settings))["keys"] is FindingState.BAD
