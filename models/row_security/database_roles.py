"""The second wall, on PostgreSQL: each transaction works under a database role (a door) and says
who it is for.

`services.sharing.visibility` decides what is shown; the database refuses what a mistake there would
let through. A process signs in as a role that has no rights of its own: it must enter by a door
first. On SQLite there is one wall only.
"""

from __future__ import annotations

import contextlib
import dataclasses
import enum
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.sql.unit_of_work import unit_of_work


class DatabaseRole(enum.StrEnum):
    """The database roles that transactions work under; what each may do stands in
    `models.row_security.row_level_policies`.
    """

    GATE = "homeward_gate"  # before it is known who asks: sign-in, sessions, tokens
    # people with case roles and agencies' software: rows of their agency and what is shared
    ACTOR = "homeward_actor"
    MATCHER = "homeward_matcher"  # keys and feature rows of everybody, no facts
    WORKER = "homeward_worker"  # the matcher's rows, pairs, jobs, runs, notices; no facts
    OFFICE = "homeward_office"  # administrators: agencies, people, schedules; no case data
    AUDITOR = "homeward_auditor"  # the whole trail; no facts
    ANALYST = "homeward_analyst"  # published counts


@dataclasses.dataclass(frozen=True, slots=True)
class RoleIdentity:
    """Whom a transaction is for; an empty value reaches nothing. `is_state_police`: every police
    record of `state`.

    `home_state` is the agency's own state: a bar on it holds whichever state is acted for.
    """

    agency_id: int | None = None
    user_id: int | None = None
    state: str = ""
    home_state: str = ""
    audience: str = ""
    is_participant: bool = False
    is_case_role: bool = False
    is_state_police: bool = False


# The role that sees every row: entered by the owner of the tables alone, on the server, to rotate
# keys and to back up.
MAINTENANCE_ROLE = "homeward_keeper"
NO_IDENTITY = RoleIdentity()
# One statement: the role and the settings that the policies read, all of them until the transaction
# ends (true).
_ENTER = text(
    "SELECT set_config('homeward.agency', :agency, true), set_config('homeward.user', :user, true),"
    " set_config('homeward.state', :state, true), set_config('homeward.home', :home, true),"
    " set_config('homeward.audience', :audience, true),"
    " set_config('homeward.flags', :flags, true), set_config('role', :door, true)"
)
_MADE = text("SELECT set_config('homeward.made', :ids, true)")


def enter_role(session: Session, door: DatabaseRole, identity: RoleIdentity = NO_IDENTITY) -> None:
    """Work under this door and for this actor until the transaction ends or another door is
    entered.
    """
    if session.get_bind().dialect.name == "postgresql":
        _enter(session, _settings(door, identity))


def _enter(session: Session, settings: Mapping[str, str]) -> None:
    session.flush()  # what was changed by the door before is written by it
    unit_of_work(session).database_role = settings
    session.execute(_ENTER, settings)


def enter_as_maintenance(session: Session) -> None:
    """Work on every table until the transaction ends; the server refuses it to whoever is not the
    tables' owner.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.flush()
        session.execute(_ENTER, _settings(MAINTENANCE_ROLE, NO_IDENTITY))


def role_exists(session: Session, record_ids: Iterable[int]) -> None:
    """Name records that this transaction made or makes anew, so that the many rows under them are
    checked together.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_MADE, {"ids": ",".join(map(str, record_ids))})


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
    """Work by another door for a while, then again as before."""
    if session.get_bind().dialect.name != "postgresql":
        yield
        return
    unit = unit_of_work(session)
    before = unit.database_role
    enter_role(session, door, identity)
    yield
    if before is None:
        unit.database_role = None
        session.execute(_ENTER, _settings("none", NO_IDENTITY))
    else:
        _enter(session, before)


def as_matcher(session: Session) -> contextlib.AbstractContextManager[None]:
    """Work as the matcher for a while: the first phase of a search, in which nothing is shown to
    anybody.
    """
    return as_role(session, DatabaseRole.MATCHER)
