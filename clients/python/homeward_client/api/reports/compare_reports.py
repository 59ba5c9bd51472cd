from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.report_changes import ReportChanges
from ...types import UNSET, Response, Unset


def _get_kwargs(
    report_id: UUID,
    *,
    earlier: None | Unset | UUID = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_earlier: None | str | Unset
    if isinstance(earlier, Unset):
        json_earlier = UNSET
    elif isinstance(earlier, UUID):
        json_earlier = str(earlier)
    else:
        json_earlier = earlier
    params["earlier"] = json_earlier

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/reports/{report_id}/changes".format(
            report_id=quote(str(report_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | ReportChanges | None:
    if response.status_code == 200:
        response_200 = ReportChanges.from_dict(response.json())

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
) -> Response[Problem | ReportChanges]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    report_id: UUID,
    *,
    client: AuthenticatedClient,
    earlier: None | Unset | UUID = UNSET,
) -> Response[Problem | ReportChanges]:
    """Compare a feasibility report with an earlier one

     The default is the report before.

    Args:
        report_id (UUID):
        earlier (None | Unset | UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReportChanges]
    """

    kwargs = _get_kwargs(
        report_id=report_id,
        earlier=earlier,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    report_id: UUID,
    *,
    client: AuthenticatedClient,
    earlier: None | Unset | UUID = UNSET,
) -> Problem | ReportChanges | None:
    """Compare a feasibility report with an earlier one

     The default is the report before.

    Args:
        report_id (UUID):
        earlier (None | Unset | UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReportChanges
    """

    return sync_detailed(
        report_id=report_id,
        client=client,
        earlier=earlier,
    ).parsed


async def asyncio_detailed(
    report_id: UUID,
    *,
    client: AuthenticatedClient,
    earlier: None | Unset | UUID = UNSET,
) -> Response[Problem | ReportChanges]:
    """Compare a feasibility report with an earlier one

     The default is the report before.

    Args:
        report_id (UUID):
        earlier (None | Unset | UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | ReportChanges]
    """

    kwargs = _get_kwargs(
        report_id=report_id,
        earlier=earlier,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    report_id: UUID,
    *,
    client: AuthenticatedClient,
    earlier: None | Unset | UUID = UNSET,
) -> Problem | ReportChanges | None:
    """Compare a feasibility report with an earlier one

     The default is the report before.

    Args:
        report_id (UUID):
        earlier (None | Unset | UUID):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | ReportChanges
    """

    return (
        await asyncio_detailed(
            report_id=report_id,
            client=client,
            earlier=earlier,
        )
    ).parsed
