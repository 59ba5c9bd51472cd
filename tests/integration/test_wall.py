"""The second wall on PostgreSQL: what the database refuses, whatever the services above it forget to ask."""

from __future__ import annotations

import copy
import itertools
import random
import threading
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Index, UniqueConstraint, event, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from core.policy import PAIR_VIEW_FROM_BAND, STATES, FieldClass, Role, View
from matching import BANDS
from models import policies, wall, wall_builder
from models.pair import Pair, Score
from models.policies import POLICIES
from models.record import Record
from models.session import Database
from models.tables import metadata
from models.wall import Door, Who
from services import search, visibility
from services import wall as services_wall
from services.actor import Actor
from services.intake import Declaration
from services.search import Question
from tests import postgres
from tests.factories import AGENCIES, APP_LOGIN, CLEARED, FOUND, LAWFUL, MISSING, OTHER, Installation

CASE_ROLES = (Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER)


@pytest.fixture(scope="session", params=["postgresql"])  # SQLite has one wall
def backend(request: pytest.FixtureRequest) -> str:
    postgres.needed()
    return str(request.param)


# --- the table and the catalogue ----------------------------------------------------------------------------------


def test_every_table_stands_in_the_table_of_policies() -> None:
    assert POLICIES.keys() == metadata.tables.keys()


def test_the_band_that_opens_a_missing_report_is_the_one_of_the_policy() -> None:
    assert BANDS.index(PAIR_VIEW_FROM_BAND) == policies.CANDIDATE_FROM_BAND


def test_the_trail_is_only_ever_added_to() -> None:
    for table, door in itertools.product(("audit", "audit_record"), Door):
        rule = POLICIES[table][door]
        assert rule.insert is not None
        assert rule.update is rule.delete is None


def test_facts_are_read_by_the_one_door_that_acts_for_somebody() -> None:
    assert POLICIES["record_facts"].keys() == {Door.ACTOR}
    assert {table for table, rules in POLICIES.items() if Door.ANALYST in rules} == {
        "statistic_cell",
        "report_run",  # made of published counts alone
        "audit",
        "audit_record",
        "user_session",
    }


# Unique over everybody, and why that tells nobody anything: random, or known to all. A sign-in name is staff's.
GLOBALLY_UNIQUE = {"public_id", "token_hash", "login_tag", "agency.code"}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_no_unique_rule_tells_one_agency_what_another_holds(table: Any) -> None:
    uniques = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one for one in table.indexes if isinstance(one, Index) and one.unique]
    own = {"agency_id", "record_id", "pair_id", "user_id", "disclosure_id"}
    for rule in [*uniques, *indexes]:
        names = {column.name for column in rule.columns}
        is_of_workers = table.name == "pair"  # two internal ids, written by workers alone
        is_known = len(names) == 1 and bool((names | {f"{table.name}.{min(names)}"}) & GLOBALLY_UNIQUE)
        assert names & own or is_of_workers or is_known, f"{table.name}: {sorted(names)}"


def _differences(installation: Installation) -> list[str]:
    with installation.database.engine.connect() as connection:
        return wall_builder.inspect(connection, APP_LOGIN)


def test_a_migrated_database_has_the_wall_of_this_version(installation: Installation) -> None:
    assert _differences(installation) == []


@pytest.mark.parametrize(
    ("breach", "word"),
    [
        ("CREATE TABLE forgotten (id bigint)", "table forgotten"),
        ("ALTER TABLE record NO FORCE ROW LEVEL SECURITY", "table record"),
        ("ALTER TABLE consent DISABLE ROW LEVEL SECURITY", "table consent"),
        ("DROP POLICY homeward_actor_select ON record_facts", "homeward_actor_select of record_facts"),
        ("CREATE POLICY extra ON record FOR SELECT TO homeward_analyst USING (TRUE)", "extra of record"),
        (f'ALTER TABLE job OWNER TO "{APP_LOGIN}"', f"role {APP_LOGIN} owns"),
        (f'GRANT homeward_seer TO "{APP_LOGIN}"', "member of homeward_seer"),
        (f'GRANT homeward_keeper TO "{APP_LOGIN}"', "member of homeward_keeper"),
        ("DROP POLICY homeward_keeper_select ON record", "homeward_keeper_select of record"),
        ("ALTER ROLE homeward_matcher BYPASSRLS", "role homeward_matcher is superuser, bypasses"),
    ],
)
def test_a_breach_is_found(installation: Installation, breach: str, word: str) -> None:
    # Roles belong to the whole server, so a breach of one is looked at inside a transaction that is undone.
    with installation.database.engine.connect() as connection:
        connection.exec_driver_sql(breach)
        found = wall_builder.inspect(connection, APP_LOGIN)
        connection.rollback()
    assert any(word in line for line in found), found


def test_building_twice_leaves_the_same_wall(installation: Installation) -> None:
    with installation.database.engine.begin() as connection:
        wall_builder.build(connection)
    assert _differences(installation) == []


# --- doors --------------------------------------------------------------------------------------------------------


def _may_read(session: Session, table: str) -> bool:
    try:
        with session.begin_nested():
            session.execute(text(f'SELECT * FROM "{table}" LIMIT 1'))
    except ProgrammingError as error:
        if "permission denied" not in str(error):
            raise
        return False
    return True


@pytest.mark.parametrize("door", list(Door))
def test_a_door_reads_the_tables_of_its_rules_and_no_other(installation: Installation, door: Door) -> None:
    with installation.app.transaction(door=door) as session:
        for table, rules in POLICIES.items():
            rule = rules.get(door)
            is_whole = rule is not None and rule.select is not None and not rule.columns
            assert _may_read(session, table) == is_whole, table


def test_without_a_door_nothing_is_read(installation: Installation) -> None:
    bare = Database(installation.app.url)
    try:
        with bare.transaction() as session:
            assert [table for table in POLICIES if _may_read(session, table)] == []
    finally:
        bare.dispose()


@pytest.mark.parametrize("door", list(Door))
@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET outcome = 'x'", "DELETE FROM audit", "DELETE FROM audit_record"]
)
def test_nobody_changes_the_trail(installation: Installation, door: Door, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), installation.app.transaction(door=door) as session:
        session.execute(text(statement))


def test_no_process_becomes_the_keeper(installation: Installation) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), installation.app.transaction() as session:
        wall.enter_as_keeper(session)


@pytest.mark.parametrize("table", ["audit", "audit_record"])
def test_the_keeper_changes_nothing_of_the_trail(installation: Installation, table: str) -> None:
    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id"):
        with pytest.raises(ProgrammingError, match="permission denied"), installation.database.transaction() as session:
            wall.enter_as_keeper(session)
            session.execute(text(statement))


def test_an_actor_of_no_agency_reaches_nothing(installation: Installation) -> None:
    _world(installation)
    with installation.app.transaction(door=Door.ACTOR) as session:
        for table in ("record", "record_facts", "feature", "match_key", "pair", "notice", "data_key", "search"):
            assert session.execute(text(f'SELECT count(*) FROM "{table}"')).scalar() == 0, table


# --- the wall against the rule ------------------------------------------------------------------------------------

SHARINGS = ("", "none", "hit", "profile", "identity")
RECIPIENTS: tuple[list[str] | None, ...] = (None, [], ["DE", "FR"], ["CH"], ["GR", "CH", "DE"])
LONE = {"kind": "missing", "full_name": "", "birth_date": ""}  # a missing report that is nobody's candidate
DECLARATIONS = tuple(
    Declaration(basis, clearance, protection)
    for basis in (None, "led_8_10")
    for clearance in ("cleared", "unverified", "flagged")
    for protection in ("no", "unknown")
)


def _world(installation: Installation, seed: int = 11) -> None:
    """Register one child's reports in every agency, in drawn situations, match them, and draw what became of pairs."""
    chance = random.Random(seed)
    number = itertools.count()
    for code, (kind, _) in AGENCIES.items():
        role = Role.LIAISON_OFFICER if kind == "police" else Role.SUPERVISOR
        actor = installation.actor(role, code)
        for row in (MISSING, FOUND, {**MISSING, "kind": "tracing"}, OTHER, LONE):
            if kind == "police" and row["kind"] == "tracing":
                continue
            nobody = " ".join("".join(chance.choices("bdfgklmnrtvz", k=7)) for _ in range(2))
            recipients = chance.choice(RECIPIENTS)
            drawn = {
                **row,
                **({"full_name": nobody} if row is LONE else {}),
                "record_ref": f"W-{seed}-{next(number)}",
                "sharing": chance.choice(SHARINGS),
                "birth_date": chance.choice(["2009-07-10", "1984-07-10"]),
                "nationalities": chance.choice([["AF"], ["DE"], ["GR", "FR"]]),
                **({} if recipients is None else {"recipients": recipients}),
            }
            if recipients is None:
                drawn.pop("recipients", None)
            installation.register(drawn, actor, chance.choice(DECLARATIONS))
    installation.work()
    with installation.database.transaction() as session:
        for pair in session.scalars(select(Pair).order_by(Pair.id)):
            pair.state = chance.choice(["open", "open", "refuted"])
            session.get_one(Score, pair.score_id).band = chance.choice([1, 2, 3])


def _actors(installation: Installation) -> list[Actor]:
    return [
        installation.actor(role, code)
        for code, (kind, _) in AGENCIES.items()
        for role in (Role.LIAISON_OFFICER, Role.SUPERVISOR)
        if (role is Role.LIAISON_OFFICER) <= (kind == "police")
    ]


def _reached(installation: Installation, actor: Actor) -> dict[UUID, int]:
    with installation.app.transaction() as session:
        services_wall.enter(session, actor)
        rows = session.execute(text("SELECT public_id, homeward_reach(id) AS reach FROM record")).all()
    return {row.public_id: row.reach for row in rows}


def test_the_wall_reaches_as_far_as_view_and_no_further(installation: Installation) -> None:
    for seed in range(2):
        _world(installation, seed)
    now = installation.clock.now()
    pairs = text("SELECT p.low, p.high, p.state, s.band FROM pair p JOIN score s ON s.id = p.score_id")
    seen_levels: set[View] = set()
    for actor in _actors(installation):
        with installation.database.transaction(is_read_only=True) as session:
            ids = list(session.scalars(select(Record.id)))
            seen = {one.record.id: one for one in visibility.look_at_all(session, actor, now=now, ids=ids)}
            reach = {one: seen[one].view for one in seen}
            for low, high, state, band in session.execute(pairs):
                for own, other in ((seen[low], seen[high]), (seen[high], seen[low])):
                    if own.is_owner and own.record.kind == "found":
                        level = visibility.view_in_pair(own, other, band=BANDS[band], state=state)
                        reach[other.record.id] = max(reach[other.record.id], level)
        seen_levels |= set(reach.values())
        expected = {seen[one].record.public_id: int(level) for one, level in reach.items() if level > View.NONE}
        assert _reached(installation, actor) == expected
    assert seen_levels >= {View.NONE, View.HIT, View.IDENTITY, View.FULL}


def test_facts_are_reached_class_by_class(installation: Installation) -> None:
    _world(installation)
    needed = {
        "F1": View.HIT,
        "F2": View.IDENTITY,
        "F3": View.IDENTITY,
        "F4a": View.FULL,
        "F4b": View.FULL,
        "F5": View.FULL,
    }
    assert needed.keys() == {one.value for one in FieldClass} - {"F0", "F6"}
    rows_seen = 0
    for actor in _actors(installation):
        reach = _reached(installation, actor)
        with installation.database.transaction(is_read_only=True) as session:
            every = session.execute(
                text("SELECT r.public_id, f.field_class FROM record_facts f JOIN record r ON r.id = f.record_id")
            ).all()
        expected = {
            (row.public_id, row.field_class) for row in every if reach.get(row.public_id, 0) >= needed[row.field_class]
        }
        with installation.app.transaction() as session:
            services_wall.enter(session, actor)
            found = session.execute(
                text("SELECT r.public_id, f.field_class FROM record_facts f JOIN record r ON r.id = f.record_id")
            ).all()
        assert {(row.public_id, row.field_class) for row in found} == expected
        rows_seen += len(expected)
    assert rows_seen


def test_what_is_not_own_is_not_written(installation: Installation) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    stranger = installation.actor(Role.SUPERVISOR, "GR-CPA")
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalar(select(Record.id).where(Record.public_id == found))
    statements = (
        "UPDATE record SET sharing = 'identity' WHERE id = :id RETURNING id",
        "DELETE FROM record_share WHERE record_id = :id RETURNING record_id",
        "DELETE FROM feature WHERE record_id = :id RETURNING record_id",
        "DELETE FROM match_key WHERE record_id = :id RETURNING record_id",
    )
    with installation.app.transaction() as session:
        services_wall.enter(session, stranger)
        assert visibility.look(session, stranger, now=installation.clock.now(), public_ids=[found]) != []
        for statement in statements:
            assert session.execute(text(statement), {"id": record_id}).all() == []
    inserts = (
        "INSERT INTO record_share (record_id, state, audience, view) VALUES (:id, 'GR', 'police', 3)",
        "INSERT INTO match_key (key_version, key, record_id) VALUES (1, 1, :id)",
        "INSERT INTO record_facts (record_id, field_class, version, sealed) VALUES (:id, 'F2', 9, '')",
    )
    for statement, named in itertools.product(inserts, ([], [record_id])):
        with pytest.raises(DBAPIError, match="row-level security"), installation.app.transaction() as session:
            services_wall.enter(session, stranger)
            wall.made(session, named)  # to say one made it changes nothing
            session.execute(text(statement), {"id": record_id})


# --- pooled connections, two phases -------------------------------------------------------------------------------


def test_a_thousand_alternating_tenants_on_pooled_connections_leak_nothing(installation: Installation) -> None:
    _world(installation)
    tenants = {actor: _reached(installation, actor).keys() for actor in _actors(installation)}
    assert len({frozenset(own) for own in tenants.values()}) > 3
    order = list(tenants)
    wrong: list[str] = []
    bare = copy.copy(installation.app)  # the same pool, by no door
    bare.door = None

    def alternate(worker: int) -> None:
        chance = random.Random(worker)
        for _ in range(250):
            actor = chance.choice(order)
            with installation.app.transaction() as session:
                if session.execute(text("SELECT current_setting('homeward.agency', true)")).scalar():
                    wrong.append("the tenant before")
                services_wall.enter(session, actor)
                if set(session.scalars(select(Record.public_id))) != tenants[actor]:
                    wrong.append("another's rows")
                if chance.random() < 0.2:
                    session.rollback()
            with bare.transaction() as session:
                left = session.execute(text("SELECT current_user, current_setting('homeward.agency', true)")).one()
                if left[0] != APP_LOGIN or left[1]:
                    wrong.append("something that outlived its transaction")

    threads = [threading.Thread(target=alternate, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_search_reads_keys_as_matcher_and_facts_as_the_one_who_asks(installation: Installation) -> None:
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CLEARED)
    actor = installation.actor(Role.CASEWORKER)
    facts = {"full_name": "Shakiba Rahimzada", "relatives": ["mother:Golchehre"]}
    read: list[tuple[str, str]] = []
    door = [""]

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "set_config" in statement:
            door[0] = parameters["door"]
        read.extend((table, door[0]) for table in POLICIES if f" {table} " in f" {statement.replace(chr(10), ' ')} ")

    event.listen(installation.app.engine, "before_cursor_execute", note)
    with installation.app.transaction() as session:
        services_wall.enter(session, actor)
        answer = search.search(
            session, installation.context, actor, Question(facts, "locate_missing", "led_8_10", "DE-2026-001")
        )
        assert len(answer.found) >= 1
    doors = {table: {door for one, door in read if one == table} for table, _ in read}
    assert doors["match_key"] == doors["feature"] == {Door.MATCHER}
    assert doors["record_facts"] == {Door.ACTOR}


def test_back_from_matching_one_is_who_one_was(installation: Installation) -> None:
    who = Who(agency_id=7, state="DE", audience="police")
    now = text("SELECT current_user, current_setting('homeward.agency', true)")
    with installation.app.transaction() as session:
        wall.enter(session, Door.ACTOR, who)
        with wall.matching(session):
            assert tuple(session.execute(now).one()) == (Door.MATCHER, "")
        assert tuple(session.execute(now).one()) == (Door.ACTOR, "7")
    with installation.database.transaction() as session:
        with wall.matching(session):
            assert session.execute(now).one()[0] == Door.MATCHER
        assert session.execute(now).one()[0] not in set(Door)


def test_partner_states_and_member_states_are_told_apart() -> None:
    for state in STATES:
        actor = Actor(Role.SUPERVISOR, agency_id=1, agency_kind="police", state=state)
        flags = services_wall.who(actor)
        assert flags.is_eu != flags.is_partner
