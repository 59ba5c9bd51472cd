"""THE table of requests from a link: who does which step, and which reasons the asker learns.

A request opens no fact. Disclosure still needs a confirmed match
(`core.policy.sharing.disclosure`).
"""

from __future__ import annotations

import enum

from core.codes.link_requests import LinkRequestKind, LinkRequestState
from core.policy.process import Step, automatic_step
from core.policy.roles import CASE_ROLES


class LinkRequestSide(enum.StrEnum):
    """Who takes a step: the agency of the record, or the person who asked."""

    RESPONSIBLE = "responsible"
    ASKER = "asker"


_ASKED = frozenset({LinkRequestState.ASKED})
_RESPONSIBLE, _ASKER = frozenset({LinkRequestSide.RESPONSIBLE}), frozenset({LinkRequestSide.ASKER})
STEPS = (
    Step("accept", _ASKED, _RESPONSIBLE, CASE_ROLES, to=(LinkRequestState.ACCEPTED,)),
    Step("refuse", _ASKED, _RESPONSIBLE, CASE_ROLES, to=(LinkRequestState.REFUSED,)),
    Step("withdraw", _ASKED, _ASKER, CASE_ROLES, to=(LinkRequestState.WITHDRAWN,)),
    automatic_step("expire", _ASKED, LinkRequestState.EXPIRED),
)

# reason of a refusal -> does the asker learn it? Only a reason that concerns the request. After any
# other refusal the request looks as if it waited, until it ends as one without an answer does.
REFUSAL_REASONS: dict[str, bool] = {
    "too_little_said": True,
    "purpose_does_not_fit": True,
    "no_legal_basis": True,
    "person_refuses": False,
    "danger": False,
    "another_person": False,
    "other": False,
}
ENDED = "ended"  # what the asker reads after a refusal, and after the end without an answer
# (what was asked for, does the asker have an own report) -> the next step after "accepted"
NEXT_STEPS: dict[tuple[LinkRequestKind, bool], str] = {
    (LinkRequestKind.CONTACT, False): "call_desk",
    (LinkRequestKind.CONTACT, True): "call_desk",
    (LinkRequestKind.DISCLOSURE, False): "register_report",
    (LinkRequestKind.DISCLOSURE, True): "confirm_match",
}

MAX_LENGTH = 500  # of the asker's reason, in letters
SEARCH_DAYS = 7  # how old the search with the link may be
ANSWER_HOURS = 24
EXPIRE_DAYS = 14  # without an answer
REMOVE_DAYS = 90  # after the last step
PER_PERSON_A_DAY = 20


def may_step(state: str, act: str, side: LinkRequestSide) -> bool:
    """Return whether a side may do an act in a state."""
    return any(step.act == act and state in step.states and side in step.sides for step in STEPS)


def is_told_at_once(refusal: str) -> bool:
    """Return whether the asker learns of a decision when it is made, and not at the end of the
    request. `refusal` is a code of `REFUSAL_REASONS`, "" for "accepted".
    """
    return REFUSAL_REASONS.get(refusal, True)


def shown_state(state: str, *, is_responsible: bool, has_ended: bool) -> str:
    """Return the state of a request as the responsible agency (`is_responsible`) or the asker reads
    it.

    The asker reads `asked` until the request has ended, then `ENDED` for a refusal and for no
    answer. `has_ended` is true for a decision that the asker learned at once.
    """
    if is_responsible:
        return state
    if not has_ended:
        return LinkRequestState.ASKED
    is_silent = state in {LinkRequestState.REFUSED, LinkRequestState.EXPIRED}
    return ENDED if is_silent else state
