"""Tokens of agencies' software: ask, issue, list, rotate, revoke."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.agencies.tokens import TokenIn, TokenList
from core.policy.actions import Action
from services.agencies import system_tokens
from services.foundation.actor import Actor

router = APIRouter(prefix="/v1/tokens", tags=["accounts"])

MayIssue = Annotated[Actor, allow(Action.ISSUE_TOKENS)]
MayRevoke = Annotated[Actor, allow(Action.REVOKE_TOKENS)]
MayRead = Annotated[Actor, allow(Action.READ_TOKENS)]


@router.post("", status_code=status.HTTP_201_CREATED)
def ask_token(
    body: TokenIn, session: SessionDep, context: ContextDep, actor: MayIssue
) -> system_tokens.AskedToken:
    """Ask for a token for software of your agency.

    A second person approves it in the list of approvals: another supervisor of your agency or an
    administrator. Then you issue it.
    """
    return system_tokens.ask_token(
        session, context, actor, label=body.label, scopes=set(body.scopes)
    )


@router.post("/{token_id}/issue", status_code=status.HTTP_201_CREATED)
def issue_token(
    token_id: UUID, session: SessionDep, context: ContextDep, actor: MayIssue
) -> system_tokens.IssuedToken:
    """Issue an approved token.

    You asked for it, and a second person approved it. The answer has the token, which is shown
    once. It is valid for 90 days.
    """
    return system_tokens.issue_token(session, context, actor, token_id)


@router.get("")
def list_tokens(session: SessionDep, context: ContextDep, actor: MayRead) -> TokenList:
    """List tokens of software.

    The newest is first. A supervisor gets the tokens of the agency, an administrator or auditor
    those of the installation.
    """
    return TokenList(tokens=system_tokens.list_tokens(session, context, actor))


@router.post("/{token_id}/rotate", status_code=status.HTTP_201_CREATED)
def rotate_token(
    token_id: UUID, session: SessionDep, context: ContextDep, actor: MayIssue
) -> system_tokens.IssuedToken:
    """Issue the next token of the same system.

    It has the same label and scopes, so it needs no approval. The old token works for one more day.
    """
    return system_tokens.rotate_token(session, context, actor, token_id)


@router.post("/{token_id}/revoke", status_code=status.HTTP_204_NO_CONTENT)
def revoke_token(
    token_id: UUID, session: SessionDep, context: ContextDep, actor: MayRevoke
) -> None:
    """Revoke a token. It ends immediately."""
    system_tokens.revoke_token(session, context, actor, token_id)
