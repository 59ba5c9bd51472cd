from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from core.errors import KeyFileError, SealBroken
from core.security import keyring_file
from core.security.crypto import Keyring, load_keyring, make_keyring, save_keyring
from core.security.keyring_file import add_version, keep_newest, open_keyring, replace_keyring


@pytest.fixture
def path(tmp_path: Path) -> Path:
    save_keyring(make_keyring(), tmp_path / "keys.json")
    return tmp_path / "keys.json"


def _add(ring: Keyring) -> Keyring:
    return add_version(ring, "wrapping")


def test_a_ring_follows_its_file(path: Path) -> None:
    ring = open_keyring(path)
    first = ring.current("wrapping")
    changed = replace_keyring(path, _add)
    assert ring.current("wrapping") == changed.current("wrapping") != first
    assert ring.key_at("wrapping", 1) == first[1]
    replace_keyring(path, lambda one: keep_newest(one, "wrapping"))
    assert ring.current("wrapping") == changed.current("wrapping")
    with pytest.raises(SealBroken):
        ring.key_at("wrapping", 1)
    assert ring.current("match")[0] == 1


def test_a_version_that_is_not_held_is_looked_for_in_the_file(path: Path) -> None:
    ring = open_keyring(path)
    changed = replace_keyring(path, _add)
    assert ring.key_at("wrapping", 2) == changed.key_at("wrapping", 2)


@pytest.mark.parametrize("harm", ["gone", "torn", "open to others"])
def test_while_the_file_cannot_be_read_the_keys_that_are_held_are_used(
    path: Path, harm: str
) -> None:
    ring = open_keyring(path)
    before = ring.current("wrapping")
    replace_keyring(path, _add)
    if harm == "gone":
        path.unlink()
    elif harm == "torn":
        path.write_text("{")
    else:
        path.chmod(0o644)
    assert ring.current("wrapping") == before


def test_the_file_is_replaced_in_one_step_and_stays_private(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_keyring(path, _add)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()

    def fail(_handle: int) -> None:
        raise OSError

    monkeypatch.setattr(keyring_file.os, "fsync", fail)
    with pytest.raises(KeyFileError, match="written"):
        replace_keyring(path, _add)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name]
    assert load_keyring(path).current("wrapping")[0] == 2


def test_no_repr_shows_a_key(path: Path) -> None:
    ring = open_keyring(path)
    assert str(ring.current("wrapping")[1]) not in repr(ring)
