"""Functions of templates: which actions of a process are allowed now, and why another is not."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from api.schemas.next_steps import ActionOut, RefusalReasonOut
from api.web import language
from api.web.gettext_marker import N_
from core.refusals import Refusal


class Acted(Protocol):
    """Something with actions, each with the reason why it is not allowed now."""

    @property
    def actions(self) -> list[ActionOut]:
        """The actions, allowed or not."""


def allowed(steps: Acted | None) -> frozenset[str]:
    """Return the names of the allowed actions; none without steps."""
    actions = steps.actions if steps else []
    return frozenset(action.name for action in actions if action.allowed)


def refusal(steps: Acted | None, name: str) -> RefusalReasonOut | None:
    """Return why an action is not allowed now; None if it is, or if the process lacks it."""
    actions = steps.actions if steps else []
    return next((action.reason for action in actions if action.name == name), None)


def reason_of(code: str, **ids: object) -> RefusalReasonOut:
    """Return a row of the refusal table by its code, as a reason to show; `ids` fill its `href`."""
    refusal = Refusal[code.upper()]
    return RefusalReasonOut.of(refusal, refusal.href_for(ids))


_HOURS_LEFT, _MINUTES_LEFT = N_("%(hours)s h %(minutes)s min left"), N_("%(minutes)s min left")
_NO_TIME_LEFT = N_("no time left")


def time_left(due_at: dt.datetime, now: dt.datetime) -> str:
    """Return the time from `now` until `due_at` in words, rounded down to minutes."""
    hours, minutes = divmod(int((due_at - now).total_seconds()) // 60, 60)
    if due_at <= now:
        return language.gettext(_NO_TIME_LEFT)
    text = language.gettext(_HOURS_LEFT if hours else _MINUTES_LEFT)
    return text % {"hours": hours, "minutes": minutes}
