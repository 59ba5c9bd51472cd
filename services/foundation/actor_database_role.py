"""Enter the database role of an actor and describe the actor to row-level security."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.policy.actions import Action, Scope, scope
from core.policy.audit import SIGN_IN_ACTS
from core.policy.participating_states import STATES
from core.policy.roles import CASE_ROLES
from models.row_security import database_roles
from models.row_security.database_roles import ROLE_DOORS, DatabaseRole, RoleIdentity
from services.foundation.actor import Actor, require


def enter_role(session: Session, actor: Actor) -> None:
    """Run the rest of the transaction under the database role of this actor."""
    database_roles.enter_role(session, ROLE_DOORS[actor.role], describe_actor(actor))


def as_audited(
    session: Session, actor: Actor, actions: Iterable[str]
) -> contextlib.AbstractContextManager[None]:
    """Run a block that appends the acts of an actor to the audit log under the actor's role.

    A transaction that is under this role already, for this actor, stays so and costs no statement.
    So do a sign-in before the actor is known, and commands that work on every table.
    """
    door, identity = ROLE_DOORS[actor.role], describe_actor(actor)
    if database_roles.is_entered(session, door, identity) or (
        database_roles.is_entered(session, DatabaseRole.SIGN_IN) and set(actions) <= SIGN_IN_ACTS
    ):
        return contextlib.nullcontext()
    return database_roles.as_role(session, door, identity)


def enter_maintenance(session: Session, actor: Actor) -> None:
    """Work on every table until the transaction ends; raise `Refused` for a role without `MANAGE`.

    For commands on the server: the server refuses this unless the login role owns the tables.
    """
    require(actor, Action.MANAGE)
    database_roles.enter_as_maintenance(session)


def describe_actor(actor: Actor) -> RoleIdentity:
    """Return the actor in the form that row-level security reads."""
    reach = scope(Action.READ_OWN, actor.role)
    return RoleIdentity(
        agency_id=actor.agency_id,
        user_id=actor.user_id,
        state=actor.state,
        audience=actor.audience.value,
        home_state=actor.home_state or actor.state,
        is_participant=actor.states <= STATES,
        is_case_role=actor.role in CASE_ROLES,
        is_state_police=reach is Scope.OWN_STATE_POLICE and actor.agency_kind == AgencyKind.POLICE,
    )


def in_office(session: Session, actor: Actor) -> contextlib.AbstractContextManager[None]:
    """Run a block under the office role, then return to the role before.

    Used to read accounts on a page that also shows records.
    """
    return database_roles.as_role(session, DatabaseRole.OFFICE, describe_actor(actor))


def enter_office(session: Session, actor: Actor) -> None:
    """Run the rest of the transaction under the office role, the only role that creates accounts.

    The caller checks the permission of the actor.
    """
    database_roles.enter_role(session, DatabaseRole.OFFICE, describe_actor(actor))
