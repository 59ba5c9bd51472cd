from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.fill_form_form import FillFormForm
from ...models.printed_form_out import PrintedFormOut
from ...models.problem import Problem
from ...types import UNSET, Response, Unset


def _get_kwargs(
    record_id: UUID,
    *,
    form: FillFormForm | Unset = "police",
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    json_form: str | Unset = UNSET
    if not isinstance(form, Unset):
        json_form = form

    params["form"] = json_form

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/records/{record_id}/print".format(
            record_id=quote(str(record_id), safe=""),
        ),
        "params": params,
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> PrintedFormOut | Problem | None:
    if response.status_code == 200:
        response_200 = PrintedFormOut.from_dict(response.json())

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
) -> Response[PrintedFormOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    form: FillFormForm | Unset = "police",
) -> Response[PrintedFormOut | Problem]:
    """Fill a printable form from a report

     The report is an open report of your agency. `missing` lists the necessary lines without a fact.

    Args:
        record_id (UUID):
        form (FillFormForm | Unset):  Default: 'police'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PrintedFormOut | Problem]
    """

    kwargs = _get_kwargs(
        record_id=record_id,
        form=form,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    form: FillFormForm | Unset = "police",
) -> PrintedFormOut | Problem | None:
    """Fill a printable form from a report

     The report is an open report of your agency. `missing` lists the necessary lines without a fact.

    Args:
        record_id (UUID):
        form (FillFormForm | Unset):  Default: 'police'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PrintedFormOut | Problem
    """

    return sync_detailed(
        record_id=record_id,
        client=client,
        form=form,
    ).parsed


async def asyncio_detailed(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    form: FillFormForm | Unset = "police",
) -> Response[PrintedFormOut | Problem]:
    """Fill a printable form from a report

     The report is an open report of your agency. `missing` lists the necessary lines without a fact.

    Args:
        record_id (UUID):
        form (FillFormForm | Unset):  Default: 'police'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[PrintedFormOut | Problem]
    """

    kwargs = _get_kwargs(
        record_id=record_id,
        form=form,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    form: FillFormForm | Unset = "police",
) -> PrintedFormOut | Problem | None:
    """Fill a printable form from a report

     The report is an open report of your agency. `missing` lists the necessary lines without a fact.

    Args:
        record_id (UUID):
        form (FillFormForm | Unset):  Default: 'police'.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        PrintedFormOut | Problem
    """

    return (
        await asyncio_detailed(
            record_id=record_id,
            client=client,
            form=form,
        )
    ).parsed
