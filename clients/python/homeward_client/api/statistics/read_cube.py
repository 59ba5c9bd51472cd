import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cube_out import CubeOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    cube: str,
    *,
    at: datetime.datetime | None | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_at: None | str | Unset
    if isinstance(at, Unset):
        json_at = UNSET
    elif isinstance(at, datetime.datetime):
        json_at = at.isoformat()
    else:
        json_at = at
    params["at"] = json_at

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/statistics/{cube}".format(
            cube=quote(str(cube), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CubeOut | Problem | None:
    if response.status_code == 200:
        response_200 = CubeOut.from_dict(response.json())

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
) -> Response[CubeOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    cube: str,
    *,
    client: AuthenticatedClient,
    at: datetime.datetime | None | Unset = UNSET,
) -> Response[CubeOut | Problem]:
    """Read a cube of published counts

     Read a cube of published counts.

    Args:
        cube (str):
        at (datetime.datetime | None | Unset): Counts at a time in the past, with its time zone.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CubeOut | Problem]
    """

    kwargs = _get_kwargs(
        cube=cube,
        at=at,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    cube: str,
    *,
    client: AuthenticatedClient,
    at: datetime.datetime | None | Unset = UNSET,
) -> CubeOut | Problem | None:
    """Read a cube of published counts

     Read a cube of published counts.

    Args:
        cube (str):
        at (datetime.datetime | None | Unset): Counts at a time in the past, with its time zone.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CubeOut | Problem
    """

    return sync_detailed(
        cube=cube,
        client=client,
        at=at,
    ).parsed


async def asyncio_detailed(
    cube: str,
    *,
    client: AuthenticatedClient,
    at: datetime.datetime | None | Unset = UNSET,
) -> Response[CubeOut | Problem]:
    """Read a cube of published counts

     Read a cube of published counts.

    Args:
        cube (str):
        at (datetime.datetime | None | Unset): Counts at a time in the past, with its time zone.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CubeOut | Problem]
    """

    kwargs = _get_kwargs(
        cube=cube,
        at=at,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    cube: str,
    *,
    client: AuthenticatedClient,
    at: datetime.datetime | None | Unset = UNSET,
) -> CubeOut | Problem | None:
    """Read a cube of published counts

     Read a cube of published counts.

    Args:
        cube (str):
        at (datetime.datetime | None | Unset): Counts at a time in the past, with its time zone.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CubeOut | Problem
    """

    return (
        await asyncio_detailed(
            cube=cube,
            client=client,
            at=at,
        )
    ).parsed
