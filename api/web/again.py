"""Password confirmation: its page carries the refused form and sends it after the check."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from typing import Any

from fastapi import Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from api.web import render
from api.web.forms import MAX_FIELDS, MAX_FILES, SubmittedForm

FormFields = list[tuple[str, str]]
_MATCHES = TypeAdapter(FormFields)


async def ask_password(request: Request) -> Response:
    """Return the page that asks for the password and carries the refused request's form."""
    fields: FormFields = []
    if request.method == "POST":
        with contextlib.suppress(HTTPException, MultiPartException):
            fields = SubmittedForm(
                await request.form(max_fields=MAX_FIELDS, max_files=MAX_FILES)
            ).matches()
    return await run_in_threadpool(
        show_password_form, request, request.method, _address(request), fields, status_code=403
    )


def show_password_form(
    request: Request, method: str, address: str, fields: Iterable[tuple[str, str]], **values: Any
) -> Response:
    """Return the password page; `values` may hold a status code and an error message."""
    carried = json.dumps(list(fields))
    values = {"errors": {}, "passkey": None, **values}
    return render.render_page(
        request, "confirm.html", method=method, address=address, carried=carried, **values
    )


def resume_request(request: Request, method: str, address: str, fields: FormFields) -> Response:
    """Return the page that sends the carried form again.

    Without a form (any method but POST), return a redirect to `address`.
    """
    if method != "POST":
        return render.redirect_after_post(address)
    return render.render_page(request, "go_on.html", address=address, fields=fields)


def read_carried_request(form: SubmittedForm) -> tuple[str, str, FormFields]:
    """Return method, address and fields that the page carried.

    Return those of the home page if they are unreadable or lead to another site.
    """
    address = form.text("address")
    try:
        fields = _MATCHES.validate_json(form.raw("carried"))
    except ValidationError:
        return "GET", "/", []
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return (form.text("method"), address, fields) if is_ours else ("GET", "/", [])


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
