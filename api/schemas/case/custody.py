"""Custody of a found child: state, confirmation, declaration, call back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Request


class CustodyConfirmationIn(Request):
    """The way of the confirmation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"way": "colleague"}]})

    way: Annotated[str, Field(max_length=40)]


class CallBackIn(Request):
    """The agency that you called, by the number of its desk in the directory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agency": "GR-CPA"}]})

    agency: Annotated[str, Field(max_length=20)]


class CustodyWithdrawalIn(Request):
    """The reason of the withdrawal."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "mistake"}]})

    reason: Annotated[str, Field(max_length=40)]


class CustodyDeclaredOut(Answer):
    """The time until which a declaration opens missing reports."""

    opens_until: datetime
