from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.enrolment_started import EnrolmentStarted
from ...models.one_time_link_in import OneTimeLinkIn
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    *,
    body: OneTimeLinkIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/enrolment/start",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> EnrolmentStarted | Problem | None:
    if response.status_code == 200:
        response_200 = EnrolmentStarted.from_dict(response.json())

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
) -> Response[EnrolmentStarted | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: OneTimeLinkIn,
) -> Response[EnrolmentStarted | Problem]:
    """Start an enrolment with the token of a one-time link

     The answer has a new secret for an authenticator app, which is shown once. If you start again,
    the secret of the earlier start is no longer valid. A link that was used or has expired is not
    found.

    Args:
        body (OneTimeLinkIn): The token of a one-time link.

            After a lost device it has both halves, joined by a full stop.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnrolmentStarted | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient | Client,
    body: OneTimeLinkIn,
) -> EnrolmentStarted | Problem | None:
    """Start an enrolment with the token of a one-time link

     The answer has a new secret for an authenticator app, which is shown once. If you start again,
    the secret of the earlier start is no longer valid. A link that was used or has expired is not
    found.

    Args:
        body (OneTimeLinkIn): The token of a one-time link.

            After a lost device it has both halves, joined by a full stop.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnrolmentStarted | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: OneTimeLinkIn,
) -> Response[EnrolmentStarted | Problem]:
    """Start an enrolment with the token of a one-time link

     The answer has a new secret for an authenticator app, which is shown once. If you start again,
    the secret of the earlier start is no longer valid. A link that was used or has expired is not
    found.

    Args:
        body (OneTimeLinkIn): The token of a one-time link.

            After a lost device it has both halves, joined by a full stop.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[EnrolmentStarted | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: OneTimeLinkIn,
) -> EnrolmentStarted | Problem | None:
    """Start an enrolment with the token of a one-time link

     The answer has a new secret for an authenticator app, which is shown once. If you start again,
    the secret of the earlier start is no longer valid. A link that was used or has expired is not
    found.

    Args:
        body (OneTimeLinkIn): The token of a one-time link.

            After a lost device it has both halves, joined by a full stop.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        EnrolmentStarted | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
