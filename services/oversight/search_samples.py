"""Random samples of searches from the audit log, for auditors.

They are opened after a second auditor's approval, and each read is audited.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.errors import Conflict, InvalidInput, NotFound, require_found
from core.policy.actions import Action
from core.policy.search import SAMPLE_DAYS, SAMPLE_HOURS, SAMPLE_SIZE
from core.published import published
from core.refusals import Refusal
from models.oversight.approval import Approval
from models.oversight.audit import Audit
from models.oversight.sample import SearchSample, SearchSampleItem
from models.search.stored_searches import Search
from services.approvals import approval_requests
from services.approvals.approval_requests import Description
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.search import search_log


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class SampledSearch:
    """A search of a sample, opened: user, reason, case, facts, and the number of shown records."""

    id: UUID
    user: int
    channel: str
    purpose: str
    legal_basis: str
    case_number: str
    facts: Mapping[str, Any]
    shown: int
    at: datetime


def draw_sample(
    session: Session, context: Context, actor: Actor, *, size: int, days: int
) -> tuple[UUID, int]:
    """Draw a random sample of searches of the last days; return its id and size. Audited.

    Raise `InvalidInput` for a size outside 1 to `SAMPLE_SIZE`, and for days outside 1 to
    `SAMPLE_DAYS`.
    """
    require(actor, Action.SAMPLE_SEARCHES)
    if not 1 <= size <= SAMPLE_SIZE:
        raise InvalidInput("size", "out_of_range")
    if not 1 <= days <= SAMPLE_DAYS:
        raise InvalidInput("days", "out_of_range")
    now = context.clock.now()
    searches = select(Audit.subject).where(Audit.action == "search", Audit.outcome == "done")
    since = Audit.at > now - timedelta(days=days)
    search_ids = [
        search_id
        for search_id in session.scalars(
            searches.where(since, Audit.subject.is_not(None)).order_by(Audit.id)
        )
        if search_id
    ]
    chosen = random.SystemRandom().sample(search_ids, min(size, len(search_ids)))
    sample = SearchSample(public_id=uuid4())
    session.add(sample)
    session.flush()
    session.add_all(
        SearchSampleItem(sample_id=sample.id, subject=search_id) for search_id in chosen
    )
    approval_requests.ask(session, context, actor, ApprovalKind.SEARCH_SAMPLE, sample.public_id)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("draw_sample", subject=sample.public_id)
    )
    return sample.public_id, len(chosen)


def open_sample(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Let the searches of an approved sample be opened for `SAMPLE_HOURS`."""
    require(actor, Action.SAMPLE_SEARCHES)
    sample = _find(session, approval.subject)
    sample.ends_at = context.clock.now() + timedelta(hours=SAMPLE_HOURS)


def read_sample(
    session: Session, context: Context, actor: Actor, sample_id: UUID
) -> list[SampledSearch]:
    """Open the searches of an approved sample, for its two auditors; each is audited separately.

    Raise `NotFound` for any other person. Raise `Conflict` for a sample that is not approved or
    whose time is over.
    """
    require(actor, Action.SAMPLE_SEARCHES)
    sample = _find(session, sample_id)
    approval = approval_requests.of_subject(session, ApprovalKind.SEARCH_SAMPLE, sample_id)
    if actor.user_id not in (approval.asked_by, approval.decided_by):
        raise NotFound("no such sample")
    if sample.ends_at is None or sample.ends_at <= context.clock.now():
        raise Conflict(Refusal.SAMPLE_IS_NOT_APPROVED)
    items = select(SearchSampleItem.subject).where(SearchSampleItem.sample_id == sample.id)
    rows = session.scalars(
        select(Search).where(Search.public_id.in_(items)).order_by(Search.id)
    ).all()
    opened = []
    for row in rows:
        body = search_log.open_entry(session, context, row)
        opened.append(
            SampledSearch(
                id=row.public_id,
                user=row.user_id,
                channel=row.channel,
                purpose=row.purpose,
                legal_basis=row.legal_basis,
                case_number=body["case_number"],
                facts=body["facts"],
                shown=row.shown,
                at=row.at,
            )
        )
        audit_log.record_event(
            session, context, actor, audit_log.AuditEvent("unseal_search", subject=row.public_id)
        )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_sample", subject=sample_id)
    )
    return opened


def describe_samples(
    session: Session, _context: Context, _actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the number of searches of samples."""
    query = (
        select(SearchSample.public_id, func.count(SearchSampleItem.subject))
        .outerjoin(SearchSampleItem, SearchSampleItem.sample_id == SearchSample.id)
        .where(SearchSample.public_id.in_(subjects))
        .group_by(SearchSample.public_id)
    )
    return {
        sample: Description("", {"searches": str(count)})
        for sample, count in session.execute(query)
    }


def _find(session: Session, sample_id: UUID) -> SearchSample:
    return require_found(
        session.scalar(
            select(SearchSample).where(SearchSample.public_id == sample_id).with_for_update()
        ),
        "no such sample",
    )
