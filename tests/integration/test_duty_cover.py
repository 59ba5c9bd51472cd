from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.agencies.user import DutyCover
from services.case import duty_cover
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.records import register
from services.sharing import notification_lists
from tests.factories import FOUND, NOW, Installation


def _begin(one: Installation, actor: Actor, reason: str = "alone tonight") -> datetime:
    return one.do(actor, duty_cover.begin_cover, reason=reason)


def _reads(one: Installation, actor: Actor, record: UUID) -> bool:
    try:
        return one.do(actor, register.read_record, record).is_responsible
    except NotFound:
        return False


def test_a_cover_opens_the_agencys_records_for_twelve_hours_and_no_others(
    installation: Installation,
) -> None:
    hers = installation.register(FOUND, installation.actor(Role.SUPERVISOR))
    elsewhere = installation.register(
        {**FOUND, "birth_date": "1990-01-02"}, installation.actor(Role.CASEWORKER, "FR-116")
    )
    actor = installation.actor(Role.CASEWORKER)
    assert not _reads(installation, actor, hers)
    assert _begin(installation, actor) == NOW + timedelta(hours=12)
    assert _reads(installation, actor, hers)
    assert not _reads(installation, actor, elsewhere)
    installation.clock.move(timedelta(hours=12))
    assert not _reads(installation, actor, hers)


def test_supervisors_are_notified_and_read_the_reason(installation: Installation) -> None:
    _begin(installation, installation.actor(Role.CASEWORKER))
    head = installation.actor(Role.SUPERVISOR)
    with installation.app.transaction() as session:
        actor_database_role.enter_role(session, head)
        (notification,) = notification_lists.list_notifications(session, installation.context, head)
        (cover,) = duty_cover.list_covers(session, installation.context, head)
        notification_lists.mark_read(session, installation.context, head, notification.id)
    assert (notification.kind, notification.record) == ("duty_cover", None)
    assert (cover.reason, cover.user) == (
        "alone tonight",
        installation.actor(Role.CASEWORKER).public_id,
    )
    for other in (
        installation.actor(Role.CASEWORKER),
        installation.actor(Role.SUPERVISOR, "FR-116"),
    ):
        assert installation.notifications(other) == []
    assert (
        installation.do(installation.actor(Role.SUPERVISOR, "FR-116"), duty_cover.list_covers) == []
    )


def test_the_reason_is_required_and_stored_encrypted(installation: Installation) -> None:
    actor = installation.actor(Role.CASEWORKER)
    with pytest.raises(InvalidInput):
        _begin(installation, actor, " ")
    _begin(installation, actor)
    assert b"alone" not in installation.read_one(select(DutyCover.reason))


def test_one_cover_at_a_time(installation: Installation) -> None:
    actor = installation.actor(Role.CASEWORKER)
    _begin(installation, actor)
    with pytest.raises(Conflict):
        _begin(installation, actor)
    installation.clock.move(timedelta(hours=12, seconds=1))
    _begin(installation, actor)


@pytest.mark.parametrize(
    "role", [Role.SUPERVISOR, Role.LIAISON_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_only_caseworkers_cover(installation: Installation, role: Role) -> None:
    with pytest.raises(Refused):
        _begin(installation, installation.actor(role))
