"""People who open many records of their own agency: the auditor is alerted, no one is blocked."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.codes.notifications import AlertKind
from core.policy.roles import Role
from models.oversight.alert import Alert
from services.foundation.actor import MATCHER
from services.oversight import many_reads
from services.records import register as store
from tests.factories import FOUND, LAWFUL, Installation

PROTECTED = dataclasses.replace(LAWFUL, international_protection="applicant")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_reads, "PERSON_READS", {24: 2})


def _open(installation: Installation, role: Role, agency: str, records: list[UUID]) -> int | None:
    actor = installation.actor(role, agency)
    for record in records:
        with installation.acting(actor) as session:
            store.read_record(session, installation.context, actor, record)
    return actor.user_id


def _alerts(installation: Installation) -> list[int | None]:
    with installation.acting(MATCHER) as session:
        many_reads.alert_of_many_reads(session, installation.context)
    query = select(Alert.user_id).where(Alert.kind == AlertKind.MANY_RECORDS_READ)
    return list(installation.read_all(query.order_by(Alert.id)))


@pytest.mark.both
def test_the_auditor_is_alerted_once_a_day_to_a_person_who_opens_many_own_records(
    installation: Installation,
) -> None:
    greek = installation.actor(Role.CASEWORKER, "GR-CPA")
    others = [
        installation.register({**FOUND, "record_ref": f"G-{number}"}, greek, PROTECTED)
        for number in range(3)
    ]
    caseworker = installation.actor(Role.CASEWORKER)
    own = [
        installation.register({**FOUND, "record_ref": f"F-{number}"}, caseworker, LAWFUL)
        for number in range(3)
    ]
    _open(installation, Role.SUPERVISOR, "DE-JUG", [*own[:2], own[0], *others])
    assert _alerts(installation) == []
    reader = _open(installation, Role.CASEWORKER, "DE-JUG", own)
    assert _alerts(installation) == [reader]
    assert _alerts(installation) == [reader]
    _open(installation, Role.CASEWORKER, "DE-JUG", own)  # not blocked
    installation.clock.move(timedelta(hours=24, minutes=1))
    assert _alerts(installation) == [reader]
    _open(installation, Role.CASEWORKER, "DE-JUG", own)
    assert _alerts(installation) == [reader, reader]
