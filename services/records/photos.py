"""The photograph of a record: store, read and remove. It is shown if `view` opens class F3.

A found person's photograph is shown only to its responsible agency, at any view. Others get it by
disclosure only.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.policy.actions import Action
from core.policy.case.deadlines import DeadlineFact
from core.policy.fields import FieldClass
from core.policy.records.photos import RESPONSIBLE_ONLY_KINDS
from core.security.crypto import SealPlace, seal, unseal
from models.records.photo import RecordPhoto
from models.records.record import Record
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import image_sanitising, register
from services.records.closing import case_deadlines
from services.sharing.visibility import VisibleRecord


def store_photo(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    data: bytes,
    reason: str = "",
) -> None:
    """Sanitise a photograph and replace the one before; only for own open records."""
    record = _open_own(session, context, actor, public_id, reason)
    redrawn = image_sanitising.redraw(data)
    photo = session.get(RecordPhoto, record.id) or RecordPhoto(record_id=record.id, version=0)
    photo.version += 1
    key = data_keys.open_data_key(session, context.keys, public_id)
    photo.sealed = seal(key, redrawn, _place(public_id, photo.version))
    assert actor.user_id is not None  # an agency's software has no cell of EDIT
    photo.added_by, photo.added_at = actor.user_id, context.clock.now()
    session.add(photo)
    session.flush()
    case_deadlines.record_fact(session, context, record, DeadlineFact.PHOTO_HELD)
    _note(session, context, actor, "put_photo", public_id)


def read_photo(session: Session, context: Context, actor: Actor, public_id: UUID) -> bytes:
    """Return the photograph as JPEG. Audited.

    Raise `NotFound` if there is no photograph, or if the photograph or the record is hidden.
    """
    seen = register.find_record(session, context, actor, public_id)
    picture = photo_of_record(session, context, seen.record)
    if picture is None or not _may_see(seen):
        raise NotFound("no such photograph")
    _note(session, context, actor, "read_photo", public_id)
    return picture


def photo_of_record(session: Session, context: Context, record: Record) -> bytes | None:
    """Return the photograph of a record; None if it has none or was erased. The caller checks that
    it may be shown.
    """
    photo = session.get(RecordPhoto, record.id)
    key = data_keys.open_data_keys(session, context.keys, [record.public_id]).get(record.public_id)
    if photo is None or key is None:
        return None
    return unseal(key, photo.sealed, _place(record.public_id, photo.version))


def remove_photo(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, reason: str = ""
) -> None:
    """Remove the photograph of an open record of the actor's agency.

    A record without a photograph is no error. Audited in both cases. Raise `NotFound` for a record
    of another agency, and `Conflict` for a closed record.
    """
    record = _open_own(session, context, actor, public_id, reason)
    session.execute(delete(RecordPhoto).where(RecordPhoto.record_id == record.id))
    _note(session, context, actor, "remove_photo", public_id)


def copy_photo(session: Session, context: Context, record: Record, target: Record) -> bool:
    """Copy the photograph of a record, with its author and time, to another record of the
    responsible agency.

    Return whether there was one. The caller writes the audit event.
    """
    picture = photo_of_record(session, context, record)
    if picture is None:
        return False
    photo = session.get_one(RecordPhoto, record.id)
    key = data_keys.open_data_key(session, context.keys, target.public_id)
    copy = RecordPhoto(
        record_id=target.id,
        version=1,
        sealed=seal(key, picture, _place(target.public_id, 1)),
        added_by=photo.added_by,
        added_at=photo.added_at,
    )
    session.add(copy)
    session.flush()
    return True


def _open_own(
    session: Session, context: Context, actor: Actor, public_id: UUID, reason: str
) -> Record:
    record = register.require_own_record(
        session, context, actor, public_id, Action.EDIT, reason
    ).record
    register.require_open(record)
    return record


def _may_see(seen: VisibleRecord) -> bool:
    return FieldClass.F3 in seen.classes and (
        seen.is_responsible or seen.record.kind not in RESPONSIBLE_ONLY_KINDS
    )


def _note(session: Session, context: Context, actor: Actor, act: str, public_id: UUID) -> None:
    shown_classes = (FieldClass.F3,) if act == "read_photo" else ()
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            act, subject=public_id, records=(audit_log.ShownRecord(public_id, shown_classes),)
        ),
    )


def _place(public_id: UUID, version: int) -> SealPlace:
    return SealPlace("record_photo", public_id, FieldClass.F3.value, version)
