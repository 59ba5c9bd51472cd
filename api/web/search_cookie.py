"""Search details kept for the session: purpose, legal basis and case number, in a sealed cookie.

It holds no data about the person searched for. Only the session that made it can open it, and only
these pages get it. It ends with the browser session.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from uuid import UUID

from fastapi import Request, Response

from core.errors import SealBroken
from core.security.crypto import SealPlace, seal, unseal
from core.settings import Mode
from services.foundation.actor import Actor
from services.foundation.context import Context

COOKIE = "homeward-case"
FIELDS = ("purpose", "legal_basis", "case_number")
PATH = "/search"


def save_fields(
    response: Response, context: Context, actor: Actor, values: Mapping[str, str]
) -> None:
    """Keep the fields for the next search of this session."""
    content = json.dumps({name: values.get(name, "") for name in FIELDS}).encode()
    sealed = base64.urlsafe_b64encode(seal(_key(context), content, _place(actor))).decode()
    response.set_cookie(
        COOKIE,
        sealed,
        path=PATH,
        secure=context.settings.mode is Mode.PRODUCTION,
        httponly=True,
        samesite="strict",
    )


def saved_fields(request: Request, context: Context, actor: Actor) -> dict[str, str]:
    """Return the fields that this session kept; none if they are missing or of another session."""
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(COOKIE, ""))
        content = json.loads(unseal(_key(context), sealed, _place(actor)))
    except (binascii.Error, SealBroken, ValueError):
        return {}
    return {name: str(content.get(name, "")) for name in FIELDS}


def _key(context: Context) -> bytes:
    _, wrapping = context.keys.current("wrapping")
    return hashlib.blake2b(b"kept", key=wrapping, digest_size=32).digest()


def _place(actor: Actor) -> SealPlace:
    return SealPlace("kept", actor.public_id or UUID(int=0), "F6", actor.session_id or 0)
