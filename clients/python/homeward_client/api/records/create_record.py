from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.problem import Problem
from ...models.record_created_out import RecordCreatedOut
from ...models.record_in import RecordIn
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: RecordIn,
    idempotency_key: None | str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(idempotency_key, Unset):
        headers["idempotency-key"] = idempotency_key

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/records",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RecordCreatedOut | None:
    if response.status_code == 201:
        response_201 = RecordCreatedOut.from_dict(response.json())

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
) -> Response[Problem | RecordCreatedOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: RecordIn,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[Problem | RecordCreatedOut]:
    """Register a record

     The record is matched in the background. Two requests with one Idempotency-Key create one
    record. With `clearance: cleared`, a second person is asked to clear the report. A report of a
    listed institution is cleared automatically.

    Args:
        idempotency_key (None | str | Unset):
        body (RecordIn): A new record: the intake row and its declarations.

            If `legal_basis` is null, no legal basis is declared. If `reporter` is null, no reporter
            is
            stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordCreatedOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: RecordIn,
    idempotency_key: None | str | Unset = UNSET,
) -> Problem | RecordCreatedOut | None:
    """Register a record

     The record is matched in the background. Two requests with one Idempotency-Key create one
    record. With `clearance: cleared`, a second person is asked to clear the report. A report of a
    listed institution is cleared automatically.

    Args:
        idempotency_key (None | str | Unset):
        body (RecordIn): A new record: the intake row and its declarations.

            If `legal_basis` is null, no legal basis is declared. If `reporter` is null, no reporter
            is
            stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordCreatedOut
    """

    return sync_detailed(
        client=client,
        body=body,
        idempotency_key=idempotency_key,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: RecordIn,
    idempotency_key: None | str | Unset = UNSET,
) -> Response[Problem | RecordCreatedOut]:
    """Register a record

     The record is matched in the background. Two requests with one Idempotency-Key create one
    record. With `clearance: cleared`, a second person is asked to clear the report. A report of a
    listed institution is cleared automatically.

    Args:
        idempotency_key (None | str | Unset):
        body (RecordIn): A new record: the intake row and its declarations.

            If `legal_basis` is null, no legal basis is declared. If `reporter` is null, no reporter
            is
            stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecordCreatedOut]
    """

    kwargs = _get_kwargs(
        body=body,
        idempotency_key=idempotency_key,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: RecordIn,
    idempotency_key: None | str | Unset = UNSET,
) -> Problem | RecordCreatedOut | None:
    """Register a record

     The record is matched in the background. Two requests with one Idempotency-Key create one
    record. With `clearance: cleared`, a second person is asked to clear the report. A report of a
    listed institution is cleared automatically.

    Args:
        idempotency_key (None | str | Unset):
        body (RecordIn): A new record: the intake row and its declarations.

            If `legal_basis` is null, no legal basis is declared. If `reporter` is null, no reporter
            is
            stored.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecordCreatedOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            idempotency_key=idempotency_key,
        )
    ).parsed
