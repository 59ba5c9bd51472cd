"""Worlds in which each request of the matrix succeeds, and in which no request is stored."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from core.policy.actions import scope
from core.policy.roles import Role
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from models.sql.unit_of_work import unit_of_work
from tests.integration.api import extreme
from tests.integration.api.conftest import Made, SignIn, signing_in
from tests.integration.api.extreme import Schema
from tests.integration.api.matrix_calls import CALLS, Call, filled
from tests.integration.api.matrix_ids import id_of
from tests.integration.api.matrix_walk import match_version
from tests.integration.api.matrix_world import World, agency_of
from tests.integration.api.test_matrix import ACTIONS_OF

GOOD = {200, 201, 202, 204}


class _Undo(Exception):
    pass


def undoing(database: Database) -> Callable[..., contextlib.AbstractContextManager[Session]]:
    """Return a `transaction` for a database that runs all commit steps and then rolls back."""
    original = database.transaction

    @contextlib.contextmanager
    def transaction(**words: Any) -> Iterator[Session]:
        with contextlib.suppress(_Undo), original(**words) as session:
            yield session
            if not words.get("is_read_only"):
                unit_of_work(session).finish(session)
                session.flush()
                if not database.is_sqlite:
                    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
            raise _Undo

    return transaction


@dataclasses.dataclass
class Valid:
    """A request that succeeds in the current world."""

    client: TestClient
    method: str
    address: str
    body: Any
    headers: Mapping[str, str]

    def status(
        self, *, body: Any = ..., address: str = "", headers: Mapping[str, str] | None = None
    ) -> int:
        """Send the request with some parts replaced (bytes unchanged), and return the status."""
        sent = self.body if body is ... else body
        kind = (
            {} if sent is None or isinstance(sent, bytes) else {"Content-Type": "application/json"}
        )
        content = sent if sent is None or isinstance(sent, bytes) else extreme.text_of(sent)
        given = {**kind, **self.headers, **(headers or {})}
        # latin-1, as servers read header bytes
        named = {name: value.encode("latin-1") for name, value in given.items()}
        answer = self.client.request(
            self.method, address or self.address, content=content, headers=named
        )
        return answer.status_code


class Worlds:
    """Copies of the matrix's world.

    A call gets a fresh copy if the preparations of earlier calls conflict with it.
    """

    def __init__(
        self, made: Made, copied: Callable[[], contextlib.AbstractContextManager[Any]]
    ) -> None:
        self._made, self._copied = made, copied
        self._stack = contextlib.ExitStack()
        self._current = self._renewed()
        self.description: Schema = self._current[1](None).get("/v1/openapi.json").json()

    def _renewed(self) -> tuple[World, SignIn]:
        self._stack.close()
        installation = self._stack.enter_context(self._copied())
        database = Database(installation.app.url, door=DatabaseRole.SIGN_IN)
        self._stack.callback(database.dispose)
        database.transaction = undoing(database)  # type: ignore[method-assign]
        make = self._stack.enter_context(
            signing_in(dataclasses.replace(installation, app=database))
        )
        portal = self._stack.enter_context(start_blocking_portal())

        def sign_in(role: Role | None, *agency: str) -> TestClient:
            client = make(role, *agency)
            client.portal = (
                # one event loop for all requests: creating one takes longer than most requests
                portal
            )
            return client

        return self._made[2].moved(installation), sign_in

    def valid(self, call: Call) -> Valid:
        """Return the call as the matrix sends it, in the current world or, if refused, in a fresh
        one.

        A call without a declared action is sent its schema's example; any answer is accepted.
        """
        if call not in CALLS:
            return self._valid(call)
        with contextlib.suppress(
            Exception
        ):  # preparations of an earlier call may conflict with these
            if (found := self._valid(call)).status() in GOOD:
                return found
        self._current = self._renewed()
        found = self._valid(call)
        assert found.status() in GOOD, call
        return found

    def _valid(self, call: Call) -> Valid:
        world, sign_in = self._current
        if call not in CALLS:  # no declared action: a public route, or the own session
            operation = self.description["paths"][call[1]][call[0].lower()]
            schema = extreme.body_schema(self.description, operation)
            body = None if schema is None else extreme.sample(self.description, schema)
            return Valid(sign_in(Role.CASEWORKER), call[0], call[1], body, {})
        body, headers, name = CALLS[call]
        role = next(
            role
            for role in Role
            if any(scope(action, role) is not None for action in ACTIONS_OF[call])
        )
        public_id = id_of(world, name, role) if name else None
        client = sign_in(role, agency_of(role))
        body = filled(body, client, public_id)
        address = address_of(call[1], str(public_id))
        headers = {**headers, **match_version(client, call[1], address, headers)}
        return Valid(client, call[0], address, body, headers)

    def client(self, role: Role) -> TestClient:
        """Return a client of the current world, signed in as a role."""
        return self._current[1](role, agency_of(role))

    def close(self) -> None:
        """Close the current world."""
        self._stack.close()


def address_of(path: str, value: str) -> str:
    before, brace, after = path.partition("{")
    return (
        f"{before}{value}{after.partition('}')[2].replace('{form}', 'html')}" if brace else before
    )


@pytest.fixture
def worlds(
    made: Made, copied: Callable[[], contextlib.AbstractContextManager[Any]]
) -> Iterator[Worlds]:
    """The worlds, without the log entries of many refusals."""
    logging.disable(logging.CRITICAL)
    one = Worlds(made, copied)
    yield one
    one.close()
    logging.disable(logging.NOTSET)
