from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.thread_view import ThreadView
from ...types import Response


def _get_kwargs(
    pair_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/pairs/{pair_id}/messages".format(
            pair_id=quote(str(pair_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | ThreadView | None:
    if response.status_code == 200:
        response_200 = ThreadView.from_dict(response.json())

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
) -> Response[Problem | ThreadView]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | ThreadView]:
    """Read the messages of a pair

     The answer has the on-call numbers of both desks.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ThreadView]
    """

    kwargs = _get_kwargs(
        pair_id=pair_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | ThreadView | None:
    """Read the messages of a pair

     The answer has the on-call numbers of both desks.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ThreadView
    """

    return sync_detailed(
        pair_id=pair_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | ThreadView]:
    """Read the messages of a pair

     The answer has the on-call numbers of both desks.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ThreadView]
    """

    kwargs = _get_kwargs(
        pair_id=pair_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | ThreadView | None:
    """Read the messages of a pair

     The answer has the on-call numbers of both desks.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ThreadView
    """

    return (
        await asyncio_detailed(
            pair_id=pair_id,
            client=client,
        )
    ).parsed
