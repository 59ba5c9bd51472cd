"""Series of values and the quota of edits: races, rows of other people, cleanup."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.codes.notifications import AlertKind
from core.errors import EditLimitReached
from core.policy.actions import DEFAULT_TOKEN_SCOPES
from core.policy.records.retention import DELETED_AFTER_DAYS
from core.policy.roles import Role
from core.policy.search import EDIT_LIMITS, GUESSING_RULES
from models.oversight.alert import Alert
from models.search.series import SeriesEntry
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.operations import cleanup
from services.records import erasure, new_records
from services.records.intake import preparation
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.records.steps import edit
from tests.racing import at_once

SERIES_SIZE = GUESSING_RULES[AlertKind.VALUE_SERIES].size


def _count_entries(one: Installation, actor: Actor) -> int:
    with one.acting(actor) as session:
        return session.scalar(select(func.count()).select_from(SeriesEntry)) or 0


def _measure(one: Installation, actor: Actor, record: UUID, height: str) -> None:
    edit(one, actor, record, {"height_cm": height}, reason="measured")


@pytest.mark.both
def test_edits_at_the_same_time_are_counted_one_after_the_other(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EDIT_LIMITS, "person", (1, 1))
    actor = installation.actor(Role.CASEWORKER)
    mine = [
        installation.register({**FOUND, "record_ref": f"E-{number}"}, actor) for number in range(4)
    ]
    together, refused = threading.Barrier(len(mine)), list[int]()

    def edit(record: UUID) -> None:
        together.wait()
        try:
            _measure(installation, actor, record, "160")
        except EditLimitReached as error:
            refused.append(error.retry_after_s)

    at_once(edit, [(one,) for one in mine])
    assert refused == [3600] * 3
    assert sorted(installation.row_of(one).version for one in mine) == [1, 1, 1, 2]


@pytest.mark.both
def test_edits_of_a_record_count_for_colleagues_and_are_hidden_from_other_agencies(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EDIT_LIMITS, "record", (1, 24))
    actor, head = installation.actor(Role.CASEWORKER), installation.actor(Role.SUPERVISOR)
    record = installation.register(FOUND, actor)
    _measure(installation, actor, record, "160")
    with pytest.raises(EditLimitReached, match="of this record"):
        _measure(installation, head, record, "161")
    if not installation.database.is_sqlite:
        others = installation.actor(Role.SUPERVISOR, "FR-116")
        # own acts: registration and edit; for the colleague: the edit of the colleague's own record
        assert [_count_entries(installation, one) for one in (actor, head, others)] == [2, 1, 0]


@pytest.mark.both
def test_an_agencys_software_is_one_person(installation: Installation) -> None:
    agency_id = installation.actor(Role.CASEWORKER).agency_id
    software = Actor(Role.SYSTEM, agency_id, "protection", "DE", token_scopes=DEFAULT_TOKEN_SCOPES)
    for number in range(SERIES_SIZE):
        changes = {"record_ref": f"S-{number}", "home_address": f"Ring {number}, Jena"}
        row = {**FOUND, **changes, "dangers": []}  # software does not answer about dangers
        prepared = preparation.prepare(
            installation.context, row, LAWFUL, source="protection", state="DE"
        )
        installation.do(software, new_records.register_record, prepared)
    assert installation.read_rows(select(Alert.kind, Alert.user_id)) == [("value_series", None)]


def test_series_entries_are_deleted_after_two_days_and_with_their_record(
    installation: Installation,
) -> None:
    actor = installation.actor(Role.CASEWORKER)
    record = installation.register(FOUND, actor)
    _measure(installation, actor, record, "160")
    with installation.database.transaction() as session:
        erasure.erase_record(
            session,
            installation.context,
            installation.row_of(record),
            actor_database_role.describe_actor(actor),
        )
    # the entry of the registration names no record, so it is kept
    assert _count_entries(installation, actor) == 1
    for hours, left in ((24 * DELETED_AFTER_DAYS["series_entry"] - 1, 1), (2, 0)):
        installation.clock.move(timedelta(hours=hours))
        with installation.database.transaction() as session:
            cleanup.delete_old_rows(session, installation.context)
        assert _count_entries(installation, actor) == left
