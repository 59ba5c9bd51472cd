"""The order of the steps of a rotation, its waits, and the roles that may start it."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from cli.commands import rotate
from core.errors import Conflict, DuplicateReference, Refused, SealBroken
from core.policy.roles import Role
from core.security.crypto import Keyring, make_keyring
from models.records.facts import UNPROCESSABLE, Feature
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.matching_runs import pair_scoring
from services.operations import match_key_rotation
from services.records import new_records
from services.records.intake import preparation
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration.match_rotation.steps import (
    hanging,
    held_versions,
    make_world,
    rotate_match,
    scored,
)

pytestmark = [pytest.mark.both, pytest.mark.late]


def test_rotation_waits_for_open_transactions_that_write_with_the_old_key(
    live: Installation,
) -> None:
    """Runs on PostgreSQL only: SQLite has one writer at a time."""
    if live.database.is_sqlite:
        pytest.skip("one writer at a time")
    actor = live.actor(Role.CASEWORKER)
    with live.database.transaction() as session:
        prepared = preparation.prepare(live.context, FOUND, LAWFUL, source="protection", state="DE")
        # written with the old key and not committed
        new_records.register_record(session, live.context, actor, prepared)
        thread = threading.Thread(target=rotate_match, args=[live])
        thread.start()
        thread.join(1.0)
        assert thread.is_alive()
    thread.join()
    assert (held_versions(live), hanging(live)) == ([2], {})
    with pytest.raises(DuplicateReference):
        live.register(FOUND, actor)


def test_rotation_waits_for_open_readers_before_the_old_key_is_deleted(live: Installation) -> None:
    make_world(live)
    expected = scored(live, is_run=True)
    with live.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        ids = session.scalars(select(Record.id)).all()
        thread = threading.Thread(target=rotate_match, args=[live])
        thread.start()
        thread.join(1.0)
        assert thread.is_alive()
        assert (
            pair_scoring.score_records(session, live.context, ids, is_run=True).matches == expected
        )
    thread.join()
    assert held_versions(live) == [2]
    assert scored(live, is_run=True) == expected


def test_records_that_wait_for_the_upgrade_keep_the_old_key(live: Installation) -> None:
    make_world(live)
    live.change(update(Feature).values(packed_version=1))
    with pytest.raises(Conflict, match="3 of feature"):
        rotate_match(live)
    assert held_versions(live) == [2, 1]


def test_a_row_that_does_not_open_is_named_and_costs_only_itself(live: Installation) -> None:
    made = make_world(live)
    broken = live.read_one(select(Record).where(Record.public_id == made["other"]))
    live.change(update(Feature).where(Feature.record_id == broken.id).values(sealed=b"x" * 99))
    assert rotate._rotate_match(live.context, live.database, rotate.KeyCopies((), None)) == (
        made["other"],
    )
    assert (held_versions(live), hanging(live)) == ([2], {})
    versions = dict(live.read_rows(select(Feature.record_id, Feature.packed_version)))  # type: ignore[arg-type]
    assert [one for one, version in versions.items() if version == UNPROCESSABLE] == [broken.id]


def test_with_a_wrong_key_file_no_tag_is_lost(live: Installation) -> None:
    make_world(live)
    foreign = Keyring({**make_keyring().versions, "match": live.context.keys.versions["match"]})
    context = dataclasses.replace(
        live.context, keys=Keyring({**foreign.versions, "match": {1: bytes(32), 2: bytes(32)}})
    )
    for step in match_key_rotation.STEPS[:2]:
        with pytest.raises(SealBroken), live.database.transaction() as session:
            step(session, context, INSTALLER)
    assert hanging(live) == {}


ACTS: dict[str, Callable[..., object]] = {
    name: getattr(match_key_rotation, name)
    for name in (
        "record_begin",
        "count_old_key_rows",
        "check_rekeyed",
        "record_retirement",
        "delete_unneeded",
        "sweep",
    )
} | {step.__name__: step for step in match_key_rotation.STEPS}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_only_an_administrator_rotates_the_match_key(
    live: Installation, act: Callable[..., object]
) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(Refused), live.database.transaction() as session:
            act(session, live.context, dataclasses.replace(INSTALLER, role=role))
