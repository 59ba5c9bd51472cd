"""Who reads a record and at which view, and that a hidden record is answered like a missing one."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from core.errors import NotFound
from core.policy.roles import Role
from core.policy.sharing.views import View
from models.agencies.agency import Agency
from models.agencies.user import DutyCover
from services.records import register
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation
from tests.integration.records.steps import GR_OFFICER, read
from tests.integration.statements import heard

pytestmark = pytest.mark.both


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_the_registering_caseworker_and_the_supervisor_read_a_record_in_full(
    installation: Installation, role: Role
) -> None:
    public_id = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    assert read(installation, installation.actor(role), public_id).view is View.FULL


def test_an_unassigned_caseworker_sees_a_colleagues_record_like_another_agency(
    installation: Installation,
) -> None:
    supervisor = installation.actor(Role.SUPERVISOR)
    shared = installation.register(FOUND, supervisor)
    hidden = installation.register({**OTHER, "sharing": "none"}, supervisor)
    colleague = installation.actor(Role.CASEWORKER)
    shown = read(installation, colleague, shared)
    assert (shown.view, shown.is_responsible, shown.statements) == (View.LINK, False, ())
    with pytest.raises(NotFound):
        read(installation, colleague, hidden)


COVER = [
    ("DE-JUG", -1, 11, True),
    ("DE-JUG", -13, -1, False),
    ("DE-JUG", 1, 13, False),
    ("GR-CPA", -1, 11, False),
]


@pytest.mark.parametrize(("agency", "starts_h", "ends_h", "is_covered"), COVER)
def test_duty_cover_opens_the_agencys_records_to_its_caseworker_while_it_lasts(
    installation: Installation, agency: str, starts_h: int, ends_h: int, is_covered: bool
) -> None:
    public_id = installation.register(
        {**OTHER, "sharing": "none"}, installation.actor(Role.SUPERVISOR)
    )
    colleague = installation.actor(Role.CASEWORKER)
    now = installation.clock.now()
    with installation.database.transaction() as session:
        covered = session.scalars(select(Agency.id).where(Agency.code == agency)).one()
        session.add(
            DutyCover(
                public_id=uuid4(),
                agency_id=covered,
                user_id=colleague.user_id,
                reason=b"",
                starts_at=now + timedelta(hours=starts_h),
                ends_at=now + timedelta(hours=ends_h),
            )
        )
    if is_covered:
        assert read(installation, colleague, public_id).view is View.FULL
    else:
        with pytest.raises(NotFound):
            read(installation, colleague, public_id)
    other = installation.actor(Role.CASEWORKER, "FR-116")
    with pytest.raises(NotFound):
        read(installation, other, public_id)


def test_an_officer_reads_only_the_police_records_of_the_acting_state(
    installation: Installation,
) -> None:
    officer = installation.actor(*GR_OFFICER)
    public_id = installation.register({**MISSING, "recipients": ""}, officer, CHECKED)
    assert read(installation, officer, public_id).view is View.FULL
    with pytest.raises(NotFound):
        read(installation, dataclasses.replace(officer, state="DE"), public_id)
    with pytest.raises(NotFound):
        read(installation, installation.actor(Role.LIAISON_OFFICER, "GR-CPA"), public_id)


def test_only_responsible_agencies_read_the_version(installation: Installation) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    public_id = installation.register(FOUND, responsible)
    assert read(installation, installation.actor(Role.CASEWORKER, "FR-116"), public_id).version == 0
    assert read(installation, responsible, public_id).version == 1


def test_a_hidden_record_and_none_at_all_answer_alike_with_as_many_statements(
    installation: Installation,
) -> None:
    hidden = installation.register(
        {**OTHER, "kind": "tracing"}, installation.actor(Role.CASEWORKER)
    )
    stranger = installation.actor(Role.SUPERVISOR, "FR-116")
    answers = []
    for public_id in (hidden, uuid4()):
        with heard(installation.app) as statements, pytest.raises(NotFound) as caught:
            read(installation, stranger, public_id)
        answers.append((str(caught.value), statements))
    assert answers[0] == answers[1]
    assert statements


def test_lists_hold_ones_own_records_and_cost_as_many_statements_for_one_as_for_ten(
    installation: Installation,
) -> None:
    responsible = installation.actor(Role.CASEWORKER)
    installation.register(MISSING, installation.actor(*GR_OFFICER), CHECKED)
    counts = []
    for number in range(10):
        installation.register({**OTHER, "record_ref": f"O-{number}"}, responsible)
        if number in (0, 9):
            with heard(installation.app) as statements:
                listed = installation.do(responsible, register.list_own_records)
            assert len(listed) == number + 1
            counts.append(len([one for one in statements if one.startswith("SELECT")]))
    assert counts[0] == counts[1] > 0
