"""Oversight: alerts, and forms of case numbers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from api import cursor
from api.deps import ContextDep, MayManage, SessionDep, allow
from api.schemas.oversight.alert_list import (
    AlertOut,
    AlertPage,
    CaseNumberPatternsIn,
    CaseNumberPatternsOut,
)
from core.policy.actions import Action
from services.foundation import alerts
from services.foundation.actor import Actor
from services.search import case_numbers

router = APIRouter(prefix="/v1", tags=["oversight"])

MaySeeAlerts = Annotated[Actor, allow(Action.SEE_ALERTS)]


@router.get("/alerts")
def list_alerts(
    session: SessionDep,
    context: ContextDep,
    actor: MaySeeAlerts,
    page: Annotated[str | None, Query(alias="cursor", max_length=200)] = None,
) -> AlertPage:
    """List alerts. The newest is first."""
    listed = alerts.list_alerts(
        session, context, actor, before=cursor.decode(context, actor, "alerts", page)
    )
    return AlertPage(
        alerts=[AlertOut.of(alert) for alert in listed],
        next=cursor.encode_next(
            context, actor, "alerts", [alert.position for alert in listed], alerts.PAGE
        ),
    )


@router.post("/alerts/{alert_id}/seen", name="mark_seen", status_code=status.HTTP_204_NO_CONTENT)
def mark_alert_seen(
    alert_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MaySeeAlerts,
) -> None:
    """Mark an alert as seen."""
    alerts.mark_seen(session, context, actor, alert_id)


@router.get("/case-number-patterns", name="list_patterns")
def list_case_number_patterns(
    session: SessionDep, context: ContextDep, actor: MayManage
) -> CaseNumberPatternsOut:
    """List the forms of case numbers by state. Each has an example."""
    return CaseNumberPatternsOut.of(case_numbers.list_patterns(session, context, actor))


@router.put("/case-number-patterns", name="set_patterns", status_code=status.HTTP_204_NO_CONTENT)
def set_case_number_patterns(
    body: CaseNumberPatternsIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> None:
    """Set the forms of case numbers of a state. The new forms replace the earlier ones."""
    case_numbers.set_patterns(session, context, actor, body.state, body.patterns)
