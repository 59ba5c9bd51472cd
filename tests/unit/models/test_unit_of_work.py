from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from models.sql.unit_of_work import CommitStep, UnitOfWork, unit_of_work
from tests.unit.house.conftest import PROJECT

PACKAGES = ("api", "cli", "core", "models", "reports", "services", "workers")
HOME = "models/sql/unit_of_work.py"


class _Counting(CommitStep):
    def __init__(self) -> None:
        self.finished = 0

    def finish(self, session: Session) -> None:
        self.finished += 1


def test_a_session_has_one_unit_of_work() -> None:
    session, other = Session(), Session()
    assert unit_of_work(session) is unit_of_work(session)
    assert unit_of_work(session) is not unit_of_work(other)


def test_a_step_is_made_once_and_finished_once() -> None:
    unit = UnitOfWork()
    step = unit.step(_Counting)
    assert unit.step(_Counting) is step
    unit.finish(Session())
    assert step.finished == 1


def test_a_member_that_is_not_declared_is_refused() -> None:
    with pytest.raises(AttributeError):
        UnitOfWork().forgotten = True  # type: ignore[attr-defined]


def untyped(source: str) -> Iterator[int]:
    """Yield the line of each use of an `info` mapping: a key, or one of its methods."""
    for node in ast.walk(ast.parse(source)):
        inner = node.value if isinstance(node, ast.Subscript | ast.Attribute) else None
        if isinstance(inner, ast.Attribute) and inner.attr == "info":
            yield inner.lineno


@pytest.mark.parametrize(
    "use", ['session.info["key"]', 'self.session.info.get("key")', 'one.info.pop("key", 1)']
)
def test_a_planted_key_is_found(use: str) -> None:
    assert list(untyped(f"first = 1\n{use}")) == [2]


def test_no_transaction_keeps_state_under_an_untyped_key() -> None:
    paths = [path for package in PACKAGES for path in (PROJECT / package).rglob("*.py")]
    found = {
        f"{path.relative_to(PROJECT)}:{line}"
        for path in paths
        for line in untyped(path.read_text(encoding="utf-8"))
    }
    assert {one.rpartition(":")[0] for one in found} == {HOME}, found
