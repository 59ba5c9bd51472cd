"""The list of approvals, and the decision of the second person."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer, PlainAnswer, RequestBody, answer_from
from api.schemas.next_steps import ActionOut
from core.published import Reason
from services.approval_decisions.approval_list import ApprovalLine


class ApprovalOut(Answer):
    """An approval that waits for a second person.

    `subject` is the id of the object to decide. `title` is its name, or the reference of your own
    record, "" without one. `about` has other texts about it, for example `reason`. `asked_as` is
    the role of the person who asked, "" if software asked. `asked_in` is the code of that person's
    agency, "" for your own agency and for one that you may not know. `due_at` is null without a
    time limit. `is_own`: you asked. `needs_reason`: the decision needs a reason. `has_content`: it
    needs more, so the operations of the object take it. `href` is the page of the object, ""
    without one. `actions` has the decision (`decide`), and why you cannot take it; then `approve`,
    which is also refused where you may only refuse. The kind `match_decision` is a match that you
    may confirm now: `id` and `subject` are the match, and `asked_at` is null if you know of no
    step. The kind `consent_witness` is a consent that you may witness now, `disclosure_approval`
    and
    `disclosure_review` are disclosures that you may approve or review as the second person: `id`
    and `subject` are the consent or the disclosure, and `asked_at` is null.
    """

    id: UUID
    kind: str
    subject: UUID
    title: str
    about: dict[str, str]
    asked_as: str
    asked_in: str
    asked_at: datetime | None
    due_at: datetime | None
    is_own: bool
    needs_reason: bool
    has_content: bool
    href: str
    actions: list[ActionOut]

    @classmethod
    def of(cls, line: ApprovalLine) -> ApprovalOut:
        """Return the approval; `actions` has the decision, and the approval."""
        return answer_from(
            cls,
            line,
            href=line.page,
            actions=[
                ActionOut.refused_by("decide", line.refusal),
                ActionOut.refused_by("approve", line.refusal or line.approve_refusal),
            ],
        )


class ApprovalPage(Answer):
    """A page of approvals; the one with the least time left is first."""

    approvals: list[ApprovalOut]
    next: str | None


class ApprovalDecisionIn(
    RequestBody, examples=[{"is_approved": True, "reason": "no other way tonight"}]
):
    """The decision of the second person. Some kinds need a reason."""

    is_approved: bool
    reason: Reason = ""


class ApprovalDecidedOut(PlainAnswer):
    """The state after the decision: approved or refused.

    `second` is the second half of the token of a one-time link, shown once. It is null after a
    refusal, and for a kind without a link. `desk` is the desk to call after the approval of a
    request of the relay desk, shown once; null for another kind and after a refusal.
    """

    state: str
    second: str | None
    desk: str | None
