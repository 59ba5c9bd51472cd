"""Check the lock files: the form of each line, one lock against the next, all against
pyproject.toml.

As a program, it prints the faults and exits with 1. It only reads files; refresh.py writes them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

# Each lock, with the groups of pyproject.toml it answers. "" is the project itself.
LOCKS = {
    "app": ("",),
    "dev": ("", "pdf", "dev"),
    "docs": ("", "pdf", "dev", "docs"),
    "bench": ("", "pdf", "dev", "bench"),
}

# Each of these locks repeats the versions and hashes of its base.
BASES = {"dev": "app", "docs": "dev", "bench": "dev"}

# Where Homeward runs: markers are judged for each of these, never for the machine that happens to
# check.
ENVIRONMENTS = tuple(
    {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": platform,
        "platform_system": system,
        "platform_machine": machine,
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    for python, (platform, system, machine) in product(
        ("3.11", "3.12", "3.13", "3.14"),
        (
            ("linux", "Linux", "x86_64"),
            ("linux", "Linux", "aarch64"),
            ("darwin", "Darwin", "arm64"),
        ),
    )
)

# name==version, perhaps a marker, then hashes. Options, comments, URLs and paths are refused.
PIN = re.compile(
    r"(?P<pin>[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+)(?: ; (?P<marker>[^/\\:@#]+?))?(?P<hashes>(?:"
    r" --\S+)*)"
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """A locked package: its requirement (one exact version, perhaps a marker) and its hashes."""

    requirement: Requirement
    hashes: frozenset[str]

    @property
    def version(self) -> str:
        """The exact version."""
        return str(self.requirement.specifier).removeprefix("==")


def read_lock(name: str, text: str) -> tuple[list[Pin], list[str]]:
    """Return the pins of a lock's text, and one complaint for each line that is not a pin."""
    pins: list[Pin] = []
    complaints: list[str] = []
    for line in re.sub(r"\s*\\\n\s*", " ", text).splitlines():
        pin = PIN.fullmatch(line.rstrip())
        if pin is None:
            complaints.append(f"{name}.lock: not a pinned package, or more than that: {line[:80]}")
            continue
        hashes = pin["hashes"].split()
        if not hashes or not all(HASH.fullmatch(part) for part in hashes):
            complaints.append(
                f"{name}.lock: {pin['pin']} has no hash, or has text other than hashes"
            )
            continue
        try:
            requirement = Requirement(
                f"{pin['pin']} ; {pin['marker']}" if pin["marker"] else pin["pin"]
            )
        except InvalidRequirement as error:
            complaints.append(f"{name}.lock: {pin['pin']}: {error}")
            continue
        pins.append(Pin(requirement, frozenset(hashes)))
    return pins, complaints


def resolve(
    name: str, pins: list[Pin], environment: dict[str, str]
) -> tuple[dict[str, Pin], list[str]]:
    """Return what a lock installs in one environment, by canonical name, and the complaints.

    A package that is pinned twice gives a complaint.
    """
    chosen: dict[str, Pin] = {}
    complaints: list[str] = []
    for pin in pins:
        if pin.requirement.marker is not None and not pin.requirement.marker.evaluate(environment):
            continue
        package = canonicalize_name(pin.requirement.name)
        if package in chosen:
            complaints.append(f"{name}.lock: {package} is pinned twice{where(environment)}")
        chosen[package] = pin
    return chosen, complaints


def where(environment: dict[str, str]) -> str:
    """Return the name of an environment, for the end of a complaint."""
    return f" (Python {environment['python_version']}, {environment['sys_platform']})"


def compare(names: tuple[str, str], less: dict[str, Pin], more: dict[str, Pin]) -> list[str]:
    """Return a complaint for each package of a smaller lock that differs in the larger lock.

    It differs if it is missing or has another version or other hashes.
    """
    complaints = []
    for package, pin in less.items():
        if package not in more:
            complaints.append(f"{names[1]}.lock: lacks {package}, which {names[0]}.lock has")
        elif (more[package].version, more[package].hashes) != (pin.version, pin.hashes):
            complaints.append(
                f"{names[1]}.lock: {package} differs from {names[0]}.lock in version or hashes"
            )
    return complaints


def answer(
    name: str, asked: list[Requirement], chosen: dict[str, Pin], environment: dict[str, str]
) -> list[str]:
    """Return a complaint for each direct requirement that is missing or out of range."""
    complaints = []
    for requirement in asked:
        if requirement.marker is not None and not requirement.marker.evaluate(environment):
            continue
        pin = chosen.get(canonicalize_name(requirement.name))
        if pin is None:
            complaints.append(
                f"{name}.lock: lacks {requirement.name}, which pyproject.toml asks for"
            )
        elif not requirement.specifier.contains(pin.version, prereleases=True):
            complaints.append(
                f"{name}.lock: {requirement.name} {pin.version} is outside {requirement.specifier}"
            )
    return complaints


def check(project: dict[str, Any], texts: dict[str, str]) -> list[str]:
    """Check the texts of the locks, by name, against the `[project]` table of pyproject.toml.

    Return each complaint once, in the order found; empty if there is none.
    """
    read = {name: read_lock(name, texts[name]) for name in LOCKS}
    complaints = [complaint for _, answers in read.values() for complaint in answers]
    for environment in ENVIRONMENTS:
        chosen: dict[str, dict[str, Pin]] = {}
        for name, groups in LOCKS.items():
            chosen[name], answers = resolve(name, read[name][0], environment)
            complaints += answers + answer(
                name, requirements(project, groups), chosen[name], environment
            )
        for name, base in BASES.items():
            complaints += compare((base, name), chosen[base], chosen[name])
    return list(dict.fromkeys(complaints))


def requirements(project: dict[str, Any], groups: tuple[str, ...]) -> list[Requirement]:
    """Return the direct requirements of these groups; "" is the project's own dependencies."""
    extras = project["optional-dependencies"]
    return [
        Requirement(line)
        for group in groups
        for line in (extras[group] if group else project["dependencies"])
    ]


def main() -> int:
    """Print the complaints about the locks of this tree; return 1 if there are any, else 0."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    texts = {
        name: (ROOT / "requirements" / f"{name}.lock").read_text(encoding="utf-8") for name in LOCKS
    }
    complaints = check(project, texts)
    for complaint in complaints:
        sys.stderr.write(complaint + "\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
