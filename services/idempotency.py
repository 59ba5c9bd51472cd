"""Creates that are sent twice make one thing: the key and the body stand as keyed hashes beside what was made."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.crypto import keyed_hash
from core.errors import Conflict, InvalidInput
from models import locks
from models.locks import Lock
from models.record import IdempotencyKey
from services.actor import Actor
from services.context import Context

MAX_KEY = 200


def find(session: Session, context: Context, actor: Actor, *, key: str, body: bytes) -> UUID | None:
    """Return what an earlier request of this key made; `Conflict` when its body was another."""
    if not 0 < len(key) <= MAX_KEY:
        raise InvalidInput("Idempotency-Key", "length")
    key_tag = _tag(context, "idem_key", key.encode("utf-8", "replace"))
    locks.take(session, Lock.IDEMPOTENCY, int.from_bytes(key_tag[:4]))  # the second of two at once waits for the first
    row = session.execute(
        select(IdempotencyKey.made, IdempotencyKey.body_tag).where(
            IdempotencyKey.agency_id == actor.agency_id,
            IdempotencyKey.actor_tag == _actor_tag(context, actor),
            IdempotencyKey.key_tag == key_tag,
        )
    ).first()
    if row is None:
        return None
    if row.body_tag != _tag(context, "idem_body", body):
        raise Conflict("this idempotency key was used for another body")
    return UUID(str(row.made))


def keep(session: Session, context: Context, actor: Actor, *, key: str, body: bytes, made: UUID) -> None:
    """Remember what a request of this key made, in its transaction."""
    session.add(
        IdempotencyKey(
            agency_id=actor.agency_id,
            actor_tag=_actor_tag(context, actor),
            key_tag=_tag(context, "idem_key", key.encode("utf-8", "replace")),
            body_tag=_tag(context, "idem_body", body),
            made=made,
            created_at=context.clock.now(),
        )
    )


def _actor_tag(context: Context, actor: Actor) -> bytes:
    return _tag(context, "idem_actor", actor.public_id.bytes if actor.public_id else b"")


def _tag(context: Context, label: str, value: bytes) -> bytes:
    _, key = context.keys.current("match")
    return keyed_hash(key, label, value)
