"""Undo of an import: its records that no person has worked on are withdrawn, in chunks.

The other records stay. Matches and notifications of withdrawn records follow
(`services.imports.undo_traces`). A withdrawn record is closed like any other: not matched, not
shared, and erased after retention. Its reference is free again for the corrected file.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session

from core.codes.operations import JobKind
from core.codes.records import ImportState, RecordStatus, TransferStatus
from core.codes.review import MatchState
from core.policy.actions import NEEDS_REASON, Action
from core.policy.fields import FieldClass
from core.security.crypto import SealPlace
from models.case.contact import Guardian, Reporter
from models.case.episode import Episode
from models.case.transfer import Transfer
from models.consent.written_consent import Consent, RiskAssessment
from models.data_rights.data_request import DataRequest, RecordRestriction
from models.disclosure.requests_and_grants import Disclosure
from models.imports.import_batch import ImportBatch, ImportFile
from models.matching_runs.match import Match
from models.records.photo import RecordPhoto
from models.records.record import Record
from services.foundation import actor_database_role, audit_log, data_keys, jobs
from services.foundation.actor import Actor, require_reason
from services.foundation.context import Context
from services.foundation.jobs import JobTarget
from services.imports import files as import_files
from services.imports import undo_traces
from services.imports import worker as import_worker
from services.imports.files import ImportProgress
from services.imports.import_situation import check_import_step
from services.records import repository
from services.records.intake import preparation

CHUNK = 50  # records per transaction
_PAPERS = (
    Consent,
    RiskAssessment,
    Guardian,
    Reporter,
    Disclosure,
    RecordPhoto,
    Episode,
    DataRequest,
    RecordRestriction,
)


def request_undo(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, reason: str
) -> ImportProgress:
    """Request the undo of an import by the worker; a running import stops. Audited."""
    batch = import_files.find_batch(session, actor, public_id, Action.UNDO_IMPORT)
    if (Action.UNDO_IMPORT, actor.role) in NEEDS_REASON:
        require_reason(reason)
    check_import_step(session, context, actor, batch, "undo")
    key = data_keys.open_data_key(session, context.keys, public_id)
    batch.undo_reason = data_keys.seal_json(
        key, reason, SealPlace("import_undo", public_id, FieldClass.F6.value, 1)
    )
    batch.status, batch.undone_by = ImportState.UNDOING, actor.user_id
    batch.undo_requested_at = context.clock.now()
    session.execute(delete(ImportFile).where(ImportFile.batch_id == batch.id))
    jobs.enqueue(session, context, JobKind.UNDO_IMPORT, [JobTarget(batch_id=batch.id)])
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("undo_import", subject=public_id)
    )
    return import_files.progress_of(session, actor, batch)


def undo_next(session: Session, context: Context, batch_id: int) -> bool:
    """Withdraw the next records of a batch, their matches and notifications, or finish the undo.

    Return whether more remain.
    """
    actor = import_worker.importing_user(session, batch_id, state=ImportState.UNDOING)
    if actor is None:
        return False
    actor_database_role.enter_role(session, actor)
    batch = session.get_one(ImportBatch, batch_id, with_for_update=True)
    if batch.status != ImportState.UNDOING:
        return False
    query = select(Record).where(
        Record.import_batch_id == batch_id, Record.agency_id == batch.agency_id, _is_untouched()
    )
    records = session.scalars(query.order_by(Record.id).limit(CHUNK).with_for_update()).all()
    for record in records:
        repository.close_record(session, context, record, closure=undo_traces.CLOSURE)
        repository.release_reference(record)
    batch.rows_undone += len(records)
    if records:
        shown_records = tuple(audit_log.ShownRecord(record.public_id) for record in records)
        act = audit_log.AuditEvent(
            "withdraw_imported", subject=batch.public_id, records=shown_records
        )
        audit_log.record_event(session, context, actor, act)
        return True
    session.flush()
    if undo_traces.withdraw_next(session, batch):
        return True
    batch.status, batch.finished_at = ImportState.UNDONE, context.clock.now()
    # Exactly one event for all matches and notifications: the number of steps depends on hidden
    # matches.
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("withdraw_matches", subject=batch.public_id)
    )
    return False


def _is_untouched() -> ColumnElement[bool]:
    """Return the condition for records without work by a person since their import."""
    has_papers = [exists().where(table.record_id == Record.id) for table in _PAPERS]
    is_judged = exists().where(
        or_(Match.low == Record.id, Match.high == Record.id), Match.state != MatchState.OPEN
    )
    is_transferred = exists().where(
        Transfer.record_id == Record.id, Transfer.status == TransferStatus.ACCEPTED
    )
    is_new = (Record.status == RecordStatus.OPEN) & (Record.version == preparation.FIRST_VERSION)
    return is_new & ~or_(*has_papers, is_judged, is_transferred)
