"""Idempotent creates: a repeated request returns the first result, for `DELETED_AFTER_DAYS`.

The key and the body are stored as tags with the id of the created row.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import Conflict, InvalidInput
from core.refusals import Refusal
from models.operations.idempotency import IdempotencyKey
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context

MAX_KEY = 200


def find_earlier_result(
    session: Session, context: Context, actor: Actor, *, key: str, body: bytes
) -> UUID | None:
    """Return the id that an earlier request with this key made; None for a new key.

    Only requests of the same actor and agency count. The key is locked until the transaction ends.
    A concurrent request with the same key waits for that.

    Raise `Conflict` if the body of the earlier request was different. Raise `InvalidInput` if the
    key is empty or longer than `MAX_KEY` characters.
    """
    if not 0 < len(key) <= MAX_KEY:
        raise InvalidInput("Idempotency-Key", "length")
    sent = key.encode("utf-8", "replace")
    # The second of two concurrent requests waits for the first, also when a new match key is added
    # in between.
    locks.take_lock(
        session, Lock.IDEMPOTENCY, int.from_bytes(hashlib.blake2b(sent, digest_size=4).digest())
    )
    row = session.execute(
        select(IdempotencyKey.made, IdempotencyKey.body_tag).where(
            IdempotencyKey.agency_id == actor.agency_id,
            IdempotencyKey.actor_tag.in_(_actor_tags(context, actor)),
            IdempotencyKey.key_tag.in_(keyed_hashes.tags_of(context.keys, "idem_key", sent)),
        )
    ).first()
    if row is None:
        return None
    if row.body_tag not in keyed_hashes.tags_of(context.keys, "idem_body", body):
        raise Conflict(Refusal.KEY_USED_FOR_ANOTHER_BODY)
    return UUID(str(row.made))


def store_result(
    session: Session, context: Context, actor: Actor, *, key: str, body: bytes, result: UUID
) -> None:
    """Store the result of a request under its key, in the same transaction."""
    session.add(
        IdempotencyKey(
            agency_id=actor.agency_id,
            actor_tag=_actor_tags(context, actor)[0],
            key_tag=keyed_hashes.tags_of(context.keys, "idem_key", key.encode("utf-8", "replace"))[
                0
            ],
            body_tag=keyed_hashes.tags_of(context.keys, "idem_body", body)[0],
            made=result,
            created_at=context.clock.now(),
        )
    )


def _actor_tags(context: Context, actor: Actor) -> list[bytes]:
    return keyed_hashes.tags_of(
        context.keys, "idem_actor", actor.public_id.bytes if actor.public_id else b""
    )
