from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import SettingsError
from core.settings import Mode, Settings, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MODE", "DEMO", "DATA_DIR", "DATABASE_URL", "BROKER_URL", "KEY_FILE", "HOST", "PORT"):
        monkeypatch.delenv(f"HOMEWARD_{name}", raising=False)


def test_the_default_is_embedded_on_loopback_with_files_in_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.mode is Mode.EMBEDDED
    assert settings.host == "127.0.0.1"
    assert settings.database == f"sqlite:///{tmp_path / 'homeward.sqlite3'}"
    assert settings.keys == tmp_path / "keys.json"
    assert settings.broker_dir.parent == tmp_path


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "homeward.example", "::"])
def test_embedded_mode_listens_nowhere_but_on_loopback(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HOMEWARD_HOST", host)
    with pytest.raises(SettingsError, match="loopback"):
        load_settings()


def test_production_refuses_demo_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_MODE", "production")
    monkeypatch.setenv("HOMEWARD_DEMO", "true")
    with pytest.raises(SettingsError, match="demo"):
        load_settings()


def test_a_bad_setting_names_the_variable_and_never_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEWARD_PORT", "secret-value")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert "HOMEWARD_PORT" in caught.value.detail
    assert "secret-value" not in caught.value.detail
