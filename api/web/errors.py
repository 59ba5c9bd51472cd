"""Error pages: the statuses of the interface with words instead of codes.

They repeat no value of the request.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool

from api.errors import error_response, status_of
from api.headers import HEADERS
from api.refusal_audit import write_refusal
from api.refusal_hrefs import field_of, href_for
from api.telemetry import REQUEST_ID
from api.web import again, forms, language, render
from api.web.labels import display
from api.web.labels.codes import N_
from api.web.labels.codes import WORDS as CODE_WORDS
from core.errors import (
    AuditUnavailable,
    AuthenticateAgain,
    EditLimitReached,
    ExplainedError,
    HomewardError,
    InvalidInput,
    LimitReached,
)

# Paths of pages; all other paths belong to the interface, which answers problems as JSON.
API_PREFIXES = ("/v1/", "/static/")

PRESERVED_HEADERS = ("Retry-After", REQUEST_ID, *HEADERS)

STATUS_MESSAGES = {
    HTTPStatus.NOT_FOUND: N_("This page does not exist, or you may not see it."),
    HTTPStatus.FORBIDDEN: N_("Your role does not allow this."),
    HTTPStatus.CONFLICT: N_("This is no longer possible. Please open the page again."),
    HTTPStatus.PRECONDITION_FAILED: N_(
        "Another person changed this while you had it open. Please check it again."
    ),
    HTTPStatus.TOO_MANY_REQUESTS: N_("Too many attempts. Please wait a moment."),
    HTTPStatus.UNPROCESSABLE_ENTITY: N_(
        "Some of the form could not be read. Please check your entries."
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: N_(
        "Homeward is not available at the moment. Nothing was changed."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: N_("This is too large."),
}

TOO_MANY_EDITS = N_(
    "These details are used for matching and were changed too often. Nothing was saved, and"
    " your text is still on this page. Put all corrections together, then save again in"
    " %(minutes)s minutes."
)


class FormRejected(Exception):
    """A refused form: its page is shown again with the typed values and the errors.

    It passes through the request's transaction and rolls it back. The accesses to the facts shown
    again are written after it.
    """

    def __init__(self, template: str, error: HomewardError, **values: Any) -> None:
        super().__init__(template)
        self.template, self.error, self.values = template, error, values


@contextlib.contextmanager
def shown_again(template: str, *errors: type[HomewardError], **values: Any) -> Iterator[None]:
    """Show a form again if one of the errors is raised inside: raise FormRejected in its place.

    `values` are those of the form's page, with what was typed.
    """
    try:
        yield
    except errors as error:
        raise FormRejected(template, error, **values) from error


def render_error(request: Request, answer: Response, error: Exception) -> Response:
    """Return an error as a page if a page was requested; without a session, the sign-in."""
    if request.url.path.startswith(API_PREFIXES):
        return answer
    status = HTTPStatus(answer.status_code)
    if status is HTTPStatus.UNAUTHORIZED:
        return render.redirect_after_post("/sign-in")
    page = _error_page(request, status, error)
    page.headers.update(
        {name: answer.headers[name] for name in PRESERVED_HEADERS if name in answer.headers}
    )
    return page


def _error_page(request: Request, status: HTTPStatus, error: Exception) -> Response:
    """Return the page of an error; for a refused value it names a known field and the reason."""
    language.choose(request)
    messages = forms.error_messages(error) if isinstance(error, InvalidInput) else {}
    reasons = {field: reason for field, reason in messages.items() if field in CODE_WORDS["field"]}
    return render.render_page(
        request,
        "error.html",
        status_code=int(status),
        sentences=_sentences(error, status),
        reasons=reasons,
        field=field_of(request, error),
        href=href_for(request, error),
        code=int(status),
        back=_page_before(request),
    )


def _sentences(error: Exception, status: HTTPStatus) -> list[str]:
    """Return the reason of a refusal and the next step, translated; [] if unknown."""
    if isinstance(error, ExplainedError) and error.refusal is not None:
        figures = dict(error.figures)
        if "roles" in figures:
            roles = str(figures["roles"]).split(", ")
            figures["roles"] = ", ".join(display.label(role, "role") for role in roles)
        return [language.gettext(text) % figures for text in error.refusal.sentences]
    return [language.gettext(STATUS_MESSAGES[status])] if status in STATUS_MESSAGES else []


def _page_before(request: Request) -> str:
    """Return the path of our page that sent a form, "" for any other request."""
    page = urlsplit(request.headers.get("Referer", ""))
    is_ours = page.netloc == request.url.netloc and page.path.startswith("/")
    is_form = request.method == "POST" and page.path != request.url.path
    return page.path if is_ours and is_form and not page.path.startswith("//") else ""


def register_form_handlers(app: FastAPI) -> None:
    """Register the handlers of refused forms and of actions that need the password again."""
    app.add_exception_handler(FormRejected, _form_rejected)
    app.add_exception_handler(AuthenticateAgain, _authenticate_again)


async def _authenticate_again(request: Request, error: Exception) -> Response:
    answer = await run_in_threadpool(error_response, request, error)
    return (
        answer if request.url.path.startswith(API_PREFIXES) else await again.ask_password(request)
    )


def _form_rejected(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, FormRejected)
    error, status = refused.error, status_of(refused.error)
    try:
        write_refusal(request, error.code, is_shown=True)
    except AuditUnavailable as unwritten:  # without an audit entry no data is shown
        return _error_page(request, status_of(unwritten), unwritten)
    language.choose(request)
    errors = FormErrors(_field_messages(request, error))
    errors.href = href_for(request, error) or ""
    page = render.render_page(
        request, refused.template, status_code=int(status), errors=errors, **refused.values
    )
    if isinstance(error, LimitReached):
        page.headers["Retry-After"] = str(error.retry_after_s)
    return page


class FormErrors(dict[str, str]):
    """Field -> message of a refused form, and the address of the next step, "" without one."""

    href = ""


def _field_messages(request: Request, error: HomewardError) -> dict[str, str]:
    """Return field -> message of a refused form; the key `form` means the form as a whole."""
    if isinstance(error, InvalidInput):
        return forms.error_messages(error)
    if isinstance(error, EditLimitReached):
        return {
            "form": (
                language.gettext(TOO_MANY_EDITS) % {"minutes": math.ceil(error.retry_after_s / 60)}
            )
        }
    field = field_of(request, error) or "form"
    return {field: " ".join(_sentences(error, status_of(error)))}
