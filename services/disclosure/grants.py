"""Read disclosed data: by the named person only, marked, and checked again at each read."""

from __future__ import annotations

import dataclasses
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.errors import NotFound, require_found
from core.policy.actions import Action
from core.policy.fields import FieldClass
from core.policy.sharing.disclosure import RELEASED_STATES
from core.policy.sharing.views import View
from core.published import published
from models.disclosure.requests_and_grants import Disclosure, Grant
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from services.disclosure import steps as disclosure_steps
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts.statements import Statement
from services.records import photos
from services.review import release
from services.sharing import shown_provenance

MARK_DIGITS = 16


@dataclasses.dataclass(frozen=True, slots=True)
class GrantContent:
    """The current content of a grant, with the reader's mark, which identifies a leaked copy."""

    id: UUID
    record: UUID
    kind: str
    scopes: tuple[str, ...]
    statements: tuple[Statement, ...]
    reader: UUID
    mark: str
    read_at: datetime
    ends_at: datetime


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class GrantLine:
    """A grant of the actor and its end."""

    id: UUID
    disclosure: UUID
    ends_at: datetime


def _own(actor: Actor, now: datetime) -> Select[Grant, Disclosure]:
    return (
        select(Grant, Disclosure)
        .join(Disclosure, Disclosure.id == Grant.disclosure_id)
        .where(Grant.user_id == actor.user_id, Grant.revoked_at.is_(None), Grant.ends_at > now)
        .where(Disclosure.state.in_(RELEASED_STATES))
        .order_by(Grant.id)
    )


def list_grants(session: Session, context: Context, actor: Actor) -> list[GrantLine]:
    """Return the current grants of the actor. Audited."""
    require(actor, Action.READ_OTHERS)
    rows = session.execute(_own(actor, context.clock.now())).all()
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("list_grants"))
    return [
        GrantLine(grant.public_id, disclosure.public_id, grant.ends_at)
        for grant, disclosure in rows
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class _Opened:
    """A grant of the actor with its current content."""

    grant: Grant
    disclosure: Disclosure
    record: Record
    scopes: tuple[str, ...]
    statements: tuple[Statement, ...]


def _open(session: Session, context: Context, actor: Actor, public_id: UUID) -> _Opened:
    """Check consent, risk and age again as the responsible agency; raise `NotFound` if no scope
    remains.
    """
    require(actor, Action.READ_OTHERS)
    grant, disclosure = require_found(
        session.execute(
            _own(actor, context.clock.now()).where(Grant.public_id == public_id)
        ).first(),
        "no such grant",
    )
    allowed, state = disclosure_steps.permitted_scopes_now(session, context, disclosure)
    scopes = tuple(sorted(allowed & frozenset(disclosure.permitted.split())))
    if not scopes:
        raise NotFound("no such grant")
    with database_roles.as_role(
        session, DatabaseRole.ACTOR, disclosure_steps.responsible_actor(disclosure)
    ):
        record = session.get_one(Record, disclosure.record_id)
    return _Opened(grant, disclosure, record, scopes, state.statements)


def read_grant(session: Session, context: Context, actor: Actor, public_id: UUID) -> GrantContent:
    """Return the current content of a grant. Audited with the mark.

    Raise `NotFound` for another person, after its end, and if no scope remains.
    """
    opened, now = _open(session, context, actor, public_id), context.clock.now()
    record, scopes = opened.record, opened.scopes
    statements = tuple(
        shown_provenance.shown_statement(statement, View.IDENTITY, record.kind)
        for statement in release.released_statements(opened.statements, scopes, record.kind)
    )
    mark = reader_mark()
    classes = tuple(sorted(release.classes_of(scopes, record.kind)))
    act = audit_log.AuditEvent(
        "read_grant",
        mark,
        subject=public_id,
        records=(audit_log.ShownRecord(record.public_id, (FieldClass.F0, *classes)),),
    )
    audit_log.record_event(session, context, actor, act)
    reader = actor.public_id
    assert reader is not None
    return GrantContent(
        id=public_id,
        record=record.public_id,
        kind=record.kind,
        scopes=scopes,
        statements=statements,
        reader=reader,
        mark=mark,
        read_at=now,
        ends_at=opened.grant.ends_at,
    )


def read_grant_photo(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> tuple[bytes, str]:
    """Return the photograph of a grant as JPEG, and the reader's mark.

    Raise `NotFound` if there is none or the grant does not permit it. Audited.
    """
    opened = _open(session, context, actor, public_id)
    picture = None
    if "photo" in opened.scopes:
        with database_roles.as_role(
            session, DatabaseRole.ACTOR, disclosure_steps.responsible_actor(opened.disclosure)
        ):
            picture = photos.photo_of_record(session, context, opened.record)
    if picture is None:
        raise NotFound("no such photograph")
    mark = reader_mark()
    shown_records = (audit_log.ShownRecord(opened.record.public_id, (FieldClass.F3,)),)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("read_grant_photo", mark, subject=public_id, records=shown_records),
    )
    return picture, mark


def reader_mark() -> str:
    """Return the mark of one read: a random value; only the audit log links it to a reader."""
    return secrets.token_hex(MARK_DIGITS // 2)
