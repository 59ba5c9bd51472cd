"""During a rotation of the match key every record is found; afterwards no row uses the old key."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from core.policy.roles import Role
from core.security.keyring_file import keep_newest, replace_keyring
from matching import Person
from models.matching_runs.match_key import MatchKey, TokenCount
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.foundation.feature_store import read_feature_rows
from services.operations import match_key_rotation
from services.records import new_records
from services.records.intake import preparation
from services.search import ranking
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.match_rotation.steps import (
    HEARD,
    add_key,
    hanging,
    make_world,
    moments,
    rotate_match,
    scored,
)
from tests.integration.records.steps import close, edit
from tests.integration.running import start

pytestmark = pytest.mark.late


def _ranked(one: Installation) -> Any:
    person = Person.from_row({**HEARD, "kind": "missing", "record_ref": "query"})
    with one.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        return ranking.compare_candidates(session, one.context, person).ranked()


def test_at_every_moment_everybody_is_found_with_the_same_bits(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_world(live)
    start(live)
    live.work()
    counts = sorted(live.read_all(select(TokenCount.n)))
    expected = [scored(live, is_run=True), scored(live, is_run=False), _ranked(live)]
    assert all(expected)
    visited = []
    for moment in moments(live, monkeypatch):
        assert [scored(live, is_run=True), scored(live, is_run=False), _ranked(live)] == expected, (
            moment
        )
        visited.append(moment)
    assert visited.count("rekey_features") == 3
    assert sorted(live.read_all(select(TokenCount.n))) == counts
    start(live)
    live.work()
    assert sorted(live.read_all(select(TokenCount.n)))[: len(counts)] != []
    assert [(one.low, one.high, one.bits) for one in scored(live, is_run=True)] == [
        (one.low, one.high, one.bits) for one in expected[0]
    ]


@pytest.mark.parametrize("moment", ["with both", "rekey_features", "after"])
def test_a_record_registered_during_rotation_matches_earlier_records(
    live: Installation, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    live.register(MISSING, live.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    live.work()
    for now in moments(live, monkeypatch):
        if now == moment:
            live.register(FOUND, live.actor(Role.CASEWORKER))
            live.work()
            break
    assert len(scored(live, is_run=True)) == 1
    rotate_match(live)
    assert len(scored(live, is_run=True)) == 1
    assert hanging(live) == {}


@pytest.mark.parametrize("is_before", [True, False])
def test_a_record_prepared_with_another_key_is_recomputed_when_written(
    live: Installation, is_before: bool
) -> None:
    actor = live.actor(Role.CASEWORKER)
    if not is_before:
        add_key(live)
    prepared = preparation.prepare(live.context, FOUND, LAWFUL, source="protection", state="DE")
    if is_before:
        add_key(live)
    else:
        replace_keyring(live.context.settings.keys, lambda ring: keep_newest(ring, "match"))
    live.do(actor, new_records.register_record, prepared)
    counted = dict(
        live.read_rows(select(MatchKey.key_version, func.count()).group_by(MatchKey.key_version))
    )  # type: ignore[arg-type]
    assert sorted(counted) == ([1, 2] if is_before else [2])
    assert len(set(counted.values())) == 1


@pytest.mark.parametrize("act", ["erase", "edit"])
def test_an_erasure_or_edit_during_rotation_leaves_no_old_key(
    live: Installation, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    made = make_world(live)
    add_key(live)
    # the third record has only keys of the old version
    monkeypatch.setattr(match_key_rotation, "CHUNK", 2)
    with live.database.transaction() as session:
        assert match_key_rotation.rekey_features(session, live.context, INSTALLER).rows == 2
    actor = live.actor(Role.SUPERVISOR)
    for name in ("found", "other"):
        if act == "edit":
            changes = {"eyes": "green", "name_native": "", "full_name": "Omid Karimi"}
            edit(live, actor, made[name], changes, reason="seen")
        else:
            close(live, actor, made[name], "withdrawn")
    with live.database.transaction(is_read_only=True) as session:
        ids = {record.public_id: record.id for record in session.scalars(select(Record))}
        rows = read_feature_rows(session, live.context.keys, list(ids.values()))
        for name in ("found", "other"):
            query = select(MatchKey.key_version, MatchKey.key).where(
                MatchKey.record_id == ids[made[name]]
            )
            stored = session.execute(query).all()
            if act == "erase":
                assert stored == []
            else:
                row = rows[ids[made[name]]]
                assert {key for version, key in stored if version == 2} == set(row.keys)
                assert len(stored) == 2 * len(row.keys)
