from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.errors import JobLost
from core.policy.roles import Role
from models.operations.job import Job
from services.foundation import jobs
from services.foundation.jobs import LEASE_S, MAX_ATTEMPTS, REPUBLISH_AFTER_S, Claim
from services.records import new_records
from services.records.intake import preparation
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.records.steps import edit
from tests.integration.running import owner_runtime_of
from workers.execution import run_jobs
from workers.handlers import HANDLERS, Handler
from workers.runtime import Runtime

pytestmark = pytest.mark.both


def _enqueue(one: Installation) -> int:
    return one.enqueue()[0]


def _claim(one: Installation, job_id: int, owner: str = "a") -> Claim | None:
    with one.database.transaction() as session:
        return jobs.claim(session, one.context, job_id, owner=owner)


def _state(one: Installation, job_id: int) -> tuple[str, int]:
    with one.database.transaction(is_read_only=True) as session:
        job = session.get_one(Job, job_id)
        return job.state, job.attempts


def _to_publish(one: Installation) -> list[int]:
    with one.database.transaction(is_read_only=True) as session:
        return jobs.unpublished_jobs(session, one.context, limit=100)


def _to_publish_in(session: Session, one: Installation) -> list[int]:
    return jobs.unpublished_jobs(session, one.context, limit=100)


def test_a_job_is_claimed_once_and_its_attempt_counted_before_the_work(
    installation: Installation,
) -> None:
    job_id = _enqueue(installation)
    assert _claim(installation, job_id) is not None
    assert _claim(installation, job_id, "b") is None
    assert _state(installation, job_id) == ("running", 1)


def test_a_lease_that_ran_out_is_taken_over_and_the_first_owners_result_is_refused(
    installation: Installation,
) -> None:
    job_id = _enqueue(installation)
    first = _claim(installation, job_id)
    installation.clock.move(timedelta(seconds=LEASE_S + 1))
    second = _claim(installation, job_id, "b")
    assert first is not None
    assert second is not None
    with pytest.raises(JobLost), installation.database.transaction() as session:
        jobs.finish(session, installation.context, first)
    with installation.database.transaction() as session:
        jobs.finish(session, installation.context, second)
    assert _state(installation, job_id) == ("done", 2)


def test_an_owner_that_claims_again_after_its_lease_ran_out_keeps_only_the_second_result(
    installation: Installation,
) -> None:
    job_id = _enqueue(installation)
    first = _claim(installation, job_id)
    installation.clock.move(timedelta(seconds=LEASE_S + 1))
    assert _claim(installation, job_id) is not None
    assert first is not None
    with pytest.raises(JobLost), installation.database.transaction() as session:
        jobs.finish(session, installation.context, first)


def test_a_heartbeat_keeps_a_lease(installation: Installation) -> None:
    job_id = _enqueue(installation)
    claimed = _claim(installation, job_id)
    assert claimed is not None
    for _ in range(5):
        installation.clock.move(timedelta(seconds=LEASE_S - 1))
        with installation.database.transaction() as session:
            jobs.renew(session, installation.context, claimed)
    assert _claim(installation, job_id, "b") is None


def test_the_third_failure_quarantines_a_job_which_is_not_run_again(
    installation: Installation,
) -> None:
    job_id = _enqueue(installation)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        claimed = _claim(installation, job_id)
        assert claimed is not None
        assert claimed.attempts == attempt
        with installation.database.transaction() as session:
            is_poison = jobs.fail(session, installation.context, claimed, error="ValueError")
        assert is_poison == (attempt == MAX_ATTEMPTS)
        installation.clock.move(timedelta(seconds=60))
    assert _state(installation, job_id) == ("quarantined", MAX_ATTEMPTS)
    assert _claim(installation, job_id) is None
    assert _to_publish(installation) == []


def test_a_failed_job_waits_before_it_is_tried_again(installation: Installation) -> None:
    job_id = _enqueue(installation)
    claimed = _claim(installation, job_id)
    assert claimed is not None
    with installation.database.transaction() as session:
        jobs.fail(session, installation.context, claimed, error="ValueError")
    assert _claim(installation, job_id) is None
    installation.clock.move(timedelta(seconds=2))
    assert _claim(installation, job_id) is not None


def test_a_job_whose_worker_died_three_times_is_swept_into_quarantine(
    installation: Installation,
) -> None:
    job_id = _enqueue(installation)
    for _ in range(MAX_ATTEMPTS):
        with installation.database.transaction() as session:
            assert jobs.quarantine_abandoned(session, installation.context) == []
        assert _claim(installation, job_id) is not None
        installation.clock.move(timedelta(seconds=LEASE_S + 1))
    assert _claim(installation, job_id) is None
    with installation.database.transaction() as session:
        assert jobs.quarantine_abandoned(session, installation.context) == [None]
    assert _state(installation, job_id) == ("quarantined", MAX_ATTEMPTS)


def test_a_published_job_is_published_again_only_when_overdue(installation: Installation) -> None:
    job_id = _enqueue(installation)
    assert _to_publish(installation) == [job_id]
    with installation.database.transaction() as session:
        jobs.mark_published(session, installation.context, [job_id])
    assert _to_publish(installation) == []
    installation.clock.move(timedelta(seconds=REPUBLISH_AFTER_S + 1))
    assert _to_publish(installation) == [job_id]


def test_a_dead_workers_job_is_published_again_when_its_lease_ran_out(
    installation: Installation,
) -> None:
    job_id = _enqueue(installation)
    with installation.database.transaction() as session:
        jobs.mark_published(session, installation.context, [job_id])
    assert _claim(installation, job_id) is not None
    installation.clock.move(timedelta(seconds=REPUBLISH_AFTER_S + 1))
    assert _to_publish(installation) == []
    installation.clock.move(timedelta(seconds=LEASE_S))
    assert _to_publish(installation) == [job_id]


def test_a_dead_workers_job_that_was_never_published_is_published_when_its_lease_ran_out(
    installation: Installation,
) -> None:
    first, *others = installation.enqueue(count=3, agency_id=1, priority=jobs.BULK)
    claimed = _claim(installation, first)
    assert claimed is not None
    with installation.database.transaction() as session:
        assert len(jobs.claim_bulk(session, installation.context, claimed)) == len(others)
    assert _to_publish(installation) == []
    installation.clock.move(timedelta(seconds=LEASE_S + 1))
    assert _to_publish(installation) == [first, *others]


def test_a_new_report_never_waits_behind_a_run(installation: Installation) -> None:
    installation.enqueue("shard", 50)
    first = _to_publish(installation)
    assert len(first) == jobs.BACKGROUND_A_PROCESS
    with installation.database.transaction() as session:
        jobs.mark_published(session, installation.context, first)
    match_id = _enqueue(installation)
    assert _to_publish(installation) == [match_id]


def test_a_registered_record_never_waits_behind_an_import(installation: Installation) -> None:
    installation.enqueue(count=50, agency_id=1, priority=jobs.BULK)
    first = _to_publish(installation)
    processes = installation.context.settings.worker_processes
    assert len(first) == jobs.BULK_A_PROCESS * processes
    with installation.database.transaction() as session:
        jobs.mark_published(session, installation.context, first)
    match_id = _enqueue(installation)
    assert _to_publish(installation) == [match_id]


def test_repeats_of_saved_searches_wait_behind_edits_and_not_behind_imports(
    installation: Installation,
) -> None:
    installation.enqueue(count=50, agency_id=1, priority=jobs.BULK)
    repeat = jobs.PRIORITIES[JobKind.SAVED_SEARCH]
    (repeated, *_) = installation.enqueue(count=50, priority=repeat)
    (edited,) = installation.enqueue(count=1, priority=jobs.EDITED)
    published = _to_publish(installation)
    assert published[0] == edited
    assert repeated in published


LONG_QUEUES = (
    (JobKind.CONTACTS, jobs.BULK_CONTACTS),
    (JobKind.IMPORT, None),
    (JobKind.SAVED_SEARCH, None),
    (JobKind.SHARD, None),
    (JobKind.STATISTICS, None),
)


@pytest.mark.parametrize(
    ("kind", "priority"), LONG_QUEUES, ids=[str(kind) for kind, _ in LONG_QUEUES]
)
def test_a_long_queue_of_one_kind_delays_another_by_at_most_one_turn(
    installation: Installation, kind: JobKind, priority: int | None
) -> None:
    installation.enqueue(kind, 50, priority=priority)
    first = _to_publish(installation)
    assert len(first) == jobs.BACKGROUND_A_PROCESS * installation.context.settings.worker_processes
    with installation.database.transaction() as session:
        jobs.mark_published(session, installation.context, first)
    for other, other_priority in LONG_QUEUES:
        if other != kind:
            (job_id,) = installation.enqueue(other, 1, priority=other_priority)
            assert _to_publish(installation) == [job_id]
            with installation.database.transaction() as session:
                jobs.mark_published(session, installation.context, [job_id])


def test_no_kind_takes_the_place_of_another() -> None:
    kinds: dict[int, set[str]] = {jobs.BULK_CONTACTS: {JobKind.CONTACTS}}
    for kind, priority in jobs.PRIORITIES.items():
        if priority > jobs.BULK:
            kinds.setdefault(priority, set()).add(kind)
    shared = {frozenset(found) for found in kinds.values() if len(found) > 1}
    # one run goes on at a time, and its plan ends before its jobs begin
    assert shared == {
        frozenset({JobKind.CROSSMATCH, JobKind.DELTA}),
        frozenset({JobKind.SHARD, JobKind.REMATCH}),
    }
    places = [place for place in jobs.PLACES if place.first > jobs.BULK]
    assert [place.first for place in places] == sorted(kinds)
    assert all(place.first == place.last for place in places)


def test_agencies_take_turns_in_bulk_matching(installation: Installation) -> None:
    long = installation.enqueue(count=50, agency_id=7, priority=jobs.BULK)
    short = installation.enqueue(count=2, agency_id=9, priority=jobs.BULK)
    without_agency = installation.enqueue(count=1, priority=jobs.BULK)
    first = without_agency[0], long[0], short[0]
    published = _to_publish(installation)
    assert (set(published[:3]), len(published)) == (set(first), 4)
    assert published[3] in (long[1], short[1])
    # each second another agency goes first
    seen = []
    for _ in first:
        seen.append(_to_publish(installation)[0])
        installation.clock.move(timedelta(seconds=1))
    assert sorted(seen) == sorted(first)


def test_the_priority_of_a_match_says_where_the_record_came_from(
    installation: Installation,
) -> None:
    actor = installation.actor(Role.CASEWORKER)
    record = installation.register({**FOUND, "record_ref": "J-1"}, actor, LAWFUL)
    edit(installation, actor, record, {"eyes": "brown"}, reason="seen")
    prepared = preparation.prepare(
        installation.context,
        {**FOUND, "record_ref": "J-2"},
        LAWFUL,
        source=actor.agency_kind,
        state="DE",
    )
    software = dataclasses.replace(actor, user_id=None)
    with installation.database.transaction() as session:
        new_records.register_record(session, installation.context, software, prepared)
        rows = session.execute(
            select(Job.priority, Job.agency_id).where(Job.kind == "match").order_by(Job.id)
        ).all()
    assert [tuple(row) for row in rows] == [
        (jobs.REGISTERED, actor.agency_id),
        (jobs.EDITED, actor.agency_id),
        (jobs.BULK, actor.agency_id),
    ]


def test_the_number_of_published_jobs_is_limited(installation: Installation) -> None:
    installation.enqueue(count=jobs.OUTSTANDING + 10)
    with installation.database.transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id <= jobs.OUTSTANDING - 3)
            .values(published_at=installation.clock.now())
        )
        assert len(_to_publish_in(session, installation)) == 3


def test_queries_of_the_relay_use_an_index_even_if_many_jobs_wait(
    installation: Installation,
) -> None:
    installation.enqueue(count=3_000)
    with installation.database.transaction() as session:
        if not installation.database.is_sqlite:  # SQLite gathers no statistics here
            session.execute(text("ANALYZE"))
        statements: list[tuple[str, object]] = []

        def note(_c: object, _cur: object, statement: str, parameters: object, *_: object) -> None:
            statements.append((statement, parameters))

        event.listen(installation.database.engine, "before_cursor_execute", note)
        jobs.unpublished_jobs(session, installation.context, limit=200)
        event.remove(installation.database.engine, "before_cursor_execute", note)
        explain = "EXPLAIN QUERY PLAN " if installation.database.is_sqlite else "EXPLAIN "
        plans = [
            str(session.connection().exec_driver_sql(explain + statement, parameters).all())
            for statement, parameters in statements
            if statement.startswith("SELECT")
        ]
    again, outstanding, fresh = plans[0], plans[1], plans[2]
    assert "ix_job_state_published_at" in again
    assert "ix_job_state_published_at" in outstanding
    assert "ix_job_state_pri" in fresh


def test_every_kind_has_a_priority_and_a_handler() -> None:
    assert jobs.PRIORITIES.keys() == HANDLERS.keys()


def test_a_poisonous_record_is_quarantined_and_the_others_are_matched(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = installation.actor(Role.CASEWORKER)
    installation.register(FOUND, owner)
    installation.register(OTHER, owner)
    real = HANDLERS["match"]

    def handler(runtime: Runtime, claimed: Claim) -> None:
        if claimed.record_id == 1:
            raise RuntimeError("poison")
        real(runtime, claimed)

    monkeypatch.setitem(HANDLERS, "match", handler)
    for _ in range(MAX_ATTEMPTS):
        run_jobs(owner_runtime_of(installation), [1, 2])
        installation.clock.move(timedelta(seconds=10))
    assert _state(installation, 1) == ("quarantined", MAX_ATTEMPTS)
    assert _state(installation, 2)[0] == "done"
    with installation.database.transaction(is_read_only=True) as session:
        assert session.get_one(Job, 1).error == "RuntimeError"


def test_owners_are_notified_before_the_next_waiting_record_is_matched(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[tuple[str, int | None]] = []
    for kind in ("match", "notify"):
        real = HANDLERS[kind]

        def handler(runtime: Runtime, claimed: Claim, real: Handler = real) -> None:
            order.append((claimed.kind, claimed.record_id))
            real(runtime, claimed)

        monkeypatch.setitem(HANDLERS, kind, handler)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    for row in (FOUND, OTHER):
        installation.register(row, installation.actor(Role.CASEWORKER))
    assert run_jobs(owner_runtime_of(installation), [2, 3]) == 3
    assert order == [("match", 2), ("notify", 2), ("match", 3)]


def test_a_registered_record_is_matched_before_the_rest_of_a_published_import(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    order: list[int] = []

    def handler(runtime: Runtime, claimed: Claim) -> None:
        order.append(claimed.id)
        if claimed.id == first:
            installation.enqueue(priority=jobs.REGISTERED)
        with runtime.database.transaction() as session:
            jobs.finish(session, runtime.context, claimed)

    monkeypatch.setitem(HANDLERS, JobKind.CONTACTS, handler)
    monkeypatch.setitem(HANDLERS, JobKind.MATCH, handler)
    first, second = installation.enqueue(JobKind.CONTACTS, 2, priority=jobs.BULK_CONTACTS)
    runtime = owner_runtime_of(installation)
    assert run_jobs(runtime, [first, second], has_registered_first=True) == 3
    assert order == [first, second + 1, second]


def test_a_registered_record_that_cannot_be_claimed_is_tried_once(
    installation: Installation,
) -> None:
    (job_id,) = installation.enqueue(priority=jobs.REGISTERED)
    installation.change(update(Job).values(attempts=MAX_ATTEMPTS))
    runtime = owner_runtime_of(installation)
    assert run_jobs(runtime, [job_id, job_id], has_registered_first=True) == 0


def test_contacts_of_imported_rows_are_compared_behind_registered_records(
    installation: Installation,
) -> None:
    actor = installation.actor(Role.CASEWORKER)
    named = {**FOUND, "phones": "exploiter:+39 06 12345678"}
    installation.register({**named, "record_ref": "J-1"}, actor, LAWFUL)
    prepared = preparation.prepare(
        installation.context,
        {**named, "record_ref": "J-2"},
        LAWFUL,
        source=actor.agency_kind,
        state="DE",
    )
    software = dataclasses.replace(actor, user_id=None)
    with installation.database.transaction() as session:
        new_records.register_record(session, installation.context, software, prepared)
        query = select(Job.priority).where(Job.kind == JobKind.CONTACTS).order_by(Job.id)
        assert session.scalars(query).all() == [jobs.REGISTERED, jobs.BULK_CONTACTS]


def test_a_result_of_a_lost_lease_is_not_kept(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = installation.actor(Role.CASEWORKER)
    installation.register(FOUND, owner)
    real = HANDLERS["match"]

    def slow(runtime: Runtime, claimed: Claim) -> None:
        installation.clock.move(timedelta(seconds=LEASE_S + 1))
        assert _claim(installation, claimed.id, "other") is not None
        real(runtime, claimed)

    monkeypatch.setitem(HANDLERS, "match", slow)
    assert run_jobs(owner_runtime_of(installation), [1]) == 0
    assert _state(installation, 1) == ("running", 2)
    from models.records.record import Record

    assert installation.read_all(select(Record.matched_version)) == [0]
