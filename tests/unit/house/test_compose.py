"""docker-compose.yml keeps the rules, and each rule detects a violation.

If a container engine is installed, it reads the file, too.
"""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.commands.secrets import KEY_FILE, PASSWORDS
from core.settings import Settings
from tests.unit.house import plain_yaml
from tests.unit.house.compose_rules import RULES, SERVICES, findings
from tests.unit.house.conftest import PROJECT

TEXT = (PROJECT / "docker-compose.yml").read_text("utf-8")
COMPOSE = plain_yaml.read(TEXT)
ENGINE = shutil.which("docker-compose")
Break = Callable[[dict[str, Any]], None]


def test_the_file_keeps_to_every_rule() -> None:
    assert findings(COMPOSE) == []
    assert set(COMPOSE["services"]) == SERVICES


def _set(service: str, key: str, value: Any) -> Break:
    def change(compose: dict[str, Any]) -> None:
        compose["services"][service][key] = value

    return change


def _drop(service: str, key: str) -> Break:
    def change(compose: dict[str, Any]) -> None:
        del compose["services"][service][key]

    return change


def _open_network(compose: dict[str, Any]) -> None:
    compose["networks"]["inside"] = {}


def _add(service: str, key: str, value: dict[str, str]) -> Break:
    def change(compose: dict[str, Any]) -> None:
        compose["services"][service][key] |= value

    return change


BROKEN: list[tuple[Break, str]] = [
    (_set("worker", "user", "0:0"), "runs_as_unprivileged_user"),
    (_set("db", "user", "postgres"), "runs_as_unprivileged_user"),
    (_drop("api", "user"), "runs_as_unprivileged_user"),
    (_drop("redis", "read_only"), "writes_only_to_listed_folders"),
    (_set("api", "cap_drop", ["NET_RAW"]), "has_no_rights_of_the_kernel"),
    (_set("api", "cap_add", ["SYS_ADMIN"]), "has_no_rights_of_the_kernel"),
    (_drop("scheduler", "security_opt"), "has_no_rights_of_the_kernel"),
    (_set("db", "privileged", "true"), "has_no_rights_of_the_kernel"),
    (_set("worker", "network_mode", "host"), "has_no_rights_of_the_kernel"),
    (_set("redis", "image", "redis"), "has_a_tagged_image"),
    (_set("redis", "image", "redis:latest"), "has_a_tagged_image"),
    (_set("db", "image", "registry.example/postgres:17"), "has_a_tagged_image"),
    (_set("api", "ports", ["8000:8000"]), "listens_on_loopback_only"),
    (_set("api", "ports", ["0.0.0.0:8000:8000"]), "listens_on_loopback_only"),
    (_set("db", "ports", ["127.0.0.1:5432:5432"]), "is_cut_off_unless_it_is_the_api"),
    (_set("worker", "networks", ["inside", "outside"]), "is_cut_off_unless_it_is_the_api"),
    (_drop("redis", "networks"), "is_cut_off_unless_it_is_the_api"),
    (_open_network, "is_cut_off_unless_it_is_the_api"),
    (_drop("worker", "healthcheck"), "is_looked_after"),
    (_set("scheduler", "healthcheck", {"disable": "true"}), "is_looked_after"),
    (_drop("api", "restart"), "is_looked_after"),
    (_add("db", "environment", {"POSTGRES_PASSWORD": "x"}), "takes_secrets_as_files"),
    (
        _add("api", "environment", {"HOMEWARD_BROKER_URL": "redis://:pw@redis"}),
        "takes_secrets_as_files",
    ),
    (_set("api", "secrets", []), "takes_secrets_as_files"),
    (
        _set("worker", "secrets", ["keys", "database_password", "broker_password", "another"]),
        "takes_secrets_as_files",
    ),
    (_drop("worker", "depends_on"), "waits_for_what_it_needs"),
    (
        _set("migrate", "depends_on", {"db": {"condition": "service_started"}}),
        "waits_for_what_it_needs",
    ),
    (_set("db", "volumes", ["./data:/var/lib/postgresql/data"]), "keeps_its_data_in_named_volumes"),
]


@pytest.mark.parametrize(
    ("change", "rule"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_rule_bites(change: Break, rule: str) -> None:
    broken = copy.deepcopy(COMPOSE)
    change(broken)
    (one,) = [one for one in RULES if one.__name__ == rule]
    assert any(list(one(name, service, broken)) for name, service in broken["services"].items())


def test_every_rule_is_seen_to_bite() -> None:
    assert {rule for _, rule in BROKEN} == {rule.__name__ for rule in RULES}


def test_every_variable_of_ours_is_a_setting_and_none_is_set_twice_over() -> None:
    known = {f"HOMEWARD_{name.upper()}" for name in Settings.model_fields}
    for service in COMPOSE["services"].values():
        ours = {name for name in service.get("environment", {}) if name.startswith("HOMEWARD_")}
        assert ours <= known


def test_the_secrets_are_those_that_init_secrets_makes() -> None:
    files = {Path(one["file"]).name for one in COMPOSE["secrets"].values()}
    assert files == {KEY_FILE, *PASSWORDS}
    assert all(one["file"].startswith("./secrets/") for one in COMPOSE["secrets"].values())
    assert "/secrets/" in (PROJECT / ".gitignore").read_text().splitlines()


def test_only_migrate_knows_the_owner_of_the_tables() -> None:
    for name, service in COMPOSE["services"].items():
        if name not in {"migrate", "db"}:
            assert "owner" not in json.dumps(service)


def test_the_broker_stores_messages_durably() -> None:
    command = " ".join(COMPOSE["services"]["redis"]["command"])
    assert "--appendonly yes" in command
    assert "--maxmemory-policy noeviction" in command
    assert not re.search(r"--requirepass", command)


@pytest.mark.skipif(ENGINE is None, reason="no docker-compose here; our own rules are tested above")
def test_an_engine_accepts_the_file_and_reads_it_as_we_do(tmp_path: Path) -> None:
    assert ENGINE is not None
    (tmp_path / "docker-compose.yml").write_text(TEXT)
    command = [
        ENGINE,
        "-f",
        str(tmp_path / "docker-compose.yml"),
        "config",
        "--format",
        "json",
        "--no-interpolate",
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)
    assert set(read["services"]) == set(COMPOSE["services"])
    for name, ours in COMPOSE["services"].items():
        theirs = read["services"][name]
        for key in ("image", "user", "command", "cap_drop", "security_opt", "restart", "tmpfs"):
            assert theirs.get(key) == ours.get(key), (name, key)
        assert str(theirs["read_only"]).lower() == ours["read_only"]
        assert {
            key: str(value) for key, value in theirs.get("environment", {}).items()
        } == ours.get("environment", {})
        assert [one["source"] for one in theirs.get("secrets", [])] == ours.get("secrets", [])
        assert set(theirs["networks"]) == set(ours["networks"])
        assert theirs["healthcheck"].get("test") == ours["healthcheck"].get("test")
        assert {one: wait["condition"] for one, wait in theirs.get("depends_on", {}).items()} == {
            one: wait["condition"] for one, wait in ours.get("depends_on", {}).items()
        }


@pytest.mark.parametrize(
    "text",
    [
        "a: {b: c}",
        "a: 'b'",
        "a: b # c",
        "a:\n  - b\n  c: d",
        "a: b\na: c",
        "- a",
        "a: |\n  b",
        "? a",
    ],
)
def test_the_reader_refuses_unsupported_yaml(text: str) -> None:
    with pytest.raises((plain_yaml.NotPlain, ValueError)):
        plain_yaml.read(text)
