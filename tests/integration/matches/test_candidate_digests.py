"""Candidates that come at once, and those that the digest of a desk counts."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from core.errors import NotFound
from core.policy.roles import Role
from models.matching_runs.match import Match
from models.records.notification import Notification
from models.records.record import Record
from services.sharing import notification_lists, notifications
from services.sharing.notification_lists import NotificationView
from tests.factories import CHECKED, FOUND, MISSING, NOW, Installation
from tests.integration.matches.steps import FOUND_SIDE, MISSING_SIDE, list_matches

Row = Mapping[str, str | Sequence[str]]
MORNING = datetime(2026, 3, 3, 6, tzinfo=UTC)  # eight o'clock in Athens on the next day
LETTERS = "bdfgklmnprstvz"


def _list(one: Installation, role: Role, side: str = MISSING_SIDE) -> list[NotificationView]:
    return one.do(one.actor(role, side), notification_lists.list_notifications)


def _write_digests(one: Installation, at: datetime) -> None:
    one.clock.move(at - one.clock.now())
    with one.database.transaction() as session:
        notifications.write_due_digests(session, one.context)


def _birth(years: int) -> str:
    return date(NOW.year - years, NOW.month, NOW.day).isoformat()


OWN_FACTS = [
    (years, is_at_risk, days)
    for years, is_at_risk, days in itertools.product((12, 13), (False, True), (2, 10))
]


@pytest.mark.both
def test_a_link_waits_unless_the_own_record_is_of_a_child_who_is_young_at_risk_or_just_gone(
    installation: Installation,
) -> None:
    """Each child was found without a birth, and its report has other facts of its own."""
    reports = {}
    for number, (years, is_at_risk, days) in enumerate(OWN_FACTS):
        found = {**FOUND, **_person(number), "birth_date": "", "record_ref": f"F-{number}"}
        installation.register(found, installation.actor(Role.CASEWORKER, FOUND_SIDE))
        row = {**MISSING, **_person(number)} | {
            "record_ref": f"M-{number}",
            "birth_date": _birth(years),
            "event_date": (NOW - timedelta(days=days)).date().isoformat(),
            "trafficking_status": "presumed" if is_at_risk else "",
        }
        caseworker = installation.actor(Role.CASEWORKER, MISSING_SIDE)
        reports[installation.register(row, caseworker, CHECKED)] = (years, is_at_risk, days)
    installation.work()
    matches = list_matches(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE))
    linked = [match.own.id for match in matches if match.band == "link"]
    assert sorted(linked) == sorted(reports)
    told = {
        reports[notification.record]
        for notification in _list(installation, Role.SUPERVISOR)
        if notification.kind == "candidate" and notification.record
    }
    assert set(OWN_FACTS) - told == {(13, False, 10)}
    _write_digests(installation, MORNING)
    (digest,) = [
        notification
        for notification in _list(installation, Role.SUPERVISOR)
        if notification.kind != "candidate"
    ]
    assert (digest.kind, digest.count, digest.record, digest.match, digest.band) == (
        "candidate_digest",
        1,
        None,
        None,
        0,
    )


def _person(number: int) -> Row:
    """Return the facts of a person whom no other person of these tests is like."""
    chance = random.Random(number)

    def name() -> str:
        return "".join(chance.choice(LETTERS) + chance.choice("aeiou") for _ in range(4))

    return {
        "name_native": "",
        "full_name": f"{name()} {name()}",
        "relatives": [f"mother:{name()}", f"father:{name()}"],
        "birth_date": f"{2009 + number % 3}-{1 + number % 12:02}-{1 + number % 28:02}",
        "marks": "",
        "height_cm": str(120 + number),
    }


def _import_reports(one: Installation, count: int) -> list[UUID]:
    """Register found children, and days later the reports of all of them."""
    for number in range(count):
        found = {**FOUND, **_person(number), "record_ref": f"F-{number}"}
        one.register(found, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.work()
    one.clock.move(timedelta(days=4))
    reports = [
        one.register(
            {**MISSING, **_person(number), "record_ref": f"M-{number}"},
            one.actor(Role.CASEWORKER, MISSING_SIDE),
            CHECKED,
        )
        for number in range(count)
    ]
    one.work()
    return reports


def test_an_import_of_fifty_reports_makes_one_digest(installation: Installation) -> None:
    _import_reports(installation, 50)
    assert installation.count(Notification, Notification.kind == "candidate") == 100
    assert _list(installation, Role.SUPERVISOR) == []
    matches = list_matches(installation, installation.actor(Role.SUPERVISOR, MISSING_SIDE))
    assert len(matches) == 50  # the list shows all at any time
    _write_digests(installation, MORNING + timedelta(days=4, minutes=-1))
    assert _list(installation, Role.SUPERVISOR) == []
    for _ in range(2):  # once
        _write_digests(installation, MORNING + timedelta(days=4))
    (digest,) = _list(installation, Role.SUPERVISOR)
    assert (digest.kind, digest.count) == ("candidate_digest", 50)


def test_a_digest_counts_what_its_reader_owns_and_is_read_like_a_notification(
    installation: Installation,
) -> None:
    first, _ = _import_reports(installation, 2)
    _write_digests(installation, MORNING + timedelta(days=4))
    caseworker = installation.actor(Role.CASEWORKER, MISSING_SIDE)
    (digest,) = installation.do(caseworker, notification_lists.list_notifications)
    assert digest.count == 2
    with installation.database.transaction() as session:  # an import is undone
        record = session.scalars(select(Record).where(Record.public_id == first)).one()
        matches = session.scalars(select(Match.id).where(Match.high == record.id)).all()
        notifications.delete_unread_of_matches(session, matches)
    (digest,) = installation.do(caseworker, notification_lists.list_notifications)
    assert digest.count == 1
    for other in (
        installation.actor(Role.SUPERVISOR, FOUND_SIDE),
        installation.actor(Role.LIAISON_OFFICER, "GR-POL"),
    ):
        assert digest.id not in {
            one.id for one in installation.do(other, notification_lists.list_notifications)
        }
        with pytest.raises(NotFound):
            installation.do(other, notification_lists.mark_read, digest.id)
    installation.do(caseworker, notification_lists.mark_read, digest.id)
    (digest,) = installation.do(caseworker, notification_lists.list_notifications)
    assert digest.is_read


def test_a_candidate_that_a_digest_counts_is_no_notification_to_read(
    installation: Installation,
) -> None:
    _import_reports(installation, 1)
    collected = installation.read_one(
        select(Notification.public_id)
        .join(Record, Record.id == Notification.record_id)
        .where(Record.kind == "missing")
    )
    with pytest.raises(NotFound):
        installation.do(
            installation.actor(Role.SUPERVISOR, MISSING_SIDE),
            notification_lists.mark_read,
            collected,
        )
