"""Feasibility reports: requests, lists and differences."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.schemas.common import Answer, PlainAnswer, RequestBody
from reports.generate import ReportRequest
from services.statistics.report_runs import ReportRunView


class ReportIn(RequestBody, examples=[{"since": "2026-01-31", "until": "2026-02-28"}]):
    """The newest counts until the end of the day `until`, compared with those at the end of
    `since`.

    If `until` is null, the newest counts of all are used. If `since` is null, nothing is compared.
    """

    since: date | None = None
    until: date | None = None

    def request(self) -> ReportRequest:
        """Return the request, with the benchmarks of this version."""
        return ReportRequest(since=self.since, until=self.until)


class ReportList(Answer):
    """The newest reports."""

    reports: list[ReportRunView]


class FigureChange(PlainAnswer):
    """A figure that differs between two reports, with both values.

    `is_beyond_chance`: both values have intervals, and the intervals do not overlap.
    """

    id: str
    definition: str
    earlier: str
    later: str
    is_beyond_chance: bool


class ReportChanges(Answer):
    """The differences from an earlier report."""

    earlier: UUID
    changes: list[FigureChange]
