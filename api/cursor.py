"""Opaque page cursors: an internal position sealed for one actor and one list.

Internal ids stay hidden.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence
from uuid import UUID

from core.errors import InvalidInput, SealBroken
from core.security.crypto import SealPlace, seal, unseal
from services.foundation.actor import Actor
from services.foundation.context import Context

_NO_USER = UUID(int=0)


def encode(context: Context, actor: Actor, listing: str, position: int) -> str:
    """Return an opaque cursor for a position.

    The cursor is encrypted, and valid only for this actor and this listing.
    """
    sealed = seal(_key(context), position.to_bytes(8, "big"), _place(actor, listing))
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def encode_next(
    context: Context, actor: Actor, listing: str, positions: Sequence[int], page_size: int
) -> str | None:
    """Return the cursor of the next page after these positions.

    Return None after the last page, which has fewer positions than `page_size`.
    """
    return encode(context, actor, listing, positions[-1]) if len(positions) == page_size else None


def decode(context: Context, actor: Actor, listing: str, cursor: str | None) -> int:
    """Return the position of a cursor, 0 without one.

    Raises InvalidInput for a cursor of another actor or list.
    """
    if not cursor:
        return 0
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return int.from_bytes(unseal(_key(context), sealed, _place(actor, listing)), "big")
    except (SealBroken, binascii.Error, ValueError):
        raise InvalidInput("cursor", "not_valid") from None


def _key(context: Context) -> bytes:
    _, wrapping = context.keys.current("wrapping")
    return hashlib.blake2b(b"cursor", key=wrapping, digest_size=32).digest()


def _place(actor: Actor, listing: str) -> SealPlace:
    return SealPlace("cursor", actor.public_id or _NO_USER, listing, 1)
