from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from core.errors import SettingsError
from core.settings import DEMO_MARK, Mode, Settings, load_settings

pytestmark = pytest.mark.both

PASSWORD = "p@ss/w0rd:with?marks#in-it"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("HOMEWARD_"):
            monkeypatch.delenv(name)


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """A complete production environment in variables and files; each test changes one value."""
    for name in ("database", "owner", "broker"):
        (tmp_path / name).write_text(f"{name}-{PASSWORD}\n")
        (tmp_path / name).chmod(0o600)
    values = {
        "HOMEWARD_MODE": "production",
        "HOMEWARD_DATA_DIR": str(tmp_path / "data"),
        "HOMEWARD_DATABASE_URL": "postgresql://homeward_app@db:5432/homeward",
        "HOMEWARD_DATABASE_PASSWORD_FILE": str(tmp_path / "database"),
        "HOMEWARD_OWNER_URL": "postgresql://homeward_owner@db:5432/homeward",
        "HOMEWARD_OWNER_PASSWORD_FILE": str(tmp_path / "owner"),
        "HOMEWARD_BROKER_URL": "redis://redis:6379/0",
        "HOMEWARD_BROKER_PASSWORD_FILE": str(tmp_path / "broker"),
        "HOMEWARD_KEY_FILE": str(tmp_path / "keys.json"),
        "HOMEWARD_ORIGINS": "https://homeward.example",
        "HOMEWARD_HOST": "0.0.0.0",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def test_the_default_is_embedded_on_loopback_with_files_in_the_data_directory(
    tmp_path: Path,
) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.mode is Mode.EMBEDDED
    assert settings.host == "127.0.0.1"
    assert settings.database == f"sqlite:///{tmp_path / 'homeward.sqlite3'}"
    assert settings.owner_database == settings.database
    assert settings.broker == "filesystem://localhost//"
    assert settings.keys == tmp_path / "keys.json"
    assert settings.broker_dir.parent == settings.runtime.parent == tmp_path
    assert settings.metrics_token == ""


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "homeward.example", "::"])
def test_embedded_mode_listens_nowhere_but_on_loopback(
    monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("HOMEWARD_HOST", host)
    with pytest.raises(SettingsError, match="loopback"):
        load_settings()


def test_a_bad_setting_names_the_variable_and_never_the_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOMEWARD_PORT", "secret-value")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "HOMEWARD_PORT" in caught.value.detail
    assert "secret-value" not in caught.value.detail


def test_a_complete_production_environment_is_read(production: dict[str, str]) -> None:
    settings = load_settings()
    for url, user, name in (
        (settings.database, "homeward_app", "database"),
        (settings.owner_database, "homeward_owner", "owner"),
        (settings.broker, "", "broker"),
    ):
        parts = urlsplit(url)
        assert (parts.username, unquote(parts.password or "")) == (user, f"{name}-{PASSWORD}")
        assert (parts.hostname, parts.port) == (
            ("redis", 6379) if name == "broker" else ("db", 5432)
        )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEMO", "true", "demo"),
        ("DATABASE_URL", "", "HOMEWARD_DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////srv/homeward.sqlite3", "postgresql"),
        ("OWNER_URL", "sqlite:////srv/homeward.sqlite3", "HOMEWARD_OWNER_URL"),
        ("OWNER_URL", "postgresql://homeward_app@db:5432/homeward", "two database roles"),
        ("BROKER_URL", "", "HOMEWARD_BROKER_URL"),
        ("BROKER_URL", "filesystem://localhost//", "HOMEWARD_BROKER_URL"),
        ("DATABASE_URL", "postgresql://homeward_app:pw-in-url@db/homeward", "only in files"),
        (
            "DATABASE_URL",
            "postgresql://homeward_app@db/homeward?password=pw-in-url",
            "only in files",
        ),
        (
            "OWNER_URL",
            "postgresql://homeward_owner:pw-in-url@db/homeward",
            "only in files",
        ),
        ("BROKER_URL", "redis://:pw-in-url@redis", "only in files"),
        ("DATABASE_PASSWORD_FILE", None, "HOMEWARD_DATABASE_PASSWORD_FILE"),
        ("OWNER_PASSWORD_FILE", None, "HOMEWARD_OWNER_PASSWORD_FILE"),
        ("BROKER_PASSWORD_FILE", None, "HOMEWARD_BROKER_PASSWORD_FILE"),
        ("KEY_FILE", None, "HOMEWARD_KEY_FILE"),
        ("DATABASE_PASSWORD_FILE", "/nowhere/at/all", "HOMEWARD_DATABASE_PASSWORD_FILE"),
        ("ORIGINS", None, "HOMEWARD_ORIGINS"),
        ("ORIGINS", "http://homeward.example", "HOMEWARD_ORIGINS"),
        ("ORIGINS", "https://homeward.example/path", "HOMEWARD_ORIGINS"),
        ("ORIGINS", "https://a@homeward.example", "HOMEWARD_ORIGINS"),
        ("ORIGINS", "https://homeward.example:port", "HOMEWARD_ORIGINS"),
        ("ORIGINS", "homeward.example", "HOMEWARD_ORIGINS"),
        ("PROXIES", "*", "HOMEWARD_PROXIES"),
        ("LOG_LEVEL", "CHATTY", "HOMEWARD_LOG_LEVEL"),
        ("DATABASE_URL", "postgresql://homeward_app@db:port/homeward", "HOMEWARD_DATABASE_URL"),
    ],
)
def test_production_refuses_missing_or_unsafe_settings_with_one_line(
    production: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str | None,
    words: str,
) -> None:
    if value is None:
        monkeypatch.delenv(f"HOMEWARD_{name}")
    else:
        monkeypatch.setenv(f"HOMEWARD_{name}", value)
    with pytest.raises(SettingsError, match=words) as caught:
        load_settings()
    assert "\n" not in caught.value.detail
    assert "pw-in-url" not in caught.value.detail


def test_production_refuses_a_demos_data_directory(production: dict[str, str]) -> None:
    Path(production["HOMEWARD_DATA_DIR"]).mkdir()
    (Path(production["HOMEWARD_DATA_DIR"]) / DEMO_MARK).write_text("")
    with pytest.raises(SettingsError, match="demo"):
        load_settings()


def test_a_role_that_makes_no_tables_needs_no_owner(
    production: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOMEWARD_OWNER_URL")
    monkeypatch.delenv("HOMEWARD_OWNER_PASSWORD_FILE")
    settings = load_settings()
    with pytest.raises(SettingsError, match="HOMEWARD_OWNER_URL"):
        _ = settings.owner_database


@pytest.mark.parametrize("name", ["database", "owner", "broker"])
@pytest.mark.parametrize(
    "content", ["", "\n", "hunter2", "postgres", "a" * 40, "two words that are long", "x\0" * 20]
)
def test_a_default_empty_or_guessable_password_is_refused_without_being_repeated(
    production: dict[str, str], name: str, content: str
) -> None:
    Path(production[f"HOMEWARD_{name.upper()}_PASSWORD_FILE"]).write_text(content)
    with pytest.raises(SettingsError, match=f"HOMEWARD_{name.upper()}_PASSWORD_FILE") as caught:
        load_settings()
    assert not content.strip() or content.strip() not in caught.value.detail


def test_no_repr_or_error_of_the_settings_holds_a_password(production: dict[str, str]) -> None:
    settings = load_settings()
    assert (
        PASSWORD
        not in repr(settings)
        + str(settings)
        + str(settings.model_dump())
        + settings.model_dump_json()
    )
    with pytest.raises(ValueError, match="production") as caught:
        Settings(mode=Mode.PRODUCTION, database_url="postgresql://somebody:hunter2-hunter2@db/x")
    assert "hunter2" not in str(caught.value) + repr(caught.value)
    embedded = Settings(
        mode=Mode.EMBEDDED, host="::1", database_url="postgresql://somebody:hunter2-hunter2@db/x"
    )
    assert "hunter2" not in repr(embedded)
