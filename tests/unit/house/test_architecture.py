"""docs/architecture.md is short and describes exactly the existing packages."""

from __future__ import annotations

import collections
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCUMENT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
LINES_MOST, COLUMNS_MOST = 120, 100
MODULES_MOST = 20  # of a folder, its __init__ not counted


def _section(package: str) -> str:
    """Return the section of the document about a package."""
    found = re.search(rf"^## {package}\b.*?(?=^## |\Z)", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert found, package
    return found.group()


def _folders(package: str) -> set[str]:
    return {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}


def test_it_is_short() -> None:
    lines = DOCUMENT.splitlines()
    assert len(lines) <= LINES_MOST
    assert [line for line in lines if len(line) > COLUMNS_MOST] == []


@pytest.mark.parametrize(
    "package", ["api", "cli", "core", "matching", "models", "reports", "services", "workers"]
)
def test_every_folder_of_a_package_is_in_its_picture(package: str) -> None:
    words = set(re.findall(r"\w+", _section(package)))
    assert sorted(_folders(package) - words) == []


@pytest.mark.parametrize("package", ["core", "matching", "services"])
def test_no_folder_has_too_many_modules(package: str) -> None:
    modules = collections.Counter(
        path.parent for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py"
    )
    assert {folder: count for folder, count in modules.items() if count > MODULES_MOST} == {}


@pytest.mark.parametrize("package", ["matching", "services"])
def test_the_picture_has_the_order_of_the_contract(package: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in project["tool"]["importlinter"]["contracts"]
        if contract.get("containers") == [package]
    )
    drawn = re.findall(r"^    ([a-z_]+(?: \| [a-z_]+)*)(?:  .*)?$", _section(package), re.MULTILINE)
    assert drawn[: len(layers)] == layers


def test_every_linked_path_exists() -> None:
    named = re.findall(r"\]\(([^)]+)\)", DOCUMENT)
    assert named
    assert [name for name in named if not (ROOT / "docs" / name).exists()] == []
