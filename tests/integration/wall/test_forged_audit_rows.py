"""A bare database login, without the key file, writes audit rows: refused, or found later."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from core.policy.roles import Role
from models.oversight.audit import Audit
from models.row_security import database_roles, row_level_security
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.foundation import actor_database_role as services_wall
from services.foundation import audit_chain
from services.foundation.checkpoints import AuditDefect
from tests.factories import NOW, Installation
from tests.integration.audit_steps import findings, row_ids, write_accesses

# an act that each role may write for software without an account
OWN_ACTS = {
    DatabaseRole.SIGN_IN: ("caseworker", "sign_in"),
    DatabaseRole.ACTOR: ("system", "register"),
    DatabaseRole.WORKER: ("matcher", "erase_by_clock"),
    DatabaseRole.OFFICE: ("administrator", "add_agency"),
    DatabaseRole.AUDITOR: ("auditor", "read_audit"),
    DatabaseRole.ANALYST: ("analyst", "read_statistics"),
}


def _forge(one: Installation, door: DatabaseRole, role: str, action: str, **values: Any) -> int:
    """Append a row that follows from the newest one, as far as that is possible without a key."""
    with one.app.transaction(door=door) as session:
        return _insert(session, {"role": role, "action": action, **values})


def _forge_as(one: Installation, identity: RoleIdentity, values: dict[str, Any]) -> int:
    """Append a row of a caseworker as a process that acts for `identity`."""
    with one.app.transaction() as session:
        database_roles.enter_role(session, DatabaseRole.ACTOR, identity)
        return _insert(session, {"role": "caseworker", "action": "read_record", **values})


def _insert(session: Session, values: dict[str, Any]) -> int:
    last, previous = audit_chain.newest_row(session)
    fixed = {"id": last + 1, "at": NOW, "outcome": "done", "records": "[]", "key_version": 1}
    columns = {**fixed, "previous": previous, **values}
    columns["hash"] = hashlib.sha256(audit_chain.row_content(Audit(**columns))).digest()
    session.execute(insert(Audit).values(columns))
    return last + 1


@pytest.mark.parametrize("door", OWN_ACTS)
def test_a_row_of_a_bare_login_is_found_at_the_end_and_in_the_middle(
    installation: Installation, door: DatabaseRole
) -> None:
    write_accesses(installation, 1)
    forged = _forge(installation, door, *OWN_ACTS[door])
    assert {finding.audit_id for finding in findings(installation)} == {forged}
    write_accesses(installation, 1)
    assert {finding.audit_id for finding in findings(installation)} == {forged}


@pytest.mark.parametrize(
    ("door", "role", "action"),
    [
        (DatabaseRole.SIGN_IN, "caseworker", "read_record"),
        (DatabaseRole.ACTOR, "auditor", "read_record"),
        (DatabaseRole.ACTOR, "supervisor", "verify_audit"),
        (DatabaseRole.ACTOR, "caseworker", "register.read_record"),  # not refused, so no refusal
        (DatabaseRole.WORKER, "matcher", "read_record"),
        (DatabaseRole.WORKER, "supervisor", "erase_by_clock"),
        (DatabaseRole.OFFICE, "administrator", "read_record"),
        (DatabaseRole.AUDITOR, "auditor", "edit_record"),
        (DatabaseRole.ANALYST, "analyst", "read_record"),
        (DatabaseRole.MATCHER, "matcher", "erase_by_clock"),
    ],
)
def test_no_role_appends_an_act_of_another_role(
    installation: Installation, door: DatabaseRole, role: str, action: str
) -> None:
    with pytest.raises(ProgrammingError, match="audit"):
        _forge(installation, door, role, action)
    assert findings(installation) == []


@pytest.mark.parametrize("part", ["user_id", "agency_id", "acting_state"])
def test_a_role_appends_acts_of_its_own_actor_only(installation: Installation, part: str) -> None:
    actor = installation.actor(Role.CASEWORKER)
    other = installation.actor(Role.CASEWORKER, "FR-116")
    own = {"user_id": actor.user_id, "agency_id": actor.agency_id, "acting_state": actor.state}
    foreign = {"user_id": other.user_id, "agency_id": other.agency_id, "acting_state": other.state}
    identity = services_wall.describe_actor(actor)
    with pytest.raises(ProgrammingError, match="row-level security"):
        _forge_as(installation, identity, {**own, part: foreign[part]})
    _forge_as(installation, identity, own)  # not refused: only the key shows that it is forged
    assert len(findings(installation)) == 1


def test_no_role_writes_the_time_of_the_server(installation: Installation) -> None:
    for door in OWN_ACTS:
        with pytest.raises(ProgrammingError, match="permission denied"):
            _forge(installation, door, *OWN_ACTS[door], server_at=NOW)


def test_times_that_differ_or_go_backwards_are_found(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        row_level_security.build_row_security(connection)  # sets the default again
    write_accesses(installation, 2)
    with installation.database.transaction() as session:
        ids = row_ids(session)
        stamps = session.execute(select(Audit.id, Audit.server_at).order_by(Audit.id)).all()
    assert [stamp is None for _, stamp in stamps[-3:]] == [True, False, False]
    # the clock of the tests is not that of the server
    assert findings(installation) == [AuditDefect(ids[-2], "time_differs")]
    installation.change(text("UPDATE audit SET server_at = at + interval '299 s'"))
    assert findings(installation) == []
    with installation.database.transaction() as session:
        step = text("UPDATE audit SET server_at = at - interval '5 s' WHERE id = :id")
        session.execute(step, {"id": ids[-1]})
    assert findings(installation) == [AuditDefect(ids[-1], "time_backwards")]
