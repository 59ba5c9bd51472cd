from http import HTTPStatus
from typing import Any, Literal

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_records_status import ListRecordsStatus
from ...models.problem import Problem
from ...models.record_kind import RecordKind
from ...models.record_page import RecordPage
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    cursor: None | str | Unset = UNSET,
    kind: Literal[""] | RecordKind | Unset = "",
    status: ListRecordsStatus | Unset = "",
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    json_kind: Literal[""] | str | Unset
    if isinstance(kind, Unset):
        json_kind = UNSET
    elif isinstance(kind, str):
        json_kind = kind
    else:
        json_kind = kind
    params["kind"] = json_kind

    json_status: str | Unset = UNSET
    if not isinstance(status, Unset):
        json_status = status

    params["status"] = json_status

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/records",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RecordPage | None:
    if response.status_code == 200:
        response_200 = RecordPage.from_dict(response.json())

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
) -> Response[Problem | RecordPage]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    kind: Literal[""] | RecordKind | Unset = "",
    status: ListRecordsStatus | Unset = "",
    limit: int | Unset = 50,
) -> Response[Problem | RecordPage]:
    """List your records

     The newest is first. The role decides the scope: assigned records, those of the agency, or
    police records of the state.

    Args:
        cursor (None | str | Unset):
        kind (Literal[''] | RecordKind | Unset):  Default: ''.
        status (ListRecordsStatus | Unset):  Default: ''.
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordPage]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        kind=kind,
        status=status,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    kind: Literal[""] | RecordKind | Unset = "",
    status: ListRecordsStatus | Unset = "",
    limit: int | Unset = 50,
) -> Problem | RecordPage | None:
    """List your records

     The newest is first. The role decides the scope: assigned records, those of the agency, or
    police records of the state.

    Args:
        cursor (None | str | Unset):
        kind (Literal[''] | RecordKind | Unset):  Default: ''.
        status (ListRecordsStatus | Unset):  Default: ''.
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordPage
    """

    return sync_detailed(
        client=client,
        cursor=cursor,
        kind=kind,
        status=status,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    kind: Literal[""] | RecordKind | Unset = "",
    status: ListRecordsStatus | Unset = "",
    limit: int | Unset = 50,
) -> Response[Problem | RecordPage]:
    """List your records

     The newest is first. The role decides the scope: assigned records, those of the agency, or
    police records of the state.

    Args:
        cursor (None | str | Unset):
        kind (Literal[''] | RecordKind | Unset):  Default: ''.
        status (ListRecordsStatus | Unset):  Default: ''.
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordPage]
    """

    kwargs = _get_kwargs(
        cursor=cursor,
        kind=kind,
        status=status,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    cursor: None | str | Unset = UNSET,
    kind: Literal[""] | RecordKind | Unset = "",
    status: ListRecordsStatus | Unset = "",
    limit: int | Unset = 50,
) -> Problem | RecordPage | None:
    """List your records

     The newest is first. The role decides the scope: assigned records, those of the agency, or
    police records of the state.

    Args:
        cursor (None | str | Unset):
        kind (Literal[''] | RecordKind | Unset):  Default: ''.
        status (ListRecordsStatus | Unset):  Default: ''.
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordPage
    """

    return (
        await asyncio_detailed(
            client=client,
            cursor=cursor,
            kind=kind,
            status=status,
            limit=limit,
        )
    ).parsed
