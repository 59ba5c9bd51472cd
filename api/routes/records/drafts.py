"""Drafts of a registration: sealed on the server for a day, for the person who typed them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, status

from api.deps import ContextDep, SessionDep, allow
from api.schemas.records.drafts import DraftIn, DraftOut
from core.codes.records import RecordKind
from core.policy.actions import Action
from services.foundation.actor import Actor
from services.records.intake import drafts

router = APIRouter(prefix="/v1/draft", tags=["records"])

Kind = Annotated[RecordKind, Query()]
MayKeep = Annotated[Actor, allow(Action.SAVE_DRAFT)]


@router.put("", name="keep")
def save_draft(
    body: DraftIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayKeep,
    kind: Kind = RecordKind.MISSING,
) -> drafts.DraftView:
    """Save your draft of a registration. Your earlier draft is replaced."""
    return drafts.save_draft(session, context, actor, kind, body.fields)


@router.get("", name="read")
def read_draft(
    session: SessionDep, context: ContextDep, actor: MayKeep, kind: Kind = RecordKind.MISSING
) -> DraftOut:
    """Read your draft of a registration."""
    draft, fields = drafts.read_draft(session, context, actor, kind)
    return DraftOut(
        kind=draft.kind, saved_at=draft.saved_at, expires_at=draft.expires_at, fields=fields
    )


@router.get("/kept", name="is_kept")
def find_draft(
    session: SessionDep, context: ContextDep, actor: MayKeep, kind: Kind = RecordKind.MISSING
) -> list[drafts.DraftView]:
    """Check whether you have a draft. The draft is not opened. The list is empty without one."""
    draft = drafts.saved_draft(session, context, actor, kind)
    return [] if draft is None else [draft]


@router.delete("", name="drop", status_code=status.HTTP_204_NO_CONTENT)
def delete_draft(
    session: SessionDep, context: ContextDep, actor: MayKeep, kind: Kind = RecordKind.MISSING
) -> None:
    """Delete your draft of a registration."""
    drafts.discard_draft(session, context, actor, kind)
