from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.record_out import RecordOut
from ...models.record_patch import RecordPatch
from ...types import Response


def _get_kwargs(
    record_id: UUID,
    *,
    body: RecordPatch,
    if_match: str,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    headers["If-Match"] = if_match

    _kwargs: dict[str, Any] = {
        "method": "patch",
        "url": "/v1/records/{record_id}".format(
            record_id=quote(str(record_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RecordOut | None:
    if response.status_code == 200:
        response_200 = RecordOut.from_dict(response.json())

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
) -> Response[Problem | RecordOut]:
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
    body: RecordPatch,
    if_match: str,
) -> Response[Problem | RecordOut]:
    """Edit a record

     The request has the changed columns or declarations, and needs `If-Match`. The record is matched
    again.

    Args:
        record_id (UUID):
        if_match (str):
        body (RecordPatch): Changed columns.

            An empty value withdraws a fact. Supervisors need a reason.

            A value that stays keeps its provenance, unless `provenance` has its column. If
            `legal_basis`,
            `clearance` or `international_protection` is null, the declaration stays as it is.
            `clearance:
            cleared` asks a second person to clear the report.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordOut]
    """

    kwargs = _get_kwargs(
        record_id=record_id,
        body=body,
        if_match=if_match,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    body: RecordPatch,
    if_match: str,
) -> Problem | RecordOut | None:
    """Edit a record

     The request has the changed columns or declarations, and needs `If-Match`. The record is matched
    again.

    Args:
        record_id (UUID):
        if_match (str):
        body (RecordPatch): Changed columns.

            An empty value withdraws a fact. Supervisors need a reason.

            A value that stays keeps its provenance, unless `provenance` has its column. If
            `legal_basis`,
            `clearance` or `international_protection` is null, the declaration stays as it is.
            `clearance:
            cleared` asks a second person to clear the report.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordOut
    """

    return sync_detailed(
        record_id=record_id,
        client=client,
        body=body,
        if_match=if_match,
    ).parsed


async def asyncio_detailed(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    body: RecordPatch,
    if_match: str,
) -> Response[Problem | RecordOut]:
    """Edit a record

     The request has the changed columns or declarations, and needs `If-Match`. The record is matched
    again.

    Args:
        record_id (UUID):
        if_match (str):
        body (RecordPatch): Changed columns.

            An empty value withdraws a fact. Supervisors need a reason.

            A value that stays keeps its provenance, unless `provenance` has its column. If
            `legal_basis`,
            `clearance` or `international_protection` is null, the declaration stays as it is.
            `clearance:
            cleared` asks a second person to clear the report.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordOut]
    """

    kwargs = _get_kwargs(
        record_id=record_id,
        body=body,
        if_match=if_match,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    body: RecordPatch,
    if_match: str,
) -> Problem | RecordOut | None:
    """Edit a record

     The request has the changed columns or declarations, and needs `If-Match`. The record is matched
    again.

    Args:
        record_id (UUID):
        if_match (str):
        body (RecordPatch): Changed columns.

            An empty value withdraws a fact. Supervisors need a reason.

            A value that stays keeps its provenance, unless `provenance` has its column. If
            `legal_basis`,
            `clearance` or `international_protection` is null, the declaration stays as it is.
            `clearance:
            cleared` asks a second person to clear the report.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordOut
    """

    return (
        await asyncio_detailed(
            record_id=record_id,
            client=client,
            body=body,
            if_match=if_match,
        )
    ).parsed
