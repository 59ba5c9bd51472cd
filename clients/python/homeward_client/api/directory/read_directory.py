from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.directory_out import DirectoryOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    state: str | Unset = "",
    kind: str | Unset = "",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["state"] = state

    params["kind"] = kind

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/directory",
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DirectoryOut | Problem | None:
    if response.status_code == 200:
        response_200 = DirectoryOut.from_dict(response.json())

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
) -> Response[DirectoryOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    state: str | Unset = "",
    kind: str | Unset = "",
) -> Response[DirectoryOut | Problem]:
    """Read the directory

     `state` and `kind` reduce the list.

    Args:
        state (str | Unset):  Default: ''.
        kind (str | Unset):  Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DirectoryOut | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        kind=kind,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    state: str | Unset = "",
    kind: str | Unset = "",
) -> DirectoryOut | Problem | None:
    """Read the directory

     `state` and `kind` reduce the list.

    Args:
        state (str | Unset):  Default: ''.
        kind (str | Unset):  Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DirectoryOut | Problem
    """

    return sync_detailed(
        client=client,
        state=state,
        kind=kind,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    state: str | Unset = "",
    kind: str | Unset = "",
) -> Response[DirectoryOut | Problem]:
    """Read the directory

     `state` and `kind` reduce the list.

    Args:
        state (str | Unset):  Default: ''.
        kind (str | Unset):  Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DirectoryOut | Problem]
    """

    kwargs = _get_kwargs(
        state=state,
        kind=kind,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    state: str | Unset = "",
    kind: str | Unset = "",
) -> DirectoryOut | Problem | None:
    """Read the directory

     `state` and `kind` reduce the list.

    Args:
        state (str | Unset):  Default: ''.
        kind (str | Unset):  Default: ''.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DirectoryOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            state=state,
            kind=kind,
        )
    ).parsed
