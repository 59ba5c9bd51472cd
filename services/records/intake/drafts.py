"""Drafts of a registration, sealed on the server for their author, never on a shared device.

A draft is no record. It is not matched and only its author can read it. Its key is destroyed after
`DRAFT_HOURS`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.errors import InvalidInput, require_code, require_found
from core.policy.actions import REGISTER_ACTIONS, Action
from core.policy.clock_steps import ClockStep
from core.policy.fields import FieldClass
from core.policy.records.retention import DRAFT_HOURS, MAX_DRAFT_BYTES
from core.published import published
from core.security.crypto import SealPlace
from models.records.draft import Draft
from models.records.facts import DataKey
from models.sql import locks
from models.sql.in_list import in_values
from models.sql.locks import Lock
from services.foundation import audit_log, clock_steps, data_keys
from services.foundation.actor import Actor, require
from services.foundation.context import Context

Fields = Sequence[tuple[str, str]]


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DraftView:
    """A saved draft and its expiry, without its content."""

    kind: str
    saved_at: datetime
    expires_at: datetime


def save_draft(
    session: Session, context: Context, actor: Actor, kind: str, fields: Fields
) -> DraftView:
    """Store a draft for `DRAFT_HOURS` from now, replacing the one before. Audited.

    Raise `InvalidInput` for more than `MAX_DRAFT_BYTES`.
    """
    user_id = _responsible(actor, kind)
    if len(json.dumps(list(fields), ensure_ascii=False).encode()) > MAX_DRAFT_BYTES:
        raise InvalidInput("fields", "too_long")
    locks.take_lock(session, Lock.DRAFT, user_id)
    now = context.clock.now()
    row = _find(session, user_id, kind, now)
    if row is None:
        _forget(session, Draft.user_id == user_id, Draft.kind == kind)
        row = Draft(
            public_id=uuid4(), user_id=user_id, kind=kind, sealed=b"", saved_at=now, expires_at=now
        )
        session.add(row)
        session.flush()
        key = data_keys.make_data_key(
            session, context.keys, subject=row.public_id, scope="draft", now=now
        )
    else:
        key = data_keys.open_data_key(session, context.keys, row.public_id)
    row.sealed = data_keys.seal_json(key, [list(match) for match in fields], _place(row))
    row.saved_at, row.expires_at = now, now + timedelta(hours=DRAFT_HOURS)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("save_draft", subject=row.public_id)
    )
    return DraftView(kind, row.saved_at, row.expires_at)


def saved_draft(session: Session, context: Context, actor: Actor, kind: str) -> DraftView | None:
    """Return when the actor's draft was saved and when it expires, without opening it.

    None if there is no draft.
    """
    row = _find(session, _responsible(actor, kind), kind, context.clock.now())
    return None if row is None else DraftView(kind, row.saved_at, row.expires_at)


def read_draft(
    session: Session, context: Context, actor: Actor, kind: str
) -> tuple[DraftView, list[tuple[str, str]]]:
    """Open the actor's own draft of a kind of record. Audited.

    Raise `NotFound` if there is no draft. The fields are matches of name and value, in the order of
    the form.
    """
    row = require_found(
        _find(session, _responsible(actor, kind), kind, context.clock.now()), "no draft is kept"
    )
    key = data_keys.open_data_key(session, context.keys, row.public_id)
    fields = [(name, value) for name, value in data_keys.unseal_json(key, row.sealed, _place(row))]
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("read_draft", subject=row.public_id)
    )
    return DraftView(kind, row.saved_at, row.expires_at), fields


def discard_draft(session: Session, context: Context, actor: Actor, kind: str) -> None:
    """Delete the actor's draft, its key first. There is no error without a draft. Audited."""
    user_id = _responsible(actor, kind)
    _forget(session, Draft.user_id == user_id, Draft.kind == kind)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("drop_draft"))


def delete_expired_drafts(session: Session, context: Context) -> None:
    """Delete expired drafts up to the limit of a day, for the scheduler."""
    query = select(Draft.id).where(Draft.expires_at <= context.clock.now()).order_by(Draft.id)
    permitted = clock_steps.permitted_items(session, context, ClockStep.DELETE_DRAFT, query)
    _forget(session, in_values(session, Draft.id, permitted))


def _forget(session: Session, *conditions: object) -> None:
    subjects = select(Draft.public_id).where(*conditions)  # type: ignore[arg-type]
    session.execute(delete(DataKey).where(DataKey.scope == "draft", DataKey.subject.in_(subjects)))
    session.execute(delete(Draft).where(*conditions))  # type: ignore[arg-type]


def _responsible(actor: Actor, kind: str) -> int:
    """Return the person who owns the draft: one who may register this kind.

    An agency's software keeps its own drafts.
    """
    require_code("kind", kind, REGISTER_ACTIONS)
    require(actor, REGISTER_ACTIONS[kind])
    require(actor, Action.SAVE_DRAFT)
    assert actor.user_id is not None  # an agency's software has no cell of KEEP_DRAFT
    return actor.user_id


def _find(session: Session, user_id: int, kind: str, now: datetime) -> Draft | None:
    return session.scalar(
        select(Draft).where(Draft.user_id == user_id, Draft.kind == kind, Draft.expires_at > now)
    )


def _place(row: Draft) -> SealPlace:
    return SealPlace("draft", row.public_id, FieldClass.F4B.value, 1)
