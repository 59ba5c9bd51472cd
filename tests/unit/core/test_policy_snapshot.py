"""The reviewed list of every table and figure of policy.

`policy.txt` has one line for each figure, row of a table and code of an enumeration in
`core/policy`. A change of policy is a changed line: a reviewer sees it. `make policy` writes the
list. The tables of processes are listed in docs/workflow.md instead.
"""

from __future__ import annotations

import dataclasses
import enum
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

import core.policy
from core.policy.process import Process, Step

LIST = Path(__file__).parent / "policy.txt"
WIDTH = 100
TABLES = re.compile(r"^([A-Z]\w*(?:, [A-Z]\w*)*)(?:: .*)? = ", re.MULTILINE)
WORD = re.compile(r"[a-z_][\w.-]*", re.IGNORECASE)


def _modules() -> Iterator[tuple[str, ModuleType]]:
    package = f"{core.policy.__name__}."
    for found in pkgutil.walk_packages(core.policy.__path__, package):
        if not found.ispkg:
            yield found.name.removeprefix(package), importlib.import_module(found.name)


def _text(value: object) -> str:
    """Return a value as text: sets in the order of their texts, members by their stored code."""
    match value:
        case enum.Enum():
            return str(value.value) if isinstance(value, str) else value.name
        case str():
            return value if WORD.fullmatch(value) else repr(value)
        case None | bool() | int() | float():
            return repr(value)
        case Mapping():
            rows = sorted(f"{_text(key)}: {_text(row)}" for key, row in value.items())
            return f"{{{', '.join(rows)}}}"
        case set() | frozenset():
            return f"{{{', '.join(sorted(map(_text, value)))}}}"
        case tuple() | list():
            return f"({', '.join(map(_text, value))})"
        case re.Pattern():
            return f"pattern {value.pattern}"
        case Path():
            return value.name
        case FunctionType():
            return f"function {value.__qualname__}"
        case _ if dataclasses.is_dataclass(value):
            fields = (
                f"{field.name}={_text(getattr(value, field.name))}"
                for field in dataclasses.fields(value)
            )
            return f"{type(value).__name__}({', '.join(fields)})"
        case _:
            return str(value)


def _has_steps(value: Any) -> bool:
    """Return whether a value is a process or holds steps of one."""
    values = value.values() if isinstance(value, Mapping) else value
    return isinstance(value, Process | Step) or (
        isinstance(values, tuple | list | type({}.values())) and any(map(_has_steps, values))
    )


def _lines(name: str, value: object) -> Iterator[str]:
    """Yield the rows of a table, one a line; a longer row is split into its parts."""
    if isinstance(value, Mapping) and value:
        rows = sorted((_text(key), row) for key, row in value.items())
        for key, row in rows:
            yield from _lines(f"{name}[{key}]", row)
        return
    line = f"{name} = {_text(value)}"
    if len(line) <= WIDTH or isinstance(value, str):
        yield line
    elif isinstance(value, set | frozenset):
        yield from (f"{name} has {word}" for word in sorted(map(_text, value)))
    elif isinstance(value, tuple | list):
        yield from (f"{name} lists {_text(part)}" for part in value)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _lines(f"{name}.{field.name}", getattr(value, field.name))
    else:
        yield line


def policy() -> list[str]:
    """Return the lines of the list, in the order of the modules and of their tables."""
    lines: list[str] = []
    for module_name, module in _modules():
        source = Path(str(module.__file__)).read_text("utf-8")
        for name in (name for names in TABLES.findall(source) for name in names.split(", ")):
            value = getattr(module, name)
            if not _has_steps(value):
                lines += _lines(f"{module_name}.{name}", value)
        for kind in vars(module).values():
            if (
                isinstance(kind, type)
                and issubclass(kind, enum.Enum)
                and kind.__module__ == module.__name__
            ):
                lines += [
                    f"{module_name}.{kind.__name__}.{member.name} = {member.value}"
                    for member in kind
                ]
    return lines


def test_the_reviewed_list_has_every_table_and_figure_of_policy(
    pytestconfig: pytest.Config,
) -> None:
    now = policy()
    if pytestconfig.getoption("--record-policy"):
        LIST.write_text("\n".join(now) + "\n", "utf-8")
    reviewed = LIST.read_text("utf-8").splitlines()
    changes = {"new": set(now) - set(reviewed), "gone": set(reviewed) - set(now)}
    assert changes == {"new": set(), "gone": set()}, "review the changes, then `make policy`"
    assert now == reviewed
