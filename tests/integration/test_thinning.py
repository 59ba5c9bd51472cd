"""Only old rows that are finished or replaced are deleted."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from core.policy.records.retention import DELETED_AFTER_DAYS
from core.policy.roles import Role
from models.matching_runs.match import Match, MatchDecision, Score
from models.operations.job import Job, Schedule
from services.foundation import idempotency, jobs
from services.matching_runs import runs
from services.operations import cleanup, failed_jobs, schedule
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.records.steps import edit
from tests.integration.running import do, jobs_of, plan_due, poison, put, register_people, start

pytestmark = pytest.mark.both


def _thin(one: Installation) -> None:
    with one.database.transaction() as session:
        session.add(Schedule(kind="thin", every_minutes=60, next_at=one.clock.now()))
    with one.database.transaction() as session:
        assert plan_due(session, one.context) == ["thin"]
        session.execute(update(Schedule).values(next_at=one.clock.now() + timedelta(days=900)))
    one.work()


def test_jobs_are_thinned_when_they_are_long_over(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleanup, "BATCH_SIZE", 2)
    ids = register_people(installation, 6)
    for position, state in enumerate(("queued", "running", "quarantined", "cancelled")):
        put(installation, Job, ids[position], state=state, matching_run_id=None)
    installation.clock.move(timedelta(days=DELETED_AFTER_DAYS["job"] - 1))
    before = len(jobs_of(installation, "match"))
    with installation.database.transaction() as session:
        assert cleanup.delete_old_jobs(session, installation.context) == 0
    installation.clock.move(timedelta(days=2))
    later = installation.clock.now() + timedelta(days=1)
    installation.change(
        update(Job).where(Job.state.in_(jobs.WAITING)).values(due_at=later, lease_until=later)
    )
    _thin(installation)
    assert before == 6
    assert {(job.record_id, job.state) for job in jobs_of(installation, "match")} == {
        (ids[0], "queued"),
        (ids[1], "running"),
        (ids[2], "quarantined"),
    }


def test_jobs_of_a_run_that_may_be_mended_stay(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "SHARD_IDS", 2)
    register_people(installation)
    start(installation)
    do(installation, "crossmatch")
    mend = poison(installation, monkeypatch, "shard", lambda claimed: claimed.shard == 1)
    installation.clock.move(timedelta(days=DELETED_AFTER_DAYS["job"] + 1))
    count = len(jobs_of(installation, "shard"))
    _thin(installation)
    assert len(jobs_of(installation, "shard")) == count
    assert jobs_of(installation, "match") == []
    mend()
    with installation.database.transaction() as session:
        failed_jobs.retry_jobs(session, installation.context, schedule.SCHEDULER)
    installation.work()
    installation.clock.move(timedelta(days=DELETED_AFTER_DAYS["job"] + 1))
    with installation.database.transaction() as session:
        cleanup.delete_old_jobs(session, installation.context)
    assert jobs_of(installation, "shard") == []


def _scores(one: Installation) -> list[tuple[int, str, bool]]:
    rows = one.read_rows(
        select(Score, Match.score_id).join(Match, Match.id == Score.match_id).order_by(Score.id)
    )
    return [
        (score.low_version, score.engine_version, score.id == in_force) for score, in_force in rows
    ]


def test_replaced_scores_are_deleted_unless_a_decision_refers_to_them(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleanup, "BATCH_SIZE", 1)
    responsible = installation.actor(Role.CASEWORKER, "GR-CPA")
    public_id = installation.register(MISSING, responsible, CHECKED)
    installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    installation.work()
    for eyes in ("grey", "green", "blue"):
        edit(installation, responsible, public_id, {"eyes": eyes})
        installation.work()
    assert len(_scores(installation)) == 4
    _judge(installation, low_version=2)
    installation.clock.move(timedelta(days=DELETED_AFTER_DAYS["score"] - 1))
    _thin(installation)
    assert len(_scores(installation)) == 4
    installation.clock.move(timedelta(days=2))
    installation.change(
        update(Schedule).where(Schedule.kind == "thin").values(next_at=installation.clock.now())
    )
    with installation.database.transaction() as session:
        plan_due(session, installation.context)
        session.execute(update(Job).where(Job.kind == "crossmatch").values(state="cancelled"))
    installation.work()
    assert [(version, is_in_force) for version, _, is_in_force in _scores(installation)] == [
        (2, False),
        (4, True),
    ]


def _judge(one: Installation, *, low_version: int) -> None:
    with one.database.transaction() as session:
        match = session.scalars(select(Match)).one()
        actor = one.actor(Role.CASEWORKER)
        session.add(
            MatchDecision(
                public_id=uuid4(),
                match_id=match.id,
                low_version=low_version,
                high_version=1,
                agency_id=actor.agency_id,
                user_id=actor.user_id,
                step="propose",
                outcome="cannot_tell",
                reason="too_little",
                created_at=one.clock.now(),
            )
        )


def test_an_answer_to_a_create_is_forgotten_after_its_period(installation: Installation) -> None:
    actor, made = installation.actor(Role.CASEWORKER), uuid4()
    installation.do(actor, idempotency.store_result, key="4f1c", body=b"{}", result=made)

    def found() -> object:
        return installation.do(actor, idempotency.find_earlier_result, key="4f1c", body=b"{}")

    installation.clock.move(timedelta(days=DELETED_AFTER_DAYS["idempotency_key"], hours=-1))
    _thin(installation)
    assert found() == made
    installation.clock.move(timedelta(hours=2))
    installation.change(update(Schedule).values(next_at=installation.clock.now()))
    with installation.database.transaction() as session:
        assert "thin" in plan_due(session, installation.context)
    installation.work()
    assert found() is None
