from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.list_pairs_state import ListPairsState
from ...models.pair_page import PairPage
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    state: ListPairsState | Unset = "open",
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_state: str | Unset = UNSET
    if not isinstance(state, Unset):
        json_state = state

    params["state"] = json_state

    json_cursor: None | str | Unset
    if isinstance(cursor, Unset):
        json_cursor = UNSET
    else:
        json_cursor = cursor
    params["cursor"] = json_cursor

    params["limit"] = limit

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/pairs",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PairPage | Problem | None:
    if response.status_code == 200:
        response_200 = PairPage.from_dict(response.json())

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
) -> Response[PairPage | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    state: ListPairsState | Unset = "open",
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[PairPage | Problem]:
    """List possible matches of your records

     Strong ones are first, then possible ones, links (pairs whose score your agency does not know)
    and weak ones; within a band the oldest is first. Pairs that you may not know are left out.

    Args:
        state (ListPairsState | Unset):  Default: 'open'.
        cursor (None | str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PairPage | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        cursor=cursor,
        limit=limit,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    state: ListPairsState | Unset = "open",
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> PairPage | Problem | None:
    """List possible matches of your records

     Strong ones are first, then possible ones, links (pairs whose score your agency does not know)
    and weak ones; within a band the oldest is first. Pairs that you may not know are left out.

    Args:
        state (ListPairsState | Unset):  Default: 'open'.
        cursor (None | str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PairPage | Problem
    """

    return sync_detailed(
        client=client,
        state=state,
        cursor=cursor,
        limit=limit,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    state: ListPairsState | Unset = "open",
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> Response[PairPage | Problem]:
    """List possible matches of your records

     Strong ones are first, then possible ones, links (pairs whose score your agency does not know)
    and weak ones; within a band the oldest is first. Pairs that you may not know are left out.

    Args:
        state (ListPairsState | Unset):  Default: 'open'.
        cursor (None | str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PairPage | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        cursor=cursor,
        limit=limit,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    state: ListPairsState | Unset = "open",
    cursor: None | str | Unset = UNSET,
    limit: int | Unset = 50,
) -> PairPage | Problem | None:
    """List possible matches of your records

     Strong ones are first, then possible ones, links (pairs whose score your agency does not know)
    and weak ones; within a band the oldest is first. Pairs that you may not know are left out.

    Args:
        state (ListPairsState | Unset):  Default: 'open'.
        cursor (None | str | Unset):
        limit (int | Unset):  Default: 50.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PairPage | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            state=state,
            cursor=cursor,
            limit=limit,
        )
    ).parsed
