from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.import_out import ImportOut
from ...models.import_plan_in import ImportPlanIn
from ...models.problem import Problem
from ...types import Response


def _get_kwargs(
    import_id: UUID,
    *,
    body: ImportPlanIn,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/imports/{import_id}/start".format(
            import_id=quote(str(import_id), safe=""),
        ),
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ImportOut | Problem | None:
    if response.status_code == 202:
        response_202 = ImportOut.from_dict(response.json())

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
) -> Response[ImportOut | Problem]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    import_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ImportPlanIn,
) -> Response[ImportOut | Problem]:
    """Start an import

     The import runs in the background. Valid rows are imported; the others are listed with their
    reasons.

    Args:
        import_id (UUID):
        body (ImportPlanIn): The plan of an import: columns of the file and of the intake row, the
            kind of rows without
            one, and the declarations for all rows.

            If `legal_basis` is null, no legal basis is declared.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImportOut | Problem]
    """

    kwargs = _get_kwargs(
        import_id=import_id,
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    import_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ImportPlanIn,
) -> ImportOut | Problem | None:
    """Start an import

     The import runs in the background. Valid rows are imported; the others are listed with their
    reasons.

    Args:
        import_id (UUID):
        body (ImportPlanIn): The plan of an import: columns of the file and of the intake row, the
            kind of rows without
            one, and the declarations for all rows.

            If `legal_basis` is null, no legal basis is declared.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImportOut | Problem
    """

    return sync_detailed(
        import_id=import_id,
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    import_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ImportPlanIn,
) -> Response[ImportOut | Problem]:
    """Start an import

     The import runs in the background. Valid rows are imported; the others are listed with their
    reasons.

    Args:
        import_id (UUID):
        body (ImportPlanIn): The plan of an import: columns of the file and of the intake row, the
            kind of rows without
            one, and the declarations for all rows.

            If `legal_basis` is null, no legal basis is declared.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ImportOut | Problem]
    """

    kwargs = _get_kwargs(
        import_id=import_id,
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    import_id: UUID,
    *,
    client: AuthenticatedClient,
    body: ImportPlanIn,
) -> ImportOut | Problem | None:
    """Start an import

     The import runs in the background. Valid rows are imported; the others are listed with their
    reasons.

    Args:
        import_id (UUID):
        body (ImportPlanIn): The plan of an import: columns of the file and of the intake row, the
            kind of rows without
            one, and the declarations for all rows.

            If `legal_basis` is null, no legal basis is declared.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ImportOut | Problem
    """

    return (
        await asyncio_detailed(
            import_id=import_id,
            client=client,
            body=body,
        )
    ).parsed
