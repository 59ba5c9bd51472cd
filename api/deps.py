"""Dependencies of routes: a transaction, the actor, and the declared action.

The application does not start with a route that declares no action.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Annotated, Any, cast

from fastapi import Depends, Header, Request, Response
from sqlalchemy.orm import Session

from api.errors import PreconditionRequired
from api.security import SAFE_METHODS, SESSION_COOKIE
from core.errors import NotSignedIn
from core.policy.access import FRESH_ACTIONS
from core.policy.actions import Action
from models.session import Database
from services.agencies import sessions, system_tokens
from services.foundation import actor_database_role, audit_log
from services.foundation.actor import Actor, permitted_scope, require, require_fresh
from services.foundation.context import Context


def get_context(request: Request) -> Context:
    """Return the application's context."""
    return cast(Context, request.app.state.context)


def get_session(request: Request) -> Iterator[Session]:
    """Open the request's transaction; it commits or fails before the answer is sent."""
    with request.app.state.database.transaction() as session:
        # `api.refusal_audit` writes the facts that were shown in spite of a rollback
        request.state.noted = audit_log.pending_events(session)
        yield session


ContextDep = Annotated[Context, Depends(get_context)]
SessionDep = Annotated[Session, Depends(get_session, scope="function")]


def get_actor(request: Request, session: SessionDep, context: ContextDep) -> Actor:
    """Return the actor of the session cookie or bearer token.

    The rest of the transaction works for that actor. Raise `NotSignedIn` without a valid session or
    token.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        if not token.strip():  # a client whose token is missing must not act as the browser's user
            raise NotSignedIn("no token")
        actor = system_tokens.resolve_token(session, context, token.strip())
    else:
        cookie = SESSION_COOKIE.read(request, context.settings)
        if not cookie:
            raise NotSignedIn("no session")
        actor = sessions.resolve_session(session, context, cookie)
    request.state.actor = actor
    actor_database_role.enter_role(session, actor)
    return actor


def get_database(request: Request) -> Database:
    """Return the database, for routes that need several short transactions."""
    return cast(Database, request.app.state.database)


DatabaseDep = Annotated[Database, Depends(get_database)]


def get_actor_in_own_transaction(
    request: Request, database: DatabaseDep, context: ContextDep
) -> Actor:
    """Return the actor as `get_actor` does, in a transaction that ends before the route begins.

    It serves routes that hash a password or check a signature, and routes that work on accounts
    like the sign-in.
    """
    with database.transaction() as session:
        return get_actor(request, session, context)


SignedIn = Annotated[Actor, Depends(get_actor)]
SignedInOwnTransaction = Annotated[Actor, Depends(get_actor_in_own_transaction)]


@dataclasses.dataclass(frozen=True)
class Allow:
    """A dependency that requires one of the actions; tests read `actions` to cover every cell."""

    actions: tuple[Action, ...]

    def __call__(self, request: Request, actor: SignedIn) -> Actor:
        """Return the actor.

        Raises Refused without any of the actions, AuthenticateAgain if the password check is too
        old.
        """
        if all(permitted_scope(actor, action) is None for action in self.actions):
            require(actor, self.actions[0])
        if request.method not in SAFE_METHODS and FRESH_ACTIONS.issuperset(self.actions):
            # with several actions, the service checks the one that is performed
            require_fresh(actor, self.actions[0])
        return actor


def allow(*actions: Action) -> Any:
    """Declare the action of a route, or several of which one suffices."""
    return Depends(Allow(actions))


# for the administrators of the installation, in several parts of the interface
MayManage = Annotated[Actor, allow(Action.MANAGE)]


def if_match(value: Annotated[str | None, Header(alias="If-Match")] = None) -> int:
    """Return the version of the If-Match header; raise `PreconditionRequired` without a readable
    one.
    """
    text = (value or "").strip().strip('"')
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise PreconditionRequired
    return int(text)


IfMatch = Annotated[int, Depends(if_match)]


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


@dataclasses.dataclass(frozen=True, slots=True)
class MatchVersion:
    """The version of a match and the hash of the evidence that was read, joined in its ETag."""

    number: int
    evidence: str

    @property
    def etag(self) -> str:
        """The ETag of this version."""
        return f'"{self.number}-{self.evidence}"'


def if_match_of_match(
    header: Annotated[str | None, Header(alias="If-Match")] = None,
) -> MatchVersion:
    """Return the version of a match in the If-Match header: `"version-evidence"`."""
    number, _, evidence = (header or "").strip().removeprefix("W/").strip('"').partition("-")
    return MatchVersion(if_match(number or None), evidence)


IfMatchOfMatch = Annotated[MatchVersion, Depends(if_match_of_match)]


@dataclasses.dataclass(frozen=True, slots=True)
class Versioned:
    """A change of one version of a record: the version, and the response for the next one."""

    version: int
    response: Response

    def set_etag(self, version: int) -> None:
        """Set the response's ETag to the version after the change."""
        self.response.headers["ETag"] = etag(version)


def versioned(version: IfMatch, response: Response) -> Versioned:
    """Return the version of the If-Match header with the response."""
    return Versioned(version, response)


VersionedDep = Annotated[Versioned, Depends(versioned)]
