"""Risk assessments of own records, sealed; a release needs a recent one that permits it."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.code_sets import OneOf
from core.errors import require_code, require_codes, require_text
from core.policy.actions import Action
from core.policy.case.deadlines import DeadlineFact
from core.policy.fields import FieldClass
from core.policy.sharing.disclosure import (
    ASKED_SCOPES,
    AT_RISK_LEVELS,
    IMMINENT_RISKS,
    RISK_FRESH_HOURS,
    RISK_LEVELS,
)
from core.published import Code, Codes, MomentIn, Text, published
from core.security.crypto import SealPlace
from models.consent.written_consent import RiskAssessment
from models.records.record import Record
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.records import register, repository
from services.records.closing import case_deadlines


@published(
    examples=[
        {
            "level": "medium",
            "imminent": [],
            "may_release": ["identity", "photo"],
            "notes": "no sign that anybody looks for her but her family",
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RiskForm:
    """A risk assessment. `may_release` lists what is safe to release, with any consent.

    `act_by` is the time by which a person must act. It is null if there is no such time.
    """

    level: Annotated[Code, OneOf("risk")]
    imminent: Annotated[Codes, OneOf("imminent")] = frozenset()
    may_release: Annotated[Codes, OneOf("scope", ASKED_SCOPES)]
    notes: Text
    is_adult_who_cannot_decide: bool = False
    act_by: MomentIn | None = None

    def check(self) -> None:
        """Raise `InvalidInput` for empty notes or an unknown `level`, danger or scope."""
        require_code("level", self.level, RISK_LEVELS)
        require_codes("imminent", self.imminent, IMMINENT_RISKS)
        require_codes("may_release", self.may_release, ASKED_SCOPES)
        require_text("notes", self.notes)


@dataclasses.dataclass(frozen=True, slots=True)
class RiskAssessmentView:
    """An assessment with its time."""

    id: UUID
    form: RiskForm
    assessed_at: datetime

    @property
    def is_at_risk(self) -> bool:
        """Whether the level is one of `AT_RISK_LEVELS`, or an imminent danger is given."""
        return self.form.level in AT_RISK_LEVELS or bool(self.form.imminent)

    def is_fresh(self, path: str, now: datetime) -> bool:
        """Return whether it is recent enough for a release on this path."""
        return now - self.assessed_at <= timedelta(hours=RISK_FRESH_HOURS[path])


def store_assessment(
    session: Session, context: Context, actor: Actor, record_id: UUID, form: RiskForm
) -> UUID:
    """Store an assessment of a record of the actor's agency; the newest counts.

    Return its id. Raise `InvalidInput` for a form that is not complete, and `NotFound` for a record
    of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.ASSESS_RISK
    ).record
    form.check()
    date_ranges.check_dates(context.clock.now(), act_by=form.act_by)
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    sealed = {
        "level": form.level,
        "imminent": sorted(form.imminent),
        "may_release": sorted(form.may_release),
        "notes": form.notes,
        "is_adult_who_cannot_decide": form.is_adult_who_cannot_decide,
    }
    session.add(
        RiskAssessment(
            public_id=public_id,
            record_id=record.id,
            sealed=data_keys.seal_json(key, sealed, _place(public_id)),
            assessed_by=actor.user_id,
            assessed_at=context.clock.now(),
            act_by=form.act_by,
        )
    )
    repository.mark_at_risk(session, record)
    case_deadlines.record_fact(session, context, record, DeadlineFact.RISK_ASSESSED)
    audit_log.record_act(
        session, context, actor, "assess_risk", record_id, FieldClass.F4B, subject=public_id
    )
    return public_id


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("risk_assessment", public_id, FieldClass.F4B.value, 1)


def list_assessments(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[RiskAssessmentView]:
    """Return the assessments of a record of the actor's agency, newest first. Audited as F4b.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.ASSESS_RISK
    ).record
    audit_log.record_act(session, context, actor, "list_risks", record_id, FieldClass.F4B)
    return _open(session, context, record)


def newest_assessment(
    session: Session, context: Context, record: Record
) -> RiskAssessmentView | None:
    """Return the newest assessment of a record, or None."""
    newest = _open(session, context, record, limit=1)
    return newest[0] if newest else None


def _open(
    session: Session, context: Context, record: Record, *, limit: int = 50
) -> list[RiskAssessmentView]:
    query = (
        select(RiskAssessment)
        .where(RiskAssessment.record_id == record.id)
        .order_by(RiskAssessment.id.desc())
    )
    rows = session.scalars(query.limit(limit)).all()
    if not rows:
        return []
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    opened = [(row, data_keys.unseal_json(key, row.sealed, _place(row.public_id))) for row in rows]
    return [
        RiskAssessmentView(
            row.public_id,
            RiskForm(
                level=content["level"],
                imminent=frozenset(content["imminent"]),
                may_release=frozenset(content["may_release"]),
                notes=content["notes"],
                is_adult_who_cannot_decide=content["is_adult_who_cannot_decide"],
                act_by=row.act_by,
            ),
            row.assessed_at,
        )
        for row, content in opened
    ]
