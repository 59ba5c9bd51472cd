from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.custody_declared_out import CustodyDeclaredOut
from ...models.problem import Problem
from ...models.reason_in import ReasonIn
from ...types import Response


def _get_kwargs(
    record_id: UUID,
    *,
    body: ReasonIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/records/{record_id}/custody/declaration".format(
            record_id=quote(str(record_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CustodyDeclaredOut | Problem | None:
    if response.status_code == 201:
        response_201 = CustodyDeclaredOut.from_dict(response.json())

        return response_201

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
) -> Response[CustodyDeclaredOut | Problem]:
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
    body: ReasonIn,
) -> Response[CustodyDeclaredOut | Problem]:
    """Declare custody without a second person

     Use this for a found child if you are the only person on duty. The desks of the missing reports,
    the supervisors of your agency and the auditor get a notice.

    Args:
        record_id (UUID):
        body (ReasonIn): The reason of a step.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustodyDeclaredOut | Problem]
    """

    kwargs = _get_kwargs(
        record_id=record_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ReasonIn,
) -> CustodyDeclaredOut | Problem | None:
    """Declare custody without a second person

     Use this for a found child if you are the only person on duty. The desks of the missing reports,
    the supervisors of your agency and the auditor get a notice.

    Args:
        record_id (UUID):
        body (ReasonIn): The reason of a step.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustodyDeclaredOut | Problem
    """

    return sync_detailed(
        record_id=record_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ReasonIn,
) -> Response[CustodyDeclaredOut | Problem]:
    """Declare custody without a second person

     Use this for a found child if you are the only person on duty. The desks of the missing reports,
    the supervisors of your agency and the auditor get a notice.

    Args:
        record_id (UUID):
        body (ReasonIn): The reason of a step.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CustodyDeclaredOut | Problem]
    """

    kwargs = _get_kwargs(
        record_id=record_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    record_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ReasonIn,
) -> CustodyDeclaredOut | Problem | None:
    """Declare custody without a second person

     Use this for a found child if you are the only person on duty. The desks of the missing reports,
    the supervisors of your agency and the auditor get a notice.

    Args:
        record_id (UUID):
        body (ReasonIn): The reason of a step.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CustodyDeclaredOut | Problem
    """

    return (
        await asyncio_detailed(
            record_id=record_id,
            client=client,
            body=body,
        )
    ).parsed
