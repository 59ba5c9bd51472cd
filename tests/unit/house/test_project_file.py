"""Values stated in several files are equal: Python versions, packages, commands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet

from requirements import check, refresh


@pytest.fixture
def table(project: Path) -> dict[str, Any]:
    """The content of pyproject.toml."""
    return tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))


def test_bootstrap_supports_the_pythons_that_the_project_requires(
    house: ModuleType, table: dict[str, Any]
) -> None:
    required = SpecifierSet(table["project"]["requires-python"])
    assert {(3, minor) for minor in range(30) if required.contains(f"3.{minor}.0")} == set(
        house.SUPPORTED
    )


def test_classifiers_and_locks_speak_of_the_same_pythons(
    house: ModuleType, table: dict[str, Any]
) -> None:
    supported = {"{}.{}".format(*version) for version in house.SUPPORTED}
    classifiers = " ".join(table["project"]["classifiers"])
    assert set(re.findall(r"Python :: (3\.\d+)", classifiers)) == supported
    assert {environment["python_version"] for environment in check.ENVIRONMENTS} == supported
    oldest = "{}.{}".format(*min(house.SUPPORTED))
    assert f"--python-version={oldest}" in refresh.OPTIONS
    # types are checked for the running Python: numpy's stubs for a newer version use syntax that
    # the oldest version does not have
    assert "python_version" not in table["tool"]["mypy"]
    assert table["tool"]["ruff"]["target-version"] == "py" + oldest.replace(".", "")


def test_the_wheel_the_types_and_the_contracts_cover_the_same_packages(
    project: Path, table: dict[str, Any]
) -> None:
    packages = table["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert table["tool"]["mypy"]["packages"] == packages
    assert table["tool"]["importlinter"]["root_packages"] == packages
    others = {"benchmarks", "docs", "requirements", "tests"}
    found = {path.parent.name for path in project.glob("[a-z]*/__init__.py")} - others
    assert found <= set(packages)


def test_each_contract_of_siblings_and_purity_names_every_package(table: dict[str, Any]) -> None:
    packages = set(table["tool"]["importlinter"]["root_packages"])
    contracts = {
        contract["name"]: contract for contract in table["tool"]["importlinter"]["contracts"]
    }
    siblings = [
        contract for contract in contracts.values() if contract["type"] == "acyclic_siblings"
    ]
    assert [set(contract["ancestors"]) for contract in siblings] == [packages]
    for pure in ("matching", "sample_data"):
        (contract,) = [one for one in contracts.values() if one.get("source_modules") == [pure]]
        assert packages - {pure} <= set(contract["forbidden_modules"])


def test_the_project_is_an_application_that_is_never_published(table: dict[str, Any]) -> None:
    assert "Private :: Do Not Upload" in table["project"]["classifiers"]


def test_make_has_a_target_for_each_command_and_each_is_one_line(
    house: ModuleType, project: Path
) -> None:
    makefile = (project / "Makefile").read_text()
    targets, recipe = re.findall(r"^([a-z -]+):\n((?:\t.*\n)+)", makefile, re.MULTILINE)[0]
    assert set(targets.split()) == set(house.COMMANDS)
    assert recipe == "\t@exec $(PYTHON) bootstrap.py $@ $(ARGS)\n"
    assert re.search(rf"^\.PHONY: {targets}$", makefile, re.MULTILINE)


def test_continuous_integration_runs_the_tests_the_checks_and_then_the_rest_of_the_tests(
    project: Path,
) -> None:
    lines = (project / ".ci" / "run").read_text().splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert "set -euo pipefail" in lines
    durations = "ARGS=--durations=25"
    assert lines[-4:-2] == [f"make test {durations}", "make check"]
    assert lines[-1] == 'make test-rest ARGS="--durations=25 --part=$part"'
