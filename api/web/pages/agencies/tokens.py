"""The page of tokens of agencies' software: list, ask, issue, rotate, revoke."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, SessionDep
from api.routes.agencies import tokens
from api.schemas.agencies.tokens import TokenIn
from api.web import render
from api.web.errors import shown_again
from api.web.forms import Form, SubmittedForm, make_request
from core.errors import InvalidInput
from core.policy.access import TOKEN_DAYS, TOKEN_READS
from core.policy.actions import DEFAULT_TOKEN_SCOPES

router = APIRouter(prefix="/tokens")

PAGE = "administration/tokens.html"
FIGURES = {"days": TOKEN_DAYS, "hourly": TOKEN_READS[1], "daily": TOKEN_READS[24]}


@router.get("")
def list_tokens(
    request: Request, session: SessionDep, context: ContextDep, actor: tokens.MayRead
) -> Response:
    """Show the tokens of the agency or the installation, and the form for a new one."""
    listed = tokens.list_tokens(session, context, actor).tokens
    chosen = SubmittedForm.of([("scopes", scope) for scope in sorted(DEFAULT_TOKEN_SCOPES)])
    return render.render_page(request, PAGE, tokens=listed, figures=FIGURES, sent=chosen, errors={})


@router.post("")
def ask_token(
    request: Request, form: Form, session: SessionDep, context: ContextDep, actor: tokens.MayIssue
) -> Response:
    """Ask for a token."""
    body = {"label": form.text("label"), "scopes": form.texts("scopes")}
    listed = tokens.list_tokens(session, context, actor).tokens
    with shown_again(PAGE, InvalidInput, tokens=listed, figures=FIGURES, sent=form):
        tokens.ask_token(make_request(TokenIn, body), session, context, actor)
    return render.redirect_after_post("/tokens", done="review_proposed")


@router.post("/{token_id}/issue")
def issue_token(
    request: Request,
    token_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: tokens.MayIssue,
) -> Response:
    """Issue an approved token and show it once."""
    issued = tokens.issue_token(token_id, session, context, actor)
    return render.render_page(request, "administration/token_issued.html", issued=issued)


@router.post("/{token_id}/rotate")
def rotate_token(
    request: Request,
    token_id: UUID,
    session: SessionDep,
    context: ContextDep,
    actor: tokens.MayIssue,
) -> Response:
    """Issue the next token of the same system and show it once."""
    issued = tokens.rotate_token(token_id, session, context, actor)
    return render.render_page(request, "administration/token_issued.html", issued=issued)


@router.post("/{token_id}/revoke")
def revoke_token(
    token_id: UUID, session: SessionDep, context: ContextDep, actor: tokens.MayRevoke
) -> Response:
    """Revoke a token."""
    tokens.revoke_token(token_id, session, context, actor)
    return render.redirect_after_post("/tokens", done="revoked")
