"""The commands as a new user runs them, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.clock import SystemClock
from core.security.crypto import make_keyring, save_keyring
from tests.integration.command_line import environment_in, homeward, homeward_process

MARKER = "Markerkovalchuk"
AGENCY = (
    "agency", "add", "IT-CPA", "--name", "Child agency", "--kind", "protection", "--state", "IT",
    "--desk-phone", "+39 1", "--case-number-pattern", r"IT-\d{4}",
    "--supervisory-authority", "Authority", "--data-protection-contact", "dpo",
)  # fmt: skip
USER = ("user", "add", "anna", "--agency", "IT-CPA", "--role", "caseworker", "--name", "Anna")
ROWS = f"""record_ref,kind,full_name,birth_date,sex
A1,found,Baby girl,,F
,found,{MARKER},,
A2,dog,{MARKER},,
A3,found,,,
A4,found,{MARKER},spring 2009 {MARKER},boy {MARKER}
A1,found,{MARKER},,
"""


def _homeward(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return homeward(environment_in(folder / "data") | variables, *arguments)


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation as a new user creates it; each test copies it."""
    folder = tmp_path_factory.mktemp("made")
    for arguments in (("migrate",), AGENCY, USER):
        answer = _homeward(folder, *arguments)
        assert answer.returncode == 0, answer.stderr
    (folder / "rows.csv").write_text(ROWS, "utf-8")
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_a_command_refuses_the_key_file_of_another_installation(made: Path) -> None:
    own = (made / "data" / "keys.json").read_bytes()
    (made / "data" / "keys.json").unlink()
    save_keyring(make_keyring(), made / "data" / "keys.json")
    for arguments in (("import", str(made / "rows.csv"), "--as", "anna"), ("audit", "verify")):
        answer = _homeward(made, *arguments)
        assert answer.returncode == 3
        (line,) = answer.stderr.splitlines()
        assert "put this installation's key file in place" in line
    (made / "data" / "keys.json").write_bytes(own)
    assert _homeward(made, "import", str(made / "rows.csv"), "--as", "anna").returncode == 0


def test_a_command_refuses_a_wrong_clock_until_it_is_accepted(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime.now(UTC) - timedelta(days=200))
    arguments = ("import", str(made / "rows.csv"), "--as", "anna")
    answer = _homeward(made, *arguments)
    assert answer.returncode == 3
    (line,) = answer.stderr.splitlines()
    assert "behind the newest entry" in line
    assert "`homeward audit accept-clock`" in line
    assert _homeward(made, "audit", "accept-clock").returncode == 0
    assert _homeward(made, *arguments).returncode == 0


@pytest.mark.parametrize(
    ("option", "value", "remedy"),
    [
        ("--role", "system", "a person has one of administrator, analyst, auditor, caseworker"),
        ("--agency", "IT-NONE", "`homeward agency add` adds one"),
    ],
)
def test_adding_a_user_with_a_wrong_role_or_agency_names_the_remedy(
    made: Path, option: str, value: str, remedy: str
) -> None:
    answer = _homeward(made, *USER[:2], "berta", *USER[3:], option, value)
    assert answer.returncode != 0
    (line,) = answer.stderr.splitlines()
    assert remedy in line


def test_an_agency_becomes_the_relay_desk(made: Path) -> None:
    answer = _homeward(made, "agency", "relay", "IT-CPA")
    assert (answer.returncode, answer.stdout.strip()) == (0, "IT-CPA is the relay desk")


def test_a_file_is_imported_good_rows_in_and_every_bad_one_named_without_its_value(
    made: Path,
) -> None:
    answer = _homeward(made, "import", str(made / "rows.csv"), "--as", "anna", "--json")
    assert answer.returncode == 0, answer.stderr
    assert MARKER not in answer.stdout + answer.stderr
    report = json.loads(answer.stdout)
    assert (report["imported"], report["rejected"]) == (2, 4)
    notes = {(note["line"], note["column"], note["is_rejected"]) for note in report["notes"]}
    assert notes == {
        (3, "record_ref", True),
        (4, "kind", True),
        (5, "full_name", True),
        (6, "birth_date", False),
        (6, "sex", False),
        (7, "record_ref", True),
    }


def test_a_dry_run_reports_the_result_of_the_import_without_storing_it(made: Path) -> None:
    dry = _homeward(made, "import", str(made / "rows.csv"), "--as", "anna", "--dry-run", "--json")
    assert dry.returncode == 0, dry.stderr
    assert MARKER not in dry.stdout
    dry_report = json.loads(dry.stdout)
    assert (
        dry_report["rows"],
        dry_report["rejected"],
        dry_report["looked_for"],
        dry_report["calls"],
    ) == (6, 4, 0, [])
    imported = json.loads(
        _homeward(made, "import", str(made / "rows.csv"), "--as", "anna", "--json").stdout
    )
    assert (imported["imported"], imported["rejected"], imported["notes"]) == (
        2,
        4,
        dry_report["notes"],
    )


def test_a_spreadsheet_is_imported_by_its_headings(made: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (
        ("Reference", "Kind", "Vorname", "Nachname"),
        ("X-1", "missing", "Dmytro", "Kovalchuk"),
    ):
        book.active.append(row)
    book.save(made / "rows.xlsx")
    answer = _homeward(made, "import", str(made / "rows.xlsx"), "--as", "anna", "--json")
    assert json.loads(answer.stdout) == {"imported": 1, "rejected": 0, "notes": []}


def test_a_file_of_xml_is_read_as_pfif(made: Path) -> None:
    file = made / "people.xml"
    person = (
        "<p:person><p:person_record_id>e/1</p:person_record_id><p:full_name>Zahra"
        " Husaini</p:full_name></p:person>"
    )
    file.write_text(f'<p:pfif xmlns:p="http://zesty.ca/pfif/1.4">{person}</p:pfif>', "utf-8")
    answer = _homeward(made, "import", str(file), "--as", "anna", "--json")
    assert json.loads(answer.stdout) == {"imported": 1, "rejected": 0, "notes": []}
    file.write_text(
        '<!DOCTYPE x [<!ENTITY a "b">]><p:pfif xmlns:p="http://zesty.ca/pfif/1.4"/>', "utf-8"
    )
    assert _homeward(made, "import", str(file), "--as", "anna").returncode == 2


def test_importing_a_file_twice_changes_nothing_and_is_reported(made: Path) -> None:
    assert _homeward(made, "import", str(made / "rows.csv"), "--as", "anna").returncode == 0
    again = _homeward(made, "import", str(made / "rows.csv"), "--as", "anna")
    assert again.returncode == 1
    with closing(sqlite3.connect(made / "data" / "homeward.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM record").fetchone() == (2,)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "column record_ref"),
        (b"name;age\nx;y\n", "column record_ref"),
        (b"record_ref,kind\n\xff\xfe,found\n", "UTF-8"),
        (b"record_ref,kind,full_name\nA,found," + b"x" * 30_000 + b"\n", "not_csv"),
    ],
    ids=["empty", "other columns", "not utf-8", "huge cell"],
)
def test_a_file_that_is_no_intake_file_is_one_clear_line(
    made: Path, content: bytes, reason: str
) -> None:
    (made / "bad.csv").write_bytes(content)
    answer = _homeward(made, "import", str(made / "bad.csv"), "--as", "anna")
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1
    assert reason in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "nowhere.csv", "--as", "anna"), 2),
        (("import", "rows.csv", "--as", "nobody"), 2),
        (("import", "rows.csv", "--as", "anna", "--legal-basis", "because"), 2),
        (("import", "rows.csv", "--as", "anna", "--reporter-check", "maybe"), 2),
        (("import", "rows.csv", "--as", "anna", "--reporter-check", "checked"), 2),
        (USER, 2),
        (AGENCY, 2),
    ],
)
def test_a_wrong_argument_is_one_clear_line(
    made: Path, arguments: tuple[str, ...], code: int
) -> None:
    answer = _homeward(
        made, *(str(made / word) if word == "rows.csv" else word for word in arguments)
    )
    assert answer.returncode == code
    assert len(answer.stderr.splitlines()) == 1
    assert answer.stderr.startswith("homeward: ")


def test_an_untouched_audit_log_verifies_and_an_altered_one_does_not(made: Path) -> None:
    answer = _homeward(made, "audit", "verify")
    assert (answer.returncode, answer.stdout) == (0, "2 rows, 0 places broken\n")
    assert _walks(made) == [("administrator", "done")]
    assert _homeward(made, "audit", "verify").stdout == "3 rows, 0 places broken\n"
    with closing(sqlite3.connect(made / "data" / "homeward.sqlite3")) as connection:
        connection.execute("UPDATE audit SET action = 'other' WHERE id = 1")
        connection.commit()
    altered = _homeward(made, "audit", "verify")
    assert altered.returncode == 1
    assert "audit row 1: row_altered" in altered.stderr
    assert [outcome for _, outcome in _walks(made)] == ["done", "done", "broken"]


def _walks(made: Path) -> list[tuple[str, str]]:
    """Return actor and result of each verification of the audit log, read from its own rows."""
    with closing(sqlite3.connect(made / "data" / "homeward.sqlite3")) as connection:
        return connection.execute(
            "SELECT role, outcome FROM audit WHERE action = 'verify_audit' ORDER BY id"
        ).fetchall()


def test_reading_commands_create_no_installation(tmp_path: Path) -> None:
    answer = _homeward(tmp_path, "audit", "verify")
    assert answer.returncode == 3
    assert "homeward migrate" in answer.stderr
    assert not (tmp_path / "data").exists()


def test_a_demo_and_a_real_installation_do_not_share_a_data_directory(
    made: Path, tmp_path: Path
) -> None:
    answer = _homeward(made, "migrate", HOMEWARD_DEMO="true")
    assert answer.returncode == 3
    other = tmp_path / "demo"
    other.mkdir()
    assert _homeward(other, "migrate", HOMEWARD_DEMO="true").returncode == 0
    assert _homeward(other, "migrate").returncode == 3
    refused = _homeward(made, "demo", "--once", "--data-dir", str(made / "data"))
    assert refused.returncode == 3
    assert (made / "data" / "keys.json").exists()


def test_a_crash_report_names_the_place_and_no_values(made: Path) -> None:
    (made / "data" / "homeward.sqlite3").write_bytes(MARKER.encode() * 100)
    answer = _homeward(made, "import", str(made / "rows.csv"), "--as", "anna")
    assert answer.returncode == 70
    assert len(answer.stderr.splitlines()) == 1
    assert MARKER not in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "missing.csv", "--as", "anna"), 2),
        (("audit", "verify"), 0),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else str(value),
)
def test_a_process_of_its_own_answers_as_the_command_does_here(
    made: Path, arguments: tuple[str, ...], code: int
) -> None:
    environment = environment_in(made / "data")
    here, there = homeward(environment, *arguments), homeward_process(environment, *arguments)
    assert there.returncode == here.returncode == code, there.stderr
    assert bool(there.stdout) == bool(here.stdout)
    assert bool(there.stderr) == bool(here.stderr)
