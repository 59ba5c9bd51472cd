from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import KeyFileError, SettingsError
from core.security import secret_files
from core.security.crypto import load_keyring, make_keyring, save_keyring
from core.security.secret_files import is_private, read_secret

SECRET = "s-Ecret_0123456789abcdef"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET + "\n")
    path.chmod(0o600)
    return path


def _mount(monkeypatch: pytest.MonkeyPatch, *, is_read_only: bool) -> None:
    """Let every file appear to be on a mount of this kind.

    Creating a mount needs rights that tests do not have.
    """
    flag = os.ST_RDONLY if is_read_only else 0
    fake = SimpleNamespace(
        statvfs=lambda _path: SimpleNamespace(f_flag=flag), ST_RDONLY=os.ST_RDONLY
    )
    monkeypatch.setattr(secret_files, "os", fake)


def test_a_private_file_gives_its_one_line(file: Path) -> None:
    assert read_secret(file, setting="X") == SECRET


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o444, 0o622])
@pytest.mark.parametrize("is_read_only", [True, False])
def test_a_file_that_others_may_touch_is_private_only_on_a_read_only_mount(
    file: Path, monkeypatch: pytest.MonkeyPatch, mode: int, is_read_only: bool
) -> None:
    file.chmod(mode)
    _mount(monkeypatch, is_read_only=is_read_only)
    assert is_private(file) is is_read_only
    if is_read_only:
        assert read_secret(file, setting="X") == SECRET
    else:
        with pytest.raises(SettingsError, match="chmod 600"):
            read_secret(file, setting="X")


@pytest.mark.parametrize("mode", [0o640, 0o444])
def test_the_key_file_follows_the_same_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    path = tmp_path / "keys.json"
    ring = make_keyring()
    save_keyring(ring, path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keyring(path)
    _mount(monkeypatch, is_read_only=True)
    assert load_keyring(path).versions == ring.versions


def test_a_folder_instead_of_a_secret_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "keys.json").mkdir(mode=0o700)
    with pytest.raises(KeyFileError, match="cannot be read"):
        load_keyring(tmp_path / "keys.json")
    with pytest.raises(SettingsError, match="missing"):
        read_secret(tmp_path / "keys.json", setting="X")


@pytest.mark.parametrize(
    "content", [b"\xff" * 40, SECRET.encode() * 200, SECRET.encode() + b"\n" + SECRET.encode()]
)
def test_a_secret_that_is_not_one_line_is_refused_without_being_repeated(
    file: Path, content: bytes
) -> None:
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"^X: ") as caught:
        read_secret(file, setting="X")
    assert SECRET not in caught.value.detail
    assert str(file) not in caught.value.detail
