"""Import contracts: each violation added to the imports of the packages breaks its own contract."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract
from importlinter.domain.contract import Contract

from tests.unit.house.conftest import PROJECT

pytestmark = pytest.mark.late

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
STEPS = "A record is registered by one service: no route and no command calls its steps"
DOORS = "Only the two doors and a form that shows a stored value split a value of the intake row"
DESKS = "Desks are listed by services.sharing, and kept by services.agencies"
NOTIFICATIONS = "Notifications and what agencies learned are written by services.sharing alone"
# A module outside every domain breaks these contracts, whatever it imports.
EXHAUSTIVE = {"services": DOMAINS, "matching": LINES_OF_MATCHING}

# The domains of services from top to bottom, as docs/architecture.md draws them.
(LINES_OF_SERVICES,) = (
    [line.split(" | ") for line in contract["layers"]]
    for contract in TABLE["contracts"]
    if contract["name"] == DOMAINS
)
PROTECTED = {
    contract["name"]: contract for contract in TABLE["contracts"] if contract["type"] == "protected"
}


def upward() -> list[tuple[str, str]]:
    """List each import that goes up or sideways, as (importing package, imported package)."""
    matches = []
    for height, line in enumerate(LINES):
        for lower in line:
            above = [package for upper in LINES[:height] for package in upper]
            matches += [(lower, package) for package in [*above, *line] if package != lower]
    return matches


def upward_in_services() -> list[tuple[str, str, str]]:
    """List for each domain an import of the domain above, and of each domain on the same line."""
    plants = []
    for height, line in enumerate(LINES_OF_SERVICES):
        for lower in line:
            above = LINES_OF_SERVICES[height - 1][:1] if height else []
            siblings = [one for one in line if one != lower]
            plants += [
                (DOMAINS, f"services/{lower}", f"services.{one}") for one in [*above, *siblings]
            ]
    return plants


def single(contract: str, packages: list[str], modules: list[str]) -> list[tuple[str, str, str]]:
    """List one added import per match, with the contract that it must break."""
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
            "services.records.register",
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


KINDS: dict[str, type[Contract]] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "forbidden": ForbiddenContract,
    "layers": LayersContract,
    "protected": ProtectedContract,
}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """The imports of every package, which the tests copy and add to."""
    return grimp.build_graph(*PACKAGES, include_external_packages=True, cache_dir=None)


@pytest.fixture(scope="module")
def contracts() -> list[Contract]:
    """The contracts of the project, as the command of import-linter reads them."""
    read = read_configuration(str(PROJECT / "pyproject.toml"))
    return [
        KINDS[options["type"]](options["name"], read["session_options"], options)
        for options in read["contracts_options"]
    ]


def plant(imports: grimp.ImportGraph, *planted: tuple[str, str]) -> grimp.ImportGraph:
    """Return a copy of the imports with further ones; their modules are added where they lack."""
    changed = copy.deepcopy(imports)
    for importer, imported in planted:
        for module in (importer, imported):
            if module not in changed.modules:
                is_own = module.partition(".")[0] in PACKAGES
                changed.add_module(module, is_squashed=not is_own)
        changed.add_import(importer=importer, imported=imported)
    return changed


def broken(contracts: list[Contract], imports: grimp.ImportGraph) -> set[str]:
    """Return the names of the contracts that imports break."""
    return {
        contract.name
        for contract in contracts
        if not contract.check(graph=copy.deepcopy(imports), verbose=False).kept
    }


def test_the_packages_as_they_are_keep_every_contract_of_the_command() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run(
        [program, "--no-logo"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env={"COLUMNS": "300"},
    )
    decisions = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))
    assert set(decisions) == {contract["name"] for contract in TABLE["contracts"]}, done.stderr
    assert set(decisions.values()) == {"KEPT"}
    assert done.returncode == 0


def test_an_import_that_a_contract_forbids_turns_it_red(
    imports: grimp.ImportGraph, contracts: list[Contract]
) -> None:
    by_name = {contract.name: contract for contract in contracts}
    missed = []
    for contract, package, module in PLANTS:
        planted = f"{package.replace('/', '.')}.planted_violation"
        if not broken([by_name[contract]], plant(imports, (planted, module))):
            missed.append((contract, package, module))
    assert missed == []


# Two modules that import each other: in the same package, both in a subpackage, or one in a
# subpackage.
SHAPES = {
    "beside": ("planted_left", "planted_right"),
    "within": ("planted.left", "planted.right"),
    "across": ("planted_left", "planted.right"),
}


@pytest.mark.parametrize("package", PACKAGES)
@pytest.mark.parametrize("both_ways", [True, False], ids=["cycle", "one way"])
def test_a_cycle_between_siblings_turns_its_contract_red_and_one_way_does_not(
    imports: grimp.ImportGraph, contracts: list[Contract], package: str, both_ways: bool
) -> None:
    red = {EXHAUSTIVE[package]} if package in EXHAUSTIVE else set()
    for shape in SHAPES.values():
        left, right = (f"{package}.{name}" for name in shape)
        planted = [(left, right), *([(right, left)] if both_ways else [])]
        changed = copy.deepcopy(imports)
        changed.add_module(f"{package}.planted")
        assert broken(contracts, plant(changed, *planted)) == (red | {CYCLES} if both_ways else red)


def test_every_package_has_its_place_in_the_house() -> None:
    assert sorted(package for line in LINES for package in line) == sorted(
        {*PACKAGES} - {"sample_data"}
    )


def test_every_contract_is_planted_against() -> None:
    assert {contract["name"] for contract in TABLE["contracts"]} == {
        contract for contract, *_ in PLANTS
    } | {CYCLES}


def test_the_domains_of_services_have_their_lines() -> None:
    folders = {path.parent.name for path in (PROJECT / "services").glob("*/__init__.py")}
    assert folders == {one for line in LINES_OF_SERVICES for one in line}
    assert {f"services.{one}" for one in folders} == {
        contract["protected_modules"][0]
        for name, contract in PROTECTED.items()
        if name not in (KEYS, DOORS, NOTIFICATIONS, DESKS, STEPS)
    }
