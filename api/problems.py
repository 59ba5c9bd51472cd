"""The problem+json answers (RFC 9457) that the interface documents: one row for each code.

Integration tests compare every error answer with these rows (`tests/described_client.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.policy.approvals import NOT_INDEPENDENT
from core.policy.processes import PROCESSES
from core.refusals import Refusal

PROBLEM_JSON = "application/problem+json"
# An answer with one of these statuses has `field` and `href`, null where there is none.
REFUSED_STATUSES = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT})

# The refusals that `core.errors.Refused` carries; `core.errors.Conflict` carries the others.
FORBIDDEN_REFUSALS = frozenset(
    {
        *NOT_INDEPENDENT,
        Refusal.AGENCY_OF_ANOTHER_STATE,
        Refusal.APPROVER_ROTATES_TOKEN,
        Refusal.ASKER_ISSUES_TOKEN,
        Refusal.DEADLINE_IS_A_SUPERVISORS,
        Refusal.DEPUTY_ISSUES_TOKEN,
        Refusal.DEPUTY_NAMES_DEPUTY,
        Refusal.INVITES_TO_OWN_AGENCY,
        Refusal.OFFICER_REGISTERS_FOR_POLICE,
        Refusal.ONLY_PEOPLE_SEARCH,
        Refusal.OWN_STATE_LEAVES_MESSAGE,
        Refusal.REFUSED,
        Refusal.ROLE_LEAVES_NO_MESSAGE,
        Refusal.ROLE_MAY_NOT_INVITE,
        Refusal.SOFTWARE_CORRECTS_FACTS,
        Refusal.STEP_OF_ANOTHER_ROLE,
        Refusal.STEP_OF_ANOTHER_SIDE,
        Refusal.SUPERVISOR_TAKES_STEP,
        Refusal.SYSTEM_HAS_NO_PASSWORD,
        Refusal.TOKEN_LACKS_SCOPE,
        *(
            refusal
            for process in PROCESSES.values()
            for refusal in (process.wrong_role, *process.never)
        ),
    }
)
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _sentences(refusal: Refusal) -> str:
    """Return reason and next step of a refusal; `{days}` is a figure that the answer states."""
    return _PLACEHOLDER.sub(r"{\1}", " ".join(refusal.sentences))


# status -> code -> meaning and next step
PROBLEMS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {
        "not_signed_in": "There is no valid session or token. Sign in, or check the token.",
        "second_factor_needed": (
            "The password is right. Send a one-time password or a recovery code too. `passkey` has"
            " the challenge if the account has passkeys."
        ),
    },
    HTTPStatus.FORBIDDEN: {
        "authenticate_again": (
            "The session needs a fresh password. Send `POST /v1/session/confirm`, then try again."
        ),
        "cross_site": (
            "A page of another site sent the request. Send it from Homeward, or with a token."
        ),
        **{
            refusal.code: _sentences(refusal)
            for refusal in Refusal
            if refusal in FORBIDDEN_REFUSALS
        },
    },
    HTTPStatus.NOT_FOUND: {
        "not_found": (
            "There is no such object, or you may not know that it exists. Both answers are equal."
        ),
    },
    HTTPStatus.METHOD_NOT_ALLOWED: {
        "method_not_allowed": "The address does not have this method.",
    },
    HTTPStatus.CONFLICT: {
        "conflict": "The state of the installation does not allow this now.",
        **{
            refusal.code: _sentences(refusal)
            for refusal in Refusal
            if refusal not in FORBIDDEN_REFUSALS
        },
    },
    HTTPStatus.LENGTH_REQUIRED: {
        "length_needed": "Send a Content-Length header.",
    },
    HTTPStatus.PRECONDITION_FAILED: {
        "version_conflict": (
            "Another person changed the object after you read it. Read it again, then decide."
        ),
    },
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {
        "body_too_large": "The body is larger than the operation accepts.",
    },
    HTTPStatus.MISDIRECTED_REQUEST: {
        "unknown_host": "The installation does not have this host name.",
    },
    HTTPStatus.UNPROCESSABLE_ENTITY: {
        "invalid_shape": (
            "A field has the wrong type, is missing, or is unknown. `errors` lists each field."
        ),
        "invalid_input": "A value breaks a rule. `errors` has the field and the reason.",
        "date_out_of_range": "A date is outside the permitted days. `suggestion` has the range.",
        "wrong_case_number": (
            "The case number does not have the form of its state. `suggestion` has an example."
        ),
        "not_text": "The address has a NUL character. Remove it.",
    },
    HTTPStatus.PRECONDITION_REQUIRED: {
        "if_match_needed": (
            "A change needs the header If-Match with the ETag that you read. Read first."
        ),
    },
    HTTPStatus.TOO_MANY_REQUESTS: {
        "limit_reached": "A quota is used up. Wait for the seconds of Retry-After.",
        "edit_limit_reached": (
            "The quota of edits of compared facts is used up. Wait for the seconds of Retry-After."
        ),
        "read_budget_used": (
            "The software of the agency read as many records as it may in an hour or a day, with"
            " all its tokens together. The auditor is alerted. Wait for the seconds of Retry-After."
        ),
        "overloaded": "The address or token sent too many requests. Wait as Retry-After states.",
    },
    HTTPStatus.REQUEST_TIMEOUT: {
        "body_too_slow": "The body did not arrive within 30 seconds. Send the request again.",
    },
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: {
        "headers_too_large": "The header fields are longer than 16 KiB. Send shorter ones.",
    },
    HTTPStatus.INTERNAL_SERVER_ERROR: {
        "unexpected": "The server failed. Report the value of X-Request-Id to the operator.",
        "seal_broken": "A sealed value does not open. The operator checks the keys.",
    },
    HTTPStatus.SERVICE_UNAVAILABLE: {
        "audit_unavailable": "The audit log cannot be written, so no data is shown. Try again.",
        "database_unavailable": "The database does not answer. Try again.",
        "overloaded": "Too many requests run. Wait for the seconds of Retry-After.",
        "starting": "The process prepares the matching. Wait for the seconds of Retry-After.",
    },
}

# The code of each status's example; statuses such as `not_found` have only one code.
_EXAMPLES: Mapping[HTTPStatus, str] = {
    HTTPStatus.FORBIDDEN: Refusal.ONLY_PEOPLE_SEARCH.code,
    HTTPStatus.CONFLICT: Refusal.RECORD_IS_CLOSED.code,
    HTTPStatus.UNPROCESSABLE_ENTITY: "date_out_of_range",
}
_EXAMPLE_ERRORS = [
    {
        "field": "event_date",
        "reason": "date_out_of_range",
        "suggestion": "write a date from 1900-01-01 to 2026-03-09",
    }
]


class FieldProblem(BaseModel):
    """A field with a value that is not permitted. The value is never repeated."""

    field: str = Field(description="Name of the field; parts are joined by full stops.")
    reason: str = Field(description="Code of the rule.")
    suggestion: str | None = Field(default=None, description="What to write instead.")
    codes: list[str] | None = Field(
        default=None, description="The permitted codes of a field that takes codes."
    )


class Problem(BaseModel):
    """An error answer (RFC 9457). Clients decide by `code`; texts may change."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str = Field(description="Name of the HTTP status.")
    status: int
    code: str = Field(description="Stable code of the error. New codes may be added.")
    detail: str | None = Field(default=None, description="The rule, in a sentence.")
    next_step: str | None = Field(default=None, description="What to do next.")
    field: str | None = Field(
        default=None, description="The input to change, with status 403 or 409; null for none."
    )
    href: str | None = Field(
        default=None,
        description="Page of the next step, with status 403 or 409; null if you cannot open one.",
    )
    errors: list[FieldProblem] | None = Field(
        default=None, description="The fields that break a rule, with status 422."
    )
    passkey: dict[str, Any] | None = Field(
        default=None, description="Challenge for a passkey, with `second_factor_needed`."
    )


def example_of(status: HTTPStatus) -> dict[str, Any]:
    """Return an example answer of a status."""
    code = _EXAMPLES.get(status) or next(iter(PROBLEMS[status]))
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": code,
    }
    if status in REFUSED_STATUSES:
        body |= {"field": None, "href": None}
    refusal = next((refusal for refusal in Refusal if refusal.code == code), None)
    if refusal is not None:
        body |= {"detail": " ".join(refusal.sentences), "next_step": refusal.next_step}
    if status is HTTPStatus.UNPROCESSABLE_ENTITY:
        body["errors"] = _EXAMPLE_ERRORS
    return body


def response_of(status: HTTPStatus) -> dict[str, Any]:
    """Return the OpenAPI response of a status: its codes, the schema and an example."""
    rows = [f"- `{code}`: {meaning}" for code, meaning in PROBLEMS[status].items()]
    return {
        "description": "\n".join([f"{status.phrase}. Codes:", "", *rows]),
        "content": {
            PROBLEM_JSON: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example_of(status),
            }
        },
    }
