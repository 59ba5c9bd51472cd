from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from core.errors import InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.oversight.audit import Audit
from services.agencies import agency_register, deputies
from services.operations import schedule, system_status
from services.oversight import audit_reading
from services.sharing import contact_desks
from tests.factories import MISSING, Installation
from tests.integration.running import plan_due


def test_the_administrator_changes_a_desks_number_and_the_concerned_are_notified(
    installation: Installation,
) -> None:
    boss, auditor = installation.actor(Role.ADMINISTRATOR), installation.actor(Role.AUDITOR)
    (desk,) = [
        one
        for one in installation.do(auditor, agency_register.list_agencies)
        if one.code == "GR-CPA"
    ]
    assert desk.is_state_desk
    installation.do(boss, agency_register.set_phone, desk.id, "+30 21 0555 0116")
    with installation.database.transaction(is_read_only=True) as session:
        assert contact_desks.contact_desks_of_states(session, ["GR"])["GR"].endswith(
            "+30 21 0555 0116"
        )
    with pytest.raises(Refused):
        installation.do(auditor, agency_register.set_phone, desk.id, "+30 21 0555 0117")
    with pytest.raises(NotFound):
        installation.do(boss, agency_register.set_phone, uuid4(), "+30 21 0555 0117")


@pytest.mark.parametrize(
    "phone", ["", "116000", "tel +30 21", "+30", "+30 21 0555 0116 ask for Anna"]
)
def test_a_number_that_cannot_be_dialled_from_abroad_is_refused(phone: str) -> None:
    with pytest.raises(InvalidInput):
        agency_register.check_phone(phone)


def test_the_system_state_shows_keys_schedules_and_queues_and_no_person(
    installation: Installation,
) -> None:
    boss = installation.actor(Role.ADMINISTRATOR)
    installation.register(MISSING, installation.actor(Role.CASEWORKER))
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
    status = installation.do(boss, system_status.read_status)
    assert [one.name for one in status.keys] == ["audit", "audit_chain", "match", "wrapping"]
    assert {one.kind for one in status.schedules} == set(schedule.SCHEDULES)
    assert "match" in {one.kind for one in status.queues if one.state == "queued"}
    installation.work()
    assert installation.do(boss, system_status.read_status).queues == ()
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(Refused):
            installation.do(installation.actor(role), system_status.read_status)


def test_the_auditor_verifies_the_audit_log_and_finds_changes(
    installation: Installation,
) -> None:
    auditor = installation.actor(Role.AUDITOR)
    installation.register(MISSING, installation.actor(Role.CASEWORKER))
    rows, findings = installation.do(auditor, audit_reading.verify_audit_log)
    assert (rows > 0, findings) == (True, [])
    victim = installation.read_one(select(Audit.id).order_by(Audit.id).limit(1))
    with installation.database.engine.begin() as connection:
        if not installation.database.is_sqlite:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(
            text("UPDATE audit SET outcome = 'never' WHERE id = :id"), {"id": victim}
        )
    _, findings = installation.do(auditor, audit_reading.verify_audit_log)
    assert {(one.audit_id, one.reason) for one in findings} == {(victim, "row_altered")}
    with pytest.raises(Refused):
        installation.do(installation.actor(Role.SUPERVISOR), audit_reading.verify_audit_log)


def test_the_name_and_reason_of_a_deputy_are_shown_to_the_supervisor_who_named_them(
    installation: Installation,
) -> None:
    head = installation.actor(Role.SUPERVISOR)
    until = installation.clock.now() + timedelta(days=3)
    installation.do(head, deputies.name_deputy, "caseworker.de-jug", until=until, reason="at sea")
    (named,) = installation.do(head, deputies.current_deputies)
    assert (named.login, named.reason) == ("caseworker.de-jug", "at sea")
    assert (
        installation.do(installation.actor(Role.SUPERVISOR, "GR-CPA"), deputies.current_deputies)
        == []
    )
