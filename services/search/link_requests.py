"""Requests from a link of a search: the searcher asks the responsible agency for contact or
disclosure, the responsible agency decides.

A request opens no fact. After "accepted" the asker telephones, or requests a disclosure: this needs
a report of the actor's agency, a confirmed match, then the request of
`services.disclosure.requests`.
"""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field
from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from core.codes.approvals import ApprovalState
from core.codes.case import DeadlineKind
from core.codes.link_requests import LinkRequestKind, LinkRequestState
from core.codes.notifications import NotificationKind
from core.errors import Conflict, InvalidInput, LimitReached, NotFound, require_code, require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.sharing.link_requests import (
    ANSWER_HOURS,
    EXPIRE_DAYS,
    MAX_LENGTH,
    NEXT_STEPS,
    PER_PERSON_A_DAY,
    REFUSAL_REASONS,
    REMOVE_DAYS,
    SEARCH_DAYS,
    LinkRequestSide,
    is_told_at_once,
    may_step,
    shown_state,
)
from core.published import published
from core.refusals import Refusal
from core.security.crypto import SealPlace
from models.agencies.agency import Agency
from models.case.deadline import CaseDeadline
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.search.link_request import LinkRequest
from models.search.stored_searches import Search
from models.sql import locks
from models.sql.locks import Lock
from services.case import deadlines
from services.case.deadlines import DeadlineSubject
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import free_text_screening
from services.foundation.limits import rate_limits
from services.records import register
from services.search import search_log
from services.sharing import contact_desks, events, notifications, visibility
from services.sharing.notifications import NotificationSubject
from services.sharing.visibility import VisibleRecord

KEY_SCOPE = "link_request"
PAGE = 100


@published(
    examples=[
        {
            "record": "3f1c9a52-6d0e-4b51-9f0a-8f4f5d1f7c11",
            "kind": "contact",
            "reason": "We look for her brother too.",
            "own_record": None,
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class LinkRequestForm:
    """A request to the responsible agency of a record that the search showed, with its reason.

    `own_record` is the asker's own report about the person. If it is null, the report to which the
    search is linked counts, if there is one.
    """

    record: UUID
    kind: LinkRequestKind
    reason: Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]
    own_record: UUID | None = None


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class LinkRequestView:
    """A request as one side reads it.

    A refusal because of the person looks to the asker like no answer: `asked` until the request
    ends, then `ended`. The reason of any other refusal is told at once. `is_responsible`: you read
    it as the responsible agency of the record. `record` is null if the reader does not see the
    record any more.
    `own_record` is the asker's own report. It is null for the responsible agency, and if there is
    none. `desk` is the one that the view of the record permits. `next_step` is "" until the request
    is accepted.
    `called_at`: when the relay desk last telephoned for the asker, null if it did not.
    `is_reached`: whether it reached the desk.
    """

    id: UUID
    is_responsible: bool
    record: UUID | None
    own_record: UUID | None
    kind: LinkRequestKind
    purpose: str
    reason: str
    asker: str
    asker_state: str
    desk: str
    state: str
    refusal: str
    next_step: str
    asked_at: datetime
    due_at: datetime
    called_at: datetime | None
    is_reached: bool | None


def request_place(public_id: UUID) -> SealPlace:
    """Return where the sealed reason of a request is stored."""
    return SealPlace("link_request", public_id, FieldClass.F4B.value, 1)


def ask(
    session: Session, context: Context, actor: Actor, search_id: UUID, form: LinkRequestForm
) -> UUID:
    """Ask the responsible agency of a record that the actor's search showed; return the id of the
    request. Audited.

    Raise `NotFound` for a search that is not the actor's or too old, and for a record that it did
    not show or that the actor does not see any more. Raise `Conflict` if a bar keeps the own record
    from the responsible agency, while the search waits for
    its signature, after a refusal of the signature, and while an earlier request of the agency
    waits for its answer. Raise `InvalidInput` for an unknown kind, and for a reason that is too
    long or contains contact details.
    """
    require(actor, Action.ASK_FROM_LINK)
    require_code("kind", form.kind, list(LinkRequestKind))
    if len(form.reason) > MAX_LENGTH:
        raise InvalidInput("reason", "too_long")
    free_text_screening.check_text(form.reason, (), field="reason")
    free_text_screening.check_no_contact(form.reason, field="reason")
    search = _own_search(session, context, actor, search_id)
    result = _shown_result(session, context, actor, search, form.record)
    signature = search_log.signature_of(session, search)
    if signature is not None and signature.state == ApprovalState.WAITING:
        raise Conflict(Refusal.LINK_OF_UNAPPROVED_SEARCH)
    own_id = search.bound_record_id
    if form.own_record is not None:
        own_id = register.require_own_record(
            session, context, actor, form.own_record, Action.READ_OWN
        ).record.id
    if own_id is not None:
        _check_not_kept_from(session, context, own_id, result.record.agency_id)
    _check_limits(session, context, actor, result.record.id)
    now = context.clock.now()
    public_id = uuid4()
    key = data_keys.make_data_key(
        session, context.keys, subject=public_id, scope=KEY_SCOPE, now=now
    )
    session.add(
        LinkRequest(
            public_id=public_id,
            record_id=result.record.id,
            search_id=search.id,
            own_record_id=own_id,
            agency_id=actor.agency_id,
            user_id=actor.user_id,
            acting_state=actor.state,
            kind=form.kind,
            purpose=search.purpose,
            state=LinkRequestState.ASKED,
            sealed=data_keys.seal_json(key, form.reason.strip(), request_place(public_id)),
            asked_at=now,
            due_at=now + timedelta(hours=ANSWER_HOURS),
        )
    )
    session.flush()
    _notify_responsible_agency(session, context, result.record)
    _note(session, context, actor, "ask_from_link", public_id, [result])
    return public_id


def _check_not_kept_from(session: Session, context: Context, own_id: int, agency_id: int) -> None:
    """Raise `Conflict` if a bar keeps the asker's record from the agency that would be asked.

    The request would reveal to this agency that the record exists, and its responsible agency.
    """
    with database_roles.as_role(session, DatabaseRole.WORKER):
        responsible = visibility.agency_actor(session.get_one(Agency, agency_id))
        now = context.clock.now()
        (own,) = visibility.records_with_view(session, responsible, now=now, ids=[own_id])
    if own.is_barred:
        raise Conflict(Refusal.OTHER_SIDE_IS_BARRED)


def list_requests(session: Session, context: Context, actor: Actor) -> list[LinkRequestView]:
    """Return the requests about the actor's own records, and those that the actor made. Audited.

    At most `PAGE`, newest first.
    """
    require(actor, Action.ASK_FROM_LINK)
    now = context.clock.now()
    asker = aliased(Agency)
    rows = session.execute(
        select(LinkRequest, asker)
        .join(asker, asker.id == LinkRequest.agency_id)
        .outerjoin(Record, Record.id == LinkRequest.record_id)
        .outerjoin(Agency, Agency.id == Record.agency_id)
        .where(
            or_(
                visibility.of_own_agency(actor, now),
                and_(
                    LinkRequest.user_id == actor.user_id, LinkRequest.agency_id == actor.agency_id
                ),
            )
        )
        .order_by(LinkRequest.id.desc())
        .limit(PAGE)
    ).all()
    ids = [request.record_id for request, _ in rows] or [0]
    seen = {
        visible.record.id: visible
        for visible in visibility.visible_records(session, actor, now=now, ids=ids)
    }
    own = {
        row.id: row.public_id
        for row in session.execute(
            select(Record.id, Record.public_id).where(
                Record.id.in_([request.own_record_id for request, _ in rows]),
                Record.agency_id == actor.agency_id,
            )
        )
    }
    keys = data_keys.open_data_keys(
        session, context.keys, [request.public_id for request, _ in rows]
    )
    called = dict(
        zip(
            seen,
            contact_desks.contact_desks(session, context, list(seen.values())),
            strict=True,
        )
    )
    asker_desks = contact_desks.desks_of_agencies(
        session, NotificationKind.LINK_REQUEST, [agency for _, agency in rows]
    )
    _note(session, context, actor, "list_link_requests", None, list(seen.values()))
    views = []
    for request, agency in rows:
        visible = seen.get(request.record_id)
        is_responsible = visible is not None and visible.is_responsible
        desk = called.get(request.record_id)
        views.append(
            _view(
                request,
                visible,
                reason=_reason(request, keys.get(request.public_id)),
                asker=agency.name,
                desk=asker_desks.get(agency.id, "")
                if is_responsible
                else ("" if desk is None else desk.desk),
                own_record=own.get(request.own_record_id or 0),
            )
        )
    return views


def decide(
    session: Session, context: Context, actor: Actor, request_id: UUID, *, refusal: str
) -> None:
    """Accept or refuse a request about a record of the actor's agency. `refusal` is a code of
    `REFUSAL_REASONS`, or "" to accept. Audited.

    The asker gets a notification, except of a refusal because of the person, and while the record
    is hidden from its agency. The request then ends for the asker as one without an answer does
    (`end_overdue`). Raise `InvalidInput` for an unknown `refusal`, `NotFound` for a record of
    another agency, and `Conflict` for a request that was decided or has ended.
    """
    require(actor, Action.DECIDE_LINK_REQUEST)
    if refusal:
        require_code("refusal", refusal, sorted(REFUSAL_REASONS))
    now = context.clock.now()
    request = require_found(
        session.scalar(
            select(LinkRequest)
            .join(Record, Record.id == LinkRequest.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(LinkRequest.public_id == request_id, visibility.of_own_agency(actor, now))
        ),
        "no such request",
    )
    act = "refuse" if refusal else "accept"
    if not may_step(request.state, act, LinkRequestSide.RESPONSIBLE):
        raise Conflict(Refusal.LINK_REQUEST_IS_DECIDED)
    request.state = LinkRequestState.REFUSED if refusal else LinkRequestState.ACCEPTED
    request.refusal = refusal or None
    request.decided_by = actor.user_id
    if is_told_at_once(refusal) and _may_asker_learn(session, context, request):
        request.ended_at = now
        _notify_asker(session, context, request.agency_id, request.record_id, request.search_id)
    (own,) = visibility.visible_records(session, actor, now=now, ids=[request.record_id])
    _complete(session, context, request.record_id)
    _note(session, context, actor, "decide_link_request", request_id, [own])


def withdraw(session: Session, context: Context, actor: Actor, request_id: UUID) -> None:
    """Withdraw a request that the actor made and that has not ended for the actor. Audited.

    Raise `NotFound` for another person's request, and `Conflict` for a request that was decided or
    has ended.
    """
    require(actor, Action.ASK_FROM_LINK)
    request = require_found(
        session.scalar(
            select(LinkRequest).where(
                LinkRequest.public_id == request_id,
                LinkRequest.user_id == actor.user_id,
                LinkRequest.agency_id == actor.agency_id,
            )
        ),
        "no such request",
    )
    if not may_step(_state(request, is_responsible=False), "withdraw", LinkRequestSide.ASKER):
        raise Conflict(Refusal.LINK_REQUEST_IS_DECIDED)
    request.state, request.ended_at = LinkRequestState.WITHDRAWN, context.clock.now()
    _complete(session, context, request.record_id)
    seen = visibility.visible_records(
        session, actor, now=context.clock.now(), ids=[request.record_id]
    )
    _note(session, context, actor, "withdraw_link_request", request_id, seen)


def store_call(
    session: Session, context: Context, request_id: UUID, *, record_id: int, is_reached: bool
) -> None:
    """Store a call of the relay desk about a record, for the asker of a request that has not ended.

    No effect if there is no such request, and if its asker may not learn of an answer now. The
    caller has entered the worker's role.
    """
    agency_id = session.scalar(
        select(LinkRequest.agency_id).where(
            LinkRequest.public_id == request_id,
            LinkRequest.record_id == record_id,
            LinkRequest.ended_at.is_(None),
        )
    )
    if agency_id is None or not events.may_agency_learn(
        session, context, NotificationKind.LINK_REQUEST_DECIDED, agency_id, record_id=record_id
    ):
        return
    called = {"called_at": context.clock.now(), "is_reached": is_reached}
    session.execute(update(LinkRequest).where(LinkRequest.public_id == request_id).values(called))


def end_overdue(session: Session, context: Context) -> None:
    """End requests whose asker learned no answer, with a notification to the asker. Remove those
    that ended long ago, with their keys. For workers.

    A decision that the asker did not learn ends at the same time as no answer, with the same
    notification. So does an acceptance while the record was hidden.
    """
    now = context.clock.now()
    late = session.execute(
        select(
            LinkRequest.id, LinkRequest.record_id, LinkRequest.agency_id, LinkRequest.search_id
        ).where(
            LinkRequest.ended_at.is_(None),
            LinkRequest.asked_at <= now - timedelta(days=EXPIRE_DAYS),
        )
    ).all()
    ends = update(LinkRequest).where(LinkRequest.id.in_([row.id for row in late]))
    unanswered = LinkRequest.state.in_((LinkRequestState.ASKED, LinkRequestState.ACCEPTED))
    session.execute(ends.where(unanswered).values(state=LinkRequestState.EXPIRED))
    session.execute(ends.values(ended_at=now))
    for row in late:
        _notify_asker(session, context, row.agency_id, row.record_id, row.search_id)
        _complete(session, context, row.record_id)
    old = session.execute(
        select(LinkRequest.id, LinkRequest.public_id).where(
            LinkRequest.ended_at <= now - timedelta(days=REMOVE_DAYS)
        )
    ).all()
    session.execute(delete(LinkRequest).where(LinkRequest.id.in_([row.id for row in old])))
    for ended in old:
        data_keys.destroy_data_key(session, ended.public_id)


def is_unsigned(session: Session, context: Context, actor: Actor, search_id: UUID) -> bool:
    """Return whether the actor's search waits for its approval: it cannot be asked from.

    Raise `NotFound` for a search that is not the actor's or too old.
    """
    search = _own_search(session, context, actor, search_id)
    signature = search_log.signatures(session, [search.public_id]).get(search.public_id)
    return signature is not None and signature.state == ApprovalState.WAITING


def _own_search(session: Session, context: Context, actor: Actor, search_id: UUID) -> Search:
    return require_found(
        session.scalar(
            select(Search).where(
                Search.public_id == search_id,
                Search.user_id == actor.user_id,
                Search.agency_id == actor.agency_id,
                Search.acting_state == actor.state,
                Search.at > context.clock.now() - timedelta(days=SEARCH_DAYS),
            )
        ),
        "no such result",
    )


def _shown_result(
    session: Session, context: Context, actor: Actor, search: Search, record_id: UUID
) -> VisibleRecord:
    """Return a record of another agency that a search showed and that the actor still sees."""
    is_shown = record_id.hex in search_log.open_entry(session, context, search)["shown"]
    seen = visibility.visible_records(
        session, actor, now=context.clock.now(), public_ids=[record_id]
    )
    if (
        not is_shown
        or not seen
        or seen[0].is_responsible
        or seen[0].record.agency_id == actor.agency_id
    ):
        raise NotFound("no such result")
    return seen[0]


def _check_limits(session: Session, context: Context, actor: Actor, record_id: int) -> None:
    locks.take_lock(session, Lock.QUOTA, actor.user_id or 0)
    waiting = select(LinkRequest.id).where(
        LinkRequest.record_id == record_id,
        LinkRequest.agency_id == actor.agency_id,
        LinkRequest.ended_at.is_(None),
    )
    if session.scalar(waiting.limit(1)) is not None:
        raise Conflict(Refusal.LINK_REQUEST_WAITS)
    now = context.clock.now()
    freed_at = rate_limits.freed_at(
        session,
        LinkRequest.asked_at,
        LinkRequest.user_id == actor.user_id,
        most=PER_PERSON_A_DAY,
        window=timedelta(days=1),
        now=now,
    )
    if freed_at is not None:
        raise LimitReached(
            "too many requests in a day", retry_after_s=rate_limits.wait_s(freed_at, now)
        )


def _notify_responsible_agency(session: Session, context: Context, record: Record) -> None:
    """Notify the responsible agency and start its deadline, as a worker, because the rows are the
    responsible agency's.
    """
    with database_roles.as_role(session, DatabaseRole.WORKER):
        about = NotificationSubject(record.agency_id, record.id)
        if notifications.notify_of_event(
            session, context, about, kind=NotificationKind.LINK_REQUEST
        ):
            deadlines.start_deadline(
                session,
                context,
                DeadlineKind.ANSWER_LINK_REQUEST,
                DeadlineSubject(record.agency_id, record.state, record.id),
                hours=ANSWER_HOURS,
                is_urgent=False,
            )


def _may_asker_learn(session: Session, context: Context, request: LinkRequest) -> bool:
    return events.may_agency_learn(
        session,
        context,
        NotificationKind.LINK_REQUEST_DECIDED,
        request.agency_id,
        record_id=request.record_id,
    )


def _notify_asker(
    session: Session, context: Context, agency_id: int, record_id: int, search_id: int
) -> None:
    notifications.notify_once(
        session,
        context,
        NotificationSubject(agency_id, record_id),
        kind=NotificationKind.LINK_REQUEST_DECIDED,
        search_id=search_id,
    )


def _complete(session: Session, context: Context, record_id: int) -> None:
    """End the deadline to answer, if no request about the record waits."""
    session.flush()
    with database_roles.as_role(session, DatabaseRole.WORKER):
        waiting = select(LinkRequest.id).where(
            LinkRequest.record_id == record_id, LinkRequest.state == LinkRequestState.ASKED
        )
        session.execute(
            update(CaseDeadline)
            .where(
                CaseDeadline.kind == DeadlineKind.ANSWER_LINK_REQUEST,
                CaseDeadline.record_id == record_id,
                CaseDeadline.met_at.is_(None),
                ~waiting.exists(),
            )
            .values(met_at=context.clock.now())
        )


def _state(request: LinkRequest, *, is_responsible: bool) -> str:
    return shown_state(
        request.state, is_responsible=is_responsible, has_ended=request.ended_at is not None
    )


def _is_reason_known(request: LinkRequest) -> bool:
    """Return whether the asker learned the reason of a refusal: it ended the request at once."""
    ends_at = request.asked_at + timedelta(days=EXPIRE_DAYS)
    is_early = request.ended_at is not None and request.ended_at < ends_at
    is_refused = request.state == LinkRequestState.REFUSED
    return is_early and is_refused and REFUSAL_REASONS.get(request.refusal or "", False)


def _reason(request: LinkRequest, key: bytes | None) -> str:
    if key is None:
        return ""
    return str(data_keys.unseal_json(key, request.sealed, request_place(request.public_id)))


def _view(
    request: LinkRequest,
    seen: VisibleRecord | None,
    *,
    reason: str,
    asker: str,
    desk: str,
    own_record: UUID | None,
) -> LinkRequestView:
    is_responsible = seen is not None and seen.is_responsible
    state = _state(request, is_responsible=is_responsible)
    is_accepted = state == LinkRequestState.ACCEPTED and seen is not None and not is_responsible
    kind = LinkRequestKind(request.kind)
    next_step = NEXT_STEPS[kind, request.own_record_id is not None]
    return LinkRequestView(
        id=request.public_id,
        is_responsible=is_responsible,
        record=None if seen is None else seen.record.public_id,
        own_record=own_record,
        kind=kind,
        purpose=request.purpose,
        reason=reason,
        asker=asker,
        asker_state=request.acting_state,
        desk=desk,
        state=state,
        refusal=(request.refusal or "") if is_responsible or _is_reason_known(request) else "",
        next_step=next_step if is_accepted else "",
        asked_at=request.asked_at,
        due_at=request.due_at,
        called_at=request.called_at,
        is_reached=request.is_reached,
    )


def _note(
    session: Session,
    context: Context,
    actor: Actor,
    action: str,
    subject: UUID | None,
    seen: list[VisibleRecord],
) -> None:
    shown = tuple(
        audit_log.ShownRecord(visible.record.public_id, (FieldClass.F0,)) for visible in seen
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent(action, subject=subject, records=shown)
    )
