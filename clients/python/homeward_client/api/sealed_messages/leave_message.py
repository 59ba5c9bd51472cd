from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.message_left_out import MessageLeftOut
from ...models.problem import Problem
from ...models.sealed_message_in import SealedMessageIn
from ...types import Response


def _get_kwargs(
    record_id: UUID,
    *,
    body: SealedMessageIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/records/{record_id}/sealed-messages".format(
            record_id=quote(str(record_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> MessageLeftOut | Problem | None:
    if response.status_code == 202:
        response_202 = MessageLeftOut.from_dict(response.json())

        return response_202

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
) -> Response[MessageLeftOut | Problem]:
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
    body: SealedMessageIn,
) -> Response[MessageLeftOut | Problem]:
    """Leave a message for the holder of a matching record

     The message reaches each agency that has a record of the same person, or registers one within 90
    days. The answer never shows whether there is one.

    Args:
        record_id (UUID):
        body (SealedMessageIn): A message about a record of your agency, for the agency with a
            matching record.

            `excluded_agency` is the code of an agency that is the danger itself; "" for none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MessageLeftOut | Problem]
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
    body: SealedMessageIn,
) -> MessageLeftOut | Problem | None:
    """Leave a message for the holder of a matching record

     The message reaches each agency that has a record of the same person, or registers one within 90
    days. The answer never shows whether there is one.

    Args:
        record_id (UUID):
        body (SealedMessageIn): A message about a record of your agency, for the agency with a
            matching record.

            `excluded_agency` is the code of an agency that is the danger itself; "" for none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MessageLeftOut | Problem
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
    body: SealedMessageIn,
) -> Response[MessageLeftOut | Problem]:
    """Leave a message for the holder of a matching record

     The message reaches each agency that has a record of the same person, or registers one within 90
    days. The answer never shows whether there is one.

    Args:
        record_id (UUID):
        body (SealedMessageIn): A message about a record of your agency, for the agency with a
            matching record.

            `excluded_agency` is the code of an agency that is the danger itself; "" for none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MessageLeftOut | Problem]
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
    body: SealedMessageIn,
) -> MessageLeftOut | Problem | None:
    """Leave a message for the holder of a matching record

     The message reaches each agency that has a record of the same person, or registers one within 90
    days. The answer never shows whether there is one.

    Args:
        record_id (UUID):
        body (SealedMessageIn): A message about a record of your agency, for the agency with a
            matching record.

            `excluded_agency` is the code of an agency that is the danger itself; "" for none.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MessageLeftOut | Problem
    """

    return (
        await asyncio_detailed(
            record_id=record_id,
            client=client,
            body=body,
        )
    ).parsed
