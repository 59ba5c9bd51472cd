"""Codes: enumerations in requests, open in answers, named by a refusal, listed with labels."""

from __future__ import annotations

import ast
import dataclasses
import json
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter, ValidationError

from api.app import ROUTERS
from api.errors import register_handlers, shape_problem
from api.openapi import reachable_schemas
from api.schemas.codes import every_set
from api.web import codes, language
from core.code_sets import CODE_SETS, OneOf
from core.intake import INTAKE_FIELDS
from services.case.risks import RiskForm
from tests.described_client import document, operations

ROOT = Path(__file__).parents[3]
WRONG = "no-such-code"
COLUMNS = {field.name for field in INTAKE_FIELDS}
# Checked against a list that changes while the installation runs, or that is not ours.
OPEN_SETS = {
    "agency": "the agencies",
    "column": "the columns of a file",
    "excluded_agency": "the agencies",
    "successor": "the agencies",
    "text_version": "the versions of the consent text",
    "time_zone": "the time zones of the IANA",
    "to_agency": "the agencies",
}
# Not a field of a request: an option of a command, or a part of the address.
NOT_IN_BODIES = {"format": "a parameter", "options": "a command"}


def _bodies() -> Iterator[type]:
    """Yield every class that a request body has, at any depth."""
    waiting: list[Any] = [
        parameter.field_info.annotation
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for parameter in route.dependant.body_params
    ]
    seen: set[Any] = set()
    while waiting:
        found = waiting.pop()
        waiting += [one for one in typing.get_args(found) if not isinstance(one, str)]
        is_class = isinstance(found, type) and (
            dataclasses.is_dataclass(found) or issubclass(found, BaseModel)
        )
        if not is_class or found in seen:
            continue
        seen.add(found)
        yield found
        waiting += typing.get_type_hints(found, include_extras=True).values()


def _enums(node: Any) -> Iterator[list[str]]:
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            yield node["enum"]
        node = list(node.values())
    for value in node if isinstance(node, list) else ():
        yield from _enums(value)


def _coded_fields() -> Iterator[tuple[type, str, list[str]]]:
    schemas = document()["components"]["schemas"]
    for body in sorted(set(_bodies()), key=lambda one: one.__name__):
        for field, schema in schemas.get(body.__name__, {}).get("properties", {}).items():
            for found in _enums(schema):
                yield body, field, found


def test_a_wrong_code_is_refused_with_the_field_and_the_permitted_codes() -> None:
    checked, wrong = 0, []
    for body, field, permitted in _coded_fields():
        hint = typing.get_type_hints(body, include_extras=True)[field]
        if field in COLUMNS - {"kind"} or any(mark.is_checked_later for mark in _marks(hint)):
            continue  # kept with a warning, or refused by the service
        checked += 1
        schema = document()["components"]["schemas"][body.__name__]["properties"][field]
        value: Any = [WRONG] if '"array"' in json.dumps(schema) else WRONG
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(body).validate_python({field: value})
        errors = [
            shape_problem({**error, "loc": ("body", *error["loc"])})
            for error in refused.value.errors()
        ]
        expected = [code for code in permitted if code]
        if not any(
            error["field"].partition(".")[0] == field
            and error["reason"] == "unknown_code"
            and [code for code in error["codes"] if code] == expected
            for error in errors
        ):
            wrong.append(f"{body.__name__}.{field}: {errors}")
    assert wrong == []
    assert checked > 70


def test_every_field_that_services_check_against_a_closed_set_has_an_enumeration() -> None:
    enumerated = {field for _, field, _ in _coded_fields()}
    checked = set()
    for path in [*(ROOT / "services").rglob("*.py"), *(ROOT / "core").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
            is_check = ast.unparse(node.func) in {"require_code", "require_codes", "unknown_code"}
            if texts and (is_check or "unknown_code" in texts[1:]):
                checked.add(str(texts[0]).rpartition(".")[2])
    assert checked - enumerated - set(OPEN_SETS) - set(NOT_IN_BODIES) == set()
    assert len(checked) > 25


def test_a_refusal_over_http_names_the_field_and_the_codes() -> None:
    app = FastAPI()
    register_handlers(app, lambda _request, answer, _error: answer)

    def assess(body: RiskForm) -> None:
        """Take a body."""

    app.post("/risks")(assess)

    answer = TestClient(app).post("/risks", json={"level": WRONG, "may_release": [], "notes": "a"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "level", "reason": "unknown_code", "codes": ["high", "medium", "low"]}
    ]


def test_a_part_of_a_set_has_codes_of_the_set() -> None:
    marks = [
        mark
        for body in _bodies()
        for hint in typing.get_type_hints(body, include_extras=True).values()
        for mark in _marks(hint)
    ]
    assert len(marks) > 50
    assert [mark for mark in marks if not set(mark.codes) <= set(CODE_SETS[mark.name])] == []


def _marks(hint: Any) -> Iterator[OneOf]:
    yield from (one for one in getattr(hint, "__metadata__", ()) if isinstance(one, OneOf))
    for one in typing.get_args(hint):
        if not isinstance(one, OneOf | str):
            yield from _marks(one)


def test_codes_of_answers_are_open() -> None:
    schemas = document()["components"]["schemas"]
    sent = reachable_schemas(
        [
            operation.get(part, [])
            for _, _, operation in operations()
            for part in ("requestBody", "parameters")
        ],
        schemas,
    )
    closed = {name for name, schema in schemas.items() if name not in sent and any(_enums(schema))}
    assert closed == set()


def test_every_code_is_listed_with_a_label_in_each_language() -> None:
    listed = codes.list_codes().sets
    assert [one.name for one in listed] == sorted(every_set())
    unlabelled = {
        (one.name, code.code)
        for one in listed
        for code in one.codes
        if set(code.labels) != set(language.offered()) or not all(code.labels.values())
    }
    assert unlabelled == set()
    without_words = {
        (name, code)
        for name, known in every_set().items()
        for code in known
        if name != "state" and code not in codes.display.WORDS[name]
    }
    assert without_words == set()


def test_every_set_that_a_request_names_is_listed() -> None:
    named = set()

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "x-code-set" in node:
                named.add(node["x-code-set"])
            named.update(name for name in node.get("x-code-sets", ()) if name)
            node = list(node.values())
        for value in node if isinstance(node, list) else ():
            walk(value)

    walk(document())
    assert len(named) > 30
    assert named - set(every_set()) == set()
