"""The nightly count.

Figures are compared with raw rows. The tests cover whose consent is needed, which cells are
withheld, and how long a publication stays current.
"""

from __future__ import annotations

import collections
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update

from core.errors import NotFound
from core.policy.roles import Role
from models.case.deadline import CaseDeadline
from models.consent.written_consent import Consent, ConsentScope
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from models.matching_runs.match import Match
from models.operations.job import MatchingRun, Schedule
from models.oversight.audit import Audit
from models.records.facts import DataKey
from models.records.record import Record
from models.records.tombstone import Tombstone
from models.row_security.database_roles import DatabaseRole
from models.search.stored_searches import Search
from models.statistics.stored_counts import StatisticCell
from services.agencies.accounts import INSTALLER
from services.foundation import actor_database_role
from services.oversight import audit_reading
from services.records.intake.preparation import Declaration
from services.statistics import access, matches_counted, publication
from services.statistics.cell_counts import CellCounts
from services.statistics.cube import Cell, Cube
from services.statistics.definitions import CUBES
from services.statistics.published import newest_publications
from services.statistics.suppression import MIN_CELL_COUNT
from tests.factories import UNKNOWN, Installation, add_match
from tests.integration.counting import decide, night, people, populate, register
from tests.integration.running import plan_due

pytestmark = pytest.mark.late

NO_BASIS = Declaration(None, "unverified", "no")


def by(cube: Cube, *codes: str) -> dict[Cell, int | None]:
    return {cell[len(codes) :]: n for cell, n in cube.cells.items() if cell[: len(codes)] == codes}


def published_cells(cells: Mapping[Cell, int | None]) -> dict[Cell, int]:
    return {cell: n for cell, n in cells.items() if n is not None}


@pytest.fixture
def peopled(installation: Installation) -> Installation:
    return populate(installation)


def test_one_more_record_or_match_of_a_run_shows_in_no_published_total(
    installation: Installation,
) -> None:
    found = []
    for more in (0, 1):
        matching_run = {"kind": "delta", "state": "done", "engine_version": None, "shards": 1}
        matching_run |= {
            "shards_done": 1,
            "records": 7 + more,
            "pairs_scored": 60,
            "pairs_kept": 57 + more,
        }
        now = installation.clock.now()
        made = {"public_id": uuid4(), "created_at": now, "finished_at": now}
        installation.change(delete(MatchingRun))
        installation.change(insert(MatchingRun).values(**matching_run, **made))
        tally = CellCounts()
        with installation.database.transaction(is_read_only=True) as session:
            matches_counted.count_runs(session, tally)
        found.append({cell[1]: count.n for cell, count in tally.counts["matching_runs"].items()})
    one = {"matching_runs": 1, "records": 0, "pairs_compared": 100, "pairs_kept": 100, "seconds": 0}
    assert found == [one, one]


def test_ten_figures_are_those_of_the_raw_rows(peopled: Installation) -> None:
    add_acts(peopled)
    cubes = night(peopled)
    found = [*people("found", 60), *people("found", 30), *people("found", 20)]
    figures = {
        ("states", "found", "DE"): 90,
        ("agencies", "found", "DE", "DE-JUG"): 60,
        ("agencies", "found", "DE", "DE-POL"): 30,
        ("states", "missing", "GR"): 40,
        ("sexes", "found", "female"): sum(row["sex"] == "F" for row in found),
        ("origins", "found", "central_south_asia"): sum(
            row["nationalities"] == "AF" for row in found
        ),
        ("completeness", "found", "DE", "DE-JUG", "phones", "yes"): sum(
            "phones" in row for row in found[:60]
        ),
        ("evidence", "found", "3"): sum("phones" in row for row in found),
        ("delays", "found", "8-30"): sum(row["event_date"] == "2026-02-11" for row in found),
        ("searches", "search", "locate_missing"): 15,
        ("disclosures", "ordinary", "released"): 12,
        ("deadlines", "first_review", "ordinary", "kept"): 20,
        ("erasures", "DE"): 13,
    }
    assert {key: cubes[key[0]].cells[key[1:]] for key in figures} == figures


def add_acts(one: Installation) -> None:
    """Write searches, disclosure requests, deadlines and tombstones as after months of work."""
    now, officer = one.clock.now(), one.actor(Role.LIAISON_OFFICER, "GR-POL")
    responsible = one.actor(Role.SUPERVISOR, "DE-JUG")
    with one.database.transaction() as session:
        low, high = session.scalars(select(Record.id).order_by(Record.id).limit(2))
        match = Match(
            public_id=uuid4(),
            low=low,
            high=high,
            state="open",
            version=1,
            created_at=now,
            **UNKNOWN,
        )
        session.add(match)
        session.flush()
        for _ in range(15):
            look = {
                "channel": "search",
                "purpose": "locate_missing",
                "legal_basis": "led_8_10",
                "shown": 0,
                "at": now,
            }
            person = {
                "user_id": officer.user_id,
                "agency_id": officer.agency_id,
                "acting_state": "GR",
            }
            session.add(Search(public_id=uuid4(), sealed=b"", **look, **person))
        for n in range(32):
            disclosure = Disclosure(
                public_id=uuid4(),
                record_id=low,
                match_id=match.id,
                agency_id=officer.agency_id,
                asked_by=officer.user_id,
                asker_state="GR",
                named_user_id=officer.user_id,
                responsible_agency_id=responsible.agency_id,
                responsible_state="DE",
                asked="identity",
                permitted="",
                urgency="ordinary",
                needs_desk=False,
                state="closed" if n < 12 else "requested" if n < 23 else "withdrawn",
                path="ordinary" if n < 23 else "vital_interest",
                sealed=b"",
                requested_at=now,
                answer_by=now,
                ended_at=None if 12 <= n < 23 else now,
            )
            session.add(disclosure)
            session.flush()
            if n < 12:
                at = now + timedelta(hours=5)
                session.add(
                    DisclosureStep(
                        disclosure_id=disclosure.id,
                        act="release",
                        state="released",
                        user_id=None,
                        at=at,
                    )
                )
        for n in range(40):
            session.add(
                CaseDeadline(
                    public_id=uuid4(),
                    kind="first_review",
                    agency_id=responsible.agency_id,
                    state="DE",
                    record_id=low,
                    match_id=match.id,
                    is_urgent=False,
                    started_at=now - timedelta(hours=30),
                    due_at=now - timedelta(hours=6),
                    escalate_at=now,
                    met_at=now - timedelta(hours=8 if n < 20 else 2),
                    level=0,
                )
            )
        session.add_all(
            Tombstone(public_id=uuid4(), agency_id=responsible.agency_id, erased_at=now)
            for _ in range(13)
        )


def test_releases_in_danger_are_counted_by_review_and_audit_verifications_as_work(
    peopled: Installation,
) -> None:
    _release_in_danger(peopled, in_time=13, late=12)
    auditor = peopled.actor(Role.AUDITOR, "FR-116")
    for _ in range(2):
        peopled.do(auditor, audit_reading.verify_audit_log)
    # As the command on the server does.
    with peopled.app.transaction(door=DatabaseRole.OFFICE) as session:
        audit_reading.record_verification(session, peopled.context, INSTALLER, [])
    cubes = night(peopled)
    assert published_cells(by(cubes["vital_reviews"], "vital_interest", "released")) == {
        ("kept",): 13,
        ("missed",): 12,
    }
    assert cubes["disclosures"].cells["vital_interest", "released"] == 25
    assert cubes["audit_log_checks"].cells == {("whole",): 3}


def _release_in_danger(one: Installation, *, in_time: int, late: int) -> None:
    """Write requests released for vital interest, and the deadlines of their review."""
    now, asker = one.clock.now(), one.actor(Role.SUPERVISOR, "GR-POL")
    responsible = one.actor(Role.SUPERVISOR, "DE-JUG")
    with one.database.transaction() as session:
        low, high = session.scalars(select(Record.id).order_by(Record.id).limit(2))
        match = add_match(
            session, low, high, now, state="open", band=3, bits=20.0, probability=0.99
        )
        for n in range(in_time + late):
            disclosure = Disclosure(
                public_id=uuid4(),
                record_id=low,
                match_id=match.id,
                agency_id=asker.agency_id,
                asked_by=asker.user_id,
                asker_state="GR",
                named_user_id=asker.user_id,
                responsible_agency_id=responsible.agency_id,
                responsible_state="DE",
                asked="identity",
                permitted="identity",
                urgency="urgent",
                needs_desk=False,
                state="released",
                path="vital_interest",
                sealed=b"",
                requested_at=now,
                answer_by=now,
            )
            session.add(disclosure)
            session.flush()
            step = DisclosureStep(
                disclosure_id=disclosure.id, act="release", state="released", user_id=None, at=now
            )
            deadline = CaseDeadline(
                public_id=uuid4(),
                kind="vital_review",
                agency_id=responsible.agency_id,
                state="DE",
                record_id=low,
                disclosure_id=disclosure.id,
                is_urgent=False,
                started_at=now - timedelta(hours=100),
                due_at=now - timedelta(hours=28),
                escalate_at=now,
                met_at=now - timedelta(hours=30) if n < in_time else None,
                level=0,
            )
            session.add_all((step, deadline))


def test_every_cube_adds_up_to_the_one_it_is_under(peopled: Installation) -> None:
    decide(peopled, 30)
    with peopled.app.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        counts = publication.count_everything(session, peopled.context).tally.counts
    for one in CUBES.values():
        if not one.under:
            continue
        wide = len(CUBES[one.under].dimensions)
        sums: collections.Counter[tuple[Cell, str]] = collections.Counter()
        for cell, count in counts[one.name].items():
            split = cell[one.dimensions.index(one.split)] if one.split else ""
            sums[cell[:wide], split] += count.n
        for (parent, _), n in sums.items():
            assert counts[one.under][parent].n == n, (one.name, parent)


def test_counts_under_eleven_are_not_stored_and_withheld_cells_look_like_empty_ones(
    peopled: Installation,
) -> None:
    register(peopled, people("tracing", 3), "FR-116")
    cubes = night(peopled)
    assert all(
        n is None or n >= MIN_CELL_COUNT
        for one in cubes.values()
        if one.definition.is_of_people
        for n in one.cells.values()
    )
    assert by(cubes["states"], "tracing") == {
        ("DE",): None,
        ("CH",): None,
        ("FR",): None,
        ("GR",): None,
    }
    assert cubes["kinds"].cells["tracing",] is None
    assert cubes["states"].cells["found", "FR"] is None  # no person in the cell


def test_consent_decides_whether_encrypted_facts_are_counted(
    installation: Installation,
) -> None:
    """Encrypted facts are counted only with consent.

    A found person without consent is not counted by category. A person who refused is counted only
    as a record.
    """
    with_word = register(installation, people("found", 20, category="missing_in_migration"))
    refused_ids = register(
        installation,
        [{**row, "record_ref": f"no-{row['record_ref']}"} for row in people("found", 20)],
    )
    unlawful = [{**row, "record_ref": f"x-{row['record_ref']}"} for row in people("found", 20)]
    register(installation, unlawful, declaration=NO_BASIS)
    register(
        installation,
        [
            {**row, "record_ref": f"u-{row['record_ref']}"}
            for row in people("found", 20, category="missing_in_migration")
        ],
    )
    register(installation, people("found", 30), "CH-CPA")
    consent(installation, with_word, scopes=("statistics", "identity"))
    consent(installation, refused_ids, scopes=("identity",))
    cubes = night(installation)
    assert cubes["kinds"].cells["found",] == 110
    assert published_cells(by(cubes["consent_coverage"], "found")) == {
        ("in_force",): 40,
        ("never",): 70,
    }
    assert cubes["categories"].cells["found", "not_said"] == 90
    assert published_cells(by(cubes["sexes"], "found")) == {
        ("female",): 35,
        ("male",): 35,
        ("other_or_unknown",): 40,
    }
    covered = {
        cell: n for cell, n in cubes["consent_scopes"].cells.items() if cell[2] == "statistics"
    }
    assert published_cells(covered) == {
        ("found", "in_force", "statistics", code): 20 for code in ("yes", "no")
    }


def consent(one: Installation, record_ids: list[UUID], scopes: tuple[str, ...]) -> None:
    supervisor = one.actor(Role.SUPERVISOR, "DE-JUG")
    with one.database.transaction() as session:
        for record in session.scalars(select(Record).where(Record.public_id.in_(record_ids))):
            made = Consent(
                public_id=uuid4(),
                record_id=record.id,
                state="active",
                paper=b"",
                recorded_by=supervisor.user_id,
                recorded_at=one.clock.now(),
                expires_at=one.clock.now() + timedelta(days=90),
            )
            session.add(made)
            session.flush()
            session.add_all(
                ConsentScope(consent_id=made.id, scope=scope, recipient=state)
                for scope in scopes
                for state in ("DE", "FR")
            )


def test_an_undecryptable_record_is_counted_with_unknown_facts(
    peopled: Installation,
) -> None:
    gone = peopled.read_one(select(Record.public_id).where(Record.kind == "found").limit(1))
    peopled.change(update(DataKey).where(DataKey.subject == gone).values(wrapped=b"broken"))
    assert night(peopled)["kinds"].cells["found",] == 110


def test_a_cube_stays_published_for_a_week_and_is_replaced_by_an_equally_complete_one(
    peopled: Installation,
) -> None:
    first = night(peopled)["kinds"].counted_at
    peopled.clock.move(timedelta(days=1))
    assert night(peopled)["kinds"].counted_at == first
    peopled.clock.move(timedelta(days=6))
    assert night(peopled)["kinds"].counted_at == peopled.clock.now()


def test_a_cell_with_a_small_change_is_withheld_and_kept_in_the_earlier_publication(
    peopled: Installation,
) -> None:
    first = night(peopled)["kinds"].counted_at
    more = [{**row, "record_ref": f"more-{row['record_ref']}"} for row in people("found", 3)]
    register(peopled, more)
    peopled.clock.move(timedelta(days=8))
    # the new cube would publish less, so the old one stays
    assert night(peopled)["kinds"].counted_at == first
    peopled.clock.move(timedelta(days=21))
    after = night(peopled)["kinds"]
    assert (after.counted_at, after.cells["found",]) == (peopled.clock.now(), None)
    with peopled.app.transaction(is_read_only=True, door=DatabaseRole.ANALYST) as session:
        before = newest_publications(session, at=first)["kinds"]
    assert (before.counted_at, before.cells["found",]) == (first, 110)


def test_a_cell_is_withheld_if_the_others_of_an_agency_changed_little(
    peopled: Installation,
) -> None:
    """Fifteen more: CH-CPA, which found twelve of them, would learn of three others."""
    night(peopled)
    for agency, n in (("DE-JUG", 3), ("CH-CPA", 12)):
        rows = [{**row, "record_ref": f"more-{row['record_ref']}"} for row in people("found", n)]
        register(peopled, rows, agency)
    peopled.clock.move(timedelta(days=29))
    kinds = night(peopled)["kinds"]
    assert (kinds.counted_at, kinds.cells["found",]) == (peopled.clock.now(), None)
    assert kinds.cells["missing",] == 76
    rows = [{**row, "record_ref": f"again-{row['record_ref']}"} for row in people("found", 12)]
    register(peopled, rows)
    peopled.clock.move(timedelta(days=29))
    assert night(peopled)["kinds"].cells["found",] == 137


def test_an_empty_cube_is_replaced_by_the_first_night_with_counts(
    installation: Installation,
) -> None:
    night(installation)
    register(installation, people("found", 60))
    installation.clock.move(timedelta(hours=1))
    assert night(installation)["kinds"].counted_at == installation.clock.now()


def test_counting_is_audited_without_naming_a_record(peopled: Installation) -> None:
    night(peopled)
    with peopled.database.transaction(is_read_only=True) as session:
        row = session.scalars(select(Audit).where(Audit.action == "publish_statistics")).one()
        assert (row.role, row.records) == (Role.MATCHER.value, "[]")
        assert (session.scalar(select(func.max(func.length(StatisticCell.cell)))) or 0) < 80


def test_every_night_is_planned_once(installation: Installation) -> None:
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
    installation.clock.move(timedelta(days=1))
    with installation.database.transaction() as session:
        assert "statistics" in plan_due(session, installation.context)
        assert session.get_one(Schedule, "statistics").every_minutes == 24 * 60
    installation.clock.move(timedelta(days=1))
    with installation.database.transaction() as session:
        assert "statistics" not in plan_due(session, installation.context)


def test_a_cube_of_no_such_name_is_not_found(installation: Installation) -> None:
    actor = installation.actor(Role.ANALYST)
    with installation.app.transaction() as session, pytest.raises(NotFound):
        actor_database_role.enter_role(session, actor)
        access.read_cube(session, installation.context, actor, "people")
