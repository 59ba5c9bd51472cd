"""Sealed messages: leaving one, the one answer, and reading those that came."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, Request
from core.codes.messages import DangerCode
from core.policy.case.sealed_messages import ANSWER_WORDS, MAX_LENGTH
from services.case.message_delivery import ReceivedMessage

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


class ReceivedMessageList(Answer):
    """The messages that came, unread ones first."""

    messages: list[ReceivedMessage]
