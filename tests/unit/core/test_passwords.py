from __future__ import annotations

import pytest

from core.errors import InvalidInput
from core.security.passwords import check_strength, hash_password, verify_password


def test_the_right_password_and_only_it_opens() -> None:
    stored = hash_password("a long enough password")
    assert verify_password(stored, "a long enough password")
    assert not verify_password(stored, "a long enough passwore")
    assert not verify_password(stored, "")


def test_an_account_without_a_password_accepts_no_password() -> None:
    assert not verify_password(None, "nobody has this password")


def test_a_broken_hash_accepts_no_password() -> None:
    assert not verify_password("not a hash", "a long enough password")


def test_two_hashes_of_a_password_differ_and_name_argon2id() -> None:
    one, other = hash_password("same"), hash_password("same")
    assert one != other
    assert one.startswith("$argon2id$")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elevenchars", "too_short"),
        ("Password123456!", "too_common"),
        ("123456789012", "too_common"),
        ("qwertzuiop123", "too_common"),
        ("a" * 200, "too_common"),
        ("annaschmidt.anna", "too_common"),
        ("caseworker.de-jug1", "too_common"),
        ("Homeward2026!", "too_common"),
    ],
)
def test_a_short_or_easily_guessed_password_is_refused(password: str, reason: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_strength(password, ("caseworker.de-jug", "Anna Schmidt"))
    assert (refused.value.field, refused.value.reason) == ("password", reason)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "kJ82hsk_a82kshdU", "a long enough password"]
)
def test_words_that_do_not_belong_together_and_random_letters_are_taken(password: str) -> None:
    check_strength(password, ("caseworker.de-jug", "Anna Schmidt"))
