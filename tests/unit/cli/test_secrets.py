from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from cli.commands.secrets import KEY_FILE, MOUNTED, PASSWORDS, PRIVATE, write_secrets
from core.errors import SettingsError
from core.security.crypto import load_keyring
from core.security.secret_files import read_secret

NAMES = {KEY_FILE, *PASSWORDS}


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_secret_of_a_first_start_is_made_private_and_none_is_shown(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    answer = CliRunner().invoke(app, ["init-secrets", str(folder)])
    assert answer.exit_code == 0, answer.output
    assert {path.name for path in folder.iterdir()} == NAMES
    assert _mode(folder) == 0o700
    assert {_mode(path) for path in folder.iterdir()} == {PRIVATE}
    load_keyring(folder / KEY_FILE)
    values = {read_secret(folder / name, setting=name) for name in PASSWORDS}
    assert len(values) == len(PASSWORDS)
    assert not any(value in answer.output for value in values)


def test_secrets_for_containers_are_readable_by_their_user_and_read_only(
    tmp_path: Path,
) -> None:
    answer = CliRunner().invoke(app, ["init-secrets", str(tmp_path / "secrets"), "--mounted"])
    assert answer.exit_code == 0, answer.output
    assert _mode(tmp_path / "secrets") == 0o700
    assert {_mode(path) for path in (tmp_path / "secrets").iterdir()} == {MOUNTED}


@pytest.mark.parametrize("there", sorted(NAMES))
def test_an_existing_secret_is_never_overwritten_and_no_other_created(
    tmp_path: Path, there: str
) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / there).write_text("mine")
    with pytest.raises(SettingsError, match="none is replaced"):
        write_secrets(tmp_path, mode=PRIVATE)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_that_others_may_enter_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with pytest.raises(SettingsError, match="others may enter"):
        write_secrets(tmp_path, mode=PRIVATE)
    assert (_mode(tmp_path), list(tmp_path.iterdir())) == (0o755, [])
