"""Reports made from published counts.

They are stored completely, render to the same bytes each time, are made by permitted roles, and
once a month.
"""

from __future__ import annotations

import collections
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text
from typer.testing import CliRunner

from cli.__main__ import app
from core.errors import Conflict, InvalidInput, NotFound, Refused
from core.policy.roles import Role
from models.operations.job import Job, Schedule
from models.oversight.audit import Audit
from models.records.tombstone import Tombstone
from models.row_security.database_roles import DatabaseRole
from models.statistics.report import ReportRun
from models.statistics.stored_counts import StatisticCell
from reports import benchmarks, files, generate
from reports.generate import ReportRequest
from services.foundation import actor_database_role
from services.statistics import report_runs
from services.statistics.cube import Cube
from services.statistics.report_runs import REPORTER
from tests.factories import NOW, Installation
from tests.integration.running import plan_due
from tests.integration.test_statistics import add_acts, decide, night, people, peopled
from tests.unit.reports import made_up

__all__ = ["peopled"]  # the fixture, imported by name


def publish(installation: Installation, cubes: Mapping[str, Cube], at: datetime) -> None:
    rows = [
        StatisticCell(cube=name, cell="|".join(cell), counted_at=at, n=n)
        for name, cube in cubes.items()
        for cell, n in cube.cells.items()
    ]
    with installation.database.transaction() as session:
        session.add_all(rows)


@pytest.fixture
def published(installation: Installation) -> Installation:
    publish(installation, made_up.cubes(withheld=0.05), NOW - timedelta(hours=3))
    return installation


def test_a_report_is_kept_and_gives_the_same_bytes_each_time(published: Installation) -> None:
    analyst = published.actor(Role.ANALYST)
    made = published.do(analyst, generate.make_report, ReportRequest())
    first = {}
    for _ in range(2):
        with published.app.transaction(is_read_only=True) as session:
            actor_database_role.enter_role(session, analyst)
            report = generate.read_report(session, analyst, made.id)
        for form in ("html", "csv", "json"):
            written = files.render_file(report, form)
            assert first.setdefault(form, written) == written
    assert made.counted_at == NOW - timedelta(hours=3)
    assert made.benchmarks_digest == benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE).digest
    assert str(made.id) in first["html"].content.decode()


def test_a_report_of_a_day_is_made_of_the_counts_of_that_day(published: Installation) -> None:
    later = made_up.cubes(seed=2)
    publish(published, later, NOW + timedelta(days=30))
    published.clock.move(timedelta(days=31))
    with published.database.transaction() as session:
        old, new, both = (
            generate.read_report(
                session,
                REPORTER,
                generate.make_report(session, published.context, REPORTER, request).id,
            )
            for request in (
                ReportRequest(until=NOW.date()),
                ReportRequest(),
                ReportRequest(since=NOW.date()),
            )
        )
    known = sum(n or 0 for n in later["kinds"].cells.values())
    assert new.figures["coverage.records"].value == both.figures["coverage.records"].value == known
    assert old.figures["coverage.records"].value != known
    assert "coverage.change.kinds" in both.figures
    assert "coverage.change.kinds" not in new.figures


def test_without_published_counts_no_report_is_made(installation: Installation) -> None:
    with installation.database.transaction() as session, pytest.raises(Conflict):
        generate.make_report(session, installation.context, REPORTER, ReportRequest())


def test_since_must_lie_before_until(published: Installation) -> None:
    request = ReportRequest(since=NOW.date(), until=NOW.date())
    with published.database.transaction() as session, pytest.raises(InvalidInput):
        generate.make_report(session, published.context, REPORTER, request)


@pytest.mark.parametrize(
    "role", [Role.CASEWORKER, Role.SUPERVISOR, Role.LIAISON_OFFICER, Role.ADMINISTRATOR]
)
def test_others_make_none(published: Installation, role: Role) -> None:
    with published.database.transaction() as session, pytest.raises(Refused):
        generate.make_report(session, published.context, published.actor(role), ReportRequest())


def test_a_report_that_is_not_there_is_not_found(published: Installation) -> None:
    with published.database.transaction() as session, pytest.raises(NotFound):
        report_runs.read_document(session, REPORTER, uuid4())


def test_making_a_report_is_in_the_audit_log(published: Installation) -> None:
    with published.database.transaction() as session:
        made = generate.make_report(session, published.context, REPORTER, ReportRequest())
    found = published.read_all(select(Audit).where(Audit.action == "make_report"))
    assert [row.subject for row in found] == [made.id]


def test_each_month_a_report_is_made_by_the_schedule(published: Installation) -> None:
    with published.database.transaction() as session:
        assert plan_due(session, published.context) == []
    published.clock.move(timedelta(days=30, minutes=1))
    with published.database.transaction() as session:
        assert "report" in plan_due(session, published.context)
        every = session.get_one(Schedule, "report").every_minutes
    published.work()
    assert published.count(ReportRun) == 1
    assert published.read_all(select(Job.state).where(Job.kind == "report")) == ["done"]
    assert every == 30 * 24 * 60


def test_a_month_without_counts_makes_no_report_and_quarantines_no_job(
    installation: Installation,
) -> None:
    installation.enqueue("report")
    installation.work()
    assert installation.count(ReportRun) == 0
    assert installation.read_all(select(Job.state).where(Job.kind == "report")) == ["done"]


@pytest.mark.late
def test_the_command_makes_lists_shows_and_compares(
    published: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = published.context
    monkeypatch.setenv("HOMEWARD_DATA_DIR", str(context.settings.root))
    if not published.database.is_sqlite:
        pytest.skip("the command opens an embedded installation here")
    monkeypatch.setattr("cli.installation.make_context", lambda _: context)

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["report", *arguments])
        assert done.exit_code == 0, done.output
        return done.output

    first = json.loads(run("feasibility", "--out", str(tmp_path / "a"), "--json"))
    again = run("show", first["run"], "--out", str(tmp_path / "b"))
    for name in first["files"]:
        assert Path(name).read_bytes() == (tmp_path / "b" / Path(name).name).read_bytes()
        assert Path(name).name in again
    older = tmp_path / "older.json"
    benchmark = json.loads(benchmarks.SHIPPED_FILE.read_text("utf-8"))
    benchmark["truth"]["thresholds"] = [
        {**one, "found": one["found"] // 2} for one in benchmark["truth"]["thresholds"]
    ]
    older.write_text(json.dumps(benchmark), "utf-8")
    run("feasibility", "--out", str(tmp_path / "c"), "--benchmarks", str(older), "--form", "csv")
    listed = json.loads(run("list", "--json"))
    assert len(listed) == 2
    changes = {
        one["id"]: one
        for one in json.loads(run("compare", listed[1]["id"], listed[0]["id"], "--json"))
    }
    assert changes["matching.synthetic.recall"]["is_beyond_chance"]
    assert "coverage.records" not in changes


def test_the_analysts_database_role_reads_only_published_counts_and_reports(
    published: Installation,
) -> None:
    if published.database.is_sqlite:
        pytest.skip("the second wall is PostgreSQL's")
    with published.app.transaction(door=DatabaseRole.ANALYST) as session:
        made = generate.make_report(session, published.context, REPORTER, ReportRequest())
        assert generate.read_report(session, REPORTER, made.id).figures


@pytest.mark.late
def test_ten_figures_of_the_report_are_those_of_the_raw_rows(peopled: Installation) -> None:
    """Compared with the registered rows and plain SQL; no code that counts is used."""
    add_acts(peopled)
    decide(peopled, 40)
    night(peopled)
    with peopled.app.transaction(door=DatabaseRole.ANALYST) as session:
        report = generate.read_report(
            session,
            REPORTER,
            generate.make_report(session, peopled.context, REPORTER, ReportRequest()).id,
        )
    found = [*people("found", 60), *people("found", 30), *people("found", 20)]
    missing = 40 + 3 * 12
    with peopled.database.transaction(is_read_only=True) as session:
        erased = session.scalar(select(func.count()).select_from(Tombstone))
        states = collections.Counter(
            session.execute(
                text("SELECT p.state FROM match p JOIN score s ON s.id = p.score_id")
            ).scalars()
        )
        likely = session.scalar(
            text("SELECT count(*) FROM match p JOIN score s ON s.id = p.score_id WHERE s.band >= 2")
        )
        records = session.scalar(text("SELECT count(*) FROM record WHERE status = 'open'"))
    raw = {
        "coverage.records.found": len(found),
        "coverage.records.missing": missing,
        "coverage.state.DE.found": 90,
        "coverage.state.GR.missing": 40,
        "coverage.sex.female.found": sum(row["sex"] == "F" for row in found),
        "coverage.origin.central_south_asia.found": sum(
            row["nationalities"] == "AF" for row in found
        ),
        "quality.agency.DE-JUG.phones": sum("phones" in row for row in found[:60]) / 60,
        "protection.searches.locate_missing.search": 15,
        "protection.disclosures.ordinary.released": 12,
        "protection.erased.DE": erased,
        "coverage.records": records,
        "borders.confirmed_matches": states["confirmed"],
        "work.waiting": states["open"] + states["proposed"],
        "work.candidates": 1000 * (likely or 0) / (records or 1),
    }
    assert states["confirmed"] > 11
    assert states["open"] > 11
    assert {name: report.figures[name].value for name in raw} == pytest.approx(raw, rel=1e-5)
    assert report.figures["protection.deadline.first_review.ordinary.kept"].value == 20
