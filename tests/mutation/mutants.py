"""Generate mutants of a source: small changes, one at a time, that tests should detect.

Tables are mutated as well as code: an element of a set, tuple, list or dict is removed, rows swap
their values, one enumeration member is replaced by another. Imports, annotations, docstrings and
decorators are not mutated.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}
OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "-",
    ast.Sub: "+",
    ast.Mult: "+",
    ast.FloorDiv: "*",
    ast.Div: "*",
    ast.BitOr: "&",
    ast.BitAnd: "|",
}
TWINS = {"max": "min", "min": "max", "any": "all", "all": "any"}
CONDITIONS = frozenset({"where", "or_", "and_"})  # each argument of these is a condition of its own


@dataclasses.dataclass(frozen=True, slots=True)
class Mutant:
    """One change: its place (line, and columns in bytes as in `ast`), the old text and the new
    text.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    before: str
    after: str

    def __str__(self) -> str:
        return f"line {self.line}: {_short(self.before)} -> {_short(self.after) or 'nothing'}"

    def apply(self, source: str) -> str:
        """Return the source with this change."""
        lines = source.encode().splitlines(keepends=True)
        head = b"".join(lines[: self.line - 1]) + lines[self.line - 1][: self.column]
        tail = lines[self.end_line - 1][self.end_column :] + b"".join(lines[self.end_line :])
        return (head + self.after.encode() + tail).decode()


def mutants_of(source: str) -> list[Mutant]:
    """Return every change of a source that leaves it a valid program, in the order of its lines."""
    tree = ast.parse(source)
    members, dumped = _members(tree), ast.dump(tree)
    found: dict[Mutant, None] = {}
    for node in _mutated(tree):
        for after in _changes(node, members):
            before = ast.get_source_segment(source, node) or ""
            assert isinstance(node, ast.expr | ast.stmt)
            one = Mutant(
                node.lineno,
                node.col_offset,
                node.end_lineno or 0,
                node.end_col_offset or 0,
                before,
                f"{after}",
            )
            if _is_another_program(one.apply(source), dumped):
                found[one] = None
    return sorted(found, key=lambda one: (one.line, one.column))


def _is_another_program(mutated: str, dumped: str) -> bool:
    try:
        return ast.dump(ast.parse(mutated)) != dumped
    except SyntaxError:
        return False


def _members(tree: ast.Module) -> dict[str, list[str]]:
    """Return the members of each enumeration that a source defines or uses."""
    members: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.attr.isupper()
        ):
            members.setdefault(node.value.id, set()).add(node.attr)
        if isinstance(node, ast.ClassDef):
            named = [one.targets[0] for one in node.body if isinstance(one, ast.Assign)]
            members.setdefault(node.name, set()).update(
                one.id for one in named if isinstance(one, ast.Name)
            )
    return {name: sorted(known) for name, known in members.items() if len(known) > 1}


def _mutated(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that are mutated, outer nodes first."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "decorator_list", "bases", "names"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            is_words = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if (
                isinstance(child, ast.AST)
                and not is_words
                and not isinstance(child, ast.Import | ast.ImportFrom)
            ):
                yield child
                yield from _mutated(child)


def _changes(node: ast.AST, members: dict[str, list[str]]) -> Iterator[str]:  # noqa: C901  (a table, as a match)
    """Yield the replacements of a node."""
    match node:
        case ast.Compare(left, [operator], [right]) if type(operator) in COMPARISONS:
            yield f"{_text(left)} {COMPARISONS[type(operator)]} {_text(right)}"
        case ast.BoolOp(operator, values):
            word = " or " if isinstance(operator, ast.And) else " and "
            yield f"({word.join(f'({_text(one)})' for one in values)})"
            yield from (
                _text(ast.BoolOp(operator, rest)) if len(rest) > 1 else _text(rest[0])
                for rest in _less(values)
            )
        case ast.UnaryOp(ast.Not() | ast.Invert(), operand):
            yield f"({_text(operand)})"
        case ast.BinOp(left, operator, right) if type(operator) in OPERATORS:
            yield f"(({_text(left)}) {OPERATORS[type(operator)]} ({_text(right)}))"
            if isinstance(operator, ast.BitAnd | ast.BitOr):
                yield from (f"({_text(left)})", f"({_text(right)})")
        case ast.Constant(value):
            yield from _other_constants(value)
        case ast.Return(ast.expr() as value) if _text(value) != "None":
            yield "return None"
        case ast.If(test) | ast.IfExp(test):
            yield from _with_test(node, test)
        case ast.Set(values) | ast.List(values, ast.Load()) | ast.Tuple(values, ast.Load()):
            shorter_nodes = (
                type(node)(rest, ast.Load()) if not isinstance(node, ast.Set) else ast.Set(rest)
                for rest in _less(values)
            )
            yield from (
                "set()" if isinstance(one, ast.Set) and not one.elts else _text(one)
                for one in shorter_nodes
            )
        case ast.Dict(keys, values):
            yield from (_dict(rest) for rest in _less(list(zip(keys, values, strict=True))))
            yield from _swapped_rows(keys, values)
        case ast.Attribute(ast.Name(responsible), name) if name in members.get(responsible, ()):
            known = members[responsible]
            yield f"{responsible}.{known[(known.index(name) + 1) % len(known)]}"
        case ast.Call(ast.Attribute(ast.Constant(str(words)), "split"), []):
            yield from (repr(" ".join(rest)) + ".split()" for rest in _less(words.split()))
        case ast.Call(ast.Name(name), arguments, keywords) if name in TWINS:
            yield _text(ast.Call(ast.Name(TWINS[name]), arguments, keywords))
        case ast.Call(function, arguments, keywords) if _name(function) in CONDITIONS:
            yield from (
                _text(ast.Call(function, rest, keywords)) for rest in _less(arguments) if rest
            )
            if isinstance(function, ast.Attribute):
                yield _text(function.value)
        case ast.Expr(ast.Call()):
            yield "pass"
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp() | ast.DictComp():
            yield from _without_filters(node)


def _other_constants(value: object) -> Iterator[str]:
    if isinstance(value, bool):
        yield repr(not value)
    elif isinstance(value, int | float):
        yield repr(value + 1)
    elif isinstance(value, str):
        yield repr(f"{value}~")


def _with_test(node: ast.If | ast.IfExp, test: ast.expr) -> Iterator[str]:
    for forced in (True, False):
        if isinstance(node, ast.IfExp):
            yield f"({_text(node.body if forced else node.orelse)})"
        else:
            yield _text(ast.If(ast.Constant(forced), node.body, node.orelse)).replace(
                "\n", "\n" + " " * node.col_offset
            )


def _swapped_rows(keys: list[ast.expr | None], values: list[ast.expr]) -> Iterator[str]:
    """Yield the table with the values of two adjacent rows swapped."""
    for at in range(len(values) - 1):
        if _text(values[at]) != _text(values[at + 1]):
            swapped = [*values[:at], values[at + 1], values[at], *values[at + 2 :]]
            yield _dict(list(zip(keys, swapped, strict=True)))


def _without_filters(node: ast.expr) -> Iterator[str]:
    for number, loop in enumerate(node.generators):  # type: ignore[attr-defined]
        if loop.ifs:
            loops = list(node.generators)  # type: ignore[attr-defined]
            loops[number] = ast.comprehension(loop.target, loop.iter, [], loop.is_async)
            yield _text(type(node)(**{**dict(ast.iter_fields(node)), "generators": loops}))


def _less(values: list[Any]) -> Iterator[list[Any]]:
    """Yield the values without each of them in turn."""
    yield from (values[:at] + values[at + 1 :] for at in range(len(values)))


def _dict(rows: Iterable[tuple[ast.expr | None, ast.expr]]) -> str:
    rows = list(rows)
    return _text(ast.Dict([key for key, _ in rows], [value for _, value in rows]))


def _text(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(node))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _short(text: str, most: int = 90) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else f"{one_line[:most]}..."
