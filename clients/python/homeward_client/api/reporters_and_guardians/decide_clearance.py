from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.clearance_decision_in import ClearanceDecisionIn
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    record_id: UUID,
    *,
    body: ClearanceDecisionIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/records/{record_id}/reporter/clearance".format(
            record_id=quote(str(record_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Any | Problem | None:
    if response.status_code == 204:
        response_204 = cast(Any, None)
        return response_204

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
) -> Response[Any | Problem]:
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
    body: ClearanceDecisionIn,
) -> Response[Any | Problem]:
    """Clear, flag or reset a reporter

     After a reset the reporter is not checked yet. You must not be the person who wrote the
    reporter. To clear the reporter or to remove a flag, you must not have written the identity of
    the person sought. To clear, you must not be the person who requested the clearance. To clear,
    you send the `revision` of the reporter that you read. The answer is 412 if the record or the
    reporter changed since.

    Args:
        record_id (UUID):
        body (ClearanceDecisionIn): The decision of a second person about a reporter, and the
            reason.

            A clearance needs the `revision` that the person read.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
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
    body: ClearanceDecisionIn,
) -> Any | Problem | None:
    """Clear, flag or reset a reporter

     After a reset the reporter is not checked yet. You must not be the person who wrote the
    reporter. To clear the reporter or to remove a flag, you must not have written the identity of
    the person sought. To clear, you must not be the person who requested the clearance. To clear,
    you send the `revision` of the reporter that you read. The answer is 412 if the record or the
    reporter changed since.

    Args:
        record_id (UUID):
        body (ClearanceDecisionIn): The decision of a second person about a reporter, and the
            reason.

            A clearance needs the `revision` that the person read.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
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
    body: ClearanceDecisionIn,
) -> Response[Any | Problem]:
    """Clear, flag or reset a reporter

     After a reset the reporter is not checked yet. You must not be the person who wrote the
    reporter. To clear the reporter or to remove a flag, you must not have written the identity of
    the person sought. To clear, you must not be the person who requested the clearance. To clear,
    you send the `revision` of the reporter that you read. The answer is 412 if the record or the
    reporter changed since.

    Args:
        record_id (UUID):
        body (ClearanceDecisionIn): The decision of a second person about a reporter, and the
            reason.

            A clearance needs the `revision` that the person read.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Any | Problem]
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
    body: ClearanceDecisionIn,
) -> Any | Problem | None:
    """Clear, flag or reset a reporter

     After a reset the reporter is not checked yet. You must not be the person who wrote the
    reporter. To clear the reporter or to remove a flag, you must not have written the identity of
    the person sought. To clear, you must not be the person who requested the clearance. To clear,
    you send the `revision` of the reporter that you read. The answer is 412 if the record or the
    reporter changed since.

    Args:
        record_id (UUID):
        body (ClearanceDecisionIn): The decision of a second person about a reporter, and the
            reason.

            A clearance needs the `revision` that the person read.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Any | Problem
    """

    return (
        await asyncio_detailed(
            record_id=record_id,
            client=client,
            body=body,
        )
    ).parsed
