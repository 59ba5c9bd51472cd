"""Custody of a found child: state, confirmation, declaration, call-back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, Request


class CustodyConfirmationIn(Request):
    """The way by which custody is confirmed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"way": "colleague"}]})

    way: Annotated[str, Field(max_length=40)]


class CallBackIn(Request):
    """The agency that was telephoned, by the number of its desk in the directory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agency": "GR-CPA"}]})

    agency: Annotated[str, Field(max_length=20)]


class CustodyWithdrawalIn(Request):
    """Why the confirmation or declaration ends."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "mistake"}]})

    reason: Annotated[str, Field(max_length=40)]


class CustodyDeclaredOut(Answer):
    """Until when missing reports are open by a declaration."""

    opens_until: datetime
