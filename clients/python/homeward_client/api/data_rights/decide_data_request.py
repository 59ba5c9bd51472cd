from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.data_request_decision_in import DataRequestDecisionIn
from ...models.data_request_line import DataRequestLine
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    request_id: UUID,
    *,
    body: DataRequestDecisionIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/data-requests/{request_id}/decision".format(
            request_id=quote(str(request_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DataRequestLine | Problem | None:
    if response.status_code == 200:
        response_200 = DataRequestLine.from_dict(response.json())

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
) -> Response[DataRequestLine | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    request_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DataRequestDecisionIn,
) -> Response[DataRequestLine | Problem]:
    """Decide a request about personal data

     You must be another person than the one who proposed it. The request is carried out or refused.

    Args:
        request_id (UUID):
        body (DataRequestDecisionIn): The decision of the second person. If `refusal` is null, the
            request is carried out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DataRequestLine | Problem]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    request_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DataRequestDecisionIn,
) -> DataRequestLine | Problem | None:
    """Decide a request about personal data

     You must be another person than the one who proposed it. The request is carried out or refused.

    Args:
        request_id (UUID):
        body (DataRequestDecisionIn): The decision of the second person. If `refusal` is null, the
            request is carried out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DataRequestLine | Problem
    """

    return sync_detailed(
        request_id=request_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    request_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DataRequestDecisionIn,
) -> Response[DataRequestLine | Problem]:
    """Decide a request about personal data

     You must be another person than the one who proposed it. The request is carried out or refused.

    Args:
        request_id (UUID):
        body (DataRequestDecisionIn): The decision of the second person. If `refusal` is null, the
            request is carried out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DataRequestLine | Problem]
    """

    kwargs = _get_kwargs(
        request_id=request_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    request_id: UUID,
    *,
    client: AuthenticatedClient,
    body: DataRequestDecisionIn,
) -> DataRequestLine | Problem | None:
    """Decide a request about personal data

     You must be another person than the one who proposed it. The request is carried out or refused.

    Args:
        request_id (UUID):
        body (DataRequestDecisionIn): The decision of the second person. If `refusal` is null, the
            request is carried out.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DataRequestLine | Problem
    """

    return (
        await asyncio_detailed(
            request_id=request_id,
            client=client,
            body=body,
        )
    ).parsed
