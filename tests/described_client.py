"""A test client that compares every answer with the OpenAPI document.

The status and the media type must be documented for the operation, JSON must fit the schema, and
an error must have a documented code. Pages are not in the document and pass.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from fastapi.testclient import TestClient

from api.app import ROUTERS
from api.openapi import make_document
from api.problems import PROBLEM_JSON, PROBLEMS
from core.settings import Settings

_DOCUMENT = "urn:homeward"
Operation = tuple[str, str]


class DescribedClient(TestClient):
    """Sends requests as `TestClient` does. An answer that is not documented fails the test."""

    def request(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request and compare its answer with the document."""
        answer = super().request(*args, **kwargs)
        problem = find_problem(answer)
        assert not problem, f"{answer.request.method} {answer.request.url.path}: {problem}"
        return answer


def find_problem(answer: Any) -> str:
    """Return what the document does not have of an answer, "" for a documented one."""
    found = _find_operation(answer.request.method, answer.request.url.path)
    if found is None:
        return ""
    path, method = found
    status = str(answer.status_code)
    pointer = ("paths", path, method, "responses", status)
    responses = document()["paths"][path][method]["responses"]
    if status not in responses:
        return f"status {status} is not documented"
    if "$ref" in responses[status]:
        pointer = tuple(responses[status]["$ref"].removeprefix("#/").split("/"))
    content = _resolve(pointer).get("content", {})
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if not content and not answer.content:
        return ""
    if media_type not in content:
        return f"{status} with {media_type} is not documented"
    if "json" not in media_type:
        return ""
    body = answer.json()
    if media_type == PROBLEM_JSON and body["code"] not in PROBLEMS[answer.status_code]:
        return f"code {body['code']} of {status} is not documented"
    errors = _validator((*pointer, "content", media_type, "schema")).iter_errors(body)
    return "; ".join(f"{error.message} at {error.instance_path}" for error in errors)


def refused_fields(answer: Any) -> list[dict[str, str]]:
    """Return each refused field of an answer with its reason, without the permitted codes."""
    return [
        {name: error[name] for name in ("field", "reason")} for error in answer.json()["errors"]
    ]


@functools.cache
def document() -> dict[str, Any]:
    """Return the document of the routers; it depends on no store."""
    return make_document(Settings(), ROUTERS)


def example(schema: str) -> dict[str, Any]:
    """Return the first example body of a schema."""
    return dict(document()["components"]["schemas"][schema]["examples"][0])


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and description of every operation."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def validator_of(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """Return the validator of a schema that refers to the components of the document."""
    components = {"components": document()["components"]}
    return jsonschema_rs.Draft202012Validator(schema | components, validate_formats=True)


@functools.cache
def _validator(pointer: tuple[str, ...]) -> jsonschema_rs.Draft202012Validator:
    path = "/".join(part.replace("~", "~0").replace("/", "~1") for part in pointer)
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"{_DOCUMENT}#/{quote(path, safe='/~')}"},
        registry=_registry(),
        validate_formats=True,
    )


@functools.cache
def _registry() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(_DOCUMENT, document())], draft=jsonschema_rs.Draft202012)


def _resolve(pointer: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = document()
    for part in pointer:
        found = found[part]
    return found


def _find_operation(method: str, path: str) -> Operation | None:
    patterns, operations = _patterns(method.lower())
    match = patterns.fullmatch(path)
    return None if match is None else operations[str(match.lastgroup)]


@functools.cache
def _patterns(method: str) -> tuple[re.Pattern[str], dict[str, Operation]]:
    """Return one pattern for all paths of a method, and the operation of each of its groups.

    The order is that of the routers, as in the application.
    """
    paths = [path for path, methods in document()["paths"].items() if method in methods]
    operations = {f"o{number}": (path, method) for number, path in enumerate(paths)}
    parts = [f"(?P<{name}>{_pattern(path)})" for name, (path, _) in operations.items()]
    return re.compile("|".join(parts) or "(?!)"), operations


def _pattern(path: str) -> str:
    return re.sub(r"{\w+}", "[^/]+", path.replace(".", "[.]"))
