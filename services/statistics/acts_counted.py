"""Counts of an agency's acts and deadlines: reviews, requests, searches, refusals.

Runs under the role of actors, as that agency. It reads plain columns only; no sealed data is
opened.
"""

from __future__ import annotations

import bisect
import collections
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.disclosure import DisclosurePath, DisclosureState, Urgency
from core.policy.sharing.disclosure import ANSWER_DEADLINES, ASKED_SCOPES, ENDED_STATES
from core.policy.statistics import COUNTED_PERIOD_DAYS
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.data_rights.data_request import DataRequest
from models.disclosure.requests_and_grants import Disclosure, DisclosureStep
from models.matching_runs.match import Match, MatchDecision
from models.oversight.audit import Audit
from models.records.record import Record
from models.search.stored_searches import Search
from services.foundation.context import Context
from services.sharing import notifications
from services.statistics.cell_counts import CellCounts
from services.statistics.definitions import DIMENSION_CODES
from services.statistics.record_codes import value_band

BATCH = 2_000  # rows in memory at a time
MINUTE_BANDS = ((2, "<2"), (5, "2-5"), (15, "5-15"), (60, "15-60"))
HOUR_BANDS = ((1, "1h"), (24, "24h"), (72, "72h"), (15 * 24, "15d"))
# Refused actions that search for people, by their name in the audit log (interface part, route).
SEARCH_ACTIONS = frozenset(
    {
        "person_search.search",
        "person_search.search_batch",
        "person_search.save",
        "batch_match.match",
        "saved_search.save",
        "import_batches.dry_run",
    }
)
# a request that was never released
_REFUSED = (
    DisclosureState.CONSENT_REFUSED,
    DisclosureState.REVOKED,
    DisclosureState.CLOSED,
)


def count_acts(session: Session, context: Context, tally: CellCounts, agency: Agency) -> None:
    """Count an agency's acts."""
    since = context.clock.now() - timedelta(days=COUNTED_PERIOD_DAYS)
    _count_reviews(session, tally, agency, since)
    _count_disclosures(session, tally, agency, context.clock.now())
    _count_deadlines(session, context, tally, agency)
    _count_refusals(session, tally, agency, since)
    notification_kinds = frozenset(DIMENSION_CODES["notification"])
    for kind, n in notifications.count_by_kind(session, agency.id).items():
        tally.add(
            "notifications", (kind if kind in notification_kinds else "other",), (agency.id,), n
        )
    searches = (
        select(Search.channel, Search.purpose, func.count())
        .where(Search.agency_id == agency.id)
        .group_by(Search.channel, Search.purpose)
    )
    tally.add_rows("searches", session.execute(searches), (agency.id,))
    requests = (
        select(DataRequest.kind, DataRequest.state, func.count())
        .join(Record, Record.id == DataRequest.record_id)
        .where(Record.agency_id == agency.id, DataRequest.kind.in_(DIMENSION_CODES["right"]))
        .group_by(DataRequest.kind, DataRequest.state)
    )
    tally.add_rows("rights", session.execute(requests), (agency.id,))


def _count_reviews(session: Session, tally: CellCounts, agency: Agency, since: datetime) -> None:
    """Count decisions by the minutes since the same person last opened the match.

    "unknown" if that was before `since`.
    """
    opened: dict[tuple[int | None, object], list[datetime]] = collections.defaultdict(list)
    reads = select(Audit.user_id, Audit.subject, Audit.at).where(
        Audit.agency_id == agency.id,
        Audit.at > since,
        Audit.action == "read_match",
        Audit.outcome == "done",
    )
    for user_id, subject, at in session.execute(reads.order_by(Audit.id)):
        opened[user_id, subject].append(at)
    decisions = (
        select(MatchDecision.user_id, Match.public_id, MatchDecision.step, MatchDecision.created_at)
        .join(Match, Match.id == MatchDecision.match_id)
        .where(MatchDecision.agency_id == agency.id, MatchDecision.created_at > since)
    )
    for user_id, subject, step, at in session.execute(decisions):
        before = opened.get((user_id, subject), [])
        place = bisect.bisect_right(before, at)
        minutes = (
            value_band((at - before[place - 1]).total_seconds() / 60, MINUTE_BANDS, "60+")
            if place
            else "unknown"
        )
        tally.add_line(("decisions", "review_minutes"), (step, minutes), (agency.id,))


def _count_disclosures(session: Session, tally: CellCounts, agency: Agency, now: datetime) -> None:
    """Count the requests to the agency; both sides know of each request."""
    answers = frozenset(ANSWER_DEADLINES.values())
    asked_scopes, reviewed = (
        _deadlines_met(session, agency, kinds, now)
        for kinds in (answers, frozenset({DeadlineKind.VITAL_REVIEW}))
    )
    of_agency = Disclosure.responsible_agency_id == agency.id
    steps = (
        select(DisclosureStep.disclosure_id, DisclosureStep.state, func.min(DisclosureStep.at))
        .join(Disclosure, Disclosure.id == DisclosureStep.disclosure_id)
        .where(of_agency)
        .group_by(DisclosureStep.disclosure_id, DisclosureStep.state)
    )
    at = {(number, state): first for number, state, first in session.execute(steps)}
    for disclosure in session.scalars(select(Disclosure).where(of_agency)):
        both = (agency.id, disclosure.agency_id)
        end, ended_at = _end(disclosure, at)
        answered = "not_yet"
        if end != "open":
            took = (ended_at or disclosure.requested_at) - disclosure.requested_at
            answered = value_band(took.total_seconds() / 3600, HOUR_BANDS, "later")
        tally.add_line(
            ("disclosure_paths", "disclosures", "answer_times"),
            (disclosure.path, end, answered),
            both,
        )
        if (disclosure.path, end) == (DisclosurePath.VITAL_INTEREST, "released"):
            tally.add(
                "vital_reviews",
                (disclosure.path, end, reviewed.get(disclosure.id, "running")),
                both,
            )
        tally.add(
            "answers_kept",
            (disclosure.path, disclosure.urgency, asked_scopes.get(disclosure.id, "running")),
            both,
        )
        for scope in ASKED_SCOPES:
            is_asked = "yes" if scope in disclosure.asked.split() else "no"
            tally.add("disclosure_scopes", (disclosure.path, scope, is_asked), both)


def _deadlines_met(
    session: Session, agency: Agency, kinds: frozenset[DeadlineKind], now: datetime
) -> dict[int | None, str]:
    deadlines = select(CaseDeadline).where(
        CaseDeadline.agency_id == agency.id, CaseDeadline.kind.in_(sorted(kinds))
    )
    return {
        deadline.disclosure_id: _deadline_outcome(deadline, now)
        for deadline in session.scalars(deadlines)
    }


def _end(
    disclosure: Disclosure, at: dict[tuple[int, str], datetime]
) -> tuple[str, datetime | None]:
    """Return the state of a request and since when; once released it counts as released."""
    if (disclosure.id, DisclosureState.RELEASED) in at:
        return DisclosureState.RELEASED, at[disclosure.id, DisclosureState.RELEASED]
    if disclosure.state in {DisclosureState.WITHDRAWN, DisclosureState.EXPIRED}:
        return disclosure.state, disclosure.ended_at
    if disclosure.state in ENDED_STATES or disclosure.state in _REFUSED:
        refused_at = [
            at[disclosure.id, state] for state in _REFUSED if (disclosure.id, state) in at
        ]
        return "refused_or_revoked", min(refused_at, default=disclosure.ended_at)
    return "open", None


def _deadline_outcome(deadline: CaseDeadline, now: datetime) -> str:
    if (deadline.met_at or now) > deadline.due_at:
        return "missed"
    return "running" if deadline.met_at is None else "kept"


def _count_deadlines(session: Session, context: Context, tally: CellCounts, agency: Agency) -> None:
    deadlines = select(CaseDeadline).where(
        CaseDeadline.agency_id == agency.id,
        CaseDeadline.kind.in_(DIMENSION_CODES["deadline"]),
        func.coalesce(CaseDeadline.ended_by, "") != DeadlineEnd.LAPSED,
    )
    for deadline in session.scalars(deadlines.execution_options(yield_per=BATCH)):
        urgency = Urgency.URGENT if deadline.is_urgent else Urgency.ORDINARY
        tally.add(
            "deadlines",
            (deadline.kind, urgency, _deadline_outcome(deadline, context.clock.now())),
            (agency.id,),
        )


def _count_refusals(session: Session, tally: CellCounts, agency: Agency, since: datetime) -> None:
    rows = select(Audit.action, Audit.outcome, func.count()).where(
        Audit.agency_id == agency.id,
        Audit.at > since,
        Audit.outcome.in_(DIMENSION_CODES["refusal"]),
    )
    for action, outcome, n in session.execute(rows.group_by(Audit.action, Audit.outcome)):
        kind = "search" if action in SEARCH_ACTIONS else "other"
        tally.add("refusals", (kind, outcome), (agency.id,), n)
