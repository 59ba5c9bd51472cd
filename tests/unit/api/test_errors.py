"""Errors that no service raises still have an answer that a client can act on."""

from __future__ import annotations

import dataclasses
import json
from typing import Annotated, Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import Field
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

from api.errors import HANDLERS
from api.schemas.common import RequestBody
from core.published import published


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_pool_without_a_free_connection_is_answered_with_503_and_retry_after(
    accept: str,
) -> None:
    app = FastAPI(exception_handlers=dict(HANDLERS))  # type: ignore[arg-type]
    engine = create_engine(
        "sqlite://", poolclass=QueuePool, pool_size=1, max_overflow=0, pool_timeout=0.01
    )

    @app.get("/")
    def take() -> None:
        engine.connect()

    with engine.connect(), TestClient(app, raise_server_exceptions=False) as client:
        answer = client.get("/", headers={"Accept": accept})
    engine.dispose()
    assert answer.status_code == 503
    assert answer.json()["code"] == "overloaded"
    assert int(answer.headers["retry-after"]) > 0


JSON = {"Content-Type": "application/json"}


class SchemaBody(RequestBody):
    """A body as a class of the schemas."""

    text: Annotated[str, Field(max_length=3)]
    day: str = ""


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DataclassBody:
    """The same body as a published dataclass."""

    text: Annotated[str, Field(max_length=3)]
    day: str = ""


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ({"text": "a", "hidden_name": 1}, "body", "extra_forbidden"),
        ({"text": "\x00"}, "text", "not_text"),
        ({"text": "a", "day": "\ud800"}, "day", "not_text"),
        ({"text": "a", "day": "\u202e"}, "day", "hidden_character"),
        ({"text": "long"}, "text", "string_too_long"),
        ({"text": 5}, "text", "string_type"),
        ({}, "text", "missing"),
        (["a"], "body", "model_attributes_type"),
    ],
    ids=["unknown", "nul", "surrogate", "direction", "long", "number", "missing", "list"],
)
def test_a_published_dataclass_refuses_a_body_as_a_schema_does(
    body: Any, field: str, reason: str
) -> None:
    app = FastAPI(exception_handlers=dict(HANDLERS))  # type: ignore[arg-type]

    @app.post("/schema")
    def take_schema(body: SchemaBody) -> None: ...

    @app.post("/dataclass")
    def take_dataclass(body: DataclassBody) -> None: ...

    with TestClient(app) as client:
        for path in ("/schema", "/dataclass"):
            answer = client.post(path, content=json.dumps(body), headers=JSON)
            assert answer.status_code == 422
            assert answer.json()["errors"] == [{"field": field, "reason": reason}], path
            assert "hidden_name" not in answer.text


def test_an_answer_has_only_the_fields_of_its_declared_dataclass() -> None:
    app = FastAPI()

    @dataclasses.dataclass(frozen=True, slots=True)
    class Wider(DataclassBody):
        secret: str = "secret"

    @app.get("/")
    def give() -> DataclassBody:
        return Wider("a")

    with TestClient(app) as client:
        assert client.get("/").json() == {"text": "a", "day": ""}
