"""The actor of a request (person, system or worker) and the check of permissions by role."""

from __future__ import annotations

import dataclasses
from uuid import UUID

from core.codes.agencies import AgencyKind
from core.errors import AuthenticateAgain, Refused, require_text
from core.policy.access import FRESH_ACTIONS
from core.policy.actions import TOKEN_SCOPES, Action, Scope, TokenScope, roles_with, scope
from core.policy.roles import Role
from core.policy.sharing.views import Audience
from core.policy.time_zones import DEFAULT_TIME_ZONE
from core.refusals import Refusal


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """The person, system or worker that acts, for one agency and one state.

    `user_id` is None for systems and workers. `agency_id` is None for software that belongs to no
    agency: workers, and commands on the server. `public_id` is the public id of the account, or of
    a system's token; None for other software. `session_id` is None without a session. `home_state`
    is the state of the agency if it differs from `state`, the state acted for; otherwise None.
    `time_zone` is the IANA name of the agency's time zone. `is_fresh`: the password was entered in
    this session a short time ago; True without a session. `token_scopes` are the scopes of a
    system's token; empty for people and workers.
    """

    role: Role
    agency_id: int | None
    agency_kind: str
    state: str
    user_id: int | None = None
    public_id: UUID | None = None
    session_id: int | None = None
    home_state: str | None = None
    is_fresh: bool = True
    time_zone: str = DEFAULT_TIME_ZONE
    token_scopes: frozenset[TokenScope] = frozenset()

    @property
    def states(self) -> frozenset[str]:
        """Return the state acted for and the agency's own state; a bar on either applies."""
        return frozenset({self.state, self.home_state or self.state})

    @property
    def audience(self) -> Audience:
        """Return whether the agency counts as police or protection (with hotlines)."""
        return Audience.POLICE if self.agency_kind == AgencyKind.POLICE else Audience.PROTECTION


MATCHER = Actor(role=Role.MATCHER, agency_id=None, agency_kind="", state="")


def permitted_scope(actor: Actor, action: Action) -> Scope | None:
    """Return the scope in which the actor may do the action, or None if it is refused.

    Software also needs the scope of its token (`TOKEN_SCOPES`).
    """
    if actor.role is Role.SYSTEM and TOKEN_SCOPES.get(action) not in actor.token_scopes:
        return None
    return scope(action, actor.role)


def misses_own_agency(actor: Actor, action: Action) -> bool:
    """Return whether the scope of an action leaves out all that the actor's own agency has.

    The scope of a liaison officer is the police records of the state acted for. It leaves out an
    own agency that is no police, and every own agency while the officer acts for another state.
    False without the action.
    """
    is_police = actor.agency_kind == AgencyKind.POLICE and actor.home_state is None
    return permitted_scope(actor, action) is Scope.OWN_STATE_POLICE and not is_police


def require(actor: Actor, action: Action) -> Scope:
    """Return the scope in which the actor may do the action.

    Raise `Refused` if there is none. Its reason names the scope that a token lacks.
    """
    reach = permitted_scope(actor, action)
    if reach is not None:
        return reach
    if actor.role is Role.SYSTEM and scope(action, actor.role) is not None:
        raise Refused(Refusal.TOKEN_LACKS_SCOPE, scope=TOKEN_SCOPES[action])
    raise Refused(Refusal.REFUSED, roles=", ".join(sorted(roles_with(action))))


def require_reason(reason: str) -> None:
    """Raise `InvalidInput` if a reason is blank."""
    require_text("reason", reason)


def require_fresh(actor: Actor, action: Action) -> None:
    """Raise `AuthenticateAgain` for an action in `FRESH_ACTIONS` if the session is not fresh."""
    if action in FRESH_ACTIONS:
        require_password(actor)


def require_password(actor: Actor) -> None:
    """Raise `AuthenticateAgain` if the password was entered too long ago or at an unknown time."""
    if not actor.is_fresh:
        raise AuthenticateAgain(
            "Give your password and code again (POST /v1/session/confirm), then repeat this."
        )
