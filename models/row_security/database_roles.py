"""Row-level security on PostgreSQL: each transaction works under a database role for one actor.

`services.sharing.visibility` decides what is shown. The database refuses what a mistake there would
let through. A process signs in as a login role without rights of its own, and must first enter one
of these roles (SET ROLE). SQLite has no such second wall.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import event, text
from sqlalchemy.exc import PendingRollbackError
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.sql.unit_of_work import unit_of_work


class DatabaseRole(enum.StrEnum):
    """The database roles of transactions.

    `models.row_security.row_level_policies` lists what each may do.
    """

    SIGN_IN = "homeward_sign_in"  # before the actor is known: sign-in, sessions, tokens
    # people with case roles and software of agencies: rows of their agency and what is shared
    ACTOR = "homeward_actor"
    MATCHER = "homeward_matcher"  # match keys and feature rows of all records, no facts
    WORKER = "homeward_worker"  # the matcher's rows, matches, jobs, runs, notifications; no facts
    OFFICE = "homeward_office"  # administrators: agencies, people, schedules; no case data
    AUDITOR = "homeward_auditor"  # the whole audit log; no facts
    ANALYST = "homeward_analyst"  # published counts


@dataclasses.dataclass(frozen=True, slots=True)
class RoleIdentity:
    """The actor of a transaction. An empty value gives access to no row.

    `agency_id` is None for an actor without an agency, `user_id` for one without an account.
    `is_state_police`: the actor owns every police record of `state`. `home_state` is the state of
    the actor's agency. A bar on it holds whichever state the actor works for.
    """

    agency_id: int | None = None
    user_id: int | None = None
    state: str = ""
    home_state: str = ""
    audience: str = ""
    is_participant: bool = False
    is_case_role: bool = False
    is_state_police: bool = False


# the database role of each role of an actor
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
# The role that sees every row. Only the owner of the tables may enter it, for commands on the
# server: rotation of keys and backup.
MAINTENANCE_ROLE = "homeward_keeper"
NO_IDENTITY = RoleIdentity()
# One statement sets the role and all settings that the policies read. `true`: until the end of the
# transaction.
_ENTER = text(
    "SELECT set_config('homeward.agency', :agency, true), set_config('homeward.user', :user, true),"
    " set_config('homeward.state', :state, true), set_config('homeward.home', :home, true),"
    " set_config('homeward.audience', :audience, true),"
    " set_config('homeward.flags', :flags, true), set_config('role', :door, true)"
)
_ANNOUNCE = text("SELECT set_config('homeward.made', :ids, true)")


def enter_role(session: Session, door: DatabaseRole, identity: RoleIdentity = NO_IDENTITY) -> None:
    """Work as this role and actor until the transaction ends or another role is entered."""
    if session.get_bind().dialect.name == "postgresql":
        _enter(session, _settings(door, identity))


def _enter(session: Session, settings: Mapping[str, str]) -> None:
    session.flush()  # pending changes are written under the role that made them
    unit_of_work(session).database_role = settings
    session.execute(_ENTER, settings)


def enter_as_maintenance(session: Session) -> None:
    """Work on every table until the transaction ends.

    The server refuses this unless the login role owns the tables.
    """
    if session.get_bind().dialect.name == "postgresql":
        _enter(session, _settings(MAINTENANCE_ROLE, NO_IDENTITY))


def is_entered(session: Session, door: DatabaseRole, identity: RoleIdentity | None = None) -> bool:
    """Return whether a transaction may append the audit rows of a role and an actor as it is.

    True under this role for the same account, agency and state; the worker has no actor. `identity`
    None: whichever actor. True without a role (SQLite, the owner of the tables) and as maintenance.
    """
    entered = unit_of_work(session).database_role
    if entered is None or entered["door"] == MAINTENANCE_ROLE:
        return True
    if entered["door"] != door or identity is None or door is DatabaseRole.WORKER:
        return entered["door"] == door
    wanted = _settings(door, identity)
    return all(entered[name] == wanted[name] for name in ("agency", "user", "state"))


def announce_records(session: Session, record_ids: Iterable[int]) -> None:
    """Tell the policies which records this transaction inserts or rewrites.

    The policies then check the many rows below these records together instead of one by one.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_ANNOUNCE, {"ids": ",".join(map(str, record_ids))})


def _settings(door: str, identity: RoleIdentity) -> dict[str, str]:
    flags = {
        "participant": identity.is_participant,
        "case": identity.is_case_role,
        "state_police": identity.is_state_police,
    }
    return {
        "door": door,
        "agency": "" if identity.agency_id is None else str(identity.agency_id),
        "user": "" if identity.user_id is None else str(identity.user_id),
        "state": identity.state,
        "home": identity.home_state,
        "audience": identity.audience,
        "flags": " ".join(name for name, is_set in flags.items() if is_set),
    }


@contextlib.contextmanager
def as_role(
    session: Session, door: DatabaseRole, identity: RoleIdentity = NO_IDENTITY
) -> Iterator[None]:
    """Work as another role inside the context, then return to the role before.

    An exception that leaves the context ends the transaction, on either database: every later
    statement raises `PendingRollbackError` until the session rolls back. Otherwise a caller that
    catches the exception would go on under the borrowed role.
    """
    unit = unit_of_work(session)
    before = unit.database_role
    try:
        enter_role(session, door, identity)
        yield
        if before is not None:
            _enter(session, before)
        elif unit.database_role is not None:
            session.flush()
            unit.database_role = None
            session.execute(_ENTER, _settings("none", NO_IDENTITY))
    except BaseException:
        _refuse_statements(session)
        raise


def _refuse_statements(session: Session) -> None:
    """Refuse every statement of this transaction from now on. A rollback ends the refusal."""
    unit_of_work(session).database_role = None  # a rollback leaves the session without a role
    if session.is_active:  # otherwise the session itself refuses statements
        # the session gets another connection object for its next transaction
        event.listen(session.connection(), "before_cursor_execute", _refuse_statement)


def _refuse_statement(*_: object) -> None:
    raise PendingRollbackError(
        "an exception left a block under another database role; roll the transaction back"
    )


def as_matcher(session: Session) -> contextlib.AbstractContextManager[None]:
    """Work as the matcher inside the context.

    The first phase of a search uses it. That phase shows no data to the actor.
    """
    return as_role(session, DatabaseRole.MATCHER)
