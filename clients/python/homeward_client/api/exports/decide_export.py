from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.export_decision_in import ExportDecisionIn
from ...models.export_summary import ExportSummary
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    export_id: UUID,
    *,
    body: ExportDecisionIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/exports/{export_id}/decision".format(
            export_id=quote(str(export_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ExportSummary | Problem | None:
    if response.status_code == 200:
        response_200 = ExportSummary.from_dict(response.json())

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
) -> Response[ExportSummary | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    export_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ExportDecisionIn,
) -> Response[ExportSummary | Problem]:
    """Approve or refuse a request for an export

     You must be another person than the one who asked. A request is decided once.

    Args:
        export_id (UUID):
        body (ExportDecisionIn): The decision of the second person, and the reason.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExportSummary | Problem]
    """

    kwargs = _get_kwargs(
        export_id=export_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    export_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ExportDecisionIn,
) -> ExportSummary | Problem | None:
    """Approve or refuse a request for an export

     You must be another person than the one who asked. A request is decided once.

    Args:
        export_id (UUID):
        body (ExportDecisionIn): The decision of the second person, and the reason.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExportSummary | Problem
    """

    return sync_detailed(
        export_id=export_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    export_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ExportDecisionIn,
) -> Response[ExportSummary | Problem]:
    """Approve or refuse a request for an export

     You must be another person than the one who asked. A request is decided once.

    Args:
        export_id (UUID):
        body (ExportDecisionIn): The decision of the second person, and the reason.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ExportSummary | Problem]
    """

    kwargs = _get_kwargs(
        export_id=export_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    export_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ExportDecisionIn,
) -> ExportSummary | Problem | None:
    """Approve or refuse a request for an export

     You must be another person than the one who asked. A request is decided once.

    Args:
        export_id (UUID):
        body (ExportDecisionIn): The decision of the second person, and the reason.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ExportSummary | Problem
    """

    return (
        await asyncio_detailed(
            export_id=export_id,
            client=client,
            body=body,
        )
    ).parsed
