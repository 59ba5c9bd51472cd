from __future__ import annotations

from core.passwords import hash_password, verify_password


def test_the_right_password_and_only_it_opens() -> None:
    stored = hash_password("a long enough password")
    assert verify_password(stored, "a long enough password")
    assert not verify_password(stored, "a long enough passwore")
    assert not verify_password(stored, "")


def test_nobody_has_a_password_not_even_the_one_that_is_hashed_in_its_place() -> None:
    assert not verify_password(None, "nobody has this password")


def test_a_broken_hash_opens_for_nothing() -> None:
    assert not verify_password("not a hash", "a long enough password")


def test_two_hashes_of_a_password_differ_and_name_argon2id() -> None:
    one, other = hash_password("same"), hash_password("same")
    assert one != other
    assert one.startswith("$argon2id$")
