"""Test every cell of the action table that has a route, and every route with a foreign id."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from api.app import PUBLIC
from api.deps import get_actor, get_actor_in_own_transaction
from core.codes.records import RecordKind
from core.policy.actions import TOKEN_SCOPES, Action, TokenScope, scope
from core.policy.roles import Role
from tests.factories import Installation
from tests.integration.api.conftest import Made, SignIn
from tests.integration.api.matrix_calls import (
    CALLS,
    Call,
    registration,
)
from tests.integration.api.matrix_ids import id_of
from tests.integration.api.matrix_walk import ACTIONS_OF, ROLES, Walk, is_allowed, routes, send
from tests.integration.api.matrix_world import STRANGERS, World, agency_of
from tests.integration.statements import heard

SIGNED_IN_ONLY = {
    ("GET", "/v1/session"),
    ("DELETE", "/v1/session"),
    ("POST", "/v1/session/confirm"),
    ("POST", "/v1/session/confirm/passkey"),
    ("GET", "/v1/passkeys"),
    ("POST", "/v1/passkeys"),
    ("POST", "/v1/passkeys/options"),
    ("DELETE", "/v1/passkeys/{passkey_id}"),
}


@pytest.mark.parametrize("call", sorted(ACTIONS_OF), ids=" ".join)
def test_every_route_declares_an_action_or_is_listed_as_public(call: Call) -> None:
    assert bool(ACTIONS_OF[call]) != (call in PUBLIC | SIGNED_IN_ONLY)


@pytest.mark.parametrize("call", sorted(SIGNED_IN_ONLY), ids=" ".join)
def test_a_route_without_action_still_needs_a_signed_in_actor(call: Call) -> None:
    route = dict(routes())[call]
    assert {get_actor, get_actor_in_own_transaction} & {
        one.call for one in route.dependant.dependencies
    }


def test_every_route_with_an_action_is_walked() -> None:
    assert CALLS.keys() == {call for call, actions in ACTIONS_OF.items() if actions}


@pytest.fixture
def installation(
    copied: Callable[[], contextlib.AbstractContextManager[Installation]],
) -> Iterator[Installation]:
    with copied() as installation:
        yield installation


@pytest.fixture
def world(made: Made, installation: Installation) -> World:
    return made[2].moved(installation)


@pytest.fixture
def walk(
    made: Made, copied: Callable[[], contextlib.AbstractContextManager[Installation]]
) -> Iterator[Walk]:
    walk = Walk(made, copied)
    with contextlib.closing(walk.stack):
        yield walk


@pytest.mark.parametrize("role", ROLES)
def test_each_cell_of_the_action_table_is_let_through_over_http(walk: Walk, role: Role) -> None:
    def one(world: World, sign_in: SignIn, call: Call) -> str:
        name = CALLS[call][2]
        public_id = id_of(world, name, role) if name else None
        answer = send(sign_in(role, agency_of(role)), call, CALLS[call], public_id)
        return "" if answer.status_code in {200, 201, 202, 204} else answer.text

    allowed = [call for call in CALLS if is_allowed(call, role)]
    assert allowed
    assert walk.each(allowed, one) == {}


@pytest.mark.parametrize("role", ROLES)
def test_every_other_cell_of_the_action_table_is_refused_over_http(
    world: World, sign_in: Callable[..., TestClient], role: Role
) -> None:
    client = sign_in(role, agency_of(role))
    refused = [call for call in CALLS if not is_allowed(call, role)]
    names = sorted(
        {CALLS[call][2] for call in refused},
        key=lambda name: (name in {"closed", "confirmed"}, name),
    )
    # calls that end a record come last
    ids = {name: id_of(world, name, role) if name else None for name in names}
    answers = [send(client, call, CALLS[call], ids[CALLS[call][2]]) for call in refused]
    assert refused
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(403, "refused")}


@pytest.mark.parametrize(("kind", "role"), list(itertools.product(RecordKind, ROLES)))
def test_each_kind_is_registered_by_the_roles_of_its_own_row(
    sign_in: Callable[..., TestClient], kind: str, role: Role
) -> None:
    action = {one: Action(f"register_{one}") for one in RecordKind}
    answer = sign_in(role, agency_of(role)).post("/v1/records", json=registration(kind))
    assert answer.status_code == (403 if scope(action[kind], role) is None else 201)


@pytest.mark.parametrize("token_scope", TokenScope)
def test_a_token_with_one_scope_makes_exactly_the_calls_of_its_row(
    walk: Walk, token_scope: TokenScope
) -> None:
    def permitted(call: Call) -> bool:
        return any(
            TOKEN_SCOPES.get(action) is token_scope and scope(action, Role.SYSTEM) is not None
            for action in ACTIONS_OF[call]
        )

    def one(world: World, sign_in: SignIn, call: Call) -> str:
        name = CALLS[call][2]
        public_id = id_of(world, name, Role.SYSTEM) if name else None
        software = sign_in(Role.SYSTEM, "DE-JUG", {token_scope})
        answer = send(software, call, CALLS[call], public_id)
        if permitted(call):
            return "" if answer.status_code in {200, 201, 204} else answer.text
        is_refused = answer.json()["code"] in {"refused", "token_lacks_scope"}
        return "" if is_refused and answer.status_code == 403 else answer.text

    of_software = [call for call in CALLS if is_allowed(call, Role.SYSTEM)]
    assert any(permitted(call) for call in of_software)
    assert walk.each(of_software, one) == {}


def test_each_action_of_software_needs_a_scope_and_each_scope_permits_one() -> None:
    assert {action for action in Action if scope(action, Role.SYSTEM)} == TOKEN_SCOPES.keys()
    assert set(TOKEN_SCOPES.values()) == set(TokenScope)


WITH_BODY = sorted(call for call, (body, _, _) in CALLS.items() if isinstance(body, dict) and body)


def test_a_body_of_another_shape_is_refused_everywhere_and_not_echoed(
    sign_in: Callable[..., TestClient],
) -> None:
    clients = {role: sign_in(role, agency_of(role)) for role in ROLES}
    for call in WITH_BODY:
        role = next(role for role in ROLES if is_allowed(call, role))
        sent = ({**CALLS[call][0], "surprise": "Golchehra"}, CALLS[call][1], "")
        answer = send(clients[role], call, sent, uuid4())
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_shape"), call
        assert "Golchehra" not in answer.text
        assert "surprise" not in answer.text


def test_a_stranger_is_asked_to_sign_in(sign_in: Callable[..., TestClient]) -> None:
    answers = {call: send(sign_in(None), call, CALLS[call], uuid4()).status_code for call in CALLS}
    assert answers == dict.fromkeys(CALLS, 401)


# Ids that no role must be refused: runs are for the administrator, published reports and cubes for
# every role, and a draft has no id. A risk report reaches the desks of every state if there is no
# relay desk; its foreign id is tested in test_relay.py.
NOT_FOREIGN = {"run", "exported", "published", "cube", "drafted", "relayed"}
WITH_ID = sorted(call for call, (_, _, name) in CALLS.items() if name and name not in NOT_FOREIGN)


@pytest.mark.parametrize("role", STRANGERS)
def test_a_foreign_id_answers_exactly_as_a_missing_one(walk: Walk, role: Role) -> None:
    def one(world: World, sign_in: SignIn, call: Call) -> str:
        client, name = sign_in(role, STRANGERS[role]), CALLS[call][2]
        foreign = id_of(
            world, name, Role.LIAISON_OFFICER if name in {"record", "pictured"} else Role.CASEWORKER
        )
        answers = []
        for public_id in (foreign, uuid4()):
            with heard(world.installation.app) as statements:
                answer = send(client, call, CALLS[call], public_id)
            headers = {
                name: value
                for name, value in answer.headers.items()
                if name not in {"date", "x-request-id"}
            }
            answers.append((answer.status_code, answer.content, headers, statements))
        is_same = answers[0] == answers[1] and answers[0][0] == 404 and answers[0][3]
        return "" if is_same else f"{answers[0]} is not {answers[1]}"

    calls = [call for call in WITH_ID if is_allowed(call, role)]
    assert calls
    assert walk.each(calls, one) == {}
