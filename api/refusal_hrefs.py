"""The input and the page that the answer to a refusal names, for the viewer of this request.

The table is in `core.refusals`. An `href` has only ids that the request or the service names, and
only a page that the viewer's role opens. An id of the request's address counts if the route is for
own objects, because the pages of another agency's record answer 404.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.routing import Match

from api.schemas.common import field_names
from core.errors import ExplainedError
from core.policy.actions import Action, Scope, scope
from core.policy.roles import Role

_OTHERS = frozenset({Scope.BY_VIEW, Scope.WITHOUT_FACTS, Scope.ALL, Scope.PUBLISHED})


def field_of(request: Request, error: Exception) -> str | None:
    """Return the input that must have another value; None if this route does not have it.

    Routes of pages declare no inputs, so the field of the table is returned for them.
    """
    refusal = error.refusal if isinstance(error, ExplainedError) else None
    field = refusal.field or None if refusal is not None else None
    route = request.scope.get("route")
    if field is None or not isinstance(route, APIRoute):
        return None
    if not request.url.path.startswith("/v1/"):
        return field
    body = route.body_field.field_info.annotation if route.body_field is not None else None
    inputs = {one.name for one in route.dependant.query_params} | {*field_names(body)}
    return field if field in inputs else None


def href_for(request: Request, error: Exception) -> str | None:
    """Return the address of the page where the next step is taken; None if there is none."""
    role: Role | None = getattr(getattr(request.state, "actor", None), "role", None)
    if role is None or not isinstance(error, ExplainedError) or error.refusal is None:
        return None
    ids = {**_ids_of_address(request, role), **error.figures}
    href = error.refusal.href_for(ids)
    return href if href and _is_opened_by(request, href.partition("#")[0], role) else None


def _ids_of_address(request: Request, role: Role) -> Mapping[str, str]:
    scopes = {scope(action, role) for action in _actions(request.scope.get("route"))}
    if scopes & _OTHERS:
        return {}
    return {
        name.removesuffix("_id"): str(value)
        for name, value in request.path_params.items()
        if name.endswith("_id")
    }


def _is_opened_by(request: Request, path: str, role: Role) -> bool:
    """Return whether a page has this path and the role opens it."""
    asked = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    for route in request.app.state.page_routes:
        if route.matches(asked)[0] is Match.FULL:
            actions = tuple(_actions(route))
            return not actions or any(scope(one, role) is not None for one in actions)
    return False


def _actions(route: object) -> Iterator[Action]:
    """Yield the actions that a route declares by `api.deps.allow`."""
    if isinstance(route, APIRoute):
        for dependency in route.dependant.dependencies:
            yield from getattr(dependency.call, "actions", ())
