"""From who acts to the door and the words by which the database lets them in."""

from __future__ import annotations

import contextlib

from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.policy.actions import Action, Scope, scope
from core.policy.participating_states import STATES
from core.policy.roles import CASE_ROLES, Role
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.foundation.actor import Actor

ROLE_DOORS: dict[Role, DatabaseRole] = {
    Role.CASEWORKER: DatabaseRole.ACTOR,
    Role.SUPERVISOR: DatabaseRole.ACTOR,
    Role.LIAISON_OFFICER: DatabaseRole.ACTOR,
    Role.SYSTEM: DatabaseRole.ACTOR,
    Role.ADMINISTRATOR: DatabaseRole.OFFICE,
    Role.AUDITOR: DatabaseRole.AUDITOR,
    Role.ANALYST: DatabaseRole.ANALYST,
    Role.MATCHER: DatabaseRole.WORKER,
}


def enter_role(session: Session, actor: Actor) -> None:
    """Let the rest of the transaction work for this actor."""
    database_roles.enter_role(session, ROLE_DOORS[actor.role], describe_actor(actor))


def describe_actor(actor: Actor) -> RoleIdentity:
    """Return an actor as the policies read it."""
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
    """Work at the office for a while, then again as before: to read accounts on a page that shows
    records too.
    """
    return database_roles.as_role(session, DatabaseRole.OFFICE, describe_actor(actor))


def enter_office(session: Session, actor: Actor) -> None:
    """Let the rest of the transaction work at the office: accounts are made there, whoever may make
    them.
    """
    database_roles.enter_role(session, DatabaseRole.OFFICE, describe_actor(actor))
