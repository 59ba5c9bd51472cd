"""Problem details (RFC 9457) of our errors. An answer repeats no value of the request.

`api.problems` documents the codes.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from api.headers import HEADERS
from api.problems import PROBLEM_JSON, REFUSED_STATUSES
from api.refusal_audit import write_refusal
from api.refusal_hrefs import field_of, href_for
from api.telemetry import REQUEST_ID
from core.code_sets import UNKNOWN_CODE
from core.errors import (
    AuditUnavailable,
    Conflict,
    ExplainedError,
    HomewardError,
    InvalidInput,
    LimitReached,
    NotFound,
    NotSignedIn,
    Refused,
    SecondFactorNeeded,
    VersionConflict,
)
from core.logs import REQUEST_CONTEXT, log_event

# error -> HTTP status, by the nearest ancestor of the error in this table
STATUSES: dict[type[HomewardError], HTTPStatus] = {
    InvalidInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    Refused: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    VersionConflict: HTTPStatus.PRECONDITION_FAILED,
    Conflict: HTTPStatus.CONFLICT,
    LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    AuditUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    HomewardError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
OVERLOADED = (
    "Too many requests at once. The request was not carried out. Try again after the seconds of"
    " Retry-After."
)
RETRY_AFTER_S = 1
# The answer includes the detail of these errors. Details of others go only to the log.
EXPLAINED_ERRORS = (InvalidInput, ExplainedError, LimitReached)


class PreconditionRequired(Exception):
    """A change without If-Match."""


def problem_response(
    status: HTTPStatus, code: str, *, detail: str = "", extra: Mapping[str, Any] | None = None
) -> JSONResponse:
    """Return a problem+json answer."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": code,
    }
    if detail:
        body["detail"] = detail
    if status in REFUSED_STATUSES:
        body |= {"field": None, "href": None}
    headers = {"WWW-Authenticate": "Bearer"} if status is HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(
        body | dict(extra or {}),
        status_code=status,
        media_type=PROBLEM_JSON,
        headers=headers,
    )


ErrorPresenter = Callable[[Request, Response, Exception], Response]


def register_handlers(app: FastAPI, present: ErrorPresenter) -> None:
    """Register the handlers.

    `present` gets each answer with its error and may return a page instead.
    """
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, _with_presenter(handler, present))


def _with_presenter(
    handler: Callable[[Request, Exception], Response], present: ErrorPresenter
) -> Any:
    def answer(request: Request, error: Exception) -> Response:
        return present(request, handler(request, error), error)

    return answer


def status_of(error: HomewardError) -> HTTPStatus:
    """Return the HTTP status of an error, from `STATUSES` by its nearest ancestor."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def error_response(request: Request, error: Exception) -> JSONResponse:
    """Return the answer to an error; a refusal of a signed-in actor is written to the audit log."""
    assert isinstance(error, HomewardError)
    status = status_of(error)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log_event("request.failed", level=logging.ERROR, code=error.code, status=int(status))
    else:
        write_refusal(request, error.code)
    code = error.code
    extra: dict[str, Any] = {}
    if isinstance(error, ExplainedError) and error.refusal is not None:
        next_step = error.refusal.next_step % error.figures
        code, extra = error.refusal.code, {"next_step": next_step}
        if status in REFUSED_STATUSES:
            extra |= {"field": field_of(request, error), "href": href_for(request, error)}
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        request.app.state.meters.refusals.labels(code).inc()
    if isinstance(error, InvalidInput):
        extra = {"errors": _problems(error)}
    if isinstance(error, SecondFactorNeeded) and error.passkey is not None:
        extra = {"passkey": dict(error.passkey)}
    answer = problem_response(
        status,
        code,
        detail=error.detail if isinstance(error, EXPLAINED_ERRORS) else "",
        extra=extra,
    )
    if isinstance(error, LimitReached):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _problems(error: InvalidInput) -> list[dict[str, Any]]:
    """Return each value that is not permitted: its field, the reason and the permitted input."""
    return [
        {"field": one.field, "reason": one.reason}
        | ({"suggestion": one.suggestion} if one.suggestion else {})
        | ({"codes": list(one.codes)} if one.codes else {})
        for one in (error, *error.others)
    ]


# A body that is a dataclass has other names for the same faults as a class of the schemas.
_REASONS = {
    "unexpected_keyword_argument": "extra_forbidden",
    "dataclass_type": "model_attributes_type",
    "enum": UNKNOWN_CODE,
    "literal_error": UNKNOWN_CODE,
}
# pydantic names the codes of an enumeration in one text, each in quotes
_QUOTED = re.compile(r"'([^']*)'")
_UNKNOWN_FIELD = {"unexpected_keyword_argument", "extra_forbidden"}


def _shape(_request: Request, error: Exception) -> JSONResponse:
    """Name known fields of the wrong shape; omit names of unknown fields, and all values."""
    assert isinstance(error, RequestValidationError)
    errors = [shape_problem(problem) for problem in error.errors()]
    return problem_response(
        HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_shape", extra={"errors": errors}
    )


def shape_problem(problem: Mapping[str, Any]) -> dict[str, Any]:
    """Return a field of the wrong shape, with the permitted codes of a field that takes codes."""
    reason = _REASONS.get(problem["type"], problem["type"])
    problem_out: dict[str, Any] = {"field": _place(problem), "reason": reason}
    if reason == UNKNOWN_CODE:
        given = problem["ctx"]
        problem_out["codes"] = given.get("codes") or _QUOTED.findall(given["expected"])
    return problem_out


def _place(problem: Mapping[str, Any]) -> str:
    """Return the name of a field without the part of the request that has it.

    `body` is the body as a whole.
    """
    place: Sequence[Any] = (
        problem["loc"][:-1] if problem["type"] in _UNKNOWN_FIELD else problem["loc"]
    )
    return ".".join(str(part) for part in place[1:] or place)


def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    # FastAPI could not read the body, for example JSON that is not UTF-8.
    if status is HTTPStatus.BAD_REQUEST:
        errors = [{"field": "body", "reason": "unreadable_body"}]
        return problem_response(
            HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_shape", extra={"errors": errors}
        )
    return problem_response(status, status.name.lower())


def _precondition(_request: Request, _error: Exception) -> JSONResponse:
    return problem_response(HTTPStatus.PRECONDITION_REQUIRED, "if_match_needed")


def _database(_request: Request, error: Exception) -> JSONResponse:
    log_event("database.failed", level=logging.ERROR, error=error)
    return problem_response(HTTPStatus.SERVICE_UNAVAILABLE, "database_unavailable")


def _unexpected(_request: Request, error: Exception) -> JSONResponse:
    log_event("request.crashed", level=logging.ERROR, error=error)
    answer = problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "unexpected")
    answer.headers.update(HEADERS)  # this answer does not pass the guard and the telemetry
    answer.headers[REQUEST_ID] = str(REQUEST_CONTEXT.get() or "")
    return answer


def _pool(_request: Request, error: Exception) -> JSONResponse:
    """Return the answer if no database connection became free in time."""
    log_event("database.pool_exhausted", level=logging.ERROR, error=error)
    answer = problem_response(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", detail=OVERLOADED)
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


HANDLERS: dict[type[Exception], Callable[[Request, Exception], Response]] = {
    HomewardError: error_response,
    RequestValidationError: _shape,
    HTTPException: _http,
    PreconditionRequired: _precondition,
    OperationalError: _database,
    PoolTimeout: _pool,
    Exception: _unexpected,
}
