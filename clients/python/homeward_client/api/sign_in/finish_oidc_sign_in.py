from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.current_user_out import CurrentUserOut
from ...models.problem import Problem
from ...models.provider_code_in import ProviderCodeIn
from ...types import Response


def _get_kwargs(
    *,
    body: ProviderCodeIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/session/oidc/finish",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CurrentUserOut | Problem | None:
    if response.status_code == 201:
        response_201 = CurrentUserOut.from_dict(response.json())

        return response_201

    if 400 <= response.status_code <= 499:
        response_4xx = Problem.from_dict(response.json())

        return response_4xx

    if 500 <= response.status_code <= 599:
        response_5xx = Problem.from_dict(response.json())

        return response_5xx

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CurrentUserOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ProviderCodeIn,
) -> Response[CurrentUserOut | Problem]:
    """Finish a sign-in through the identity provider

     A session opens for the account that the provider names. A one-time password is necessary unless
    the provider checked two factors.

    Args:
        body (ProviderCodeIn): The answer of the identity provider, and the other fields of a
            sign-in.

            If `acting_state` is null, the person acts for the state of the agency.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CurrentUserOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: ProviderCodeIn,
) -> CurrentUserOut | Problem | None:
    """Finish a sign-in through the identity provider

     A session opens for the account that the provider names. A one-time password is necessary unless
    the provider checked two factors.

    Args:
        body (ProviderCodeIn): The answer of the identity provider, and the other fields of a
            sign-in.

            If `acting_state` is null, the person acts for the state of the agency.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CurrentUserOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: ProviderCodeIn,
) -> Response[CurrentUserOut | Problem]:
    """Finish a sign-in through the identity provider

     A session opens for the account that the provider names. A one-time password is necessary unless
    the provider checked two factors.

    Args:
        body (ProviderCodeIn): The answer of the identity provider, and the other fields of a
            sign-in.

            If `acting_state` is null, the person acts for the state of the agency.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CurrentUserOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: ProviderCodeIn,
) -> CurrentUserOut | Problem | None:
    """Finish a sign-in through the identity provider

     A session opens for the account that the provider names. A one-time password is necessary unless
    the provider checked two factors.

    Args:
        body (ProviderCodeIn): The answer of the identity provider, and the other fields of a
            sign-in.

            If `acting_state` is null, the person acts for the state of the agency.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CurrentUserOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
