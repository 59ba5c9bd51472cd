"""The version of the generated client is that of the program, in the form that wheels have."""

from __future__ import annotations

import pytest
from packaging.version import Version

from clients.generate import package_version


@pytest.mark.parametrize(
    ("program", "package"),
    [
        ("1.2.0", "1.2.0"),
        ("1.2.0-5-gabc1234", "1.2.0+5.gabc1234"),
        ("1.2.0-5-gabc1234-dirty", "1.2.0+5.gabc1234.dirty"),
        ("abc1234", "0.0.0+abc1234"),
        ("1234567-dirty", "0.0.0+1234567.dirty"),
        ("unknown", "0.0.0+unknown"),
    ],
)
def test_a_version_of_the_program_becomes_one_of_a_wheel(program: str, package: str) -> None:
    assert package_version(program) == package
    assert str(Version(package)) == package
