"""Closed sets of codes: each is defined once in `core.codes`, and code uses the members."""

from __future__ import annotations

import ast
import enum
import importlib
import itertools
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import codes
from core.codes.agencies import AccessKind, AccessState, AccountStatus, AgencyKind, Regime
from core.codes.alerts import SisCategory
from core.codes.approvals import ApprovalState
from core.codes.case import DeclarationState
from core.codes.consent import ConsentState
from core.codes.data_rights import DataRequestState, DataRight
from core.codes.disclosure import DisclosurePath, DisclosureState, Urgency
from core.codes.operations import JobState, MatchingRunKind, MatchingRunState
from core.codes.records import (
    ImportState,
    RecordKind,
    RecordStatus,
    ReporterCheck,
    SeriesKind,
    TransferStatus,
)
from core.codes.review import DecisionOutcome, DecisionStep, MatchState

ROOT = Path(__file__).parents[3]
PRODUCT = ("api", "cli", "core", "models", "reports", "services", "workers")
NOT_READ = ("core/codes", "models/migrations", "api/schemas")  # schemas: documentation and Literals
# name of an attribute, argument or key -> the sets whose codes it may contain
FIELDS: dict[str, tuple[type[enum.StrEnum], ...]] = {
    "kind": (
        RecordKind,
        AgencyKind,
        MatchingRunKind,
        AccessKind,
        DataRight,
        SeriesKind,
    ),
    "agency_kind": (AgencyKind,),
    "status": (RecordStatus, TransferStatus, AccountStatus, ImportState),
    "state": (
        MatchState,
        JobState,
        MatchingRunState,
        AccessState,
        ConsentState,
        DisclosureState,
        ApprovalState,
        DataRequestState,
        DeclarationState,
    ),
    "reporter_check": (ReporterCheck,),
    "step": (DecisionStep,),
    "outcome": (DecisionOutcome,),
    "path": (DisclosurePath,),
    "urgency": (Urgency,),
    "regime": (Regime,),
}


def _sets() -> list[type[enum.StrEnum]]:
    """Return the enums that are defined in `core.codes`."""
    names = [f"core.codes.{one.name}" for one in pkgutil.iter_modules(codes.__path__)]
    return [
        one
        for name in names
        for one in vars(importlib.import_module(name)).values()
        if isinstance(one, type) and one.__module__ == name and issubclass(one, enum.StrEnum)
    ]


def _field(node: ast.expr | None) -> str:
    """Return the name of the attribute, variable or key that an expression reads."""
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case (
            ast.Subscript(slice=ast.Constant(value=str() as name))
            | ast.Constant(value=str() as name)
        ):
            return name
    return ""


def _literals(node: ast.expr) -> list[str]:
    """Return the strings that an expression may be."""
    match node:
        case ast.Constant(value=str() as value):
            return [value]
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            return [value for part in parts for value in _literals(part)]
        case ast.IfExp(body=one, orelse=other):
            return [*_literals(one), *_literals(other)]
    return []


Matches = Iterator[tuple[ast.expr | None, ast.expr]]


def _compared(node: ast.AST) -> Matches:
    """Yield the (field, value) matches of a comparison, whichever side the field is on."""
    match node:
        case ast.Compare(left=left, comparators=others):
            for one, other in itertools.pairwise([left, *others]):
                for field, value in ((one, other), (other, one)):
                    yield field, value
                    if isinstance(field, ast.Tuple) and isinstance(value, ast.Tuple):
                        yield from zip(field.elts, value.elts, strict=False)
        case ast.Call(func=ast.Attribute(value=field, attr="in_" | "not_in"), args=[value]):
            yield field, value


def _assigned(node: ast.AST) -> Matches:
    """Yield the (field, value) matches of an assignment."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            yield from zip(targets, values, strict=False)
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value):
            yield target, value


def _given(node: ast.AST) -> Matches:
    """Yield the (field, value) matches of a call, a dictionary and a text parameter's default."""
    match node:
        case ast.keyword(arg=str() as name, value=value):
            yield ast.Name(id=name), value
        case ast.Dict(keys=keys, values=values):
            yield from zip(keys, values, strict=True)
        case ast.arguments(args=taken, defaults=defaults, kwonlyargs=named, kw_defaults=given):
            positional = zip(taken[len(taken) - len(defaults) :], defaults, strict=True)
            for one, default in (*positional, *zip(named, given, strict=True)):
                if default is not None and _field(one.annotation) == "str":
                    yield ast.Name(id=one.arg), default


def _codes(field: str) -> frozenset[str]:
    return frozenset(code for one in FIELDS.get(field, ()) for code in one)


def literals_of(source: str) -> list[str]:
    """Return where a source compares or sets a field of a closed set with a literal."""
    return [
        f"{value.lineno}: {_field(field)} {written}"
        for node in ast.walk(ast.parse(source))
        for matches in (_compared, _assigned, _given)
        for field, value in matches(node)
        for written in _literals(value)
        if written in _codes(_field(field))
    ]


def unknown_in(source: str) -> list[str]:
    """Return the fields whose `Literal` has a string that no set of the field has."""
    return [
        f"{node.lineno}: {target} {sorted(unknown)}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.AnnAssign, ast.arg)) and node.annotation is not None
        for target in [node.arg if isinstance(node, ast.arg) else _field(node.target)]
        for part in ast.walk(node.annotation)
        if isinstance(part, ast.Subscript) and _field(part.value) == "Literal" and target in FIELDS
        if (unknown := set(_literals(part.slice)) - _codes(target) - {""})
    ]


def _sources(*packages: str) -> Iterator[tuple[str, str]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def test_codes_are_compared_and_set_by_name() -> None:
    found = [
        f"{name}:{one}"
        for name, source in _sources(*PRODUCT)
        if not name.startswith(NOT_READ)
        for one in literals_of(source)
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        'match.state == "open"',
        '"missing" != record.kind',
        'record.status in ("open", "closed")',
        'Match.state.in_(("open", "proposed"))',
        'Job(state="queued")',
        'row = {"reporter_check": "checked"}',
        'row["reporter_check"] = "checked" if listed else other',
        '(own.kind, other.kind) == ("found", "missing")',
        'user.status, user.secret = "invited", None',
        'def ask(path: str = "ordinary"): ...',
        'path: str = "ordinary"',
    ],
)
def test_a_literal_is_found(source: str) -> None:
    assert literals_of(source)


def test_the_interface_takes_only_codes_of_a_set() -> None:
    found = [f"{name}:{one}" for name, source in _sources("api") for one in unknown_in(source)]
    assert found == []
    assert unknown_in('kind: Literal["missing", "lost"] = "missing"')


def test_a_code_is_the_name_of_its_member_in_small_letters() -> None:
    others = {
        f"{codes_.__name__}.{member.name}": member.value
        for codes_ in _sets()
        if codes_ is not SisCategory  # named as in the regulation
        for member in codes_
        if member.value != member.name.lower()
    }
    assert others == {}


def test_no_two_enums_have_the_same_codes() -> None:
    """Two enums with the same codes would be one set that is defined twice."""
    code_sets = [frozenset(codes_) for codes_ in _sets()]
    assert [sorted(one) for one in code_sets if code_sets.count(one) > 1] == []
