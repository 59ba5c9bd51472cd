"""Sealed messages: leaving one, the one answer, and reading those that came."""

from __future__ import annotations

from typing import Literal

from api.schemas.common import Answer
from core.policy.case.sealed_messages import ANSWER_WORDS
from services.case.message_delivery import ReceivedMessage


class MessageLeftOut(Answer):
    """THE answer to every message. It does not depend on whether anybody received it."""

    answer: Literal["perhaps_not_received"] = "perhaps_not_received"
    words: str = ANSWER_WORDS


class ReceivedMessageList(Answer):
    """The messages that came, unread ones first."""

    messages: list[ReceivedMessage]
