"""Enrolment: from a one-time link to an account.

The routes need no session, because there is no account yet.
"""

from __future__ import annotations

from fastapi import APIRouter, Request, Response, status

from api.deps import ContextDep, DatabaseDep, SessionDep
from api.schemas.agencies.access import EnrolmentIn, OneTimeLinkIn, RecoveryCodesOut
from api.security import DEVICE_COOKIE
from core.security.passwords import hash_password
from services.agencies import invitations

router = APIRouter(prefix="/v1/enrolment", tags=["sign-in"])


@router.post("/start", name="start")
def start_enrolment(
    body: OneTimeLinkIn, session: SessionDep, context: ContextDep
) -> invitations.EnrolmentStarted:
    """Start an enrolment with the token of a one-time link.

    The answer has a new secret for an authenticator app, which is shown once. If you start again,
    the secret of the earlier start is no longer valid. A link that was used or has expired is not
    found.
    """
    return invitations.start_enrolment(session, context, body.token)


@router.post("/finish", name="finish", status_code=status.HTTP_201_CREATED)
def finish_enrolment(
    body: EnrolmentIn,
    request: Request,
    response: Response,
    context: ContextDep,
    database: DatabaseDep,
) -> RecoveryCodesOut:
    """Finish an enrolment.

    The request sets the password and checks the one-time password. The link can then not be used
    again. The answer has the recovery codes. No transaction is open while the password is hashed.
    """
    with database.transaction(is_read_only=True) as session:
        invitations.check_link(session, context, body.token, password=body.password, code=body.code)
    hashed = hash_password(body.password)
    with database.transaction() as session:
        enrolled = invitations.finish_enrolment(
            session,
            context,
            body.token,
            password_hash=hashed,
            code=body.code,
            device=DEVICE_COOKIE.read(request, context.settings),
        )
    DEVICE_COOKIE.set(response, context.settings, enrolled.device)
    return RecoveryCodesOut(recovery_codes=enrolled.codes)
