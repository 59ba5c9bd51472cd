from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.pair_out import PairOut
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    pair_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/pairs/{pair_id}".format(
            pair_id=quote(str(pair_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PairOut | Problem | None:
    if response.status_code == 200:
        response_200 = PairOut.from_dict(response.json())

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
) -> Response[PairOut | Problem]:
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
) -> Response[PairOut | Problem]:
    """Read a possible match with its evidence

     Both records have the fields that you may see. The evidence is a sum of bits, with a sentence
    for each part. The answer has an `ETag`.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PairOut | Problem]
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
) -> PairOut | Problem | None:
    """Read a possible match with its evidence

     Both records have the fields that you may see. The evidence is a sum of bits, with a sentence
    for each part. The answer has an `ETag`.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PairOut | Problem
    """

    return sync_detailed(
        pair_id=pair_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[PairOut | Problem]:
    """Read a possible match with its evidence

     Both records have the fields that you may see. The evidence is a sum of bits, with a sentence
    for each part. The answer has an `ETag`.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PairOut | Problem]
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
) -> PairOut | Problem | None:
    """Read a possible match with its evidence

     Both records have the fields that you may see. The evidence is a sum of bits, with a sentence
    for each part. The answer has an `ETag`.

    Args:
        pair_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PairOut | Problem
    """

    return (
        await asyncio_detailed(
            pair_id=pair_id,
            client=client,
        )
    ).parsed
