"""Repeats of saved searches: notifications about new records that the searcher may know, by
reference.

Hidden records stay hidden. Their responsible agencies get a silent notification, as after any
search. A search that needs no approval because of a report of the actor's agency has no results
while the report is not checked.
"""

from __future__ import annotations

import dataclasses

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.policy.sharing.views import View
from matching import BANDS, RankedResult
from models.agencies.agency import Agency
from models.records.record import Record
from models.search.stored_searches import SavedSearch, Search
from services.foundation import jobs
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.foundation.facts.intake_row import IntakeRow
from services.foundation.jobs import JobTarget
from services.search import case_numbers, ranking, saved_searches, search_log
from services.sharing import notifications, visibility
from services.sharing.notifications import SearchMatch
from services.sharing.visibility import VisibleRecord

NOTIFICATION_BAND = BANDS.index("possible")


@dataclasses.dataclass(frozen=True, slots=True)
class SavedSearchResults:
    """The results of a saved search: `known` to the searcher, and `hidden`, for the responsible
    agencies only.

    `unchecked` is the report of a search that was not run, because the report is no longer checked.
    `unchecked` is None for a search that was run.
    """

    known: tuple[Record, ...]
    hidden: tuple[SearchMatch, ...]
    unchecked: Record | None = None


def plan_repeats(session: Session, context: Context) -> None:
    """Enqueue a repeat of every running saved search."""
    active = select(SavedSearch.search_id).where(saved_searches.is_running(context.clock.now()))
    jobs.enqueue(
        session,
        context,
        JobKind.SAVED_SEARCH,
        [JobTarget(search_id=search_id) for search_id in session.scalars(active)],
    )


def new_results(session: Session, context: Context, search_id: int) -> SavedSearchResults:
    """Repeat a saved search, for the worker; no results if it has ended."""
    search = session.get_one(Search, search_id)
    active = select(SavedSearch.id).where(SavedSearch.search_id == search_id)
    if (
        session.scalar(active.where(saved_searches.is_running(context.clock.now())).limit(1))
        is None
    ):
        return SavedSearchResults((), ())
    body = search_log.open_entry(session, context, search)
    report_id = body.get("report")
    if report_id is not None and not case_numbers.is_checked_report(session, report_id):
        return SavedSearchResults((), (), session.get_one(Record, report_id))
    person = person_view.person_of_query(IntakeRow.read(body["facts"]))
    ranked = ranking.compare_candidates(session, context, person)
    strong = set(ranked.strong())
    agency = session.get_one(Agency, search.agency_id)
    actor = visibility.agency_actor(agency, acting_state=search.acting_state)
    seen = visibility.records_with_view(session, actor, now=context.clock.now(), ids=ranked.ids)
    fresh = [
        visible
        for visible in seen
        if not visible.is_responsible and visible.record.public_id.hex not in body["shown"]
    ]
    known_results = ranked.known_to([visible for visible in fresh if visible.view > View.NONE])
    # The notifications carry no band: a link has none, and each new band would cause another
    # notification.
    return SavedSearchResults(
        tuple(
            visible.record
            for visible in fresh
            if (result := known_results.get(visible.record.id)) and _is_notified(visible, result)
        ),
        tuple(
            SearchMatch(visible.record, BANDS.index(ranking.STRONG))
            for visible in fresh
            if visible.view is View.NONE and visible.record.id in strong
        ),
    )


def _is_notified(seen: VisibleRecord, result: RankedResult) -> bool:
    """Return whether the searcher gets a notification: for a link, or from band
    `NOTIFICATION_BAND`."""
    return seen.view is View.LINK or BANDS.index(result.band) >= NOTIFICATION_BAND


def notify_of_results(
    session: Session, context: Context, search_id: int, repeat: SavedSearchResults
) -> int:
    """Notify the searcher of known records and the responsible agencies of hidden ones, once each.

    If the report of the search is no longer checked, notify the searcher once. Return the number of
    notifications written.
    """
    search = session.get_one(Search, search_id)
    if repeat.unchecked is not None:
        return notifications.notify_agency(
            session,
            context,
            search.agency_id,
            kind=NotificationKind.SAVED_SEARCH_STOPPED,
            record=repeat.unchecked,
            search_id=search_id,
        )
    notified = 0
    for record in repeat.known:
        notified += notifications.notify_agency(
            session,
            context,
            search.agency_id,
            kind=NotificationKind.SAVED_SEARCH_RESULT,
            record=record,
            search_id=search_id,
        )
    return notified + notifications.notify_of_search(session, context, search_id, repeat.hidden)
