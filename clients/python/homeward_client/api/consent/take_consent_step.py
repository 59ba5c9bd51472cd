from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.consent_state_out import ConsentStateOut
from ...models.consent_step_in import ConsentStepIn
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    consent_id: UUID,
    *,
    body: ConsentStepIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/consents/{consent_id}/steps".format(
            consent_id=quote(str(consent_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ConsentStateOut | Problem | None:
    if response.status_code == 200:
        response_200 = ConsentStateOut.from_dict(response.json())

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
) -> Response[ConsentStateOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    consent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ConsentStepIn,
) -> Response[ConsentStateOut | Problem]:
    """Take a step with a consent

     Steps: witness it, start it by word of mouth for 72 hours, or activate it.

    Args:
        consent_id (UUID):
        body (ConsentStepIn): A step of a consent.

            `witness`: a second person witnesses the consent. `start_spoken`: a spoken consent starts.
            `activate`: the consent becomes active.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConsentStateOut | Problem]
    """

    kwargs = _get_kwargs(
        consent_id=consent_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    consent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ConsentStepIn,
) -> ConsentStateOut | Problem | None:
    """Take a step with a consent

     Steps: witness it, start it by word of mouth for 72 hours, or activate it.

    Args:
        consent_id (UUID):
        body (ConsentStepIn): A step of a consent.

            `witness`: a second person witnesses the consent. `start_spoken`: a spoken consent starts.
            `activate`: the consent becomes active.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConsentStateOut | Problem
    """

    return sync_detailed(
        consent_id=consent_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    consent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ConsentStepIn,
) -> Response[ConsentStateOut | Problem]:
    """Take a step with a consent

     Steps: witness it, start it by word of mouth for 72 hours, or activate it.

    Args:
        consent_id (UUID):
        body (ConsentStepIn): A step of a consent.

            `witness`: a second person witnesses the consent. `start_spoken`: a spoken consent starts.
            `activate`: the consent becomes active.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ConsentStateOut | Problem]
    """

    kwargs = _get_kwargs(
        consent_id=consent_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    consent_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ConsentStepIn,
) -> ConsentStateOut | Problem | None:
    """Take a step with a consent

     Steps: witness it, start it by word of mouth for 72 hours, or activate it.

    Args:
        consent_id (UUID):
        body (ConsentStepIn): A step of a consent.

            `witness`: a second person witnesses the consent. `start_spoken`: a spoken consent starts.
            `activate`: the consent becomes active.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ConsentStateOut | Problem
    """

    return (
        await asyncio_detailed(
            consent_id=consent_id,
            client=client,
            body=body,
        )
    ).parsed
