"""Random requests from our OpenAPI description, as each role: the server never fails.

The installation has records, matches and notifications. A share of the requests uses their ids, so
that the requests reach more than `not found`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from api.app import create_app
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.matching_runs.match import Match
from models.records.notification import Notification
from services.agencies import accounts, sessions
from tests import factories
from tests.factories import CHECKED, FOUND, MISSING, Installation

ROLES = [role for role in Role if role is not Role.MATCHER]
FEW, MANY = 1, int(os.environ.get("HOMEWARD_FUZZ_EXAMPLES", "2"))
ANSWERS_WITHIN_S = (
    # a request that hangs is a failure; a busy machine, or a kernel that compiles first, is not
    120.0
)
# A session that ends itself would leave the remaining requests without a session.
LEFT_OUT = {("DELETE", "/v1/session")}


@pytest.fixture
def world(tmp_path: Path, keys: Keyring) -> Iterator[tuple[Installation, list[UUID]]]:
    """An installation with a match, and the ids in it."""
    one = factories.make_installation(tmp_path / "data", keys)
    found = one.register(FOUND, one.actor(Role.CASEWORKER))
    missing = one.register(MISSING, one.actor(Role.LIAISON_OFFICER, "GR-POL"), CHECKED)
    one.work()
    with one.database.transaction(is_read_only=True) as session:
        ids = [
            found,
            missing,
            *session.scalars(select(Match.public_id)),
            *session.scalars(select(Notification.public_id)),
        ]
    logging.disable(logging.CRITICAL)
    yield one, ids
    logging.disable(logging.NOTSET)
    one.close()


def signed_in(one: Installation, role: Role) -> dict[str, Any]:
    """Return the headers and cookies of a role's requests."""
    with one.database.transaction() as session:
        if role is Role.SYSTEM:
            token = factories.software_token(session, one.context, "DE-JUG")
            return {"headers": {"Authorization": f"Bearer {token}"}}
        known = accounts.find_login(session, one.context, factories.login(role, "DE-JUG"))
        assert known.user_id is not None
        opened = sessions.open_session(session, one.context, known.user_id, acting_state=None)
        return {"cookies": {"homeward": opened.token}}


def failures(
    world: tuple[Installation, list[UUID]], role: Role, examples: int
) -> tuple[int, set[tuple[str, str, int]]]:
    """Send `examples` requests of every operation.

    Return how many were sent, and the operations on which the server failed.
    """
    one, ids = world
    app = create_app(one.context.settings, context=one.context, database=one.app)
    # the description is made at the first request, which takes long on a busy machine
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app, timeout=120)
    failed: set[tuple[str, str, int]] = set()
    sent = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if (operation.method.upper(), operation.path) not in LEFT_OUT:
            # again for each operation: an earlier request may have ended the session
            carried = signed_in(one, role)
            statuses = _answers(operation, ids, carried, examples)
            sent += len(statuses)
            failed |= {
                (operation.method.upper(), operation.path, status)
                for status in statuses
                if status >= 500
            }
    return sent, failed


def _answers(operation: Any, ids: list[UUID], carried: dict[str, Any], examples: int) -> list[int]:
    """Send `examples` requests of an operation, and return the statuses."""
    statuses: list[int] = []

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )
    @given(case=operation.as_strategy(), known=st.none() | st.sampled_from(ids))
    def send(case: Any, known: UUID | None) -> None:
        if known is not None:
            case.path_parameters = {name: str(known) for name in case.path_parameters or {}}
        statuses.append(case.call(timeout=ANSWERS_WITHIN_S, **carried).status_code)

    send()
    return statuses


@pytest.mark.late
def test_no_request_of_a_caseworker_makes_the_server_fail(
    world: tuple[Installation, list[UUID]],
) -> None:
    sent, failed = failures(world, Role.CASEWORKER, FEW)
    assert sent > 100
    assert failed == set()


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_many_requests_of_every_operation_cause_no_server_error(
    world: tuple[Installation, list[UUID]], role: Role
) -> None:
    sent, failed = failures(world, role, MANY)
    assert sent > 100 * MANY
    assert failed == set()
