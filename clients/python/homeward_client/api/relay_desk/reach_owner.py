from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.owner_contact_in import OwnerContactIn
from ...models.owner_desk import OwnerDesk
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: OwnerContactIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/relay",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OwnerDesk | Problem | None:
    if response.status_code == 200:
        response_200 = OwnerDesk.from_dict(response.json())

        return response_200

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
) -> Response[OwnerDesk | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: OwnerContactIn,
) -> Response[OwnerDesk | Problem]:
    """Read the desk of the owner of a record

     The record is about a person at risk, and you are the relay desk. The supervisors of the owner
    get a notice.

    Args:
        body (OwnerContactIn): The id of a record of a person at risk, as an outsider reads it,
            and the reason of the
            request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OwnerDesk | Problem]
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
    client: AuthenticatedClient,
    body: OwnerContactIn,
) -> OwnerDesk | Problem | None:
    """Read the desk of the owner of a record

     The record is about a person at risk, and you are the relay desk. The supervisors of the owner
    get a notice.

    Args:
        body (OwnerContactIn): The id of a record of a person at risk, as an outsider reads it,
            and the reason of the
            request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OwnerDesk | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: OwnerContactIn,
) -> Response[OwnerDesk | Problem]:
    """Read the desk of the owner of a record

     The record is about a person at risk, and you are the relay desk. The supervisors of the owner
    get a notice.

    Args:
        body (OwnerContactIn): The id of a record of a person at risk, as an outsider reads it,
            and the reason of the
            request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OwnerDesk | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: OwnerContactIn,
) -> OwnerDesk | Problem | None:
    """Read the desk of the owner of a record

     The record is about a person at risk, and you are the relay desk. The supervisors of the owner
    get a notice.

    Args:
        body (OwnerContactIn): The id of a record of a person at risk, as an outsider reads it,
            and the reason of the
            request.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OwnerDesk | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
