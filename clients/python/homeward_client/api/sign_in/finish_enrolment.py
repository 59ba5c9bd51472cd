from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.enrolment_in import EnrolmentIn
from ...models.problem import Problem
from ...models.recovery_codes_out import RecoveryCodesOut
from ...types import Response


def _get_kwargs(
    *,
    body: EnrolmentIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/enrolment/finish",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Problem | RecoveryCodesOut | None:
    if response.status_code == 201:
        response_201 = RecoveryCodesOut.from_dict(response.json())

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
) -> Response[Problem | RecoveryCodesOut]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: EnrolmentIn,
) -> Response[Problem | RecoveryCodesOut]:
    """Finish an enrolment

     The request sets the password and checks the one-time password. The link can then not be used
    again. The answer has the recovery codes. No transaction is open while the password is hashed.

    Args:
        body (EnrolmentIn): The new password and the first one-time password.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecoveryCodesOut]
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
    body: EnrolmentIn,
) -> Problem | RecoveryCodesOut | None:
    """Finish an enrolment

     The request sets the password and checks the one-time password. The link can then not be used
    again. The answer has the recovery codes. No transaction is open while the password is hashed.

    Args:
        body (EnrolmentIn): The new password and the first one-time password.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecoveryCodesOut
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient | Client,
    body: EnrolmentIn,
) -> Response[Problem | RecoveryCodesOut]:
    """Finish an enrolment

     The request sets the password and checks the one-time password. The link can then not be used
    again. The answer has the recovery codes. No transaction is open while the password is hashed.

    Args:
        body (EnrolmentIn): The new password and the first one-time password.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[Problem | RecoveryCodesOut]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient | Client,
    body: EnrolmentIn,
) -> Problem | RecoveryCodesOut | None:
    """Finish an enrolment

     The request sets the password and checks the one-time password. The link can then not be used
    again. The answer has the recovery codes. No transaction is open while the password is hashed.

    Args:
        body (EnrolmentIn): The new password and the first one-time password.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Problem | RecoveryCodesOut
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed
