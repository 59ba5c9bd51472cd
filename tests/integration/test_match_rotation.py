"""A new match key while everything serves: nobody is missed, nothing is doubled, and nothing of the old key remains."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import LargeBinary, func, select, update

import matching.keys
from cli.checks import database as checks
from cli.checks.finding import State
from cli.commands import backup as archives
from cli.commands import rotate
from cli.commands.backup import rekey
from core.crypto import Keyring, load_keyring, make_keyring, save_keyring
from core.errors import Conflict, DuplicateReference, LimitReached, Refused, SealBroken
from core.live_keys import add_version, keep_newest, open_keyring, replace_keyring
from core.policy import SIGN_IN_PER_MINUTE, Role
from core.policy_search import BURST_SIZE
from matching import Person
from models import migrate
from models.alert import Alert
from models.audit import Audit
from models.contact import ContactTag
from models.facts import GIVEN_UP, Feature
from models.match_key import MatchKey, TokenCount
from models.record import IdempotencyKey, Record
from models.search import Search
from models.tables import metadata
from models.user import SignInAttempt, UserAccount
from models.wall import Door
from services import (
    accounts,
    case_numbers,
    guardians,
    idempotency,
    identities,
    intake,
    match_rotation,
    metrics,
    offices,
    pairs,
    records,
    reporters,
    search,
    sessions,
    store,
    wall,
)
from services.accounts import INSTALLER, UserForm
from services.actor import Actor
from services.feature_store import stored
from services.guardians import GuardianForm
from services.intake import Declaration
from services.reporters import ReporterForm
from services.search import Question
from tests import factories, postgres
from tests.factories import AGENCIES, CLEARED, FOUND, LAWFUL, MISSING, OTHER, PASSWORD, PEOPLE, Installation, login
from tests.faults.serving import wait_for
from tests.integration.running import start
from tests.unit.models.test_migrations import UNSEALED_BYTES

ROOT = Path(__file__).resolve().parents[2]
MOTHER = ReporterForm("Golchehra Rahimzadah", ("+306912345678",), "mother", "passport seen", "family register")
ANNA = login(Role.CASEWORKER, "DE-JUG")
HEARD = {"full_name": "Shakiba Rahimzada", "birth_date": "2009-07-10", "phones": ["+4915112345678"]}


@pytest.fixture
def live(installation: Installation) -> Installation:
    """The installation with its keys in the file they are followed from."""
    path = installation.context.settings.keys
    save_keyring(installation.context.keys, path)
    installation.context = dataclasses.replace(installation.context, keys=open_keyring(path))
    return installation


def _add_key(one: Installation) -> None:
    replace_keyring(one.context.settings.keys, lambda ring: add_version(ring, "match"))


def _rotate(one: Installation) -> None:
    assert rotate._rotate_match(one.context, one.database) == ()


def _held(one: Installation) -> list[int]:
    return [version for version, _ in one.context.keys.held("match")]


def _hanging(one: Installation) -> dict[str, int]:
    with one.database.transaction() as session:
        return match_rotation.hanging(session, one.context, INSTALLER)


def _moments(one: Installation, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Rotate, and stop before it, after each row that was made again, and when it is over."""
    yield "before"
    _add_key(one)
    yield "with both"
    monkeypatch.setattr(match_rotation, "CHUNK", 1)
    for step in match_rotation.STEPS:
        while True:
            with one.database.transaction() as session:
                done = step(session, one.context, INSTALLER)
            if not done.rows:
                break
            assert done.given_up == ()
            yield step.__name__
    one.clock.move(timedelta(days=2))
    _rotate(one)
    assert _held(one) == [2]
    yield "after"


def _world(one: Installation) -> dict[str, UUID]:
    officer, worker = one.actor(Role.CASEWORKER, "GR-CPA"), one.actor(Role.CASEWORKER)
    made = {"missing": one.register({**MISSING, "phones": ["own:+4915112345678"]}, officer, CLEARED)}
    made["found"] = one.register(FOUND, worker)
    made["other"] = one.register(OTHER, worker)
    return made


# --- nobody is missed -------------------------------------------------------------------------------------------------


def _scored(one: Installation, *, is_run: bool) -> Any:
    with one.app.transaction(is_read_only=True, door=Door.WORKER) as session:
        ids = session.scalars(select(Record.id).order_by(Record.id)).all()
        return pairs.score(session, one.context, ids, is_run=is_run).pairs


def _ranked(one: Installation) -> Any:
    person = Person.from_row({**HEARD, "kind": "missing", "record_ref": "query"})
    with one.app.transaction(is_read_only=True, door=Door.MATCHER) as session:
        return search.rank(session, one.context, person)


def test_at_every_moment_everybody_is_found_with_the_same_bits(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _world(live)
    start(live)
    live.work()
    with live.database.transaction(is_read_only=True) as session:
        counts = sorted(session.scalars(select(TokenCount.n)))
    expected = [_scored(live, is_run=True), _scored(live, is_run=False), _ranked(live)]
    assert all(expected)
    seen = []
    for moment in _moments(live, monkeypatch):
        assert [_scored(live, is_run=True), _scored(live, is_run=False), _ranked(live)] == expected, moment
        seen.append(moment)
    assert seen.count("rekey_features") == 3
    with live.database.transaction(is_read_only=True) as session:
        assert sorted(session.scalars(select(TokenCount.n))) == counts
    start(live)
    live.work()
    with live.database.transaction(is_read_only=True) as session:
        assert sorted(session.scalars(select(TokenCount.n)))[: len(counts)] != []
    assert [(one.low, one.high, one.bits) for one in _scored(live, is_run=True)] == [
        (one.low, one.high, one.bits) for one in expected[0]
    ]


@pytest.mark.parametrize("moment", ["with both", "rekey_features", "after"])
def test_who_is_registered_meanwhile_meets_those_of_before(
    live: Installation, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    live.register(MISSING, live.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
    live.work()
    for now in _moments(live, monkeypatch):
        if now == moment:
            live.register(FOUND, live.actor(Role.CASEWORKER))
            live.work()
            break
    assert len(_scored(live, is_run=True)) == 1
    _rotate(live)
    assert len(_scored(live, is_run=True)) == 1
    assert _hanging(live) == {}


@pytest.mark.parametrize("is_before", [True, False])
def test_what_was_prepared_under_another_key_is_made_anew_when_it_is_written(
    live: Installation, is_before: bool
) -> None:
    actor = live.actor(Role.CASEWORKER)
    if not is_before:
        _add_key(live)
    prepared = intake.prepare(live.context, FOUND, LAWFUL, source="protection")
    if is_before:
        _add_key(live)
    else:
        replace_keyring(live.context.settings.keys, lambda ring: keep_newest(ring, "match"))
    with live.database.transaction() as session:
        store.register(session, live.context, actor, prepared)
    with live.database.transaction(is_read_only=True) as session:
        counted = dict(session.execute(select(MatchKey.key_version, func.count()).group_by(MatchKey.key_version)).all())  # type: ignore[arg-type]
    assert sorted(counted) == ([1, 2] if is_before else [2])
    assert len(set(counted.values())) == 1


@pytest.mark.parametrize("act", ["erase", "edit"])
def test_who_is_erased_or_edited_meanwhile_leaves_no_key_behind(
    live: Installation, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    made = _world(live)
    _add_key(live)
    monkeypatch.setattr(match_rotation, "CHUNK", 2)  # the third stands under the old key alone
    with live.database.transaction() as session:
        assert match_rotation.rekey_features(session, live.context, INSTALLER).rows == 2
    actor = live.actor(Role.SUPERVISOR)
    for name in ("found", "other"):
        with live.app.transaction() as session:
            wall.enter(session, actor)
            if act == "edit":
                changes = {"eyes": "green", "name_native": "", "full_name": "Omid Karimi"}
                records.edit(
                    session, live.context, actor, made[name], changes=changes, expected_version=1, reason="seen"
                )
            else:
                records.close(
                    session, live.context, actor, made[name], closure="withdrawn", expected_version=1, reason="seen"
                )
    with live.database.transaction(is_read_only=True) as session:
        ids = {record.public_id: record.id for record in session.scalars(select(Record))}
        rows = stored(session, live.context.keys, list(ids.values()))
        for name in ("found", "other"):
            query = select(MatchKey.key_version, MatchKey.key).where(MatchKey.record_id == ids[made[name]])
            standing = session.execute(query).all()
            if act == "erase":
                assert standing == []
            else:
                row = rows[ids[made[name]]]
                assert {key for version, key in standing if version == 2} == set(row.keys)
                assert len(standing) == 2 * len(row.keys)


# --- nothing is doubled, everybody gets in ----------------------------------------------------------------------------


def test_at_every_moment_a_reference_is_unique_and_a_case_number_known(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    _world(live)
    actor = live.actor(Role.CASEWORKER)
    for number, moment in enumerate(_moments(live, monkeypatch)):
        for reference in ("F-1", *(f"N-{before}" for before in range(number))):
            with pytest.raises(DuplicateReference):
                live.register({**OTHER, "record_ref": reference}, actor)
            with live.database.transaction() as session:
                assert case_numbers.is_own(session, live.context, actor, reference), moment
        live.register({**OTHER, "record_ref": f"N-{number}"}, actor)


def test_at_every_moment_people_sign_in_and_no_name_is_given_twice(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = identities.Identity("https://id.example", "anna", is_multi_factor=True)
    with live.database.transaction() as session:
        known = accounts.find_login(session, live.context, ANNA)
        user = session.get_one(UserAccount, known.user_id)
        identities.connect(
            session, live.context, INSTALLER, user.public_id, issuer=identity.issuer, subject=identity.subject
        )
    with live.database.transaction() as session:  # so few that every moment is seen, and none is left out
        others = session.scalars(select(UserAccount.id).where(UserAccount.id > 4)).all()
        nobody = [{"id": one, "login_tag": b"\0\0" + one.to_bytes(16)} for one in others if one != known.user_id]
        session.execute(update(UserAccount), nobody)
    seen = []
    for moment in _moments(live, monkeypatch):
        seen.append(moment)
        with live.database.transaction() as session:
            assert accounts.find_login(session, live.context, f" {ANNA.upper()} ") == known, moment
            assert identities.account_of(session, live.context, identity) == known.user_id, moment
            assert accounts.actor_of(session, live.context, ANNA).user_id == known.user_id
        with live.database.transaction() as session, pytest.raises(Exception, match="taken"):
            agency = offices.find_agency(session, "DE-JUG")
            form = UserForm(ANNA, "Somebody", Role.CASEWORKER, PASSWORD)
            accounts.add_user(session, live.context, INSTALLER, agency, form)
    assert {"rekey_accounts", "rekey_identities"} < set(seen)


def test_a_create_that_is_sent_twice_makes_one_record_whatever_key_comes_between(live: Installation) -> None:
    actor, record = live.actor(Role.CASEWORKER), UUID(int=7)
    with live.app.transaction() as session:
        wall.enter(session, actor)
        idempotency.keep(session, live.context, actor, key="4f1c", body=b"{}", made=record)
    _rotate(live)
    assert _held(live) == [2, 1]  # it cannot be made again, so the old key stays
    with live.app.transaction() as session:
        wall.enter(session, actor)
        assert idempotency.find(session, live.context, actor, key="4f1c", body=b"{}") == record
        with pytest.raises(Conflict):
            idempotency.find(session, live.context, actor, key="4f1c", body=b"[]")
    _rotate(live)
    assert _held(live) == [2, 1]
    live.clock.move(timedelta(hours=24, seconds=1))
    _rotate(live)
    assert _held(live) == [2]
    with live.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(IdempotencyKey)).all() == []


def test_attempts_at_a_password_are_counted_across_the_change(live: Installation) -> None:
    for number in range(SIGN_IN_PER_MINUTE):
        if number == SIGN_IN_PER_MINUTE // 2:
            _rotate(live)
        with live.database.transaction() as session:
            sessions.count_attempt(session, live.context, login=ANNA, address=f"192.0.2.{number}")
    with live.database.transaction() as session, pytest.raises(LimitReached):
        sessions.count_attempt(session, live.context, login=ANNA, address="192.0.2.99")
    with live.database.transaction(is_read_only=True) as session:
        begun = {tag[:2] for tag in session.scalars(select(SignInAttempt.tag))}
    assert begun == {b"\0\1", b"\0\2"}


def _search(one: Installation, actor: Actor, day: int) -> None:
    facts = {"full_name": "Shakiba Rahimzada", "birth_date": f"2009-07-{day:02d}"}
    with one.app.transaction() as session:
        wall.enter(session, actor)
        search.search(session, one.context, actor, Question(facts, "locate_missing", "led_8_10", "DE-2026-001", None))


def test_a_burst_of_queries_is_one_across_the_change(live: Installation) -> None:
    actor = live.actor(Role.LIAISON_OFFICER, "DE-POL")
    for day in range(1, BURST_SIZE + 1):
        if day == BURST_SIZE // 2:
            _rotate(live)
        _search(live, actor, day)
    with live.database.transaction(is_read_only=True) as session:
        assert "query_burst" in set(session.scalars(select(Alert.kind)))
        assert {sketch[:2] for sketch in session.scalars(select(Search.sketch)) if sketch} == {b"\0\1", b"\0\2"}
    live.clock.move(timedelta(hours=2))
    _rotate(live)
    assert _held(live) == [2]
    with live.database.transaction(is_read_only=True) as session:
        assert b"\0\1" not in {sketch[:2] for sketch in session.scalars(select(Search.sketch)) if sketch}


@pytest.mark.parametrize("moment", ["before", "with both", "rekey_features", "rekey_contacts", "after"])
def test_those_around_a_child_are_recognised_across_the_change(
    live: Installation, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    officer, worker = live.actor(Role.CASEWORKER, "GR-CPA"), live.actor(Role.CASEWORKER)
    unverified = Declaration("gdpr_6_1_e_9_2_g", "unverified", "no")
    reported = live.register(MISSING, officer, unverified)
    with live.app.transaction() as session:
        wall.enter(session, officer)
        reporters.write(session, live.context, officer, reported, MOTHER)
    child = live.register({**OTHER, "relatives": ["smuggler:Boss Bossov"]}, worker)
    for now in _moments(live, monkeypatch):
        if now == moment:
            break
    suspicious = {**OTHER, "record_ref": "S-1", "relatives": [f"smuggler:{MOTHER.name}"]}
    live.register(suspicious, worker)
    paper = GuardianForm("Boss Bossov", "court", live.clock.now() - timedelta(days=9), "12 F 34/26")
    with live.app.transaction() as session:
        wall.enter(session, worker)
        _, has_conflict = guardians.appoint(session, live.context, worker, child, paper)
    assert has_conflict
    live.work()
    with live.database.transaction(is_read_only=True) as session:
        alerts = {(one.kind, one.subject) for one in session.scalars(select(Alert))}
    assert ("reporter_under_suspicion", reported) in alerts
    live.clock.move(timedelta(days=2))
    if _held(live) != [2]:
        _rotate(live)
    with live.database.transaction(is_read_only=True) as session:
        roles = sorted(session.scalars(select(ContactTag.role)))
        assert {tag[:2] for tag in session.scalars(select(ContactTag.tag))} == {b"\0\2"}
    assert roles == ["guardian", "reporter", "reporter", "suspect", "suspect"]


# --- order ------------------------------------------------------------------------------------------------------------


def test_who_was_writing_under_the_old_key_alone_is_waited_for(live: Installation) -> None:
    """On PostgreSQL; on SQLite the one writer is alone anyway."""
    if live.database.is_sqlite:
        pytest.skip("one writer at a time")
    actor = live.actor(Role.CASEWORKER)
    with live.database.transaction() as session:
        prepared = intake.prepare(live.context, FOUND, LAWFUL, source="protection")
        store.register(session, live.context, actor, prepared)  # under the old key, and not committed
        thread = threading.Thread(target=_rotate, args=[live])
        thread.start()
        thread.join(1.0)
        assert thread.is_alive()
    thread.join()
    assert (_held(live), _hanging(live)) == ([2], {})
    with pytest.raises(DuplicateReference):
        live.register(FOUND, actor)


def test_who_reads_an_older_state_is_waited_for_before_the_old_key_goes(live: Installation) -> None:
    _world(live)
    expected = _scored(live, is_run=True)
    with live.app.transaction(is_read_only=True, door=Door.WORKER) as session:
        ids = session.scalars(select(Record.id)).all()
        thread = threading.Thread(target=_rotate, args=[live])
        thread.start()
        thread.join(1.0)
        assert thread.is_alive()
        assert pairs.score(session, live.context, ids, is_run=True).pairs == expected
    thread.join()
    assert _held(live) == [2]
    assert _scored(live, is_run=True) == expected


def test_records_that_wait_for_the_upgrade_keep_the_old_key(live: Installation) -> None:
    _world(live)
    with live.database.transaction() as session:
        session.execute(update(Feature).values(packed_version=1))
    with pytest.raises(Conflict, match="3 of feature"):
        _rotate(live)
    assert _held(live) == [2, 1]


def test_a_row_that_does_not_open_is_named_and_costs_only_itself(live: Installation) -> None:
    made = _world(live)
    with live.database.transaction() as session:
        broken = session.scalars(select(Record).where(Record.public_id == made["other"])).one()
        session.execute(update(Feature).where(Feature.record_id == broken.id).values(sealed=b"x" * 99))
    assert rotate._rotate_match(live.context, live.database) == (made["other"],)
    assert (_held(live), _hanging(live)) == ([2], {})
    with live.database.transaction(is_read_only=True) as session:
        versions = dict(session.execute(select(Feature.record_id, Feature.packed_version)).all())  # type: ignore[arg-type]
    assert [one for one, version in versions.items() if version == GIVEN_UP] == [broken.id]


def test_with_a_key_file_that_opens_nothing_no_tag_is_lost(live: Installation) -> None:
    _world(live)
    foreign = Keyring({**make_keyring().versions, "match": live.context.keys.versions["match"]})
    context = dataclasses.replace(
        live.context, keys=Keyring({**foreign.versions, "match": {1: bytes(32), 2: bytes(32)}})
    )
    for step in match_rotation.STEPS[:2]:
        with pytest.raises(SealBroken), live.database.transaction() as session:
            step(session, context, INSTALLER)
    assert _hanging(live) == {}


ACTS: dict[str, Callable[..., object]] = {
    name: getattr(match_rotation, name) for name in ("begin", "hanging", "check_made", "retire", "let_go", "sweep")
} | {step.__name__: step for step in match_rotation.STEPS}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nobody_but_an_administrator_rotates(live: Installation, act: Callable[..., object]) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        with pytest.raises(Refused), live.database.transaction() as session:
            act(session, live.context, dataclasses.replace(INSTALLER, role=role))


# --- nothing remains --------------------------------------------------------------------------------------------------


def _everything(one: Installation) -> bytes:
    """Return every byte that is stored, the feature rows opened."""
    found = bytearray()
    with one.database.transaction(is_read_only=True) as session:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if isinstance(column.type, LargeBinary)]
            for row in session.execute(select(*columns)) if columns else ():
                found += b"".join(value or b"" for value in row)
        for row in stored(session, one.context.keys, session.scalars(select(Feature.record_id)).all()).values():
            found += row.body
        for key in session.scalars(select(MatchKey.key)):
            found += key.to_bytes(8, "little", signed=True)
    return bytes(found)


def test_no_tag_that_was_ever_made_by_the_old_key_is_stored_any_more(
    live: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    real, (_, old) = hashlib.blake2b, live.context.keys.current("match")

    def spy(*args: Any, **named: Any) -> Any:
        digest = real(*args, **named)
        if named.get("key") == old:
            made.append(digest)
        return digest

    monkeypatch.setattr(hashlib, "blake2b", spy)
    monkeypatch.setattr(matching.keys, "blake2b", spy)
    world = _world(live)
    officer = live.actor(Role.CASEWORKER, "GR-CPA")
    with live.app.transaction() as session:
        wall.enter(session, officer)
        reporters.write(session, live.context, officer, world["missing"], MOTHER)
    with live.app.transaction() as session:
        wall.enter(session, officer)
        idempotency.keep(session, live.context, officer, key="4f1c", body=b"{}", made=world["missing"])
    with live.database.transaction() as session:
        sessions.count_attempt(session, live.context, login=ANNA, address="192.0.2.1")
        known = accounts.find_login(session, live.context, ANNA)
        anna = session.get_one(UserAccount, known.user_id).public_id
        identities.connect(session, live.context, INSTALLER, anna, issuer="https://id.example", subject="anna")
    _search(live, live.actor(Role.LIAISON_OFFICER, "DE-POL"), 3)
    live.work()
    start(live)
    live.work()
    for code in AGENCIES:
        for role in PEOPLE:
            accounts.login_tags(live.context.keys, login(role, code))
    before = {digest.digest()[:8] for digest in made}
    stands = _everything(live)
    assert sum(digest in stands for digest in before) > 100  # else nothing below could fail
    _rotate(live)
    assert _held(live) == [2, 1]
    live.register({**OTHER, "record_ref": "N-1"}, live.actor(Role.CASEWORKER))  # under both
    live.clock.move(timedelta(days=2))
    _rotate(live)
    assert _held(live) == [2]
    stands = _everything(live)
    assert [digest.hex() for one in made if (digest := one.digest()[:8]) in stands] == []
    tables = {name.partition(".")[0] for name in UNSEALED_BYTES if name.endswith(("tag", "sketch"))}
    assert tables - {"token_count", "import_batch"} <= set(metadata.tables)
    with live.database.transaction(is_read_only=True) as session:
        acts = set(session.scalars(select(Audit.action)))
    assert {"rotate_match_key", "rekey", "retire_match_key"} <= acts


def test_rotated_twice_it_is_the_third_key(live: Installation) -> None:
    _world(live)
    expected = _scored(live, is_run=True)
    for _ in range(2):
        _rotate(live)
    assert (_held(live), _hanging(live)) == ([3], {})
    assert _scored(live, is_run=True) == expected


def _finding(one: Installation) -> State:
    with one.app.transaction(is_read_only=True, door=Door.WORKER) as session:
        lost = match_rotation.lost(session, one.context)
        assert metrics.snapshot(session, one.context).match_keys == len(_held(one))
    return checks._keyed(lost, len(_held(one))).state


def test_doctor_and_metrics_tell_of_a_rotation_that_is_not_over_and_of_a_key_that_was_lost(live: Installation) -> None:
    _world(live)
    assert _finding(live) is State.OK
    _add_key(live)
    assert _finding(live) is State.WARN
    replace_keyring(live.context.settings.keys, lambda ring: keep_newest(ring, "match"))
    assert _finding(live) is State.BAD
    _rotate(live)  # mends it: nothing is made of the old key
    assert (_finding(live), _held(live)) == (State.OK, [2])


# --- archives ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def empty(backend: str, tmp_path: Path, keys: Keyring) -> Iterator[Installation]:
    url = postgres.create() if backend == "postgresql" else None
    made = factories.open_installation(tmp_path / "new", keys, url)
    migrate.upgrade(made.database)
    yield made
    made.close()
    if url is not None:
        postgres.drop(url)


def test_an_archive_of_before_is_restored_under_the_new_key(
    live: Installation, empty: Installation, tmp_path: Path
) -> None:
    made = _world(live)
    officer = live.actor(Role.CASEWORKER, "GR-CPA")
    with live.app.transaction() as session:
        wall.enter(session, officer)
        idempotency.keep(session, live.context, officer, key="4f1c", body=b"{}", made=made["missing"])
    expected = _scored(live, is_run=True)
    archives.save_data(live.context, live.database, tmp_path / "data.archive")
    live.clock.move(timedelta(days=2))
    _rotate(live)
    archives.save_keys(live.context, live.database, tmp_path / "keys.archive")
    save_keyring(load_keyring(live.context.settings.keys), empty.context.settings.keys)
    empty.context = dataclasses.replace(empty.context, keys=open_keyring(empty.context.settings.keys))
    archives.put_back(empty.context, empty.database, tmp_path / "data.archive", tmp_path / "keys.archive")
    assert _hanging(empty)
    assert rekey(empty.context, empty.database) == ()
    assert _hanging(empty) == {}
    assert _scored(empty, is_run=True) == expected
    with pytest.raises(DuplicateReference):
        empty.register(FOUND, empty.actor(Role.CASEWORKER))


# --- killed -----------------------------------------------------------------------------------------------------------


def _environment(one: Installation) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HOMEWARD_")}
    kept |= {"HOMEWARD_DATA_DIR": str(one.context.settings.root), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    if not one.database.is_sqlite:
        kept["HOMEWARD_DATABASE_URL"] = one.app.url.render_as_string(hide_password=False)
        kept["HOMEWARD_OWNER_URL"] = one.database.url.render_as_string(hide_password=False)
    return kept


@pytest.mark.parametrize(
    ("function", "call", "held"),
    [("rekey_features", 2, [2, 1]), ("rekey_accounts", 5, [2, 1]), ("check_made", 1, [2, 1]), ("sweep", 2, [2])],
)
def test_killed_at_any_moment_it_is_begun_again(
    live: Installation, tmp_path: Path, function: str, call: int, held: list[int]
) -> None:
    _world(live)
    expected, file = _scored(live, is_run=True), tmp_path / "halted"
    halting = [sys.executable, "-m", "tests.faults.halting_rekeying", str(file), function, str(call)]
    with subprocess.Popen(halting, env=_environment(live), stdout=subprocess.DEVNULL) as process:
        wait_for(file.exists)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert _held(live) == held
    assert _hanging(live)
    assert _scored(live, is_run=True) == expected
    live.register({**FOUND, "record_ref": "F-2"}, live.actor(Role.CASEWORKER))
    expected = _scored(live, is_run=True)
    command = [sys.executable, "-W", "error", "-m", "cli", "rotate-keys", "match"]
    answer = subprocess.run(command, env=_environment(live), capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stderr
    assert re.fullmatch(r"\d+ rows made again; match key 2 is the only one\. Copy the key file now\n", answer.stdout)
    assert load_keyring(live.context.settings.keys).versions["match"].keys() == {2}
    assert _hanging(live) == {}
    assert _scored(live, is_run=True) == expected
    with pytest.raises(DuplicateReference):
        live.register(FOUND, live.actor(Role.CASEWORKER))
