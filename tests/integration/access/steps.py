"""Steps of tests below HTTP: invitations, enrolment and sessions."""

from __future__ import annotations

import base64
from uuid import UUID

from core.policy.approvals import ACCESS_KINDS
from core.policy.roles import Role
from core.security.passwords import hash_password
from services.agencies import (
    access_requests,
    access_resets,
    accounts,
    invitations,
    second_factor,
    sessions,
)
from services.agencies.accounts import INSTALLER, UserForm
from services.agencies.second_factor import CodeResult
from services.approval_decisions import approval_list
from services.approval_decisions.approval_list import ApprovalLine
from services.approvals.approval_requests import Decision
from services.foundation.actor import Actor
from services.foundation.context import Context
from tests.factories import PASSWORD, Installation
from tests.one_time_codes import code_at

HASHED = hash_password(PASSWORD)
ANNA = UserForm("anna", "Anna", Role.CASEWORKER, "")


def invite(
    one: Installation, actor: Actor = INSTALLER, form: UserForm = ANNA, agency: str = "DE-JUG"
) -> str:
    with one.app.transaction() as session:
        return invitations.invite(session, one.context, actor, form, agency_code=agency).token


def start(one: Installation, context: Context, token: str) -> bytes:
    with one.app.transaction() as session:
        started = invitations.start_enrolment(session, context, token)
    assert f"secret={started.secret}" in started.address
    return base64.b32decode(started.secret)


def finish(one: Installation, context: Context, token: str, code: str) -> list[str]:
    with one.app.transaction() as session:
        return invitations.finish_enrolment(
            session, context, token, password_hash=HASHED, code=code
        ).codes


def enrol(one: Installation, context: Context, token: str) -> tuple[bytes, list[str]]:
    secret = start(one, context, token)
    return secret, finish(one, context, token, code_at(secret, one.clock.now()))


def id_of_user(one: Installation, name: str) -> int:
    with one.app.transaction() as session:
        found = accounts.find_login(session, one.context, name).user_id
    assert found is not None
    return found


def check(one: Installation, context: Context, user_id: int, code: str) -> CodeResult:
    with one.app.transaction() as session:
        return second_factor.check_code(session, context, user_id, code)


def open_session(one: Installation, name: str, *, is_deputy: bool = False) -> str:
    user_id = id_of_user(one, name)
    with one.app.transaction() as session:
        return sessions.open_session(
            session, one.context, user_id, acting_state=None, is_deputy=is_deputy
        ).token


def resolve(one: Installation, token: str) -> Actor:
    with one.app.transaction() as session:
        return sessions.resolve_session(session, one.context, token)


def ask_reset(
    one: Installation,
    actor: Actor,
    name: str = "caseworker.de-jug",
    *,
    is_stolen: bool = False,
) -> access_requests.AccessRequestCreated:
    with one.app.transaction() as session:
        return access_resets.request_reset(
            session, one.context, actor, name, reason="left on a train", is_stolen=is_stolen
        )


def decide_access(
    one: Installation, actor: Actor, request: UUID, *, is_approved: bool = True
) -> str | None:
    """Decide a request for access; return the second half of its link, None without one."""
    decision = Decision(is_approved=is_approved)
    second: str | None = one.do(actor, approval_list.decide_approval, request, decision).second
    return second


def pending_access(one: Installation, actor: Actor) -> list[ApprovalLine]:
    """Return the requests for access that a person may decide."""
    lines = one.do(actor, approval_list.list_approvals)
    return [line for line in lines if line.kind in ACCESS_KINDS and line.refusal is None]
