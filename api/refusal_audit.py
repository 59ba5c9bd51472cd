"""Audit of refusals: writes them, their alerts and the accesses shown with them.

It uses a transaction of its own, because the request's was rolled back.
"""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from core.errors import AuditUnavailable, ConflictOfInterest, ReadBudgetUsed
from core.logs import log_event
from services.agencies import system_tokens
from services.case import guardians
from services.foundation import actor_database_role, audit_log
from services.foundation.actor import Actor

# A part is the last name of its module. These modules have another name than the stored part.
_STORED_PARTS = {
    "api.routes.oversight.audit": "audit_log",
    "api.routes.records.field_preview": "readings",
    "api.routes.search.saved_searches": "saved_search",
    "api.web.pages.case.contacts": "around",
}


def write_refusal(request: Request, code: str, *, is_shown: bool = False) -> None:
    """Write the refusal of a signed-in actor.

    Routes of the sign-in write their own refusals, and requests without an actor are not written.
    `is_shown` means that facts read before the refusal are shown with it, so these accesses are
    written too. Raises AuditUnavailable if they cannot be written.
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
            for one in entries:
                audit_log.record_event(session, request.app.state.context, one.actor, one.act)
            act = audit_log.AuditEvent(name, code, subject=_requested_id(request))
            audit_log.record_event(session, request.app.state.context, actor, act)
            if code == ReadBudgetUsed.code:
                system_tokens.alert_read_budget(session, request.app.state.context, actor)
            if code == ConflictOfInterest.code and act.subject is not None:
                actor_database_role.enter_role(session, actor)
                guardians.notify_of_refusal(session, request.app.state.context, actor, act.subject)
    except (SQLAlchemyError, AuditUnavailable) as error:
        log_event("audit.failed", code=code)
        if entries:
            raise AuditUnavailable("a look cannot be written") from error


def _name(route: Any) -> str:
    """Return the refused action as `part.route`, because routes of several parts share names.

    The audit log keeps this text. A route whose function is renamed states its stored name with
    `name=`.
    """
    return f"{stored_part(getattr(route, 'endpoint', None))}.{getattr(route, 'name', '')}"[:40]


def stored_part(endpoint: Any) -> str:
    """Return the part of the interface that an endpoint belongs to, as the audit log stores it."""
    module = str(getattr(endpoint, "__module__", ""))
    return _STORED_PARTS.get(module, module.rpartition(".")[2])


def _requested_id(request: Request) -> UUID | None:
    """Return the id in the address, so that the audit log shows probing."""
    for value in request.path_params.values():
        with contextlib.suppress(ValueError, TypeError):
            return UUID(str(value))
    return None
