"""`requirements/app.lock` installs everything that runs, also undeclared dependencies."""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.late

ROOT = Path(__file__).resolve().parents[3]

# Imports every module of the given packages while distributions outside the lock are hidden.
PROGRAM = """
import importlib, importlib.metadata, pkgutil, sys
locked, packages = set(sys.argv[1].split(",")), sys.argv[2].split(",")
plain = lambda name: name.lower().replace("_", "-").replace(".", "-")
owners = importlib.metadata.packages_distributions()
hidden = {
    module for module, names in owners.items() if not {plain(name) for name in names} & locked
}

class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} is not in app.lock", name=name)

sys.meta_path.insert(0, Hide())
for package in packages:
    module = importlib.import_module(package)
    for found in pkgutil.walk_packages(module.__path__, package + "."):
        if not found.name.endswith("__main__") and ".migrations." not in found.name:
            importlib.import_module(found.name)
print(len(hidden))
"""


def _locked(lock: str) -> set[str]:
    return set(
        re.findall(
            r"^([a-z0-9-]+)==", (ROOT / "requirements" / lock).read_text("utf-8"), re.MULTILINE
        )
    )


# Distributions of the lock that may be under the LGPL: imported unchanged, never copied.
LGPL = {"psycopg", "psycopg-binary", "python-stdnum"}


def _licences(name: str) -> str:
    """Return the licence fields of an installed distribution."""
    about = importlib.metadata.metadata(name)
    classifiers = [one for one in about.get_all("Classifier") or [] if one.startswith("License")]
    fields = [about.get("License-Expression"), (about.get("License") or "")[:200], *classifiers]
    return " | ".join(one for one in fields if one)


def _is_copyleft(licences: str, *, allows_lesser: bool) -> bool:
    """Return whether the GPL or AGPL is named, or the LGPL where it is not allowed."""
    if allows_lesser:
        licences = re.sub(r"LGPL|(Lesser|Library) General Public", "", licences)
    return bool(re.search(r"GPL|General Public", licences))


def test_no_locked_distribution_is_under_the_gpl_and_the_lgpl_only_by_the_table() -> None:
    installed = {
        name: _licences(name)
        for name in _locked("app.lock")
        if list(importlib.metadata.Distribution.discover(name=name))
    }
    assert len(installed) > 60
    assert [name for name, licences in installed.items() if not licences] == []
    assert [
        name
        for name, licences in installed.items()
        if _is_copyleft(licences, allows_lesser=name in LGPL)
    ] == []
    assert all(_is_copyleft(installed[name], allows_lesser=False) for name in LGPL)


@pytest.mark.parametrize(
    "licences",
    [
        "GPL-3.0-only",
        "AGPL-3.0-or-later",
        "License :: OSI Approved :: GNU General Public License v3 (GPLv3)",
        "GNU Affero General Public License",
        "LGPL-3.0-only OR GPL-2.0-only",
    ],
)
def test_a_gpl_is_recognised(licences: str) -> None:
    assert _is_copyleft(licences, allows_lesser=True)


def _import_with(locked: set[str]) -> subprocess.CompletedProcess[str]:
    packages = "api,cli,core,matching,models,sample_data,services,workers"
    words = [sys.executable, "-c", PROGRAM, ",".join(sorted(locked)), packages]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True)


def test_every_module_is_imported_with_only_the_locked_distributions() -> None:
    done = _import_with(_locked("app.lock"))
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) > 10  # the tools of the tests are hidden


@pytest.mark.parametrize("missing", ["packaging", "redis", "numba"])
def test_a_distribution_that_is_missing_from_the_lock_is_found(missing: str) -> None:
    done = _import_with(_locked("app.lock") - {missing})
    assert done.returncode != 0
    assert f"{missing} is not in app.lock" in done.stderr or f"{missing}." in done.stderr
