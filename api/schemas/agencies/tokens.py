"""Tokens of agencies' software."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, RequestBody
from core.policy.actions import DEFAULT_TOKEN_SCOPES, TokenScope
from services.agencies.system_tokens import TokenView


class TokenIn(RequestBody, examples=[{"label": "intake", "scopes": ["register"]}]):
    """The system that uses the token, and what the token may do.

    The label is a short code: small letters, digits and hyphens.
    """

    label: Annotated[str, Field(max_length=40)]
    scopes: Annotated[list[TokenScope], Field(max_length=len(TokenScope))] = Field(
        default=sorted(DEFAULT_TOKEN_SCOPES),
        description=(
            "`register`: register records. `correct`: correct facts of own records. `read`:"
            " read own records without relatives and telephone numbers. `matches`: read"
            " notifications about own records and the directory."
        ),
    )


class TokenList(Answer):
    """Tokens without their secrets."""

    tokens: list[TokenView]
