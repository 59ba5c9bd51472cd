from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.record_list import RecordList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    record: list[UUID] | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_record: list[str] | Unset = UNSET
    if not isinstance(record, Unset):
        json_record = []
        for record_item_data in record:
            record_item = str(record_item_data)
            json_record.append(record_item)

    params["record"] = json_record

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/exports/records",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RecordList | None:
    if response.status_code == 200:
        response_200 = RecordList.from_dict(response.json())

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
) -> Response[Problem | RecordList]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    record: list[UUID] | Unset = UNSET,
) -> Response[Problem | RecordList]:
    """List lines of records for an export

     A record that you may not see is left out.

    Args:
        record (list[UUID] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordList]
    """

    kwargs = _get_kwargs(
        record=record,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    record: list[UUID] | Unset = UNSET,
) -> Problem | RecordList | None:
    """List lines of records for an export

     A record that you may not see is left out.

    Args:
        record (list[UUID] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordList
    """

    return sync_detailed(
        client=client,
        record=record,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    record: list[UUID] | Unset = UNSET,
) -> Response[Problem | RecordList]:
    """List lines of records for an export

     A record that you may not see is left out.

    Args:
        record (list[UUID] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordList]
    """

    kwargs = _get_kwargs(
        record=record,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    record: list[UUID] | Unset = UNSET,
) -> Problem | RecordList | None:
    """List lines of records for an export

     A record that you may not see is left out.

    Args:
        record (list[UUID] | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordList
    """

    return (
        await asyncio_detailed(
            client=client,
            record=record,
        )
    ).parsed
