"""The audit log, the accesses to a record, and samples of searches."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import cursor
from api.deps import ContextDep, SessionDep, allow
from api.schemas.operations.system_status import AuditVerificationOut
from api.schemas.oversight.audit import (
    AuditEventOut,
    AuditEventPage,
    RecordAccessList,
    RecordAccessOut,
    SampledSearchList,
    SampleIn,
    SampleOut,
)
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.oversight import audit_reading, search_samples

router = APIRouter(prefix="/v1", tags=["audit log"])

FINDINGS_SHOWN = 200

MayRead = Annotated[Actor, allow(Action.READ_AUDIT)]
MayVerify = Annotated[Actor, allow(Action.VERIFY_AUDIT)]
MayAskWho = Annotated[Actor, allow(Action.READ_ACCESS_LOG)]
MaySample = Annotated[Actor, allow(Action.SAMPLE_SEARCHES)]


@router.get("/audit", name="list_acts")
def list_audit_events(
    session: SessionDep,
    context: ContextDep,
    actor: MayRead,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> AuditEventPage:
    """List audit events.

    The newest is first. The role decides the scope: own acts, those of the agency, or all without
    facts.
    """
    done = audit_reading.list_events(
        session, context, actor, before=cursor.decode(context, actor, "audit", page)
    )
    return AuditEventPage(
        acts=[AuditEventOut.of(entry) for entry in done],
        next=cursor.encode_next(
            context, actor, "audit", [entry.id for entry in done], audit_reading.PAGE
        ),
    )


@router.post("/audit/verification", name="verify")
def verify_audit_log(
    session: SessionDep, context: ContextDep, actor: MayVerify
) -> AuditVerificationOut:
    """Verify the audit log.

    All rows and signed checkpoints are read, so the time grows with the log.
    """
    return AuditVerificationOut.of(
        *audit_reading.verify_audit_log(session, context, actor), shown=FINDINGS_SHOWN
    )


@router.get("/records/{record_id}/access-log", name="read_access_log")
def list_accesses(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAskWho
) -> RecordAccessList:
    """List accesses to a record.

    The list has the acts of other agencies, except accesses through a match that the reader may not
    know.
    """
    return RecordAccessList(
        accesses=[
            RecordAccessOut.of(access)
            for access in audit_reading.list_record_accesses(session, context, actor, record_id)
        ]
    )


@router.post("/search-samples", name="draw", status_code=status.HTTP_201_CREATED)
def draw_sample(
    body: SampleIn, session: SessionDep, context: ContextDep, actor: MaySample
) -> SampleOut:
    """Draw a random sample of searches. A second auditor must approve it."""
    sample, size = search_samples.draw_sample(
        session, context, actor, size=body.size, days=body.days
    )
    return SampleOut(sample=sample, size=size)


@router.get("/search-samples/{sample_id}")
def read_sample(
    sample_id: UUID, session: SessionDep, context: ContextDep, actor: MaySample
) -> SampledSearchList:
    """Read the searches of an approved sample. Each read is written to the audit log."""
    opened = search_samples.read_sample(session, context, actor, sample_id)
    return SampledSearchList(searches=opened)
