from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.verdict_out import VerdictOut
from ...types import Response


def _get_kwargs(
    pair_id: UUID,
    *,
    if_match: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/pairs/{pair_id}/review".format(
            pair_id=quote(str(pair_id), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | VerdictOut | None:
    if response.status_code == 200:
        response_200 = VerdictOut.from_dict(response.json())

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
) -> Response[Problem | VerdictOut]:
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
    if_match: str,
) -> Response[Problem | VerdictOut]:
    """Keep a match decision after a review of changes

     A proposed undo ends: the person who proposed it withdraws it, or a supervisor refuses it. The
    request needs `If-Match`.

    Args:
        pair_id (UUID):
        if_match (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | VerdictOut]
    """

    kwargs = _get_kwargs(
        pair_id=pair_id,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
    if_match: str,
) -> Problem | VerdictOut | None:
    """Keep a match decision after a review of changes

     A proposed undo ends: the person who proposed it withdraws it, or a supervisor refuses it. The
    request needs `If-Match`.

    Args:
        pair_id (UUID):
        if_match (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | VerdictOut
    """

    return sync_detailed(
        pair_id=pair_id,
        client=client,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
    if_match: str,
) -> Response[Problem | VerdictOut]:
    """Keep a match decision after a review of changes

     A proposed undo ends: the person who proposed it withdraws it, or a supervisor refuses it. The
    request needs `If-Match`.

    Args:
        pair_id (UUID):
        if_match (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | VerdictOut]
    """

    kwargs = _get_kwargs(
        pair_id=pair_id,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
    if_match: str,
) -> Problem | VerdictOut | None:
    """Keep a match decision after a review of changes

     A proposed undo ends: the person who proposed it withdraws it, or a supervisor refuses it. The
    request needs `If-Match`.

    Args:
        pair_id (UUID):
        if_match (str):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | VerdictOut
    """

    return (
        await asyncio_detailed(
            pair_id=pair_id,
            client=client,
            if_match=if_match,
        )
    ).parsed
