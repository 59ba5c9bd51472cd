"""An act that needs the password again: its form is carried through the page that asks for it, and
sent after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from fastapi import Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from api.web import render
from api.web.forms import FIELDS_MOST, FILES_MOST, Sent

Pairs = list[tuple[str, str]]
_PAIRS = TypeAdapter(Pairs)


async def ask(request: Request) -> Response:
    """Return the page that asks for the password, with the refused request in it: its address and
    its fields.
    """
    fields: Pairs = []
    if request.method == "POST":
        try:
            fields = Sent(await request.form(max_fields=FIELDS_MOST, max_files=FILES_MOST)).pairs()
        except (HTTPException, MultiPartException):
            fields = []
    return await run_in_threadpool(
        show, request, request.method, _address(request), fields, status_code=403
    )


def show(
    request: Request, method: str, address: str, fields: Iterable[tuple[str, str]], **values: Any
) -> Response:
    """Return the page that asks for the password; `values` may hold a status code and what was
    wrong.
    """
    carried = json.dumps(list(fields))
    values = {"errors": {}, "passkey": None, **values}
    return render.show(
        request, "confirm.html", method=method, address=address, carried=carried, **values
    )


def go_on(request: Request, method: str, address: str, fields: Pairs) -> Response:
    """Return the page that sends the carried form, or the way back to a page that was only looked
    at.
    """
    if method != "POST":
        return render.see_other(address)
    return render.show(request, "go_on.html", address=address, fields=fields)


def read(form: Sent) -> tuple[str, str, Pairs]:
    """Return method, address and fields that the page carried; home, where they cannot be read or
    lead elsewhere.
    """
    address = form.text("address")
    try:
        fields = _PAIRS.validate_json(form.raw("carried"))
    except ValidationError:
        return "GET", "/", []
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return (form.text("method"), address, fields) if is_ours else ("GET", "/", [])


def _address(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
