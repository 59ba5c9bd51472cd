"""The OpenAPI document: FastAPI's result from the routes, completed with further facts.

Summaries are the first sentences of the docstrings. Security comes from the action table, error
answers from `api.problems`, example answers from `answers.json`, which `make answers` records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from api.deps import Allow, get_actor, get_actor_in_own_transaction, if_match, if_match_of_match
from api.problems import PROBLEMS, FieldProblem, Problem, response_of
from api.schemas.common import field_names
from api.security import SAFE_METHODS, SESSION_COOKIE
from core.policy import figures
from core.policy.actions import scope
from core.policy.roles import Role
from core.settings import Settings

TOKEN, SESSION = "token", "session"
JSON = "application/json"
ANSWERS = Path(__file__).parent / "answers.json"

DESCRIPTION = """\
A European missing-persons database with a matching service: a feasibility prototype.

**Who sends requests.** Software of an agency sends a bearer token. It does what the scopes of the
token permit: register records, correct and read own ones, read notifications. People sign in with
`POST /v1/session`: only people search.

**Errors.** Each error is `application/problem+json` with a stable `code`. Decide by `code`, not
by texts. `next_step` states what to do.

**Changes.** A change needs the header `If-Match` with the `ETag` that you read. `POST /v1/records`
accepts an `Idempotency-Key`: a request that is sent twice creates one record.

**Null.** A time `..._at` is null until the event has happened; an account `..._by` is null until a
person has acted, and if software acted. `next` is null on the last page.

**Versions.** `/v1` is the version. Within a version, operations, fields and codes are added;
none is removed without being marked as deprecated for at least 365 days.
"""

TAGS: Mapping[str, str] = {
    "accounts": "Invite people, disable accounts, reset access, name deputies.",
    "administration": "Agencies, keys, schedules, queues and failed jobs.",
    "approvals": "Acts that need a second person: the list, and the decision.",
    "assignments": "Which caseworker works which record.",
    "audit log": "Read and verify the audit log; list who read a record; sample searches.",
    "care episodes": "A child leaves care, is located, and returns.",
    "codes": "The closed sets of codes, with labels.",
    "reporter_check": "Reports that wait for a second person, and institutions that report.",
    "consent": "Consents with their documents, from draft to withdrawal.",
    "care_confirmation": "Whether a found child is in the care of an agency.",
    "data rights": "Requests of people about their own data, with legal deadlines.",
    "deadlines": "What must be done about a record by when, and who is responsible for it.",
    "directory": "Desks and services to call in each state.",
    "disclosure": "Requests to disclose a record, grants, risks and best interests.",
    "exports": "Files of records, requested and approved by two supervisors.",
    "imports": "Files of records: upload, dry run, import, undo.",
    "indicators": "Indicators of trafficking.",
    "matching runs": "Comparisons of the whole store.",
    "messages": "What passes between two desks, in one list.",
    "notifications": "Notifications about own records.",
    "oversight": "Second signatures, alerts and forms of case numbers.",
    "matches": "Possible matches: evidence, match decisions, questions and messages.",
    "records": "Missing and found people: register, read, edit and close.",
    "relay desk": "The desk that connects an outsider with the responsible agency of a record.",
    "reporters and guardians": "People around a child, and the check of reporters.",
    "reports": "Feasibility reports of published counts.",
    "sealed messages": "Messages to the unknown holder of a matching record.",
    "search": "Search for people, and saved searches.",
    "sightings": "Where a missing person was seen, sent by the reference of a report.",
    "sign-in": "Sessions, passkeys, enrolment and the identity provider.",
    "statistics": "Published counts, and the counts of your own agency.",
    "transfers": "Records that move to another agency, and duty cover.",
}

# Meanings of the success statuses; FastAPI has one text for all.
_DONE: Mapping[str, str] = {
    "200": "The answer.",
    "201": "Created.",
    "202": "Accepted. The work continues in the background.",
    "204": "Done. The answer has no body.",
}
_PARAMETERS: Mapping[str, str] = {
    "cursor": "`next` of the page before; without it, the first page.",
    "If-Match": 'The ETag that you read, for example `"3"`.',
    "idempotency-key": "A key of your choice. The same key and body create one object.",
}
_ID = re.compile(r"(\w+)_id")
_FIRST_SENTENCE = re.compile(r"(.+?)\.(?=\s|$)(.*)", re.DOTALL)


def operation_id(route: APIRoute) -> str:
    """Return the operation id of a route: the name of its function."""
    return route.endpoint.__name__


def security_schemes(settings: Settings) -> dict[str, Any]:
    """Return the security schemes of an installation."""
    return {
        TOKEN: {
            "type": "http",
            "scheme": "bearer",
            "description": (
                "Token of an agency's software. A supervisor issues it on the page `/tokens`."
            ),
        },
        SESSION: {
            "type": "apiKey",
            "in": "cookie",
            "name": SESSION_COOKIE.name(settings),
            "description": "Session of a person. `POST /v1/session` sets the cookie.",
        },
    }


def make_document(settings: Settings, routers: Iterable[APIRouter]) -> dict[str, Any]:
    """Return the document of an installation with these routers."""
    routers_list = tuple(routers)
    app = FastAPI(
        title="Homeward",
        version="1",
        description=DESCRIPTION,
        openapi_tags=[{"name": name, "description": text} for name, text in TAGS.items()],
        generate_unique_id_function=operation_id,
    )
    for router in routers_list:
        app.include_router(router)
    document = app.openapi()
    _complete(document, settings, routers_list)
    return document


def _complete(document: dict[str, Any], settings: Settings, routers: Iterable[APIRouter]) -> None:
    """Complete a document in place with the facts that FastAPI lacks."""
    answers = json.loads(ANSWERS.read_text("utf-8"))
    for route in (route for router in routers for route in router.routes):
        assert isinstance(route, APIRoute)
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            _describe(operation, route, method)
            _add_example(operation, answers)
    components = document["components"]
    schemas = components["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    models = [(FieldProblem, "serialization"), (Problem, "serialization")]
    _, own = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    schemas.update(own["$defs"])
    components["responses"] = {_name(status): response_of(status) for status in PROBLEMS}
    components["securitySchemes"] = security_schemes(settings)
    _open_answers(document)
    _fill_figures(document)


def _fill_figures(node: Any) -> None:
    """Replace the figures of policy in the descriptions below a node."""
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for place, value in list(entries):
        if isinstance(value, str):
            node[place] = figures.fill(value)
        elif isinstance(value, dict | list):
            _fill_figures(value)


def _describe(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    summary, rest = _sentences(route.description)
    operation["summary"] = summary
    operation["description"] = rest or f"{summary}."
    calls = {dependency.call for dependency in _dependants(route.dependant)}
    operation.setdefault("security", _security(method, calls))
    for parameter in operation.get("parameters", ()):
        _describe_parameter(parameter)
    responses = {
        status: response for status, response in operation["responses"].items() if status != "422"
    }
    for status, response in responses.items():
        response["description"] = _DONE.get(status, response["description"])
    for status in _statuses(operation, route, method, calls):
        code = str(int(status))
        responses[code] = {"$ref": f"#/components/responses/{_name(status)}"}
    operation["responses"] = dict(sorted(responses.items()))


def _sentences(text: str) -> tuple[str, str]:
    """Return the first sentence without its full stop, and the text after it."""
    sentence = _FIRST_SENTENCE.match(text)
    assert sentence is not None, text
    return " ".join(sentence[1].split()), sentence[2].strip()


def _describe_parameter(parameter: dict[str, Any]) -> None:
    name = parameter["name"]
    identifier = _ID.fullmatch(name)
    if identifier:
        text = f"Id of the {identifier[1].replace('_', ' ')}."
    else:
        text = _PARAMETERS.get(name, "")
    if text:
        parameter.setdefault("description", text)
    if name == "If-Match":
        parameter["required"] = True
        parameter["schema"] = {"type": "string", "examples": ['"3"']}


def _dependants(dependant: Dependant) -> Iterator[Dependant]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _dependants(dependency)


def _security(method: str, calls: set[Any]) -> list[dict[str, list[str]]]:
    """Return who may send an operation: software and people, people only, or everyone."""
    allowed = [call for call in calls if isinstance(call, Allow)]
    is_for_software = any(scope(action, Role.SYSTEM) for call in allowed for action in call.actions)
    if is_for_software or (not allowed and method in SAFE_METHODS and get_actor in calls):
        return [{TOKEN: []}, {SESSION: []}]
    if calls & {get_actor, get_actor_in_own_transaction}:
        return [{SESSION: []}]
    return []


def _statuses(
    operation: Mapping[str, Any], route: APIRoute, method: str, calls: set[Any]
) -> list[HTTPStatus]:
    """Return the error statuses that an operation may have."""
    has_body = "requestBody" in operation
    has_input = has_body or bool(operation.get("parameters"))
    is_change = method not in SAFE_METHODS
    is_versioned = bool(calls & {if_match, if_match_of_match})
    applies = {
        HTTPStatus.UNAUTHORIZED: bool(operation["security"]) or is_change,
        HTTPStatus.FORBIDDEN: bool(operation["security"]) or is_change,
        HTTPStatus.NOT_FOUND: has_input or is_change,
        HTTPStatus.CONFLICT: is_change or "{" in route.path,
        HTTPStatus.LENGTH_REQUIRED: has_body,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: has_body,
        HTTPStatus.PRECONDITION_FAILED: is_versioned or _names_revision(route),
        HTTPStatus.PRECONDITION_REQUIRED: is_versioned,
        HTTPStatus.UNPROCESSABLE_ENTITY: has_input,
        HTTPStatus.MISDIRECTED_REQUEST: True,
        HTTPStatus.TOO_MANY_REQUESTS: True,
        HTTPStatus.INTERNAL_SERVER_ERROR: True,
        HTTPStatus.SERVICE_UNAVAILABLE: True,
    }
    return [status for status, is_possible in applies.items() if is_possible]


def _names_revision(route: APIRoute) -> bool:
    """Return whether the body names the revision that was read."""
    bodies = (parameter.field_info.annotation for parameter in route.dependant.body_params)
    return any("revision" in field_names(body) for body in bodies)


def _add_example(operation: dict[str, Any], answers: Mapping[str, Any]) -> None:
    recorded = answers.get(operation["operationId"])
    if recorded is None:
        return
    content = operation["responses"].get(recorded["status"], {}).get("content", {})
    if JSON in content:
        content[JSON]["example"] = recorded["body"]


def _name(status: HTTPStatus) -> str:
    return status.name.title().replace("_", "")


def _open_answers(document: dict[str, Any]) -> None:
    """Allow further fields and codes in answers, so that a new one breaks no client.

    Codes are an enumeration in requests. In an answer the known ones are examples of a text.
    """
    schemas = document["components"]["schemas"]
    requests = [
        operation.get(part, [])
        for methods in document["paths"].values()
        for operation in methods.values()
        for part in ("requestBody", "parameters")
    ]
    _inline_codes(requests, schemas)
    sent = reachable_schemas(requests, schemas)
    for name in sent:
        _inline_codes(schemas[name], schemas)
    sent = reachable_schemas(requests, schemas)
    for name, schema in schemas.items():
        if name not in sent:
            schema.pop("additionalProperties", None)
            _open_codes(schema)


def _inline_codes(node: Any, schemas: Mapping[str, Any]) -> None:
    """Replace the references to enumerations below a node by their codes."""
    if isinstance(node, dict):
        named = schemas.get(str(node.get("$ref")).rpartition("/")[2], {})
        if "enum" in named:
            del node["$ref"]
            node |= {"type": named["type"], "enum": list(named["enum"])}
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, dict | list):
            _inline_codes(value, schemas)


def _open_codes(node: Any) -> None:
    """Turn the enumerations of texts below a node into texts with these examples."""
    if isinstance(node, dict) and isinstance(node.get("enum"), list):
        node["examples"] = node.pop("enum")
    for value in node.values() if isinstance(node, dict) else node:
        if isinstance(value, dict | list):
            _open_codes(value)


def reachable_schemas(roots: Iterable[Any], schemas: Mapping[str, Any]) -> set[str]:
    """Return the names of the schemas that are referenced, directly or indirectly."""
    schema_names: set[str] = set()
    waiting = [json.dumps(list(roots))]
    while waiting:
        names = set(re.findall(r'"#/components/schemas/([^"]+)"', waiting.pop())) - schema_names
        schema_names |= names
        waiting += [json.dumps(schemas[name]) for name in names]
    return schema_names
