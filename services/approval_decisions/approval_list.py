"""Decide approvals as the second person, list them, and end those whose time is over."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.disclosure import DisclosurePath
from core.errors import Conflict, require_found
from core.policy.actions import Action
from core.policy.approvals import ACCESS_KINDS, APPROVALS, AtExpiry
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.sharing.disclosure_steps import DISCLOSURE_PROCESSES
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.agencies.user import UserAccount
from models.oversight.approval import Approval
from models.records.record import Record
from services.agencies import access_requests
from services.approval_decisions import tasks
from services.approval_decisions.effects import EFFECTS
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision, Description
from services.foundation import actor_database_role, audit_log
from services.foundation.actor import Actor, permitted_scope, require
from services.foundation.context import Context
from services.records import register
from services.review import match_lists

PAGE = 50
MATCH_DECISION = "match_decision"  # the kind of a line of a match, which has no approval
# process and act of other second steps without an approval -> kind of the line, and page
_SECOND_STEPS = {
    (CONSENT_PROCESS.name, "witness"): ("consent_witness", "/records/{record}/consents"),
    (DISCLOSURE_PROCESSES[DisclosurePath.ORDINARY].name, "approve"): (
        "disclosure_approval",
        "/disclosures/{subject}",
    ),
    (DISCLOSURE_PROCESSES[DisclosurePath.VITAL_INTEREST].name, "review_after"): (
        "disclosure_review",
        "/disclosures/{subject}",
    ),
}
# the kinds of lines without an approval
LINES_OF_STEPS = (MATCH_DECISION, *(kind for kind, _ in _SECOND_STEPS.values()))
_NO_LIMIT = datetime(9999, 1, 1, tzinfo=UTC)  # sorts an approval without a time limit last
_UNDESCRIBED = Description("")


@dataclasses.dataclass(frozen=True, slots=True)
class ApprovalLine:
    """A waiting approval in the list.

    `subject` is the id of the object to decide. `title` is its name, or the reference of the
    reader's own record, "" without one; `about` has other texts by their field. `asked_as` is the
    role of the asker, "" if software asked. `asked_in` is the code of the asker's agency, "" for
    the reader's own and for an unknown one. `due_at` is None without a time limit. `is_own`: the
    reader asked. `needs_reason`: the decision needs a reason. `has_content`: only the page of the
    subject takes it. `page` is the address of that page, "" without one. `refusal`: why the reader
    cannot decide, None if they can. `approve_refusal`: why the reader who may decide can only
    refuse, None if they can approve. `record` is the record that it is about, None without one.
    """

    id: UUID
    kind: str
    subject: UUID
    title: str
    about: Mapping[str, str]
    asked_as: str
    asked_in: str
    asked_at: datetime | None
    due_at: datetime | None
    is_own: bool
    needs_reason: bool
    has_content: bool
    page: str
    refusal: Refusal | None
    position: int
    approve_refusal: Refusal | None = None
    record: UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Decided:
    """The state after a decision.

    `second` is the second half of the token of a one-time link, None without a link. `desk` is the
    desk that the relay desk calls, None for another kind and after a refusal.
    """

    state: ApprovalState
    second: str | None = None
    desk: str | None = None


def decide_approval(
    session: Session, context: Context, actor: Actor, approval_id: UUID, decision: Decision
) -> Decided:
    """Approve or refuse as the second person, with the effect of the kind.

    Raise `NotFound` for an approval that the actor may not see. Raise `Conflict` for a kind whose
    decision has content of its own. Raise `Refused` and `Conflict` as `approvals.decide`. Audited.
    """
    row = _find(session, context, actor, approval_id)
    effect = EFFECTS[ApprovalKind(row.kind)]
    require(actor, approval_requests.deciding_action(actor, ApprovalKind(row.kind)))
    if APPROVALS[ApprovalKind(row.kind)].has_content:
        raise Conflict(Refusal.DECIDED_WITH_ITS_SUBJECT)
    effect.check(session, context, actor, row)
    authors = effect.authors(session, row.subject)
    approval_requests.decide(session, context, actor, row, decision, authors=authors)
    step = effect.approve if decision.is_approved else effect.refuse
    state, shown = ApprovalState(row.state), step(session, context, actor, row)
    return Decided(state, desk=shown) if row.kind == ApprovalKind.RELAY else Decided(state, shown)


def _find(session: Session, context: Context, actor: Actor, approval_id: UUID) -> Approval:
    approval = approval_requests.find(session, context, actor, approval_id)
    if approval is None and permitted_scope(actor, Action.DECIDE_ACCESS) is not None:
        return access_requests.find_request(session, context, actor, approval_id)
    return require_found(approval, "no such approval")


def list_approvals(
    session: Session, context: Context, actor: Actor, *, after: int = 0
) -> list[ApprovalLine]:
    """Return at most `PAGE` approvals that the actor may decide or asked, by the time left.

    The first page has the match decisions too that the actor may confirm now, the consents that
    they may witness, and the disclosures that they may approve or review. `after` is the
    `position` of the last line of the page before, 0 for the first page. Audited.
    """
    require(actor, Action.SEE_APPROVALS)
    now = context.clock.now()
    query = select(Approval).where(
        Approval.state == ApprovalState.WAITING,
        approval_requests.in_reach(actor, now),
        or_(_may_decide(actor), Approval.asked_by == actor.user_id),
        _is_open(now),
    )
    rows = list(session.scalars(query))
    sees_access = permitted_scope(actor, Action.DECIDE_ACCESS) is not None
    if sees_access:
        with actor_database_role.in_office(session, actor):
            rows += access_requests.list_requests(session, context, actor)
    rows = _page(rows, after)
    lines = _lines(session, context, actor, [row for row in rows if row.kind not in ACCESS_KINDS])
    if sees_access:
        with actor_database_role.in_office(session, actor):
            requests = [row for row in rows if row.kind in ACCESS_KINDS]
            lines |= _lines(session, context, actor, requests)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_approvals"))
    listed = [lines[row.id] for row in rows]
    if not after:
        listed += _matches(session, context, actor) + _second_steps(session, context, actor)
        listed.sort(key=_urgency)
    return _named(session, context, actor, listed)


def _named(
    session: Session, context: Context, actor: Actor, lines: Sequence[ApprovalLine]
) -> list[ApprovalLine]:
    """Give each line without a title the reference of the reader's own record.

    The reference replaces the number of the record in `about`.
    """
    unnamed = [line.record for line in lines if line.record is not None and not line.title]
    references = register.own_references(session, context, actor, unnamed)
    return [
        dataclasses.replace(
            line,
            title=references[line.record],
            about={name: text for name, text in line.about.items() if name != "record"},
        )
        if line.record in references and not line.title
        else line
        for line in lines
    ]


def _matches(session: Session, context: Context, actor: Actor) -> list[ApprovalLine]:
    """Return the match decisions that the actor may confirm now, without what was proposed."""
    if permitted_scope(actor, Action.CONFIRM_DECISION) is None:
        return []
    return [
        _step_line(
            MATCH_DECISION,
            match.match,
            match.record,
            page=f"/matches/{match.match}",
            asked_at=match.done_at,
            due_at=match.due_at,
        )
        for match in match_lists.list_confirmable(session, context, actor)
    ]


def _second_steps(session: Session, context: Context, actor: Actor) -> list[ApprovalLine]:
    """Return the second steps of consents and disclosures that the actor can take now."""
    names = dict.fromkeys(name for name, _ in _SECOND_STEPS)
    return [
        _step_line(
            kind,
            task.subject,
            task.record,
            page=page.format(subject=task.subject, record=task.record),
            asked_at=None,
            due_at=task.due_at,
        )
        for task in tasks.list_tasks(session, context, actor, names)
        if task.is_second and (task.process, task.act) in _SECOND_STEPS
        for kind, page in [_SECOND_STEPS[task.process, task.act]]
    ]


def _step_line(
    kind: str,
    subject: UUID,
    record: UUID | None,
    *,
    page: str,
    asked_at: datetime | None,
    due_at: datetime | None,
) -> ApprovalLine:
    """Return the line of a step that the reader may take on its page, without content."""
    return ApprovalLine(
        id=subject,
        kind=kind,
        subject=subject,
        title="",
        about={},
        asked_as="",
        asked_in="",
        asked_at=asked_at,
        due_at=due_at,
        is_own=False,
        needs_reason=False,
        has_content=True,
        page=page,
        refusal=None,
        position=0,
        record=record,
    )


def _urgency(line: ApprovalLine) -> tuple[bool, datetime]:
    return line.kind != ApprovalKind.DANGER_RELEASE, line.due_at or _NO_LIMIT


def _page(rows: list[Approval], after: int) -> list[Approval]:
    """Return the rows that follow `after`: a danger to life first, then by the time left.

    Return the first page if the row of `after` is gone.
    """
    rows.sort(
        key=lambda row: (row.kind != ApprovalKind.DANGER_RELEASE, row.due_at or _NO_LIMIT, row.id)
    )
    start = next((place + 1 for place, row in enumerate(rows) if row.id == after), 0)
    return rows[start : start + PAGE]


def _may_decide(actor: Actor) -> ColumnElement[bool]:
    return Approval.kind.in_(
        [
            kind
            for kind in APPROVALS
            if permitted_scope(actor, approval_requests.deciding_action(actor, kind)) is not None
        ]
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    """Return the SQL condition for approvals that can still be decided."""
    staying = [kind for kind, rule in APPROVALS.items() if rule.at_expiry is not AtExpiry.ENDS]
    return or_(Approval.due_at.is_(None), Approval.due_at > now, Approval.kind.in_(staying))


def _lines(
    session: Session, context: Context, actor: Actor, rows: Sequence[Approval]
) -> dict[int, ApprovalLine]:
    described: dict[tuple[str, UUID], Description] = {}  # a subject may have several kinds
    for kind, effect in EFFECTS.items():
        subjects = [row.subject for row in rows if row.kind == kind]
        texts = effect.describe(session, context, actor, subjects) if subjects else {}
        described |= {(kind, subject): text for subject, text in texts.items()}
    asked_in = _agencies_of(session, actor, {row.asked_by for row in rows})
    about = _record_ids(session, {row.record_id for row in rows})
    authors = [EFFECTS[ApprovalKind(row.kind)].authors(session, row.subject) for row in rows]
    only_refuse = approval_requests.approve_refusals(session, context, actor, rows)
    refusal_by_approval = approval_requests.refusals(
        session, context, actor, list(zip(rows, authors, strict=True))
    )
    return {
        row.id: ApprovalLine(
            id=row.public_id,
            kind=row.kind,
            subject=row.subject,
            title=text.title,
            about=text.about,
            asked_as="" if row.asked_by is None else row.asked_as,
            asked_in=asked_in.get(row.asked_by or 0, ""),
            asked_at=row.asked_at,
            due_at=row.due_at,
            is_own=row.asked_by is not None and row.asked_by == actor.user_id,
            needs_reason=APPROVALS[ApprovalKind(row.kind)].needs_reason,
            has_content=APPROVALS[ApprovalKind(row.kind)].has_content,
            page=text.page
            or APPROVALS[ApprovalKind(row.kind)].page.format(
                subject=row.subject, record=about.get(row.record_id or 0)
            ),
            refusal=refusal
            or EFFECTS[ApprovalKind(row.kind)].refusal(session, context, actor, row),
            position=row.id,
            approve_refusal=only_refuse[row.id],
            record=about.get(row.record_id or 0),
        )
        for row, refusal in zip(rows, refusal_by_approval, strict=True)
        for text in [described.get((row.kind, row.subject), _UNDESCRIBED)]
    }


def _agencies_of(session: Session, actor: Actor, ids: set[int | None]) -> dict[int, str]:
    """Return the codes of the other agencies of accounts that the actor may know, by account."""
    query = select(UserAccount.id, Agency.code).join(Agency, Agency.id == UserAccount.agency_id)
    query = query.where(UserAccount.id.in_(ids - {None}), Agency.id != actor.agency_id)
    return dict(iter(session.execute(query)))


def _record_ids(session: Session, ids: set[int | None]) -> dict[int, UUID]:
    known_ids = ids - {None}
    if not known_ids:  # the office role reads no records
        return {}
    query = select(Record.id, Record.public_id).where(Record.id.in_(known_ids))
    return dict(iter(session.execute(query)))


def end_overdue(session: Session, context: Context) -> None:
    """End the waiting approvals whose time is over, or ask for them again, by `at_expiry`.

    The desks of the state are asked for those that waited for `desk_minutes`.
    """
    _ask_state_desks(session, context)
    query = select(Approval).where(
        Approval.state == ApprovalState.WAITING, Approval.due_at <= context.clock.now()
    )
    approval_requests.lock_records(session, query)
    for row in session.scalars(query.order_by(Approval.id).with_for_update()):
        if APPROVALS[ApprovalKind(row.kind)].at_expiry is AtExpiry.ENDS:
            approval_requests.lapse(session, context, row)
            EFFECTS[ApprovalKind(row.kind)].lapse(session, context, row)
        else:
            approval_requests.ask_again(session, context, row)


def _ask_state_desks(session: Session, context: Context) -> None:
    for kind, rule in APPROVALS.items():
        if rule.desk_minutes is None:
            continue
        query = select(Approval).where(
            Approval.kind == kind,
            Approval.state == ApprovalState.WAITING,
            Approval.desk_asked_at.is_(None),
            Approval.asked_at <= context.clock.now() - timedelta(minutes=rule.desk_minutes),
        )
        approval_requests.lock_records(session, query)
        for row in session.scalars(query.order_by(Approval.id).with_for_update()):
            approval_requests.mark_desks_asked(session, context, row)
            EFFECTS[kind].ask_desks(session, context, row)
