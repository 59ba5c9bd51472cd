"""People around a child: reporters with their reporter check, and guardians with their
appointments."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.routes.case.reporter_checks import MayCheckReporter
from api.routes.records.register import MayEdit
from api.schemas.case.contacts import (
    GuardianCreatedOut,
    GuardianList,
    GuardianOut,
    ReporterOut,
)
from core.policy.actions import Action
from services.case import guardians, reporters
from services.case.guardians import GuardianForm
from services.case.reporters import ReporterCheckDecision, ReporterForm
from services.consent import guardian_appointments
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["reporters and guardians"])

MayAppoint = Annotated[Actor, allow(Action.RECORD_CONSENT)]


@router.put(
    "/records/{record_id}/reporter", name="write_reporter", status_code=status.HTTP_204_NO_CONTENT
)
def save_reporter(
    record_id: UUID,
    body: ReporterForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayEdit,
) -> None:
    """Save the reporter of a report. The report belongs to your agency."""
    reporters.store_reporter(session, context, actor, record_id, body)


@router.get("/records/{record_id}/reporter")
def read_reporter(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayEdit
) -> ReporterOut:
    """Read the reporter of a report. The report belongs to your agency."""
    return ReporterOut.of(reporters.read_reporter(session, context, actor, record_id))


@router.post(
    "/records/{record_id}/reporter/check",
    name="decide",
    status_code=status.HTTP_204_NO_CONTENT,
)
def decide_reporter_check(
    record_id: UUID,
    body: ReporterCheckDecision,
    session: SessionDep,
    context: ContextDep,
    actor: MayCheckReporter,
) -> None:
    """Check, flag or reset a reporter.

    After a reset the reporter is not checked yet. You must not be the person who wrote the
    reporter. To check the reporter or to remove a flag, you must not have written the identity of
    the person sought. To check the reporter, you must not be the person who requested the reporter
    check. To check the reporter, you send the `revision` of the reporter that you read. If a listed
    institution reports, you tell its contact the reference, the day and your desk, and send
    `is_institution_informed`. The answer is 412 if the record or the reporter changed since.
    """
    reporters.decide_reporter_check(
        session,
        context,
        actor,
        record_id,
        body,
    )


@router.post(
    "/records/{record_id}/reporter/check-request",
    name="ask",
    status_code=status.HTTP_204_NO_CONTENT,
)
def request_reporter_check(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayEdit
) -> None:
    """Request the check of a reporter. A second person decides."""
    reporters.request_reporter_check(session, context, actor, record_id)


@router.post("/records/{record_id}/guardians", name="appoint", status_code=status.HTTP_201_CREATED)
def appoint_guardian(
    record_id: UUID,
    body: GuardianForm,
    session: SessionDep,
    context: ContextDep,
    actor: MayAppoint,
) -> GuardianCreatedOut:
    """Record the appointment of a guardian.

    If the guardian has no conflict of interest, the emergency representation of the child and its
    consents end.
    """
    appointment, has_conflict = guardian_appointments.appoint_guardian(
        session, context, actor, record_id, body
    )
    return GuardianCreatedOut(guardian=appointment, has_conflict=has_conflict)


@router.get("/records/{record_id}/guardians")
def list_guardians(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayAppoint
) -> GuardianList:
    """List the guardians of a record. The record belongs to your agency."""
    return GuardianList(
        guardians=[
            GuardianOut.of(guardian)
            for guardian in guardians.list_guardians(session, context, actor, record_id)
        ]
    )


@router.post("/guardians/{guardian_id}/end", name="end", status_code=status.HTTP_204_NO_CONTENT)
def end_guardianship(
    guardian_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayAppoint,
) -> None:
    """End the appointment of a guardian."""
    guardians.end_appointment(session, context, actor, guardian_id)
