"""Reopen a closed record with a reason: same facts, shared and matched by today's rules."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.records import EpisodeKind, RecordStatus
from core.errors import Conflict
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.refusals import Refusal
from models.agencies.agency import Agency
from services.case import episodes
from services.case.care import care_confirmation
from services.case.episodes import NewEpisode
from services.foundation import audit_log
from services.foundation.actor import Actor, require_reason
from services.foundation.context import Context
from services.records import register, repository, reprocessing
from services.records.closing import case_deadlines


def reopen_record(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    expected_version: int,
    reason: str,
) -> int:
    """Reopen a closed record; return its version. Raise `Conflict` if it is open or erased.

    Raise `VersionConflict` if the record changed since it was read, and `NotFound` for a record of
    another agency. Audited.
    """
    require_reason(reason)
    record = register.require_own_record(
        session, context, actor, public_id, Action.CLOSE, reason
    ).record
    register.require_version(record, expected_version)
    if record.status != RecordStatus.CLOSED:
        raise Conflict(Refusal.RECORD_IS_NOT_CLOSED)
    now = context.clock.now()
    record.status, record.closure, record.closed_at = RecordStatus.OPEN, None, None
    record.review_at = repository.review_due_at(record.kind, now)
    statements = register.open_statements(
        session, context, [(record, frozenset({FieldClass.F2}))]
    ).get(record.id, [])
    for statement in statements:
        if statement.field == "record_ref":
            repository.reclaim_reference(session, context, record, statement.value)
    prepared = reprocessing.rewrite_record(session, context, record)
    case_deadlines.open_records(
        session, context, session.get_one(Agency, record.agency_id), [(record.id, prepared)]
    )
    care_confirmation.end_care_confirmation(session, context, actor, record, "reopened")
    episode = NewEpisode(EpisodeKind.REOPENED, now, {"reason": reason})
    episodes.add_episode(session, context, actor, record, episode)
    episodes.call_repeat_conference(session, record, at=now)
    audit_log.record_act(session, context, actor, "reopen_record", public_id)
    return record.version
