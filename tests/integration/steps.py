"""Steps that the tests of several subjects take."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import select, update

from core.codes.agencies import ClosingReason
from core.codes.approvals import ApprovalKind, ApprovalState
from core.policy.access import CLOSING_WAIT_HOURS
from core.policy.roles import Role
from models.oversight.approval import Approval
from models.records.record import Record
from models.row_security.database_roles import DatabaseRole
from services.approval_decisions import approval_list
from services.approval_decisions.approval_list import ApprovalLine
from services.approvals.approval_requests import Decision
from services.case.care import agency_closings, agency_transfers
from services.case.care.agency_closings import ClosingForm
from services.foundation.actor import Actor
from services.records.intake.preparation import Declaration
from services.search import saved_search_repeats
from tests.factories import FOUND, LAWFUL, Installation


def page_text(client: TestClient, path: str) -> str:
    """Return the source of a page, with one space for each run of white space."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


def known_child(one: Installation, declaration: Declaration = LAWFUL, **changes: Any) -> UUID:
    """Return a found child of the caseworker that another person of the agency registered."""
    child = one.register({**FOUND, **changes}, one.actor(Role.CASEWORKER), declaration)
    other = one.actor(Role.LIAISON_OFFICER).user_id
    written = update(Record).where(Record.public_id == child)
    one.change(written.values(registered_by=other, identity_by=other))
    return child


def move_record(one: Installation, record: UUID, giver: str, taker: str) -> None:
    """Let the supervisors of two agencies move a record from one to the other."""
    transfer, _ = one.do(
        one.actor(Role.SUPERVISOR, giver),
        agency_transfers.offer_record,
        record,
        to_agency=taker,
        reason="her aunt lives there",
    )
    one.do(
        one.actor(Role.SUPERVISOR, taker),
        agency_transfers.accept_record,
        transfer,
        legal_basis="gdpr_6_1_e_9_2_g",
    )
    one.work()


def merge_agency(one: Installation, code: str, successor: str) -> None:
    """Close an agency whose records go to a successor, and wait until the work is done."""
    form = ClosingForm(successor, ClosingReason.MERGED, LAWFUL.legal_basis)
    giver, taker = (one.actor(Role.SUPERVISOR, agency) for agency in (code, successor))
    approval = one.do(giver, agency_closings.ask_closing, code, form)
    one.clock.move(timedelta(hours=CLOSING_WAIT_HOURS))
    one.do(taker, approval_list.decide_approval, approval, Decision(is_approved=True))
    one.work()


def desk_notifications(one: Installation, agency: str) -> set[tuple[str, UUID | None]]:
    """Return kind and record of the notifications that an agency's supervisor reads."""
    return set(one.notifications(one.actor(Role.SUPERVISOR, agency)))


def notified_records(one: Installation, actor: Actor, kind: str) -> list[UUID | None]:
    """Return the record of every notification of a kind that an actor reads."""
    return [record for known, record in one.notifications(actor) if known == kind]


def second_supervisor(one: Installation, agency: str = "DE-JUG") -> Actor:
    """Return a deputy of the agency, who acts as a second supervisor."""
    return dataclasses.replace(one.actor(Role.CASEWORKER, agency), role=Role.SUPERVISOR)


def repeat_saved_searches(one: Installation) -> None:
    """Run the saved searches that are due."""
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        saved_search_repeats.plan_repeats(session, one.context)
    one.work()


def approval_of(one: Installation, subject: UUID | str, kind: ApprovalKind | None = None) -> UUID:
    """Return the id of the newest approval of a subject; `kind` None is any kind."""
    query = select(Approval.public_id).where(Approval.subject == UUID(str(subject)))
    if kind is not None:
        query = query.where(Approval.kind == kind)
    with one.database.transaction(is_read_only=True) as session:
        return session.scalars(query.order_by(Approval.id.desc())).first() or uuid4()


def decide(
    one: Installation,
    actor: Actor,
    subject: UUID,
    *,
    is_approved: bool = True,
    kind: ApprovalKind | None = None,
) -> ApprovalState:
    """Decide the newest approval of a subject as the second person; `kind` None is any kind."""
    decision = Decision(is_approved=is_approved, reason="in order")
    state: ApprovalState = one.do(
        actor, approval_list.decide_approval, approval_of(one, subject, kind), decision
    )
    return state


def to_decide(one: Installation, actor: Actor, kind: ApprovalKind) -> list[ApprovalLine]:
    """Return the approvals of a kind that an actor can decide now."""
    lines = one.do(actor, approval_list.list_approvals)
    return [line for line in lines if line.kind == kind and line.refusal is None]


def read_to_decide(client: TestClient, kind: ApprovalKind) -> list[dict[str, Any]]:
    """Return the approvals of a kind that a signed-in person can decide now."""
    lines = client.get("/v1/approvals").json()["approvals"]
    return [line for line in lines if line["kind"] == kind and line["actions"][0]["allowed"]]


def end_overdue_approvals(one: Installation) -> None:
    """End the approvals whose time is over, or ask for them again, as the worker does."""
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        approval_list.end_overdue(session, one.context)


def send_decision(
    one: Installation, client: TestClient, subject: UUID | str, *, is_approved: bool = True
) -> Response:
    """Send the decision about a subject over HTTP."""
    body = {"is_approved": is_approved, "reason": "in order"}
    return client.post(f"/v1/approvals/{approval_of(one, subject)}/decision", json=body)


def send_record(client: TestClient, row: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Register a record over HTTP; return the answer."""
    made = client.post("/v1/records", json={**row, **changes})
    assert made.status_code == 201, made.text
    answer: dict[str, Any] = made.json()
    return answer


def send_edit(one: Installation, client: TestClient, record: UUID | str, **sent: Any) -> Response:
    """Send an edit of the stored version of a record; `sent` are the fields of the body."""
    version = one.row_of(UUID(str(record))).version
    body = {"reason": "learnt more", **sent}
    return client.patch(f"/v1/records/{record}", json=body, headers={"If-Match": f'"{version}"'})
