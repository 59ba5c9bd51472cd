from http import HTTPStatus
from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.draft_in import DraftIn
from ...models.draft_saved_out import DraftSavedOut
from ...models.problem import Problem
from ...models.record_kind import RecordKind
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    body: DraftIn,
    kind: RecordKind | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    params: dict[str, Any] = {}

    json_kind: str | Unset = UNSET
    if not isinstance(kind, Unset):
        json_kind = kind

    params["kind"] = json_kind

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "put",
        "url": "/v1/draft",
        "params": params,
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> DraftSavedOut | Problem | None:
    if response.status_code == 200:
        response_200 = DraftSavedOut.from_dict(response.json())

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
) -> Response[DraftSavedOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: DraftIn,
    kind: RecordKind | Unset = UNSET,
) -> Response[DraftSavedOut | Problem]:
    """Save your draft of a registration

     Your earlier draft is replaced.

    Args:
        kind (RecordKind | Unset): The kind of a record.
        body (DraftIn): The typed fields of a form: names and values in the order of the form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DraftSavedOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        kind=kind,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: DraftIn,
    kind: RecordKind | Unset = UNSET,
) -> DraftSavedOut | Problem | None:
    """Save your draft of a registration

     Your earlier draft is replaced.

    Args:
        kind (RecordKind | Unset): The kind of a record.
        body (DraftIn): The typed fields of a form: names and values in the order of the form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DraftSavedOut | Problem
    """

    return sync_detailed(
        client=client,
        body=body,
        kind=kind,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: DraftIn,
    kind: RecordKind | Unset = UNSET,
) -> Response[DraftSavedOut | Problem]:
    """Save your draft of a registration

     Your earlier draft is replaced.

    Args:
        kind (RecordKind | Unset): The kind of a record.
        body (DraftIn): The typed fields of a form: names and values in the order of the form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DraftSavedOut | Problem]
    """

    kwargs = _get_kwargs(
        body=body,
        kind=kind,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DraftIn,
    kind: RecordKind | Unset = UNSET,
) -> DraftSavedOut | Problem | None:
    """Save your draft of a registration

     Your earlier draft is replaced.

    Args:
        kind (RecordKind | Unset): The kind of a record.
        body (DraftIn): The typed fields of a form: names and values in the order of the form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DraftSavedOut | Problem
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
            kind=kind,
        )
    ).parsed
