"""Read the audit log: own acts, those of the agency or all, by role; accesses to a record."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.actions import Action, Scope
from core.policy.audit import is_of_party, is_shown_to_responsible
from core.security.crypto import AuditKeys
from models.agencies.agency import Agency
from models.oversight.audit import Audit, AuditRecord
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.foundation import actor_database_role as doors
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.checkpoints import CHECKPOINTS, AuditDefect
from services.foundation.context import Context
from services.oversight import anchor_reading, audit_verification
from services.records import register
from services.review import visible_matches

PAGE = 100


@dataclasses.dataclass(frozen=True, slots=True)
class RecordAccess:
    """One act on a record: time, agency, role, action, reason, and the classes shown.

    `agency` and `role` are "" for an act of another agency that the reader does not know from a
    match, a request or a transfer of the record. `agency` is "" for an act of the server.
    `is_through_match`: another agency reached the record through a match.
    """

    at: datetime
    agency: str
    role: str
    action: str
    purpose: str
    basis: str
    classes: str
    is_through_match: bool


@dataclasses.dataclass(frozen=True, slots=True)
class AuditLogRow:
    """One row of the audit log: references and codes, no facts.

    `number` is that of the row, only for readers of the whole log, because it reveals the number of
    acts of every agency. `number` is None for other readers. `user` is None for an act of software
    and for a refused sign-in, and `subject` for an act without an object.
    """

    id: int
    number: int | None
    at: datetime
    user: int | None
    agency: str
    role: str
    acting_state: str
    action: str
    outcome: str
    purpose: str
    basis: str
    subject: UUID | None
    records: tuple[UUID, ...]


def record_accesses(
    session: Session, context: Context, actor: Actor, record: Record
) -> tuple[RecordAccess, ...]:
    """Return the acts on a record of the actor's agency, of all agencies, that its responsible
    agency may see, oldest first.

    An act of another agency through a match is shown only while this match exists for the actor.
    Another agency is named while a match of the record shows it, or after it acted as a party of a
    request or a transfer. The statements are the same whether acts are left out or not. The caller
    checks that the record is the actor's. Only the auditor's database role reads the acts of other
    agencies.
    """
    matches = visible_matches.known_matches(session, context, actor, record)
    database_roles.enter_role(session, DatabaseRole.AUDITOR)
    rows = session.execute(
        select(Audit, AuditRecord.field_classes, AuditRecord.match, Agency.name)
        .join(AuditRecord, AuditRecord.audit_id == Audit.id)
        .outerjoin(Agency, Agency.id == Audit.agency_id)
        .where(AuditRecord.record == record.public_id)
        .order_by(Audit.id, AuditRecord.id)
    ).all()
    doors.enter_role(session, actor)
    shown = [
        (row, classes, match, agency)
        for row, classes, match, agency in rows
        if is_shown_to_responsible(
            row.action, is_own=row.agency_id == actor.agency_id, is_match_known=match in matches
        )
    ]
    named = {row.agency_id for row, *_ in shown if is_of_party(row.action)}
    named |= {*matches.values(), actor.agency_id, None}  # an act of the server has no agency
    return tuple(
        RecordAccess(
            at=row.at,
            agency=agency or "" if row.agency_id in named else "",
            role=row.role if row.agency_id in named else "",
            action=row.action,
            purpose=row.purpose or "",
            basis=row.basis or "",
            classes=classes,
            is_through_match=match is not None and row.agency_id != actor.agency_id,
        )
        for row, classes, match, agency in shown
    )


def list_record_accesses(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> tuple[RecordAccess, ...]:
    """Return `record_accesses` of a record of the actor's agency; raise `NotFound` for any other
    record. Audited.
    """
    require(actor, Action.READ_ACCESS_LOG)
    seen = register.find_own(session, context, actor, public_id)
    accesses = record_accesses(session, context, actor, seen.record)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent(
            "read_access_log", subject=public_id, records=(audit_log.ShownRecord(public_id),)
        ),
    )
    return accesses


def list_events(
    session: Session, context: Context, actor: Actor, *, before: int = 0
) -> list[AuditLogRow]:
    """Return a page of the acts that the actor may read, newest first. Audited, like any read.

    The page has at most `PAGE` acts. `before` is the id of the last act of the page before, 0 for
    the first page. The role decides between own acts, the acts of the agency, and the whole log.
    """
    reach = require(actor, Action.READ_AUDIT)
    query = (
        select(Audit, Agency.code)
        .outerjoin(Agency, Agency.id == Audit.agency_id)
        .order_by(Audit.id.desc())
    )
    if reach is Scope.OWN_ACTS:
        query = query.where(Audit.user_id == actor.user_id)
    elif reach is not Scope.WITHOUT_FACTS:
        query = query.where(Audit.agency_id == actor.agency_id)
    if before:
        query = query.where(Audit.id < before)
    rows = session.execute(query.limit(PAGE)).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("read_audit"))
    return [
        AuditLogRow(
            id=row.id,
            number=row.id if reach is Scope.WITHOUT_FACTS else None,
            at=row.at,
            user=row.user_id,
            agency=code or "",
            role=row.role,
            acting_state=row.acting_state or "",
            action=row.action,
            outcome=row.outcome,
            purpose=row.purpose or "",
            basis=row.basis or "",
            subject=row.subject,
            records=tuple(UUID(hex=load[0]) for load in json.loads(row.records)),
        )
        for row, code in rows
    ]


def verify_audit_log(
    session: Session, context: Context, actor: Actor
) -> tuple[int, list[AuditDefect]]:
    """Verify the whole log and its checkpoints; return number of rows and all findings. Audited."""
    require(actor, Action.VERIFY_AUDIT)
    count, findings = walk_audit_log(session, context)
    record_verification(session, context, actor, findings)
    return count, findings


def walk_audit_log(
    session: Session,
    context: Context,
    *,
    anchor: Path | None = None,
    anchor_keys: AuditKeys | None = None,
) -> tuple[int, list[AuditDefect]]:
    """Verify the whole log; return the number of rows and all findings.

    `anchor` is a file of anchored checkpoints; the default is the configured file, if any.
    `anchor_keys` are the public keys that must have signed it; the default is those of the key
    file.
    """
    source = anchor or context.settings.anchor_file
    path, now, anchored = context.settings.root / CHECKPOINTS, context.clock.now(), None
    if source is not None:
        try:
            anchored = anchor_reading.read_anchor_file(
                source.expanduser(), anchor_keys or context.keys.audit_keys()
            )
        except OSError:
            count, findings = audit_verification.walk_rows(session, context.keys, path, now=now)
            return count, [*findings, AuditDefect(0, "anchor_unreadable")]
    return audit_verification.walk_rows(session, context.keys, path, now=now, anchor=anchored)


def record_verification(
    session: Session, context: Context, actor: Actor, findings: Sequence[AuditDefect]
) -> None:
    """Audit that the whole log was verified, and whether there were findings."""
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("verify_audit", "broken" if findings else "done"),
    )
