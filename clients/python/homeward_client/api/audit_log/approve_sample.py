from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.sample_approval_out import SampleApprovalOut
from ...types import Response


def _get_kwargs(
    sample_id: UUID,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/search-samples/{sample_id}/approve".format(
            sample_id=quote(str(sample_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | SampleApprovalOut | None:
    if response.status_code == 200:
        response_200 = SampleApprovalOut.from_dict(response.json())

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
) -> Response[Problem | SampleApprovalOut]:
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
) -> Response[Problem | SampleApprovalOut]:
    """Approve a sample of searches

     Another auditor drew it.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SampleApprovalOut]
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
) -> Problem | SampleApprovalOut | None:
    """Approve a sample of searches

     Another auditor drew it.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SampleApprovalOut
    """

    return sync_detailed(
        sample_id=sample_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    sample_id: UUID,
    *,
    client: AuthenticatedClient,
) -> Response[Problem | SampleApprovalOut]:
    """Approve a sample of searches

     Another auditor drew it.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | SampleApprovalOut]
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
) -> Problem | SampleApprovalOut | None:
    """Approve a sample of searches

     Another auditor drew it.

    Args:
        sample_id (UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | SampleApprovalOut
    """

    return (
        await asyncio_detailed(
            sample_id=sample_id,
            client=client,
        )
    ).parsed
