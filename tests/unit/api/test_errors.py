"""Errors that no service raises still have an answer that a client can act on."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

from api.errors import HANDLERS


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
