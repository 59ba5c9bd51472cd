"""Writes refusals to the trail, what they alert to and what is shown with them, in a transaction of their own: the
request's was undone.
"""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from core.errors import AuditUnavailable, ConflictOfInterest
from core.logs import event
from services import audit, guardians, wall
from services.actor import Actor


def write_refusal(request: Request, code: str, *, is_shown: bool = False) -> None:
    """Write that a signed-in actor was refused; a sign-in is written by its own route, a stranger's request never.

    `is_shown`: what was looked at meanwhile is shown with the refusal, so the looks are written too;
    `AuditUnavailable` where they cannot be.
    """
    actor: Actor | None = getattr(request.state, "actor", None)
    if actor is None:
        return
    name = _name(request.scope.get("route"))
    looks = [(by, act) for _, by, act in getattr(request.state, "noted", ()) if act.is_look] if is_shown else []
    try:
        with request.app.state.database.transaction() as session:
            for by, look in looks:
                audit.note(session, request.app.state.context, by, look)
            act = audit.Act(name, code, subject=_asked_for(request))
            audit.note(session, request.app.state.context, actor, act)
            if code == ConflictOfInterest.code and act.subject is not None:
                wall.enter(session, actor)
                guardians.tell_refused(session, request.app.state.context, actor, act.subject)
    except (SQLAlchemyError, AuditUnavailable) as error:
        event("audit.failed", code=code)
        if looks:
            raise AuditUnavailable("a look cannot be written") from error


def _name(route: Any) -> str:
    """Return what was refused as `part.route`: routes of several parts have the same name."""
    part = str(getattr(getattr(route, "endpoint", None), "__module__", "")).rpartition(".")[2]
    return f"{part}.{getattr(route, 'name', '')}"[:40]


def _asked_for(request: Request) -> UUID | None:
    """Return the id in the address, so that probing leaves its trace."""
    for value in request.path_params.values():
        with contextlib.suppress(ValueError, TypeError):
            return UUID(str(value))
    return None
