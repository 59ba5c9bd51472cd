"""Sign-in through the identity provider of the installation, if it has one."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from api.deps import ContextDep, DatabaseDep, MayManage, SessionDep
from api.routes.agencies.sessions import audited_refusals, enter, prove
from api.schemas.agencies.access import (
    ProviderCodeIn,
    ProviderRedirectOut,
    UserIdentityIn,
)
from api.schemas.operations.work import CurrentUserOut
from api.security import DEVICE_COOKIE, FLOW_COOKIE
from core.errors import NotFound
from services.agencies import access_requests, single_sign_on
from services.agencies.single_sign_on import Provider

router = APIRouter(prefix="/v1", tags=["sign-in"])


def get_provider(request: Request) -> Provider:
    """Return the identity provider. Raise `NotFound` if none is set."""
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound("no identity provider")
    return provider


ProviderDep = Annotated[Provider, Depends(get_provider)]


@router.post("/session/oidc", name="begin", status_code=status.HTTP_201_CREATED)
def start_oidc_sign_in(
    response: Response, provider: ProviderDep, database: DatabaseDep, context: ContextDep
) -> ProviderRedirectOut:
    """Start a sign-in through the identity provider.

    The answer has the address for the browser. A cookie keeps the secret of this sign-in.
    """
    with database.transaction() as session:
        flow = single_sign_on.begin_sign_in(session, context)
    FLOW_COOKIE.set(response, context.settings, flow.secret)
    return ProviderRedirectOut(
        address=provider.address(state=flow.state, nonce=flow.nonce, challenge=flow.challenge)
    )


@router.post("/session/oidc/finish", name="finish", status_code=status.HTTP_201_CREATED)
def finish_oidc_sign_in(
    body: ProviderCodeIn,
    request: Request,
    response: Response,
    provider: ProviderDep,
    database: DatabaseDep,
    context: ContextDep,
) -> CurrentUserOut:
    """Finish a sign-in through the identity provider.

    A session opens for the account that the provider names. A one-time password is necessary unless
    the provider checked two factors.
    """
    with audited_refusals(database, context):
        with database.transaction() as session:
            flow = single_sign_on.consume_flow(
                session,
                context,
                FLOW_COOKIE.read(request, context.settings),
                body.state,
            )
        identity = single_sign_on.exchange_code(context, provider, flow, body.code)
        with database.transaction(is_read_only=True) as session:
            user_id = single_sign_on.account_of(session, context, identity)
    device = DEVICE_COOKIE.read(request, context.settings)
    if not identity.is_multi_factor:
        prove(database, context, user_id, body.one_time_code, device)
    FLOW_COOKIE.clear(response, context.settings)
    return enter(user_id, body, response, context, database, device)


@router.put("/users/{user_id}/identity", name="connect", status_code=status.HTTP_202_ACCEPTED)
def request_identity(
    user_id: UUID,
    body: UserIdentityIn,
    session: SessionDep,
    context: ContextDep,
    actor: MayManage,
) -> access_requests.AccessRequestCreated:
    """Request that an identity of the provider opens an account. A second person decides."""
    return access_requests.request_identity(
        session, context, actor, user_id, issuer=body.issuer, subject=body.subject
    )
