from __future__ import annotations

import os
import stat
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import KeyFileError, SealBroken
from core.security.crypto import (
    KEY_NAMES,
    NONCE_BYTES,
    Keyring,
    SealPlace,
    keyed_hash,
    load_keyring,
    make_keyring,
    new_key,
    save_keyring,
    seal,
    seal_all,
    unseal,
)

PLACE = SealPlace("record_facts", UUID(int=7), "F2", 3)
KEY = bytes(range(32))


@given(st.binary(max_size=300))
def test_a_sealed_value_opens_at_its_place(value: bytes) -> None:
    assert unseal(KEY, seal(KEY, value, PLACE), PLACE) == value


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    assert seal(KEY, b"x", PLACE) != seal(KEY, b"x", PLACE)


def test_each_of_several_sealed_values_opens_only_at_its_own_place() -> None:
    places = [PLACE, PLACE._replace(field_class="F3")]
    sealed = seal_all(KEY, [(b"x", place) for place in places])
    assert [unseal(KEY, one, place) for one, place in zip(sealed, places, strict=True)] == [
        b"x",
        b"x",
    ]
    assert sealed[0][:NONCE_BYTES] != sealed[1][:NONCE_BYTES]
    with pytest.raises(SealBroken):
        unseal(KEY, sealed[0], places[1])


@pytest.mark.parametrize(
    "other",
    [
        PLACE._replace(table="feature"),
        PLACE._replace(subject=UUID(int=8)),
        PLACE._replace(field_class="F3"),
        PLACE._replace(version=4),
    ],
    ids=["table", "subject", "class", "version"],
)
def test_a_value_moved_to_another_place_does_not_open(other: SealPlace) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, seal(KEY, b"secret", PLACE), other)


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_changed_bit_does_not_open(index: int, bit: int) -> None:
    sealed = bytearray(seal(KEY, b"secret", PLACE))
    sealed[index % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        unseal(KEY, bytes(sealed), PLACE)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27])
def test_a_cut_off_value_does_not_open(length: int) -> None:
    with pytest.raises(SealBroken):
        unseal(KEY, seal(KEY, b"secret", PLACE)[:length], PLACE)


def test_another_key_does_not_open() -> None:
    with pytest.raises(SealBroken):
        unseal(new_key(), seal(KEY, b"secret", PLACE), PLACE)


def test_keyed_hashes_of_different_uses_keys_and_values_differ() -> None:
    hashes = {
        keyed_hash(key, label, value)
        for key in (KEY, bytes(32))
        for label in ("login", "token")
        for value in (b"a", b"b")
    }
    assert len(hashes) == 8


def test_a_key_file_is_read_back_unchanged_and_is_private(tmp_path: Path) -> None:
    ring = make_keyring()
    save_keyring(ring, tmp_path / "keys.json")
    assert load_keyring(tmp_path / "keys.json") == ring
    assert stat.S_IMODE(os.stat(tmp_path / "keys.json").st_mode) == 0o600


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    save_keyring(make_keyring(), tmp_path / "keys.json")
    with pytest.raises(KeyFileError):
        save_keyring(make_keyring(), tmp_path / "keys.json")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o610])
def test_a_key_file_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    save_keyring(make_keyring(), tmp_path / "keys.json")
    (tmp_path / "keys.json").chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        load_keyring(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"wrapping": {"1": "AAAA"}}', '{"wrapping": 3}', "\x00"]
)
def test_a_malformed_key_file_is_refused(tmp_path: Path, body: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(body)
    path.chmod(0o600)
    with pytest.raises(KeyFileError):
        load_keyring(path)


def test_a_missing_key_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError):
        load_keyring(tmp_path / "none.json")


def test_the_highest_version_of_a_key_is_current_and_older_ones_still_open() -> None:
    ring = Keyring({name: {1: bytes(32), 2: KEY} for name in KEY_NAMES})
    assert ring.current("match") == (2, KEY)
    assert ring.key_at("match", 1) == bytes(32)
    with pytest.raises(SealBroken):
        ring.key_at("match", 3)


def test_a_signature_is_valid_only_for_its_message_version_and_key_ring() -> None:
    ring = make_keyring()
    version, signature = ring.sign(b"row")
    assert ring.is_signed(b"row", version, signature)
    assert not ring.is_signed(b"row!", version, signature)
    assert not ring.is_signed(b"row", version + 1, signature)
    assert not make_keyring().is_signed(b"row", version, signature)


def test_a_ring_does_not_print_its_keys() -> None:
    ring = make_keyring()
    assert repr(ring.versions["match"][1]) not in repr(ring)
