"""Care confirmation of a found child: state, confirmation, declaration, call back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas.common import Answer, RequestBody
from core.code_sets import OneOf


class CareConfirmationIn(RequestBody, examples=[{"way": "colleague"}]):
    """The way of the confirmation."""

    way: Annotated[str, OneOf("care_confirmation_way")]


class CallBackIn(RequestBody, examples=[{"agency": "GR-CPA"}]):
    """The agency that you called, by the number of its desk in the directory."""

    agency: Annotated[str, Field(max_length=20)]


class CareConfirmationWithdrawalIn(RequestBody, examples=[{"reason": "mistake"}]):
    """The reason of the withdrawal."""

    reason: Annotated[str, OneOf("care_confirmation_ending")]


class CareDeclaredOut(Answer):
    """The time until which a declaration opens missing reports."""

    opens_until: datetime
