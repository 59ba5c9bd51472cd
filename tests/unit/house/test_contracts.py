"""Import contracts: each violation added to a copy of the packages breaks its own contract."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.unit.house.conftest import PROJECT

pytestmark = pytest.mark.slow

TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
    "importlinter"
]
PACKAGES: list[str] = TABLE["root_packages"]

# The layers from top to bottom, listed independently so that a layer missing in pyproject.toml is
# found. sample_data is separate. Packages on one line may not import each other either.
LINES = [["api", "cli"], ["workers"], ["reports"], ["services"], ["matching", "models"], ["core"]]

LAYERS = "Dependencies point down; nothing imports sideways on a line or upwards"
PURE = "matching is pure: no other package of ours, no database, no web, no queue"
STRINGS = "rapidfuzz, jellyfish and phonenumbers are imported by matching alone"
WEB = "No web framework and no queue below workers and api"
QUIET = "A request publishes nothing: the api knows no queue, only job rows"
COUNTS = "A report is made of published counts: it knows no table and no record"
SAMPLE = "sample_data imports nothing of ours"
CYCLES = "Siblings inside a package form no cycle"
DOMAINS = "services: domains point down"
LINES_OF_MATCHING = "matching: packages point down"
KEYS = "Data keys are opened by services alone"
# A module outside every domain breaks these contracts, whatever it imports.
EXHAUSTIVE = {"services": DOMAINS, "matching": LINES_OF_MATCHING}

# The domains of services from top to bottom, listed independently.
LINES_OF_SERVICES = [
    ["statistics", "options"],
    ["operations"],
    ["data_rights"],
    ["oversight"],
    ["imports"],
    ["consent"],
    ["disclosure"],
    ["review"],
    ["search"],
    ["matching_runs"],
    ["case"],
    ["records"],
    ["clearance"],
    ["agencies", "exchange"],
    ["sharing"],
    ["foundation"],
]
PROTECTED = {
    contract["name"]: contract for contract in TABLE["contracts"] if contract["type"] == "protected"
}


def upward() -> list[tuple[str, str]]:
    """List each import that goes up or sideways, as (importing package, imported package)."""
    pairs = []
    for height, line in enumerate(LINES):
        for lower in line:
            above = [package for upper in LINES[:height] for package in upper]
            pairs += [(lower, package) for package in [*above, *line] if package != lower]
    return pairs


def upward_in_services() -> list[tuple[str, str, str]]:
    """List for each domain an import of the domain above, and of each domain on the same line."""
    plants = []
    for height, line in enumerate(LINES_OF_SERVICES):
        for lower in line:
            above = LINES_OF_SERVICES[height - 1][:1] if height else []
            beside = [one for one in line if one != lower]
            plants += [
                (DOMAINS, f"services/{lower}", f"services.{one}") for one in [*above, *beside]
            ]
    return plants


def single(contract: str, packages: list[str], modules: list[str]) -> list[tuple[str, str, str]]:
    """List one added import per pair, with the contract that it must break."""
    return [
        (contract, package, module)
        for package in packages
        for module in modules
        if package != module
    ]


BELOW_WEB = ["core", "matching", "models", "reports", "sample_data", "services"]
PLANTS = [
    *((LAYERS, lower, upper) for lower, upper in upward()),
    *single(
        PURE,
        ["matching"],
        [*PACKAGES, "sqlalchemy", "alembic", "fastapi", "starlette", "pydantic", "celery", "kombu"],
    ),
    *single(
        STRINGS,
        [one for one in PACKAGES if one != "matching"],
        ["rapidfuzz", "jellyfish", "phonenumbers"],
    ),
    *single(WEB, BELOW_WEB, ["fastapi", "starlette", "celery", "kombu"]),
    *single(QUIET, ["api"], ["workers", "celery", "kombu", "redis"]),
    *single(
        COUNTS,
        ["reports"],
        [
            "matching",
            "models",
            "sample_data",
            "services.records.records",
            "services.records.repository",
        ],
    ),
    *single(SAMPLE, ["sample_data"], PACKAGES),
    *upward_in_services(),
    (LINES_OF_MATCHING, "matching/codes", "matching.kernel"),
    (LINES_OF_MATCHING, "matching/packing", "matching.scoring"),
    *(
        (name, "sample_data", contract["protected_modules"][0])
        for name, contract in PROTECTED.items()
    ),
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of every package and of the contracts."""
    root = tmp_path_factory.mktemp("copy")
    shutil.copy(PROJECT / "pyproject.toml", root)
    for package in PACKAGES:
        shutil.copytree(
            PROJECT / package, root / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    return root


def broken(root: Path) -> set[str]:
    """Run import-linter on a tree and return the names of broken contracts."""
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-logo"], cwd=root, capture_output=True, text=True, env={"COLUMNS": "300"}
    )
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert len(verdicts) == len(TABLE["contracts"]), done.stdout + done.stderr
    red = {name for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert done.returncode == (1 if red else 0)
    return red


def test_the_packages_as_they_are_keep_every_contract(copy: Path) -> None:
    assert broken(copy) == set()


@pytest.mark.parametrize(("contract", "package", "module"), PLANTS)
def test_an_import_that_a_contract_forbids_turns_it_red(
    copy: Path, contract: str, package: str, module: str
) -> None:
    planted = copy / package / "planted_violation.py"
    planted.write_text(f"import {module}\n")
    try:
        assert contract in broken(copy)
    finally:
        planted.unlink()


# Two modules that import each other: in the same package, both in a subpackage, or one in a
# subpackage.
SHAPES = {
    "beside": ("planted_left", "planted_right"),
    "within": ("planted.left", "planted.right"),
    "across": ("planted_left", "planted.right"),
}


def plant(root: Path, package: str, shape: str, *, both_ways: bool) -> list[Path]:
    """Write two modules of a SHAPE.

    The first imports the second; if `both_ways`, the second also imports the first.
    """
    (root / package / "planted").mkdir()
    (root / package / "planted" / "__init__.py").write_text("")
    left, right = (f"{package}.{name}" for name in SHAPES[shape])
    for module, text in (
        (left, f"import {right}\n"),
        (right, f"import {left}\n" if both_ways else ""),
    ):
        (root / Path(*module.split("."))).with_suffix(".py").write_text(text)
    return [
        root / package / "planted",
        root / Path(*left.split(".")),
        root / Path(*right.split(".")),
    ]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("both_ways", [True, False], ids=["cycle", "one way"])
def test_a_cycle_between_siblings_turns_its_contract_red_and_one_way_does_not(
    copy: Path, package: str, shape: str, both_ways: bool
) -> None:
    folder, *modules = plant(copy, package, shape, both_ways=both_ways)
    try:
        red = {EXHAUSTIVE[package]} if package in EXHAUSTIVE else set()
        assert broken(copy) == (red | {CYCLES} if both_ways else red)
    finally:
        shutil.rmtree(folder)
        for module in modules:
            module.with_suffix(".py").unlink(missing_ok=True)


def test_every_package_has_its_place_in_the_house() -> None:
    assert sorted(package for line in LINES for package in line) == sorted(
        {*PACKAGES} - {"sample_data"}
    )


def test_every_contract_is_planted_against(copy: Path) -> None:
    assert {contract["name"] for contract in TABLE["contracts"]} == {
        contract for contract, *_ in PLANTS
    } | {CYCLES}


def test_the_domains_of_services_have_their_lines() -> None:
    (contract,) = [one for one in TABLE["contracts"] if one["name"] == DOMAINS]
    assert [line.split(" | ") for line in contract["layers"]] == LINES_OF_SERVICES
    folders = {path.parent.name for path in (PROJECT / "services").glob("*/__init__.py")}
    assert folders == {one for line in LINES_OF_SERVICES for one in line}
    assert {f"services.{one}" for one in folders} == {
        contract["protected_modules"][0] for name, contract in PROTECTED.items() if name != KEYS
    }
