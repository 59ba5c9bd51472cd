"""Home: pending work of the signed-in person, deadlines first."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep, SignedIn, allow
from api.routes.case import deadlines, sealed_messages
from api.routes.disclosure import requests_and_grants
from api.routes.matching_runs import runs
from api.routes.operations import quarantine, system_status
from api.routes.oversight import alert_list, approvals
from api.routes.records import notifications, register
from api.routes.records.register import Listing
from api.routes.review import matches
from api.routes.search import link_requests
from api.schemas.operations.work import NotificationOut
from api.web import render
from api.web.gettext_marker import N_
from api.web.pages.disclosure.requests_and_grants import dangers_in
from core.codes.approvals import ApprovalKind
from core.codes.link_requests import LinkRequestState
from core.codes.notifications import NotificationKind
from core.policy.actions import Action, scope
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.case.sightings import SIGHTING_PROCESS
from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.data_rights import DATA_REQUEST_PROCESS
from core.policy.exchange import EXPORT_PROCESS
from core.policy.imports import IMPORT_PROCESS
from core.policy.review import MATCH_PROCESS
from core.policy.sharing.disclosure import DANGER_NOTIFICATIONS
from core.policy.sharing.disclosure_steps import ASKED_PROCESS, DISCLOSURE_PROCESSES
from services.approval_decisions import tasks
from services.foundation.actor import Actor
from services.foundation.process_steps import Task

router = APIRouter()

FEW = 8  # lines of each list; all lines are on the page of the list

_REQUESTS = ("/disclosures", N_("Disclosures"))
# A process, or a process and an act -> the page where its tasks are done, and their name.
TASK_PAGES: dict[str | tuple[str, str], tuple[str, str]] = {
    **{process.name: _REQUESTS for process in (*DISCLOSURE_PROCESSES.values(), ASKED_PROCESS)},
    CONSENT_PROCESS.name: ("/records/{record}/consents", N_("Consents to complete")),
    TRANSFER_PROCESS.name: ("/transfers", N_("Transfers to decide")),
    SIGHTING_PROCESS.name: ("/records/{record}/sightings", N_("Sightings to accept or reject")),
    DATA_REQUEST_PROCESS.name: ("/rights", N_("Data protection requests")),
    EXPORT_PROCESS.name: ("/exports", N_("Approved exports to read")),
    IMPORT_PROCESS.name: ("/imports", N_("Uploaded files to import")),
    MATCH_PROCESS.name: ("/matches?state=confirmed", N_("Confirmed matches to follow up")),
    (MATCH_PROCESS.name, "confirm"): ("/matches?state=proposed", N_("Proposed matches to confirm")),
    (MATCH_PROCESS.name, "undo"): (
        "/matches/{subject}",
        N_("Proposed undoing of a match to decide"),
    ),
    (MATCH_PROCESS.name, "review"): ("/matches/{subject}", N_("Decided match to review")),
    (MATCH_PROCESS.name, "propose"): ("/matches", N_("Possible matches to review")),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Waiting:
    """Pending work: its number, kind and page."""

    path: str
    words: str
    count: int


@router.get("/", name="show")
def show_home(
    request: Request, session: SessionDep, context: ContextDep, actor: SignedIn
) -> Response:
    """Show the pending work that the role permits.

    Lists of deadlines, notifications, matches, records, alerts, runs and failed jobs show at most
    `FEW` entries. An administrator also gets the queues and the missing desks.
    """

    def may(action: Action) -> bool:
        return scope(action, actor.role) is not None

    asked = (
        requests_and_grants.list_disclosures(session, context, actor, None).disclosures
        if may(Action.ASK_DISCLOSURE)
        else []
    )
    due = tasks.list_tasks(session, context, actor)
    status = (
        system_status.read_system_status(session, context, actor) if may(Action.MANAGE) else None
    )
    return render.render_page(
        request,
        "home.html",
        now=context.clock.now(),
        missing_desks=[] if status is None else status.missing_desks,
        dangers=dangers_in(asked, actor.role),
        waiting=[work for work in _waiting(session, context, actor, may, due) if work.count],
        between_agencies=deadlines.list_deadlines(
            session, context, actor, "agencies", limit=FEW
        ).deadlines
        if may(Action.SEE_DEADLINES)
        else [],
        deadlines=deadlines.list_deadlines(session, context, actor, "records", limit=FEW).deadlines
        if may(Action.CASE_DEADLINES)
        else [],
        notifications=_acts_first(
            notifications.list_notifications(session, context, actor).notifications
        )[:FEW]
        if may(Action.READ_NOTIFICATIONS)
        else [],
        matches=matches.list_matches(session, context, actor, limit=FEW).matches
        if may(Action.PROPOSE_DECISION)
        else [],
        records=register.list_records(session, context, actor, Listing(limit=FEW)).records
        if may(Action.READ_OWN)
        else [],
        alerts=alert_list.list_alerts(session, context, actor).alerts[:FEW]
        if may(Action.SEE_ALERTS)
        else [],
        runs=runs.list_matching_runs(session, context, actor).runs[:FEW] if may(Action.RUN) else [],
        given_up=quarantine.list_failed_jobs(session, actor).jobs[:FEW] if may(Action.RUN) else [],
        queues=[] if status is None else status.queues,
    )


def _acts_first(listed: list[NotificationOut]) -> list[NotificationOut]:
    """Return the notifications with the unread ones of a danger to life first, then those that ask
    to delete copies: only here their reader confirms it.
    """

    def rank(notification: NotificationOut) -> int:
        if notification.is_read:
            return 2
        is_deletion = notification.kind == NotificationKind.MISSING_FROM_CARE_WITHDRAWN
        return 0 if notification.kind in DANGER_NOTIFICATIONS else 1 if is_deletion else 2

    return sorted(listed, key=rank)


def _waiting(
    session: SessionDep,
    context: ContextDep,
    actor: Actor,
    may: Callable[[Action], bool],
    due: list[Task],
) -> Iterator[Waiting]:
    """Yield the work of this role from the first page of each list, with the number pending.

    `due` are the tasks of the actor. A task that is an approval is counted as one only.
    """
    decided: set[UUID] = set()
    if may(Action.READ_MESSAGES):
        received = sealed_messages.list_received_messages(session, context, actor).messages
        unread = sum(message.read_at is None for message in received)
        yield Waiting("/sealed-messages", N_("Sealed messages to read"), unread)
    if may(Action.DECIDE_LINK_REQUEST):
        asked_after_search = link_requests.list_link_requests(session, context, actor).requests
        undecided = sum(
            request.is_responsible and request.state == LinkRequestState.ASKED
            for request in asked_after_search
        )
        yield Waiting("/link-requests", N_("Requests after a search"), undecided)
    if may(Action.SEE_APPROVALS):
        waiting = approvals.list_approvals(session, context, actor).approvals
        decided = {approval.subject for approval in waiting if approval.actions[0].allowed}
        yield Waiting("/approvals", N_("Approvals to decide"), len(decided))
        unsent = sum(
            approval.is_own and approval.kind == ApprovalKind.MISSING_FROM_CARE_WAITS
            for approval in waiting
        )
        yield Waiting("/approvals", N_("Children missing from care: not sent yet"), unsent)
    yield from _of_tasks(task for task in due if task.subject not in decided)


def _of_tasks(due: Iterable[Task]) -> Iterator[Waiting]:
    """Yield the tasks by their pages, with their number on each page."""
    counted = Counter(
        (path.format(record=task.record, subject=task.subject), words)
        for task in due
        for path, words in [TASK_PAGES.get((task.process, task.act)) or TASK_PAGES[task.process]]
    )
    for (path, words), count in counted.items():
        yield Waiting(path, words, count)


@router.post("/notifications/{notification_id}/read", name="mark_read")
def mark_notification_read(
    notification_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: Annotated[Actor, allow(Action.MARK_NOTIFICATIONS)],
) -> Response:
    """Mark a notification as read."""
    notifications.mark_notification_read(notification_id, session, context, actor)
    return render.redirect_after_post("/", done="read")
