"""The OpenAPI document: complete, stable, and true of routes, roles and errors."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import PUBLIC
from api.openapi import SESSION, TAGS, TOKEN
from api.problems import FORBIDDEN_REFUSALS, PROBLEM_JSON, PROBLEMS
from core import errors
from core.policy.approvals import NOT_INDEPENDENT
from core.policy.processes import PROCESSES
from core.refusals import Refusal
from tests.described_client import document, operations, validator_of

ROOT = Path(__file__).parents[3]
LONGEST_SUMMARY = 60
NOT_OVER_HTTP = {"settings", "store_unreadable", "key_file", "job_lost", "not_possible", "error"}


def test_each_operation_id_is_a_short_name_of_its_own() -> None:
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert [name for name in ids if not name.isidentifier() or len(name) > 30] == []
    assert len(set(ids)) == len(ids)


def test_summaries_are_short_and_distinct() -> None:
    summaries = [operation["summary"] for _, _, operation in operations()]
    wrong = [text for text in summaries if len(text) > LONGEST_SUMMARY or not text[0].isupper()]
    assert wrong == []
    assert len(set(summaries)) == len(summaries)


def test_every_tag_is_described_and_used() -> None:
    used = {tag for _, _, operation in operations() for tag in operation["tags"]}
    assert used == set(TAGS)
    assert {tag["name"]: tag["description"] for tag in document()["tags"]} == dict(TAGS)


def test_only_public_operations_have_no_security() -> None:
    open_to_all = {
        (method, path) for method, path, operation in operations() if operation["security"] == []
    }
    in_document = {call for call in PUBLIC if call[1] in document()["paths"]}
    assert open_to_all == in_document


@pytest.mark.parametrize(
    ("operation_id", "schemes"),
    [
        ("create_record", [{TOKEN: []}, {SESSION: []}]),
        ("list_notifications", [{TOKEN: []}, {SESSION: []}]),
        ("search_records", [{SESSION: []}]),
        ("give_decision", [{SESSION: []}]),
        ("sign_out", [{SESSION: []}]),
    ],
)
def test_software_may_send_what_its_role_may_do(
    operation_id: str, schemes: list[dict[str, list[str]]]
) -> None:
    (found,) = (one for _, _, one in operations() if one["operationId"] == operation_id)
    assert found["security"] == schemes


def test_every_error_is_a_problem_and_no_schema_is_the_frameworks() -> None:
    assert "ValidationError" not in str(document())
    for method, path, operation in operations():
        for status, response in operation["responses"].items():
            is_shared = "$ref" in response
            is_problem = is_shared or PROBLEM_JSON in response.get("content", {})
            assert is_problem == (status >= "400"), (method, path, status)


def test_each_error_has_codes_and_a_valid_example() -> None:
    for name, response in document()["components"]["responses"].items():
        media = response["content"][PROBLEM_JSON]
        status = media["example"]["status"]
        assert validator_of(media["schema"]).is_valid(media["example"]), name
        assert media["example"]["code"] in PROBLEMS[status]
        for code in PROBLEMS[status]:
            assert f"`{code}`" in response["description"]


def _codes(kind: type[errors.HomewardError]) -> Iterator[str]:
    yield kind.code
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:  # the others are of commands
            yield from _codes(child)


def test_every_code_of_an_error_is_documented() -> None:
    documented = {code for codes in PROBLEMS.values() for code in codes}
    raised = {*_codes(errors.HomewardError), *(refusal.code for refusal in Refusal)}
    assert raised - documented == NOT_OVER_HTTP


@functools.cache
def _calls_with_a_refusal() -> list[ast.Call]:
    texts = (
        path.read_text("utf-8")
        for folder in ("api/routes", "services")
        for path in (ROOT / folder).rglob("*.py")
    )
    nodes = (node for text in texts if "Refusal." in text for node in ast.walk(ast.parse(text)))
    return [
        node for node in nodes if isinstance(node, ast.Call) and "Refusal." in ast.unparse(node)
    ]


def _refusals_of(error: str) -> set[str]:
    """Return the names of the refusals that the sources give to an error class."""
    return {
        part.attr
        for node in _calls_with_a_refusal()
        if ast.unparse(node.func).endswith(error)
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "Refusal"
    }


def test_refusals_have_the_status_of_the_error_that_carries_them() -> None:
    forbidden = {refusal.name for refusal in FORBIDDEN_REFUSALS}
    of_tables = {
        refusal.name
        for process in PROCESSES.values()
        for refusal in (process.wrong_role, *process.never)
    }
    of_tables |= {refusal.name for refusal in NOT_INDEPENDENT}
    assert _refusals_of("Refused") | of_tables == forbidden
    assert _refusals_of("Conflict") & forbidden == set()


def _media() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the operation id with each media type of its body and of its answers."""
    for _, _, operation in operations():
        for described in (operation.get("requestBody", {}), *operation["responses"].values()):
            for media in described.get("content", {}).values():
                yield operation["operationId"], media


def _examples() -> Iterator[tuple[str, dict[str, Any], Any]]:
    for name, media in _media():
        if "example" in media:
            yield name, media["schema"], media["example"]
    for name, schema in document()["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            yield name, {"$ref": f"#/components/schemas/{name}"}, example


def test_every_example_fits_its_schema() -> None:
    wrong = {
        name: [error.message for error in validator_of(schema).iter_errors(example)]
        for name, schema, example in _examples()
    }
    assert {name: messages for name, messages in wrong.items() if messages} == {}


def test_answers_may_get_further_fields_and_requests_may_not() -> None:
    schemas = document()["components"]["schemas"]
    assert "additionalProperties" not in schemas["RecordOut"]
    assert schemas["RecordIn"]["additionalProperties"] is False
