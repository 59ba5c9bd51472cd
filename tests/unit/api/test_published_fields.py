"""The reviewed list of what the API takes and gives, and what no request may set.

`published_fields.txt` has one line for each operation and each field. A new field of an answer or a
body is a changed line: a reviewer sees it. `make published` writes the list.
"""

from __future__ import annotations

import dataclasses
import re
import sys
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel

from api.app import ROUTERS
from api.openapi import reachable_schemas
from core.published import is_published
from tests.described_client import document, operations

LIST = Path(__file__).parent / "published_fields.txt"
BOUNDS = (
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minimum", "maximum"),
)

# Names of what the server sets: ids, states, times, accounts and agencies.
SET_BY_SERVER = re.compile(
    r"(^|_)(ids?|state|status|version|revision|hash|position)$|(^|_)(at|by)$"
    r"|^(agency|responsible|actor|role|user|next)$"
)
COUNTRY = "a country"
EVENT = "the time of an event outside the system"
PERSON = "a person outside the system, or whom the sender chooses"
AGENCY = "an agency, which the sender chooses"
TEXT = "the text that the giver heard"
FACT = "a fact about the person of the record"
CHOSEN = {
    "ActingStateEndIn.state": COUNTRY,
    "ActingStateIn.state": COUNTRY,
    "AgencyForm.state": COUNTRY,
    "Appointment.signed_by": PERSON,
    "AssignmentIn.user": PERSON,
    "BestInterestsForm.family_assessed_by": PERSON,
    "CallBackIn.agency": AGENCY,
    "CaseNumberPatternsIn.state": COUNTRY,
    "ReporterCheckDecision.revision": "what the sender read; another revision is refused",
    "ConsentIn.text_hash": TEXT,
    "ConsentIn.text_version": TEXT,
    "ConsentStepIn.text_hash": TEXT,
    "ConsentStepIn.text_version": TEXT,
    "DataRequestForm.received_at": EVENT,
    "DisclosureStepIn.agency": AGENCY,
    "ExportForm.recipient_state": COUNTRY,
    "Facts.europol_status": FACT,
    "Facts.interpol_status": FACT,
    "Facts.protection_status": FACT,
    "Facts.sis_status": FACT,
    "Facts.trafficking_status": FACT,
    "GuardianForm.appointed_at": EVENT,
    "IndicatorFinding.by": PERSON,
    "IndicatorFinding.status": FACT,
    "InvitationIn.agency": AGENCY,
    "InvitationIn.role": "the role that the invited person gets",
    "MissingFromCareForm.left_at": EVENT,
    "MissingFromCareForm.noticed_by": PERSON,
    "OwnSearchIn.status": "a filter of a list",
    "PasskeySignInIn.acting_state": COUNTRY,
    "ProviderCodeIn.acting_state": COUNTRY,
    "ProviderCodeIn.state": "what the identity provider sends back",
    "RecordIn.europol_status": FACT,
    "RecordIn.interpol_status": FACT,
    "RecordIn.protection_status": FACT,
    "RecordIn.sis_status": FACT,
    "RecordIn.trafficking_status": FACT,
    "ReturnIn.at": EVENT,
    "RiskForm.act_by": "the time by which the danger comes",
    "SightingForm.seen_at": EVENT,
    "ServiceForm.state": COUNTRY,
    "SignInIn.acting_state": COUNTRY,
    "StepIn.at": EVENT,
    "StepIn.by": PERSON,
    "UnassignmentIn.user": PERSON,
}


def _schemas() -> dict[str, Any]:
    return dict(document()["components"]["schemas"])


def _bodies() -> list[Any]:
    return [operation.get("requestBody", {}) for _, _, operation in operations()]


def _kind(schema: dict[str, Any]) -> str:
    """Return the type of a schema with its bounds, in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(map(_kind, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " | ".join(repr(value) for value in schema.get("enum", [schema.get("const")]))
    words: list[str] = [schema.get("format") or schema.get("type", "any")]
    parts = (
        schema.get("items"),
        *schema.get("prefixItems", ()),
        schema.get("additionalProperties"),
    )
    words += [f"of ({_kind(part)})" for part in parts if isinstance(part, dict)]
    for least, most in BOUNDS:
        if least in schema or most in schema:
            bounds = (f"{schema[name]:.0f}" if name in schema else "" for name in (least, most))
            words.append("..".join(bounds))
    words += [f"pattern {schema['pattern']}"] if "pattern" in schema else []
    return " ".join(words)


def _kinds(content: dict[str, Any]) -> str:
    kinds = (f"{media} {_kind(value.get('schema', {}))}" for media, value in content.items())
    return ", ".join(kinds).replace("application/json ", "")


def _operation_line(method: str, path: str, operation: dict[str, Any]) -> str:
    words = [f"{operation['operationId']} {method} {path}"]
    for parameter in operation.get("parameters", ()):
        if parameter["in"] != "path":
            optional = "" if parameter.get("required") else " optional"
            words.append(f"{parameter['name']}: {_kind(parameter['schema'])}{optional}")
    if "requestBody" in operation:
        words.append(f"takes {_kinds(operation['requestBody']['content'])}")
    words += [
        f"gives {status} {_kinds(answer.get('content', {}))}".rstrip()
        for status, answer in operation["responses"].items()
        if status < "400"
    ]
    return "; ".join(words)


def _field_lines(direction: str, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        schema = _schemas()[name]
        for field, described in schema.get("properties", {}).items():
            optional = "" if field in schema.get("required", ()) else " optional"
            yield f"{direction} {name}.{field}: {_kind(described)}{optional}"


def published() -> list[str]:
    """Return the lines of the list: operations, fields of requests and fields of answers."""
    answers = [operation["responses"] for _, _, operation in operations()]
    return [
        *sorted(_operation_line(*found) for found in operations()),
        *sorted(_field_lines("request", reachable_schemas(_bodies(), _schemas()))),
        *sorted(_field_lines("answer", reachable_schemas(answers, _schemas()))),
    ]


def test_the_reviewed_list_has_every_operation_and_field(pytestconfig: pytest.Config) -> None:
    """A field is published only by a reviewed line.

    An operation id is part of the interface too: clients are generated from it. A changed or
    removed line breaks clients: docs/reference/api.md says what to do instead.
    """
    now = published()
    if pytestconfig.getoption("--record-published"):
        LIST.write_text("\n".join(now) + "\n", "utf-8")
    reviewed = LIST.read_text("utf-8").splitlines()
    changes = {"new": set(now) - set(reviewed), "gone": set(reviewed) - set(now)}
    assert changes == {"new": set(), "gone": set()}, "review the changes, then `make published`"
    assert now == reviewed


def test_a_request_sets_nothing_that_the_server_sets() -> None:
    accepted = {
        f"{name}.{field}"
        for name in reachable_schemas(_bodies(), _schemas())
        for field in _schemas()[name].get("properties", ())
        if SET_BY_SERVER.search(field)
    }
    assert accepted == set(CHOSEN)


def test_every_body_refuses_unknown_fields() -> None:
    loose = {
        name
        for name in reachable_schemas(_bodies(), _schemas())
        if "properties" in _schemas()[name]
        and _schemas()[name].get("additionalProperties") is not False
    }
    assert loose == set()


def _classes(annotation: Any, known: set[type]) -> set[type]:
    """Return `known` with the classes that an annotation names, directly or in their fields."""
    for part in typing.get_args(annotation):
        _classes(part, known)
    if isinstance(annotation, type) and annotation not in known:
        known.add(annotation)
        fields = (
            [field.annotation for field in annotation.model_fields.values()]
            if issubclass(annotation, BaseModel)
            else typing.get_type_hints(annotation).values()
            if dataclasses.is_dataclass(annotation)
            else ()
        )
        for field in fields:
            _classes(field, known)
    return known


def _in_routes() -> set[type]:
    known: set[type] = set()
    for route in (route for router in ROUTERS for route in router.routes):
        assert isinstance(route, APIRoute)
        for annotation in (
            route.response_model,
            *(body.field_info.annotation for body in route.dependant.body_params),
        ):
            _classes(annotation, known)
    return {cls for cls in known if dataclasses.is_dataclass(cls)}


def _marked() -> set[type]:
    return {
        cls
        for name, module in sys.modules.items()
        if name.split(".")[0] in {"core", "services"}
        for cls in vars(module).values()
        if isinstance(cls, type) and is_published(cls)
    }


def test_exactly_the_dataclasses_of_routes_are_marked_as_published() -> None:
    assert {cls.__qualname__ for cls in _in_routes()} == {cls.__qualname__ for cls in _marked()}
