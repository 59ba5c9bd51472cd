"""Walking the calls of the matrix, one after the other, in copies of one world."""

from __future__ import annotations

import contextlib
import dataclasses
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import ROUTERS
from api.deps import Allow
from core.policy.actions import Action, scope
from core.policy.roles import Role
from tests.factories import Installation
from tests.integration.api.conftest import Made, SignIn, signing_in
from tests.integration.api.matrix_calls import Call, Sent, filled
from tests.integration.api.matrix_world import World

ROLES = [role for role in Role if role is not Role.MATCHER]


def routes() -> Iterator[tuple[Call, APIRoute]]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods:
                yield (method, route.path), route


def _declared(route: APIRoute) -> tuple[Action, ...]:
    return tuple(
        itertools.chain.from_iterable(
            one.call.actions for one in route.dependant.dependencies if isinstance(one.call, Allow)
        )
    )


ACTIONS_OF = {call: _declared(route) for call, route in routes()}


@dataclasses.dataclass
class Walk:
    """Makes calls one after the other in one copy of the world.

    A call that fails in a used copy is repeated in a fresh copy, because an earlier call may have
    closed the record that it needs. Only a failure in a fresh copy counts.
    """

    made: Made
    copied: Callable[[], contextlib.AbstractContextManager[Installation]]
    stack: contextlib.ExitStack = dataclasses.field(default_factory=contextlib.ExitStack)
    copies: int = 0
    _current: tuple[World, SignIn] | None = None

    def each(
        self, calls: Iterable[Call], one: Callable[[World, SignIn, Call], str]
    ) -> dict[Call, str]:
        """Return the failed calls with the reason; `one` returns the reason for one call, or ""."""
        wrong = {}
        for call in calls:
            is_fresh = self._current is None
            failure = self._try(call, one, is_fresh=is_fresh)
            if failure and not is_fresh:
                self.stack.close()
                self._current = None
                failure = self._try(call, one, is_fresh=True)
            if failure:
                wrong[call] = failure
        return wrong

    def _try(self, call: Call, one: Callable[[World, SignIn, Call], str], *, is_fresh: bool) -> str:
        if self._current is None:
            self.copies += 1
            installation = self.stack.enter_context(self.copied())
            sign_in = self.stack.enter_context(signing_in(installation))
            self._current = self.made[2].moved(installation), sign_in
        try:
            return one(*self._current, call)
        except Exception as error:
            if is_fresh:
                raise
            return repr(error)


def send(client: TestClient, call: Call, sent: Sent, public_id: UUID | None) -> Any:
    method, path = call
    body, headers, _ = sent
    body = filled(body, client, public_id)
    address = path.replace("{", "").split("}")[0].rpartition("/")[0] if "{" in path else path
    if "{" in path:
        rest = path[path.index("}") + 1 :].replace("{form}", "html")
        address = f"{path[: path.index('{')]}{public_id}{rest}"
    sent_as = {"content": body} if isinstance(body, bytes) else {"json": body}
    headers = {**headers, **match_version(client, path, address, headers)}
    return client.request(method, address, **sent_as, headers=headers)


def match_version(
    client: TestClient, path: str, address: str, headers: Mapping[str, str]
) -> dict[str, str]:
    """Return the If-Match header of a change to a match, which names the evidence that was read."""
    if "{match_id}" not in path or "If-Match" not in headers:
        return {}
    read = client.get(address.rpartition("/")[0])
    return {"If-Match": read.headers["etag"]} if read.status_code == 200 else {}


def is_allowed(call: Call, role: Role) -> bool:
    return any(scope(action, role) is not None for action in ACTIONS_OF[call])
