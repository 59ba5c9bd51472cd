from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.sampled_search_list import SampledSearchList
from ...types import Response


def _get_kwargs(
    sample_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/search-samples/{sample_id}".format(
            sample_id=quote(str(sample_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SampledSearchList | None:
    if response.status_code == 200:
        response_200 = SampledSearchList.from_dict(response.json())

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
) -> Response[Problem | SampledSearchList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    sample_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | SampledSearchList]:
    """Read the searches of an approved sample

     Each read is written to the audit log.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SampledSearchList]
    """

    kwargs = _get_kwargs(
        sample_id=sample_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    sample_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | SampledSearchList | None:
    """Read the searches of an approved sample

     Each read is written to the audit log.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SampledSearchList
    """

    return sync_detailed(
        sample_id=sample_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    sample_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | SampledSearchList]:
    """Read the searches of an approved sample

     Each read is written to the audit log.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SampledSearchList]
    """

    kwargs = _get_kwargs(
        sample_id=sample_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    sample_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Problem | SampledSearchList | None:
    """Read the searches of an approved sample

     Each read is written to the audit log.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SampledSearchList
    """

    return (
        await asyncio_detailed(
            sample_id=sample_id,
            client=client,
        )
    ).parsed
