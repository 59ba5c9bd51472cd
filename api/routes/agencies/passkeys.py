"""Passkeys of the signed-in account: add, list and remove."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, DatabaseDep, SignedInOwnTransaction
from api.schemas.agencies.access import (
    PasskeyIn,
    PasskeyList,
)
from api.schemas.common import CreatedOut
from core.codes.agencies import ChallengePurpose
from services.agencies import passkeys

router = APIRouter(prefix="/v1/passkeys", tags=["sign-in"])


@router.get("", name="list_own")
def list_passkeys(
    database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> PasskeyList:
    """List your passkeys."""
    with database.transaction() as session:
        return PasskeyList(passkeys=passkeys.list_passkeys(session, context, actor))


@router.post("/options", name="begin", status_code=status.HTTP_201_CREATED)
def start_registration(
    database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> passkeys.PasskeyChallengeView:
    """Start to add a passkey.

    The answer has a ticket and the options for the browser. Both are valid for %(passkey_minutes)s
    minutes.
    """
    with database.transaction() as session:
        return passkeys.begin_registration(session, context, actor)


@router.post("", name="add", status_code=status.HTTP_201_CREATED)
def create_passkey(
    body: PasskeyIn, database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> CreatedOut:
    """Add a passkey.

    The body has the answer of the authenticator. The ticket is used up even if the answer is wrong.
    """
    with database.transaction() as session:
        challenge = passkeys.consume_challenge(
            session, context, body.ticket, ChallengePurpose.REGISTER
        )
    with database.transaction() as session:
        passkey = passkeys.register_passkey(
            session, context, actor, challenge, body.credential, name=body.name
        )
    return CreatedOut(id=passkey)


@router.delete("/{passkey_id}", name="remove", status_code=status.HTTP_204_NO_CONTENT)
def delete_passkey(
    passkey_id: UUID, database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> None:
    """Remove one of your passkeys."""
    with database.transaction() as session:
        passkeys.remove_passkey(session, context, actor, passkey_id)
