from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.own_search_in import OwnSearchIn
from ...models.own_search_out import OwnSearchOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: OwnSearchIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/records/search",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> OwnSearchOut | Problem | None:
    if response.status_code == 200:
        response_200 = OwnSearchOut.from_dict(response.json())

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
) -> Response[OwnSearchOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: OwnSearchIn,
) -> Response[OwnSearchOut | Problem]:
    """Search your own records by reference or name

     The role decides the scope, as for the list of your records. The text is in the body, so that it
    is in no address and in no log.

    Args:
        body (OwnSearchIn): A search in own records: the beginning of a reference, or words of a
            name in any script.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OwnSearchOut | Problem]
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
    body: OwnSearchIn,
) -> OwnSearchOut | Problem | None:
    """Search your own records by reference or name

     The role decides the scope, as for the list of your records. The text is in the body, so that it
    is in no address and in no log.

    Args:
        body (OwnSearchIn): A search in own records: the beginning of a reference, or words of a
            name in any script.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OwnSearchOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: OwnSearchIn,
) -> Response[OwnSearchOut | Problem]:
    """Search your own records by reference or name

     The role decides the scope, as for the list of your records. The text is in the body, so that it
    is in no address and in no log.

    Args:
        body (OwnSearchIn): A search in own records: the beginning of a reference, or words of a
            name in any script.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[OwnSearchOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: OwnSearchIn,
) -> OwnSearchOut | Problem | None:
    """Search your own records by reference or name

     The role decides the scope, as for the list of your records. The text is in the body, so that it
    is in no address and in no log.

    Args:
        body (OwnSearchIn): A search in own records: the beginning of a reference, or words of a
            name in any script.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        OwnSearchOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
