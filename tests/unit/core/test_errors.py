from __future__ import annotations

import inspect
from datetime import date

import pytest

from core import errors
from core.errors import HomewardError, exit_code

ALL = [
    one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, HomewardError)
]


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.__name__)
def test_every_error_is_in_the_documented_tree(kind: type[HomewardError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")


def test_codes_are_unique() -> None:
    codes = [kind.code for kind in ALL]
    assert len(set(codes)) == len(codes)


def test_an_exit_code_is_never_success() -> None:
    values = {errors.InvalidInput: ("a", "b"), errors.DateOutOfRange: ("a", date.min, date.max)}
    assert all(exit_code(kind(*values.get(kind, ()))) != 0 for kind in ALL)


def test_a_key_file_error_exits_like_any_other_setting() -> None:
    assert exit_code(errors.KeyFileError()) == exit_code(errors.SettingsError()) == 3
