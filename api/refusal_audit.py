"""Writes refusals to the trail, what they alert to and what is shown with them, in a transaction of
their own: the request's was undone.
"""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from core.errors import AuditUnavailable, ConflictOfInterest
from core.logs import log_event
from services.case import guardians
from services.foundation import audit_log, database_roles
from services.foundation.actor import Actor

# A part is the last name of its module. These modules have another name than the part that is
# stored.
_STORED_PARTS = {
    "api.routes.oversight.audit": "trail",
    "api.routes.records.field_preview": "readings",
    "api.routes.search.saved_searches": "standing",
    "api.web.pages.case.contacts": "around",
}


def write_refusal(request: Request, code: str, *, is_shown: bool = False) -> None:
    """Write that a signed-in actor was refused; a sign-in is written by its own route, a stranger's
    request never.

    `is_shown`: what was looked at meanwhile is shown with the refusal, so the looks are written
    too; `AuditUnavailable` where they cannot be.
    """
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        return
    name = _name(request.scope.get("route"))
    entries = (
        [entry for entry in getattr(request.state, "noted", ()) if entry.act.is_read]
        if is_shown
        else []
    )
    try:
        with request.app.state.database.transaction() as session:
            for look in entries:
                audit_log.record_event(session, request.app.state.context, look.actor, look.act)
            act = audit_log.AuditEvent(name, code, subject=_requested_id(request))
            audit_log.record_event(session, request.app.state.context, actor, act)
            if code == ConflictOfInterest.code and act.subject is not None:
                database_roles.enter_role(session, actor)
                guardians.notify_of_refusal(session, request.app.state.context, actor, act.subject)
    except (SQLAlchemyError, AuditUnavailable) as error:
        log_event("audit.failed", code=code)
        if entries:
            raise AuditUnavailable("a look cannot be written") from error


def _name(route: Any) -> str:
    """Return what was refused as `part.route`: routes of several parts have the same name.

    The audit log keeps this text. A route whose function gets another name states its stored name
    with `name=`.
    """
    return f"{stored_part(getattr(route, 'endpoint', None))}.{getattr(route, 'name', '')}"[:40]


def stored_part(endpoint: Any) -> str:
    """Return the part of the interface that an endpoint belongs to, as the audit log stores it."""
    module = str(getattr(endpoint, "__module__", ""))
    return _STORED_PARTS.get(module, module.rpartition(".")[2])


def _requested_id(request: Request) -> UUID | None:
    """Return the id in the address, so that probing leaves its trace."""
    for value in request.path_params.values():
        with contextlib.suppress(ValueError, TypeError):
            return UUID(str(value))
    return None
