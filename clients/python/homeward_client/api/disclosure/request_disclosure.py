from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.created_out import CreatedOut
from ...models.disclosure_in import DisclosureIn
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    pair_id: UUID,
    *,
    body: DisclosureIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/pairs/{pair_id}/disclosures".format(
            pair_id=quote(str(pair_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CreatedOut | Problem | None:
    if response.status_code == 201:
        response_201 = CreatedOut.from_dict(response.json())

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
) -> Response[CreatedOut | Problem]:
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
    body: DisclosureIn,
) -> Response[CreatedOut | Problem]:
    """Request the disclosure of a record

     The record is the other record of the pair. A named person reads it.

    Args:
        pair_id (UUID):
        body (DisclosureIn): A request to disclose the other record of a pair.

            The path `vital_interest` needs the code of the danger in `imminent`. On the path
            `ordinary`,
            `imminent` must be empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedOut | Problem]
    """

    kwargs = _get_kwargs(
        pair_id=pair_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DisclosureIn,
) -> CreatedOut | Problem | None:
    """Request the disclosure of a record

     The record is the other record of the pair. A named person reads it.

    Args:
        pair_id (UUID):
        body (DisclosureIn): A request to disclose the other record of a pair.

            The path `vital_interest` needs the code of the danger in `imminent`. On the path
            `ordinary`,
            `imminent` must be empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedOut | Problem
    """

    return sync_detailed(
        pair_id=pair_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DisclosureIn,
) -> Response[CreatedOut | Problem]:
    """Request the disclosure of a record

     The record is the other record of the pair. A named person reads it.

    Args:
        pair_id (UUID):
        body (DisclosureIn): A request to disclose the other record of a pair.

            The path `vital_interest` needs the code of the danger in `imminent`. On the path
            `ordinary`,
            `imminent` must be empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CreatedOut | Problem]
    """

    kwargs = _get_kwargs(
        pair_id=pair_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    pair_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DisclosureIn,
) -> CreatedOut | Problem | None:
    """Request the disclosure of a record

     The record is the other record of the pair. A named person reads it.

    Args:
        pair_id (UUID):
        body (DisclosureIn): A request to disclose the other record of a pair.

            The path `vital_interest` needs the code of the danger in `imminent`. On the path
            `ordinary`,
            `imminent` must be empty.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CreatedOut | Problem
    """

    return (
        await asyncio_detailed(
            pair_id=pair_id,
            client=client,
            body=body,
        )
    ).parsed
