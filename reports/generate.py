"""Make a report of the published counts and store it; read a stored report."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from core.errors import Conflict, InvalidInput
from core.policy.actions import Action
from reports import benchmarks, render
from reports.assumptions import ReportInputs
from reports.benchmarks import Benchmarks
from reports.counts import PublishedCounts
from reports.feasibility import build_report
from reports.figures import Report, from_json
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.statistics import report_runs
from services.statistics.published import newest_publications
from services.statistics.report_runs import ReportRunView


@dataclasses.dataclass(frozen=True, slots=True)
class ReportRequest:
    """The parameters of a report.

    `until`: use the newest counts up to the end of this day. `since`: compare with the counts of
    this day. `benchmarks`: None uses those shipped; `older` ones are for comparing engines.
    `options` is a comparison of options.
    """

    since: date | None = None
    until: date | None = None
    benchmarks: Benchmarks | None = None
    older: Sequence[Benchmarks] = ()
    options: Mapping[str, Any] | None = None


def make_report(
    session: Session, context: Context, actor: Actor, request: ReportRequest
) -> ReportRunView:
    """Make a report and store it.

    Raise Conflict if no counts are published yet, InvalidInput if `since` is not before `until`.
    """
    require(actor, Action.MAKE_REPORT)
    date_ranges.check_dates(context.clock.now(), since=request.since, until=request.until)
    if request.since and request.until and request.since >= request.until:
        raise InvalidInput("since", "not_before_until")
    since, until = (None if day is None else _end_of(day) for day in (request.since, request.until))
    cubes = newest_publications(session, at=until)
    if not cubes:
        raise Conflict(
            "no counts are published yet; they are published each night, so try again tomorrow"
        )
    before = None if since is None else PublishedCounts(newest_publications(session, at=since))
    used = request.benchmarks or benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE)
    run = ReportRunView(
        id=uuid4(),
        made_at=context.clock.now(),
        since=since,
        until=until,
        counted_at=max(cube.counted_at for cube in cubes.values()),
        engine_version=context.engine.version,
        benchmarks_digest=used.digest,
    )
    inputs = ReportInputs(PublishedCounts(cubes), used, before, request.older, request.options)
    report = build_report(inputs, _about(run, used))
    report_runs.store_report(session, context, actor, run, render.render_json(report))
    return run


def read_report(session: Session, actor: Actor, public_id: UUID) -> Report:
    """Return a stored report unchanged."""
    return from_json(json.loads(report_runs.read_document(session, actor, public_id)))


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _about(run: ReportRunView, used: Benchmarks) -> dict[str, str]:
    about = {
        "Run": str(run.id),
        "Made": f"{run.made_at:%Y-%m-%d %H:%M} UTC",
        "Counted": f"{run.counted_at:%Y-%m-%d %H:%M} UTC",
        "Compared with": "" if run.since is None else f"the counts of {run.since:%Y-%m-%d}",
        "Until": "" if run.until is None else f"{run.until:%Y-%m-%d}",
        "Engine of this store": run.engine_version,
        "Engine of the benchmarks": used.engine_version,
        "Benchmarks": f"{used.measured_at}, digest {used.digest}",
    }
    if run.engine_version != used.engine_version:
        about["Beware"] = "the benchmarks were measured with another engine than this store's"
    return {name: value for name, value in about.items() if value}
