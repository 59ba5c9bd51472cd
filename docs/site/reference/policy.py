"""The page of the policy tables: every public constant of `core.policy`, with its comments."""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType

import core.policy
from docs.site.reference.markdown import code, page, table
from docs.site.stage import ROOT

CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*")


def policy_page() -> str:
    """Return every policy table, by module; single values share one table."""
    sections = []
    for module in _modules():
        values, blocks = [], []
        for name, remark, value in _constants(module):
            if isinstance(value, Mapping):
                blocks.append("\n\n".join(filter(None, [f"### {name}", remark, _table(value)])))
            else:
                values.append((code(name), _inline(value) or "none", remark))
        if values:
            blocks.insert(0, table(("name", "value", "remark"), values))
        if blocks:
            path = Path(inspect.getfile(module)).relative_to(ROOT)
            purpose = " ".join((inspect.getdoc(module) or "").split())
            title = module.__name__.removeprefix("core.policy.").replace(".", ": ")
            head = f"## {title.replace('_', ' ')}\n\n[`{path}`](../../{path}): {purpose}"
            sections.append("\n\n".join([head, *blocks]))
    return page(
        "Policy tables",
        "core/policy/__init__.py",
        "What each role may do, and what is shared, stored and counted. The reasons are in"
        " [protection](../protection.md).",
        sections,
    )


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.walk_packages(core.policy.__path__, "core.policy."):
        if not module.ispkg:
            yield importlib.import_module(module.name)


def _constants(module: ModuleType) -> Iterator[tuple[str, str, object]]:
    """Yield name, remark and value of each public constant, in the order of the source."""
    source = inspect.getsource(module)
    lines = source.splitlines()
    for node in ast.parse(source).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and CONSTANT.fullmatch(target.id):
            yield target.id, _remark(lines, node.lineno), getattr(module, target.id)


def _remark(lines: list[str], line: int) -> str:
    """Return the comment above a line and at its end."""
    above: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.startswith("#"):
            break
        above.insert(0, text.lstrip("# "))
    _, _, note = lines[line - 1].partition("  # ")
    return " ".join([*above, note]).replace("<", "&lt;").strip()


def _table(value: Mapping[object, object]) -> str:
    inner = list(value.values())
    if inner and all(isinstance(one, Mapping) for one in inner):
        return _matrix(value)  # type: ignore[arg-type]
    return table(("key", "value"), [(_inline(key), _inline(one)) for key, one in value.items()])


def _matrix(value: Mapping[object, Mapping[object, object]]) -> str:
    """Return a table of tables: the keys of the inner ones are the columns, if they are few."""
    columns = list(dict.fromkeys(key for inner in value.values() for key in inner))
    if len(columns) > 9:
        rows = [
            (_inline(key), "; ".join(f"{_inline(k)}: {_inline(v)}" for k, v in inner.items()))
            for key, inner in value.items()
        ]
        return table(("key", "values"), rows)
    rows = [
        (_inline(key), *(_inline(inner[one]) if one in inner else "" for one in columns))
        for key, inner in value.items()
    ]
    return table(("key", *(_inline(one) for one in columns)), rows)


def _inline(value: object) -> str:
    """Return a value on one line."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((one.name, getattr(value, one.name)) for one in dataclasses.fields(value))
        return ", ".join(f"{name} {_inline(inner)}" for name, inner in fields)
    if isinstance(value, enum.IntEnum):
        return code(value.name.lower())
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(_inline(one) for one in value))
    if isinstance(value, tuple | list):
        return ", ".join(_inline(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{_inline(key)}: {_inline(one)}" for key, one in value.items())
    if isinstance(value, re.Pattern):
        return code(value.pattern)
    if isinstance(value, type) or callable(value):
        return code(getattr(value, "__name__", type(value).__name__))
    return "" if value is None else code(value)
