"""Sealed messages: leaving one, the one answer, and reading those that came."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, PlainAnswer, Request
from core.codes.messages import DangerCode
from core.policy.case.sealed_messages import ANSWER_WORDS, MAX_LENGTH
from services.case.care.agency_transfers import ReceivingAgency

MESSAGE_EXAMPLE: JsonDict = {
    "danger": "trafficker",
    "text": "Do not hand the child to the man who says he is her uncle.",
    "excluded_agency": "",
}


class SealedMessageIn(Request, examples=[MESSAGE_EXAMPLE]):
    """A message about a record of your agency, for the agency with a matching record.

    `excluded_agency` is the code of an agency that is the danger itself; "" for none.
    """

    danger: DangerCode
    text: Annotated[str, Field(min_length=1, max_length=MAX_LENGTH)]
    excluded_agency: Annotated[str, Field(max_length=20)] = ""


class MessageLeftOut(Answer):
    """THE answer to every message. It does not depend on whether anybody received it."""

    answer: Literal["perhaps_not_received"] = "perhaps_not_received"
    words: str = ANSWER_WORDS


class LeftMessageOut(PlainAnswer):
    """A message that your agency left."""

    id: UUID
    danger: DangerCode
    text: str
    excluded_agency: str
    left_at: datetime
    expires_at: datetime


class LeftMessageList(Answer):
    """The valid messages left about a record, newest first, and the agencies that a message can
    exclude.

    `is_waiting`: no message is delivered, because the reporter of your report is not checked.
    """

    messages: list[LeftMessageOut]
    agencies: list[ReceivingAgency]
    is_waiting: bool


class _DeliveredMessageOut(PlainAnswer):
    """A message that was delivered for a record of your agency."""

    id: UUID
    record: UUID
    danger: DangerCode


class ReceivedMessageOut(_DeliveredMessageOut):
    """A message that was delivered for a record of your agency, without its text."""

    delivered_at: datetime
    due_at: datetime
    read_at: datetime | None
    expires_at: datetime


class ReceivedMessageList(Answer):
    """The messages that came, unread ones first."""

    messages: list[ReceivedMessageOut]


class OpenedMessageOut(_DeliveredMessageOut):
    """A message with its text. `desk` is the sender's entry in the directory: answer by telephone.

    The system carries no answer. `desk` is "" while the reporter of the sender's report is not
    checked: do not call then.
    """

    text: str
    desk: str
    delivered_at: datetime
    read_at: datetime
    expires_at: datetime
