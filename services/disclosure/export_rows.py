"""The content of an export: what `view` and consent permit, at most `identity`.

Records of other agencies go only to the state they are shared with. For a found or sought person of
the agency, more than a profile needs consent for the recipient's state. If protection bars that
state, the record is left out. So is a found person whom no sharing opens without consent.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.consent import ConsentScopeCode
from core.codes.records import RecordKind
from core.policy.exchange import EXPORT_VIEW_WITHOUT_CONSENT, MAX_EXPORT_VIEW
from core.policy.fields import FieldClass
from core.policy.sharing.views import DEFAULT_SHARES, View
from models.data_rights.data_request import RecordRestriction
from models.records.record import Record
from services.case import consent_form
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register
from services.records.closing import adulthood
from services.records.register import RecordView
from services.sharing import permissions, visibility
from services.sharing.visibility import VisibleRecord


def export_rows(
    session: Session, context: Context, actor: Actor, seen: Sequence[VisibleRecord], *, state: str
) -> list[tuple[RecordView, VisibleRecord]]:
    """Return the records of `seen` that may be exported to a state now, as they are shown to it.

    A restricted record is left out, and a record that the state may not see. The view of each
    record is lowered to the level that the state may get.
    """
    restricted_ids = set(
        session.scalars(
            select(RecordRestriction.record_id).where(
                RecordRestriction.record_id.in_([visible.record.id for visible in seen]),
                RecordRestriction.ended_at.is_(None),
            )
        )
    )
    levels = {
        visible.record.id: _level(session, context, actor, visible, state)
        for visible in sorted(seen, key=lambda entry: entry.record.id)
        if visible.record.id not in restricted_ids
    }
    exportable = [
        dataclasses.replace(
            visible,
            view=levels[visible.record.id],
            classes=visibility.opened_classes(
                actor, levels[visible.record.id], hides_appearance=visible.hides_appearance
            ),
        )
        for visible in seen
        if levels.get(visible.record.id, View.NONE) > View.NONE
    ]
    return list(zip(register.open_records(session, context, exportable), exportable, strict=True))


def _level(
    session: Session, context: Context, actor: Actor, visible: VisibleRecord, state: str
) -> View:
    most = min(visible.view, MAX_EXPORT_VIEW)
    if not visible.is_responsible:
        return most if state == actor.state else View.NONE
    if permissions.is_barred(session, visible.record, state):
        return View.NONE
    if visible.record.kind == RecordKind.MISSING or _has_agreed(
        session, context, visible.record, state
    ):
        return most
    if visible.record.kind != RecordKind.TRACING and not _is_shareable(visible.record):
        return View.NONE
    return min(most, EXPORT_VIEW_WITHOUT_CONSENT)


def _is_shareable(record: Record) -> bool:
    """Return whether a responsible agency can share a record in its situation: not a found child
    whose questions of danger are open, nor a victim. A request to trace a person is never
    shared.
    """
    return DEFAULT_SHARES[record.kind, record.sharing_rule].most > View.NONE


def _has_agreed(session: Session, context: Context, record: Record, state: str) -> bool:
    statements = register.open_statements(
        session, context, [(record, frozenset({FieldClass.F2}))]
    ).get(record.id, [])
    ages = consent_form.ages_in(
        statements, record.kind, protected_since=adulthood.protected_since(session, record)
    )
    return ConsentScopeCode.IDENTITY in permissions.permitted_scopes(
        session, context, record, state=state, ages=ages
    )
