"""Sends the example of every request, and compares the answers with the examples of answers.

With `--record-answers`, it writes the examples of answers (`make answers`).
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from api.openapi import ANSWERS
from core.policy.roles import Role
from tests.described_client import document
from tests.factories import Installation
from tests.integration.api.conftest import Made, SignIn
from tests.integration.api.matrix_calls import CALLS, Call
from tests.integration.api.matrix_ids import id_of
from tests.integration.api.matrix_walk import ROLES, Walk, is_allowed, send
from tests.integration.api.matrix_world import World, agency_of

LONGEST_LIST = 2
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = re.compile(r"[\w-]{40,}")
# Fields of an example that cannot name what the world of the matrix has. The call of the matrix
# has the value, or leaves the field out.
FITTED: dict[str, frozenset[str]] = {
    "appoint_deputy": frozenset({"login"}),
    "create_report": frozenset({"since", "until"}),
    "dry_run_import": frozenset({"mapping"}),
    "end_deadline": frozenset({"end", "note"}),
    "end_acting_state": frozenset({"state"}),
    "give_decision": frozenset({"outcome", "reason"}),
    "request_reset": frozenset({"login"}),
    "search_batch": frozenset({"case_number"}),
    "search_records": frozenset({"case_number"}),
    "start_import": frozenset({"mapping"}),
}


@pytest.fixture
def walk(
    made: Made, copied: Callable[[], contextlib.AbstractContextManager[Installation]]
) -> Iterator[Walk]:
    walk = Walk(made, copied)
    with contextlib.closing(walk.stack):
        yield walk


def _operation(call: Call) -> dict[str, Any]:
    method, path = call
    found: dict[str, Any] = document()["paths"][path][method.lower()]
    return found


def _request_example(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the first example of the JSON body of an operation, None without a JSON body."""
    media = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if media is None:
        return None
    schema = media["schema"]
    reference = schema.get("$ref") or schema["anyOf"][0]["$ref"]
    name = reference.rpartition("/")[2]
    example: dict[str, Any] = document()["components"]["schemas"][name]["examples"][0]
    return example


def _fitted(call: Call, example: dict[str, Any]) -> dict[str, Any]:
    """Return an example with ids of the world, and with the fields of `FITTED`."""
    body = CALLS[call][0]
    fitted = FITTED.get(_operation(call)["operationId"], frozenset())
    foreign = {
        name
        for name, value in example.items()
        if name in fitted or UUID_TEXT.search(json.dumps(value))
    }
    remaining = {name: value for name, value in example.items() if name not in foreign}
    return remaining | {name: body[name] for name in foreign if name in body}


def _neutral(answer: Any) -> Any:
    """Return an answer for reading: numbered ids, short lists, no secrets."""
    text = json.dumps(answer, ensure_ascii=False)
    numbers: dict[str, str] = {}
    for found in UUID_TEXT.finditer(text):
        numbers.setdefault(found[0], f"0190b6a2-4f1c-7c55-8f0e-{len(numbers) + 1:012}")
    return _shortened(json.loads(UUID_TEXT.sub(lambda found: numbers[found[0]], text)))


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_shortened(one) for one in value[:LONGEST_LIST]]
    return SECRET.sub("x" * 43, value) if isinstance(value, str) else value


def _sent(world: World, sign_in: SignIn, call: Call, role: Role) -> Any:
    operation = _operation(call)
    example = _request_example(operation)
    body, headers, name = CALLS[call]
    if example is not None:
        body = _fitted(call, example)
    public_id = id_of(world, name, role) if name else None
    return send(sign_in(role, agency_of(role)), call, (body, headers, name), public_id)


def _role_of(call: Call) -> Role:
    """Return a role that may send a call; a supervisor before others, because it reaches more."""
    return next(role for role in (Role.SUPERVISOR, *ROLES) if is_allowed(call, role))


@pytest.mark.late
def test_the_example_of_each_request_is_accepted(walk: Walk, pytestconfig: pytest.Config) -> None:
    answers: dict[str, Any] = {}

    def one(world: World, sign_in: SignIn, call: Call) -> str:
        try:
            answer = _sent(world, sign_in, call, _role_of(call))
        except AssertionError as error:  # an answer that the document does not have
            return str(error)
        if answer.status_code not in {200, 201, 202, 204}:
            return str(answer.text)
        if answer.content and answer.headers["content-type"] == "application/json":
            answers[_operation(call)["operationId"]] = {
                "status": str(answer.status_code),
                "body": _neutral(answer.json()),
            }
        return ""

    assert walk.each(CALLS, one) == {}
    if pytestconfig.getoption("--record-answers"):
        text = json.dumps(answers, ensure_ascii=False, indent=1, sort_keys=True)
        ANSWERS.write_text(text + "\n", "utf-8")
    recorded = json.loads(ANSWERS.read_text("utf-8"))
    assert {name: _names(answer) for name, answer in answers.items()} == {
        name: _names(answer) for name, answer in recorded.items()
    }, "an answer has other fields than its example: run `make answers`"


def _names(value: Any) -> Any:
    """Return the names of the fields of an answer. Empty lists and nulls may get a value."""
    if isinstance(value, dict) and "status" in value and "body" in value:
        return value["status"], _names(value["body"])
    return sorted(value) if isinstance(value, dict) else type(value).__name__
