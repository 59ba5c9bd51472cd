"""Appoint a guardian for a child, and end emergency representation in the same transaction."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from services.case import guardians
from services.case.guardians import GuardianForm
from services.consent import written_consent
from services.foundation.actor import Actor
from services.foundation.context import Context


def appoint_guardian(
    session: Session, context: Context, actor: Actor, record_id: UUID, paper: GuardianForm
) -> tuple[UUID, bool]:
    """Store an appointment; return its id and whether the guardian has a conflict.

    A guardian without a conflict ends the emergency representation of the child and its consents.
    """
    appointment, has_conflict = guardians.store_appointment(
        session, context, actor, record_id, paper
    )
    written_consent.end_emergency(session, context, actor, record_id)
    return appointment, has_conflict
