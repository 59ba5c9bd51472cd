"""Every public field that may be null has words about null.

They are in the docstring of its class, in a comment at the field, or in its `description`. The
docstrings of `models/base.py` and `api.schemas.common.Answer` have the words for an event (`*_at`),
an account (`*_by`) and `next`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.unit.house.conftest import PROJECT

PACKAGES = ("api/schemas", "core", "matching", "models", "services", "workers")
PLANNED = re.compile(r"(due|ends|expires|look|review)_at$")  # a time ahead, so no event
ACCOUNT = re.compile(r"\b(int|UserId|UUID)\b")
NULL = re.compile(r"\b(null|None)\b", re.IGNORECASE)
MAY_HAVE_ONE = re.compile(r"\| None|OptionalMoment")  # parsing every file takes longer


def _is_nullable(annotation: ast.expr) -> bool:
    return any(
        isinstance(part, ast.BinOp) and ast.unparse(part.right) == "None"
        for part in ast.walk(annotation)
    ) or "OptionalMoment" in ast.unparse(annotation)


def _is_conventional(name: str, annotation: ast.expr) -> bool:
    if name.endswith("_by"):
        return ACCOUNT.search(ast.unparse(annotation)) is not None
    return name == "next" or (name.endswith("_at") and not PLANNED.search(name))


def _is_described(field: ast.AnnAssign, lines: list[str]) -> bool:
    before, *own = lines[field.lineno - 2 : field.end_lineno]
    comments = [before] if before.lstrip().startswith("#") else []
    comments += [line.partition("#")[2] for line in own]
    descriptions = [
        ast.unparse(part.value)
        for part in ast.walk(field)
        if isinstance(part, ast.keyword) and part.arg == "description"
    ]
    return any(NULL.search(text) for text in (*comments, *descriptions))


def undescribed(source: str) -> Iterator[str]:
    """Yield the nullable fields of the public classes of a module that have no words about null."""
    if not MAY_HAVE_ONE.search(source):
        return
    lines = source.splitlines()
    for owner in ast.walk(ast.parse(source)):
        if not isinstance(owner, ast.ClassDef) or owner.name.startswith("_"):
            continue
        words = ast.get_docstring(owner) or ""
        for field in owner.body:
            if not isinstance(field, ast.AnnAssign) or not _is_nullable(field.annotation):
                continue
            name = ast.unparse(field.target)
            is_named = f"`{name}`" in words and NULL.search(words)
            is_documented = is_named or _is_described(field, lines)
            if not (is_documented or _is_conventional(name, field.annotation)):
                yield f"{owner.name}.{name}"


def test_every_nullable_field_says_what_null_means() -> None:
    silent = {
        str(path.relative_to(PROJECT)): found
        for package in PACKAGES
        for path in sorted((PROJECT / package).rglob("*.py"))
        if (found := list(undescribed(path.read_text("utf-8"))))
    }

    assert silent == {}


@pytest.mark.parametrize(
    ("field", "is_silent"),
    [
        ("record: UUID | None", True),
        ("record: UUID", False),
        ("record: UUID | None  # None: not found", False),
        ("record: UUID | None  # of the match", True),
        ("record: UUID | None = Field(description='Null if hidden.')", False),
        ("named: UUID | None", False),
        ("decided_at: Mapped[OptionalMoment]", False),
        ("review_at: Mapped[OptionalMoment]", True),
        ("decided_by: Mapped[int | None]", False),
        ("act_by: datetime | None", True),
        ("next: str | None", False),
    ],
)
def test_a_field_without_words_is_found(field: str, is_silent: bool) -> None:
    source = f'class Match:\n    """A match. `named` is None before the match."""\n\n    {field}\n'

    assert bool(list(undescribed(source))) is is_silent
