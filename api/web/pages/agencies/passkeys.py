"""Passkeys of the signed-in account: list, add, remove.

A script asks the browser for the authenticator's answer.
"""

from __future__ import annotations

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import ContextDep, DatabaseDep, SignedInOwnTransaction
from api.refusal_audit import write_refusal
from api.routes.agencies import passkeys
from api.schemas.agencies.access import PasskeyIn
from api.web import render
from api.web.forms import Form, SubmittedForm, error_messages, make_request, parse_id
from core.errors import InvalidInput
from services.foundation.actor import Actor
from services.foundation.context import Context

router = APIRouter(prefix="/passkeys")


@router.get("", name="show")
def show_passkeys(
    request: Request, database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> Response:
    """List the passkeys of the signed-in account."""
    return _page(request, database, context, actor)


@router.post("/new", name="begin")
def start_registration(
    request: Request, database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> Response:
    """Show the step in which the browser asks the authenticator for a passkey."""
    begun = passkeys.start_registration(database, context, actor)
    return _page(
        request, database, context, actor, ticket=begun.ticket, options=json.dumps(begun.options)
    )


@router.post("", name="add")
def add_passkey(
    request: Request,
    form: Form,
    database: DatabaseDep,
    context: ContextDep,
    actor: SignedInOwnTransaction,
) -> Response:
    """Add the passkey that the authenticator made."""
    try:
        passkeys.create_passkey(
            make_request(PasskeyIn, answer_of(form, "ticket", "name")), database, context, actor
        )
    except InvalidInput as error:
        write_refusal(request, error.code)
        return _page(
            request, database, context, actor, status_code=422, errors=error_messages(error)
        )
    return render.redirect_after_post("/passkeys", done="passkey_added")


@router.post("/remove", name="remove")
def remove_passkey(
    form: Form, database: DatabaseDep, context: ContextDep, actor: SignedInOwnTransaction
) -> Response:
    """Remove a passkey of the signed-in account."""
    passkeys.delete_passkey(parse_id(form.text("passkey")), database, context, actor)
    return render.redirect_after_post("/passkeys", done="passkey_removed")


def answer_of(form: SubmittedForm, *names: str) -> dict[str, Any]:
    """Return the named fields of a form, and as `credential` the authenticator's answer.

    Raises InvalidInput without that answer.
    """
    try:
        credential = json.loads(form.raw("credential"))
    except (ValueError, RecursionError):
        raise InvalidInput("credential", "needed") from None
    return {**{name: form.text(name) for name in names}, "credential": credential}


def _page(
    request: Request, database: DatabaseDep, context: Context, actor: Actor, **values: Any
) -> Response:
    listed = passkeys.list_passkeys(database, context, actor).passkeys
    return render.render_page(
        request,
        "passkeys.html",
        **{"passkeys": listed, "ticket": "", "options": "", "errors": {}} | values,
    )
