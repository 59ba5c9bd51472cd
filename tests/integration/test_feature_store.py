"""The cache of feature rows: limited in size, updated by the change sequence, without erased
records.
"""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.policy.roles import Role
from models.matching_runs import feature_changes
from models.records.facts import FeatureChange
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import data_keys
from services.foundation.feature_store import BYTES_A_ROW, FeatureStore
from services.records import repository
from tests.factories import MISSING, Installation
from tests.integration.records.steps import edit
from tests.integration.running import register_alternately
from tests.integration.statements import heard

pytestmark = pytest.mark.both


def _get(
    one: Installation,
    cache: FeatureStore,
    ids: list[int],
    door: DatabaseRole = DatabaseRole.MATCHER,
) -> dict[int, int]:
    """Return the record versions that a process would compare, by record id."""
    with one.app.transaction(is_read_only=True, door=door) as session:
        return {
            record_id: row.version
            for record_id, row in cache.get(session, one.context.keys, ids).items()
        }


def _edit(one: Installation, record_id: int, changes: dict[str, str]) -> None:
    record = one.read_one(select(Record.public_id).where(Record.id == record_id))
    edit(one, one.actor(Role.CASEWORKER), record, changes)


def _remove(one: Installation, record_id: int) -> None:
    with one.database.transaction() as session:
        repository.remove_from_matching(session, one.context, session.get_one(Record, record_id))


def _statements(one: Installation, cache: FeatureStore, ids: list[int]) -> int:
    with heard(one.app) as statements:
        _get(one, cache, ids)
    return len([statement for statement in statements if "feature" in statement])


def test_rows_that_are_held_cost_one_small_question(installation: Installation) -> None:
    ids = register_alternately(installation, 3)
    cache = FeatureStore()
    assert _statements(installation, cache, ids) > 1
    assert _statements(installation, cache, ids) == 1
    assert _get(installation, cache, ids) == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("door", [DatabaseRole.MATCHER, DatabaseRole.WORKER])
def test_an_edit_by_another_process_is_seen_at_the_next_look(
    installation: Installation, door: DatabaseRole
) -> None:
    ids = register_alternately(installation, 3)
    cache = FeatureStore()
    _get(installation, cache, ids, door)
    _edit(installation, ids[1], {"height_cm": "140"})
    assert _get(installation, cache, ids, door) == {ids[0]: 1, ids[1]: 2, ids[2]: 1}
    _edit(installation, ids[1], {"height_cm": "141"})
    assert _get(installation, cache, ids, door)[ids[1]] == 3


def test_a_removed_record_leaves_the_own_cache_at_once_and_every_other_at_the_next_look(
    installation: Installation,
) -> None:
    ids = register_alternately(installation, 3)
    own, other = installation.context.features, FeatureStore()
    for cache in (own, other):
        assert len(_get(installation, cache, ids)) == len(cache) == 3
    _remove(installation, ids[0])
    assert len(own) == 2
    assert _get(installation, other, ids[2:]) == {ids[2]: 1}  # a look-up of another record
    assert len(other) == 2
    assert _get(installation, other, ids) == dict.fromkeys(ids[1:], 1)


def test_a_destroyed_data_key_empties_the_caches_too(installation: Installation) -> None:
    ids = register_alternately(installation, 3)
    cache = FeatureStore()
    _get(installation, cache, ids)
    with installation.database.transaction() as session:
        data_keys.destroy_data_key(session, session.get_one(Record, ids[0]).public_id)
    assert _get(installation, cache, ids) == dict.fromkeys(ids[1:], 1)
    assert len(cache) == 2


def test_a_rolled_back_transaction_does_not_change_the_cache(
    installation: Installation,
) -> None:
    ids = register_alternately(installation, 3)
    cache = FeatureStore()
    _get(installation, cache, ids)
    with pytest.raises(ZeroDivisionError), installation.database.transaction() as session:
        record = session.get_one(Record, ids[0])
        repository.remove_from_matching(session, installation.context, record)
        assert cache.get(session, installation.context.keys, ids).keys() == set(ids[1:])
        raise ZeroDivisionError
    _edit(installation, ids[2], {"height_cm": "150"})
    assert _get(installation, cache, ids) == {ids[0]: 1, ids[1]: 1, ids[2]: 2}


def test_rows_read_before_a_later_look_are_not_remembered(installation: Installation) -> None:
    """A transaction with an old snapshot must not store rows that a later one has dropped."""
    ids = register_alternately(installation, 3)
    cache = FeatureStore()
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as old:
        old.execute(select(Record.id)).all()  # the snapshot begins here
        _edit(installation, ids[0], {"height_cm": "150"})
        assert _get(installation, cache, ids[1:]) == dict.fromkeys(ids[1:], 1)
        cached = cache.get(old, installation.context.keys, ids[:1])
        assert cached[ids[0]].version == 1
    assert _get(installation, cache, ids) == {ids[0]: 2, ids[1]: 1, ids[2]: 1}


def test_changes_committed_out_of_order_are_all_reported(
    installation: Installation,
) -> None:
    if installation.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    ids = register_alternately(installation, 3)
    cache = FeatureStore()
    _get(installation, cache, ids)
    second = Database(installation.database.url)
    with second.transaction() as early:
        feature_changes.record_changes(early, [ids[0]])
        _edit(installation, ids[1], {"height_cm": "150"})
        assert _get(installation, cache, ids)[ids[1]] == 2
        assert len(cache) == 3
    second.dispose()
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        cache.get(session, installation.context.keys, [])
    # changes committed while the earlier transaction was open are reported again
    assert len(cache) == 1


def test_the_cache_is_limited_by_bytes_and_keeps_recently_used_rows(
    installation: Installation,
) -> None:
    ids = register_alternately(installation, 6)
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        rows = FeatureStore().get(session, installation.context.keys, ids)
    room = max(len(row.body) for row in rows.values()) + BYTES_A_ROW
    cache = FeatureStore(3 * room)
    _get(installation, cache, ids[:3])
    _get(installation, cache, ids[:1])
    assert _get(installation, cache, ids[3:5]) == dict.fromkeys(ids[3:5], 1)
    assert len(cache) == 3
    with installation.app.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        held = cache.get(session, installation.context.keys, ids[:1])
    assert held.keys() == set(ids[:1])
    assert _statements(installation, cache, [ids[0], ids[4]]) == 1
    nothing = FeatureStore(0)
    assert _get(installation, nothing, ids) == dict.fromkeys(ids, 1)
    assert len(nothing) == 0


def test_a_new_record_is_no_change_that_caches_need_to_hear_of(installation: Installation) -> None:
    register_alternately(installation, 3)
    installation.register(MISSING, installation.actor(Role.LIAISON_OFFICER, "GR-POL"))
    assert installation.read_all(select(FeatureChange.record_id)) == []
