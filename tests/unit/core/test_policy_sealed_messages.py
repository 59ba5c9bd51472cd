from __future__ import annotations

import pytest

from core.codes.agencies import AgencyKind
from core.codes.case import DeadlineKind
from core.policy.actions import Action, scope
from core.policy.case import sealed_messages
from core.policy.case.deadlines import WITHIN_AGENCY
from core.policy.case.sealed_messages import MAY_LEAVE, may_leave
from core.policy.roles import Role

SENDERS = {
    (AgencyKind.PROTECTION, Role.CASEWORKER),
    (AgencyKind.PROTECTION, Role.SUPERVISOR),
    (AgencyKind.POLICE, Role.LIAISON_OFFICER),
    (AgencyKind.HOTLINE, Role.SUPERVISOR),
}


def test_only_the_agreed_roles_of_each_kind_of_agency_leave_a_message() -> None:
    allowed = {(kind, role) for kind in AgencyKind for role in Role if may_leave(kind, role)}
    assert allowed == SENDERS
    assert MAY_LEAVE.keys() == set(AgencyKind)
    assert not any(may_leave("", role) for role in Role)


@pytest.mark.parametrize("role", sorted({role for _, role in SENDERS}))
def test_whoever_leaves_a_message_has_the_action_too(role: Role) -> None:
    assert scope(Action.LEAVE_MESSAGE, role) is not None


def test_a_message_is_short_ends_after_ninety_days_and_is_read_within_an_hour() -> None:
    assert sealed_messages.MAX_LENGTH == 500
    assert sealed_messages.VALID_DAYS == 90
    assert sealed_messages.READ_WITHIN_HOURS == 1
    assert sealed_messages.REMIND_AFTER_MINUTES == 30
    assert sealed_messages.LIMIT_HOURS == 24
    assert sealed_messages.PER_RECORD_A_DAY == 3
    assert sealed_messages.PER_PERSON_A_DAY == 10


def test_no_desk_of_another_agency_is_notified_of_a_message_deadline() -> None:
    assert DeadlineKind.READ_MESSAGE in WITHIN_AGENCY
