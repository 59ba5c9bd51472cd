"""The decision of a second person about a legal basis of another regime (GDPR or LED)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from core.policy.fields import FieldClass
from models.oversight.approval import Approval
from services.approvals.approval_requests import Description
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register, reprocessing, sharing_changes
from services.sharing import visibility

_SHOWN = frozenset({FieldClass.F2, FieldClass.F5})


def apply_basis(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Give the record the approved legal basis, as a new version that is shared and matched."""
    _decide(session, context, actor, approval, is_approved=True)


def drop_basis(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Keep the legal basis of the record, and remove the refused proposal."""
    _decide(session, context, actor, approval, is_approved=False)


def _decide(
    session: Session, context: Context, actor: Actor, approval: Approval, *, is_approved: bool
) -> None:
    record = register.find_own(session, context, actor, approval.subject).record
    proposed = next(
        statement.value
        for statement in register.open_facts(session, context, record)
        if statement.field == sharing_changes.PROPOSAL
    )
    reprocessing.rewrite_record(
        session,
        context,
        record,
        {"legal_basis": proposed} if is_approved else None,
        without=frozenset({sharing_changes.PROPOSAL}),
    )
    audit_log.record_act(session, context, actor, "edit_record", approval.subject, FieldClass.F5)


def describe_bases(
    session: Session, context: Context, actor: Actor, subjects: Collection[UUID]
) -> dict[UUID, Description]:
    """Return reference and proposed legal basis of the actor's own records. Audited."""
    visible_records = visibility.visible_records(
        session, actor, now=context.clock.now(), public_ids=sorted(subjects)
    )
    own = [(seen.record, _SHOWN) for seen in visible_records if seen.is_responsible]
    opened = register.open_statements(session, context, own)
    described = {}
    for record, _ in own:
        values = {statement.field: statement.value for statement in opened.get(record.id, ())}
        if sharing_changes.PROPOSAL in values:
            about = {"legal_basis": values[sharing_changes.PROPOSAL]}
            described[record.public_id] = Description(values["record_ref"], about)
    audit_log.record_act_on_all(
        session, context, actor, "name_records", described, FieldClass.F0, *sorted(_SHOWN)
    )
    return described
