"""Indicators of trafficking: evaluate them without a record, or save them with a record."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.deps import ContextDep, SessionDep, VersionedDep, allow
from api.routes.records.register import MayRegister
from api.schemas.case.indicators import IndicatorsIn, IndicatorSummaryOut
from api.schemas.records.register import RecordOut
from core.policy.actions import Action
from services.case import indicators
from services.case.indicators import IndicatorFinding
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["indicators"])

MayAssess = Annotated[Actor, allow(Action.ASSESS_RISK)]


@router.post("/indicators", name="tell")
def evaluate_indicators(body: IndicatorsIn, _actor: MayRegister) -> IndicatorSummaryOut:
    """Evaluate indicators of trafficking. No data is stored."""
    return IndicatorSummaryOut.of(indicators.summarise(body.indicators))


@router.post("/records/{record_id}/indicators", name="write")
def save_indicators(
    record_id: UUID,
    body: IndicatorFinding,
    change: VersionedDep,
    session: SessionDep,
    context: ContextDep,
    actor: MayAssess,
) -> RecordOut:
    """Save indicators with a record.

    The request needs `If-Match`. A possible victim is shared like a victim.
    """
    summary = indicators.store_finding(
        session, context, actor, record_id, body, expected_version=change.version
    )
    change.set_etag(summary.version)
    return RecordOut.of(summary)
