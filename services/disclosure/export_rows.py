"""What of a record an export may hold: what `view` gives, never more than `identity`, and what
consent covers.

Others' records go no further than the state they are shared with. Of an own found or sought person
more than a profile goes only where their word to the recipient's state covers it; where protection
bars that state, nothing goes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.consent import ConsentScopeCode
from core.codes.records import RecordKind
from core.policy.exchange import EXPORT_VIEW_WITHOUT_CONSENT, MAX_EXPORT_VIEW
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.views import View
from models.data_rights.data_request import RecordRestriction
from models.records.record import Record, RecordShare
from services.case import consent_form
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.statements import Statement
from services.records import records
from services.sharing import permissions, visibility
from services.sharing.visibility import VisibleRecord


@dataclasses.dataclass(frozen=True, slots=True)
class ExportedRecord:
    """A record as an export holds it: F0, and the statements of the classes that go."""

    id: UUID
    kind: str
    status: str
    state: str
    desk: str
    entered_on: str
    classes: tuple[FieldClass, ...]
    said: tuple[Statement, ...]


def export_rows(
    session: Session, context: Context, actor: Actor, seen: Sequence[VisibleRecord], *, state: str
) -> list[ExportedRecord]:
    """Return what may go to a state now; a record of which nothing may is left out."""
    held = set(
        session.scalars(
            select(RecordRestriction.record_id).where(
                RecordRestriction.record_id.in_([one.record.id for one in seen]),
                RecordRestriction.ended_at.is_(None),
            )
        )
    )
    levels = {
        one.record.id: _level(session, context, actor, one, state)
        for one in sorted(seen, key=lambda one: one.record.id)
        if one.record.id not in held
    }
    going = [
        dataclasses.replace(
            one,
            view=levels[one.record.id],
            classes=visibility.opened_classes(actor, levels[one.record.id]),
        )
        for one in seen
        if levels.get(one.record.id, View.NONE) > View.NONE
    ]
    return [
        ExportedRecord(
            id=shown.id,
            kind=shown.kind,
            status=shown.status,
            state=shown.state,
            desk=shown.desk,
            entered_on=shown.entered_on,
            classes=records.opened_classes(shown, one),
            said=shown.said,
        )
        for shown, one in zip(records.open_records(session, context, going), going, strict=True)
    ]


def _level(
    session: Session, context: Context, actor: Actor, one: VisibleRecord, state: str
) -> View:
    most = min(one.view, MAX_EXPORT_VIEW)
    if not one.is_owner:
        return most if state == actor.state else View.NONE
    if _is_barred(session, one.record, state):
        return View.NONE
    if one.record.kind == RecordKind.MISSING or _has_agreed(session, context, one.record, state):
        return most
    return min(most, EXPORT_VIEW_WITHOUT_CONSENT)


def _is_barred(session: Session, record: Record, state: str) -> bool:
    if record.is_eu_only and state not in STATES:
        return True
    bars = select(RecordShare.record_id).where(
        RecordShare.record_id == record.id,
        RecordShare.state == state,
        RecordShare.view == int(View.NONE),
    )
    return session.scalar(bars.limit(1)) is not None


def _has_agreed(session: Session, context: Context, record: Record, state: str) -> bool:
    said = records.open_statements(session, context, [(record, frozenset({FieldClass.F2}))]).get(
        record.id, []
    )
    ages = consent_form.ages_in(said, record.kind)
    return ConsentScopeCode.IDENTITY in permissions.permitted_scopes(
        session, context, record, state=state, ages=ages
    )
