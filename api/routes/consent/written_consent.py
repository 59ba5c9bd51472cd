"""Consents: draft, witness, activate, withdraw."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.common import answer_from
from api.schemas.consent.written_consent import (
    ConsentIn,
    ConsentList,
    ConsentOut,
    ConsentStateOut,
    ConsentStepIn,
    ConsentTextList,
    ConsentWordingOut,
)
from core.codes.consent import ConsentState
from core.policy.actions import Action
from core.policy.case import consent_texts
from services.consent import written_consent
from services.consent.written_consent import GivenText
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1", tags=["consent"])

MayRecord = Annotated[Actor, allow(Action.RECORD_CONSENT)]
MayWithdraw = Annotated[Actor, allow(Action.WITHDRAW_CONSENT)]


@router.post("/records/{record_id}/consents", status_code=status.HTTP_201_CREATED)
def record_consent(
    record_id: UUID,
    body: ConsentIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayRecord,
) -> ConsentStateOut:
    """Record a consent as a draft. The consent has no effect before it is active."""
    consent = written_consent.record_consent(session, context, actor, record_id, body.form())
    return ConsentStateOut(id=consent, state=ConsentState.DRAFT)


@router.get("/records/{record_id}/consents")
def list_consents(
    record_id: UUID, session: SessionDep, context: ContextDep, actor: MayRecord
) -> ConsentList:
    """List the consents of a record.

    The record belongs to your agency. The answer has the documents.
    """
    consents = written_consent.list_consents(session, context, actor, record_id)
    return ConsentList(consents=[ConsentOut.of(one, user_id=actor.user_id) for one in consents])


@router.get("/consent-texts")
def list_consent_texts(_actor: MayRecord) -> ConsentTextList:
    """List the consent texts that the system holds. The texts have no personal data."""
    return ConsentTextList(
        current_version=consent_texts.CURRENT_VERSION,
        fallback_language=consent_texts.FALLBACK_LANGUAGE,
        texts=[answer_from(ConsentWordingOut, one) for one in consent_texts.consent_texts()],
    )


@router.get("/consents/{consent_id}")
def read_consent(
    consent_id: UUID, session: SessionDep, context: ContextDep, actor: MayRecord
) -> ConsentOut:
    """Read a consent. The answer has its document."""
    consent = written_consent.read_consent(session, context, actor, consent_id)
    return ConsentOut.of(consent, user_id=actor.user_id)


@router.post("/consents/{consent_id}/steps", name="take_step")
def take_consent_step(
    consent_id: UUID,
    body: ConsentStepIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayRecord,
) -> ConsentStateOut:
    """Take a step with a consent.

    Steps: record that it was explained orally or in writing, witness it, start it by word of mouth
    for %(spoken_consent_hours)s hours, or activate it.
    """
    text = GivenText(body.text_version, body.text_hash)
    state = written_consent.take_step(session, context, actor, consent_id, body.act, text)
    return ConsentStateOut(id=consent_id, state=state)


@router.post(
    "/consents/{consent_id}/withdraw", name="withdraw", status_code=status.HTTP_204_NO_CONTENT
)
def withdraw_consent(
    consent_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: MayWithdraw,
) -> None:
    """Withdraw a consent that is a draft, witnessed or active.

    Later reads no longer use the consent. A consent that has ended cannot be withdrawn.
    """
    written_consent.withdraw_consent(session, context, actor, consent_id)
