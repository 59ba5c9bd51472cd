"""After a rotation of the match key no value made with the old key is stored."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

import matching.blocking.keys
from cli.checks import database as checks
from cli.checks.finding import FindingState
from core.policy.roles import Role
from core.security.keyring_file import keep_newest, replace_keyring
from models.agencies.user import UserAccount
from models.matching_runs.match_key import MatchKey
from models.oversight.audit import Audit
from models.records.facts import Feature
from models.row_security.database_roles import DatabaseRole
from models.tables import metadata
from services.agencies import accounts, sign_in_attempts, single_sign_on
from services.case import reporters
from services.foundation import idempotency
from services.foundation.feature_store import read_feature_rows
from services.operations import match_key_rotation, metrics
from tests.factories import AGENCIES, OTHER, PEOPLE, Installation, login
from tests.integration.match_rotation.steps import (
    ANNA,
    MOTHER,
    add_key,
    ask_search,
    hanging,
    held_versions,
    make_world,
    rotate_match,
    scored,
)
from tests.integration.running import start
from tests.unit.models.test_migrations import UNSEALED_BYTES

pytestmark = pytest.mark.late


def _everything(one: Installation) -> bytes:
    """Return every stored byte, with the feature rows decrypted."""
    found = bytearray()
    with one.database.transaction(is_read_only=True) as session:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, LargeBinary)]
            for row in session.execute(select(*columns)) if columns else ():
                found += b"".join(value or b"" for value in row)
        for row in read_feature_rows(
            session, one.context.keys, session.scalars(select(Feature.record_id)).all()
        ).values():
            found += row.body
        for key in session.scalars(select(MatchKey.key)):
            found += key.to_bytes(8, "little", signed=True)
    return bytes(found)


class _Watched:
    """A hash object that records itself and every copy of itself in a list."""

    def __init__(self, digest: Any, made: list[Any]) -> None:
        self._digest, self._made = digest, made
        made.append(digest)

    def copy(self) -> _Watched:
        return _Watched(self._digest.copy(), self._made)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._digest, name)


def test_no_tag_that_was_ever_made_by_the_old_key_is_stored_any_more(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    real, (_, old) = hashlib.blake2b, live.context.keys.current("match")

    def spy(*args: Any, **named: Any) -> Any:
        digest = real(*args, **named)
        return _Watched(digest, made) if named.get("key") == old else digest

    monkeypatch.setattr(hashlib, "blake2b", spy)
    monkeypatch.setattr(matching.blocking.keys, "blake2b", spy)
    world = make_world(live)
    officer = live.actor(Role.CASEWORKER, "GR-CPA")
    live.do(officer, reporters.store_reporter, world["missing"], MOTHER)
    live.do(officer, idempotency.store_result, key="4f1c", body=b"{}", result=world["missing"])
    with live.database.transaction() as session:
        sign_in_attempts.count_sign_in(session, live.context, login=ANNA, address="192.0.2.1")
        known = accounts.find_login(session, live.context, ANNA)
        anna = session.get_one(UserAccount, known.user_id)
        single_sign_on.connect_identity(
            session, live.context, anna, issuer="https://id.example", subject="anna"
        )
    ask_search(live, live.actor(Role.LIAISON_OFFICER, "DE-POL"), 3)
    live.work()
    start(live)
    live.work()
    for code in AGENCIES:
        for role in PEOPLE:
            accounts.login_tags(live.context.keys, login(role, code))
    before = {digest.digest()[:8] for digest in made}
    stored = _everything(live)
    # otherwise the assertions below could never fail
    assert sum(digest in stored for digest in before) > 100
    rotate_match(live)
    assert held_versions(live) == [2, 1]
    # gets keys of both versions
    live.register({**OTHER, "record_ref": "N-1"}, live.actor(Role.CASEWORKER))
    live.clock.move(timedelta(days=2))
    rotate_match(live)
    assert held_versions(live) == [2]
    stored = _everything(live)
    assert [digest.hex() for one in made if (digest := one.digest()[:8]) in stored] == []
    tables = {
        name.partition(".")[0]
        for name in UNSEALED_BYTES
        if name.endswith(("tag", "sketch", "hashes"))
    }
    assert tables - {"token_count", "import_batch"} <= set(metadata.tables)
    acts = set(live.read_all(select(Audit.action)))
    assert {"rotate_match_key", "rekey", "retire_match_key"} <= acts


def test_two_rotations_lead_to_the_third_key(live: Installation) -> None:
    make_world(live)
    expected = scored(live, is_run=True)
    for _ in range(2):
        rotate_match(live)
    assert (held_versions(live), hanging(live)) == ([3], {})
    assert scored(live, is_run=True) == expected


def _finding(one: Installation) -> FindingState:
    with one.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        lost = match_key_rotation.count_lost(session, one.context)
        assert metrics.take_snapshot(session, one.context).match_keys == len(held_versions(one))
    return checks._keyed(lost, len(held_versions(one))).state


def test_doctor_and_metrics_report_an_unfinished_rotation_and_a_lost_key(
    live: Installation,
) -> None:
    make_world(live)
    assert _finding(live) is FindingState.OK
    add_key(live)
    assert _finding(live) is FindingState.WARN
    replace_keyring(live.context.settings.keys, lambda ring: keep_newest(ring, "match"))
    assert _finding(live) is FindingState.BAD
    rotate_match(live)  # a rotation repairs this: no value of the old key is left
    assert (_finding(live), held_versions(live)) == (FindingState.OK, [2])
