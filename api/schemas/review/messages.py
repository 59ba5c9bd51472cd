"""The list of messages between desks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from api.schemas.common import Answer, answer_from
from services.review.message_list import MessageLine


class MessageOut(Answer):
    """A line of the list of messages. It has no text.

    `kind` is `text` (in the thread of a pair), `call` (a recorded telephone call), `question`
    (with its answer), `request` (after a search) or `sealed`. `record` is your own record, null if
    the request is about a record of another agency and you have none. `record_ref` is your agency's
    reference of it, "" without one. `desk` is the other desk as `name, number`, "" if you may not
    know it. `state` is `needs_answer`, `answered`, `sent`, `received` or `ended`. A received sealed
    message needs an answer until you have read it. `href` is the page with the text.
    """

    kind: str
    record: UUID | None
    record_ref: str
    desk: str
    at: datetime
    state: str
    href: str

    @classmethod
    def of(cls, line: MessageLine, named: Mapping[UUID, str]) -> MessageOut:
        """Return the line; `named` has own references by record."""
        reference = "" if line.record is None else named.get(line.record, "")
        return answer_from(cls, line, record_ref=reference)


class MessagePage(Answer):
    """A page of messages; the newest is first."""

    messages: list[MessageOut]
    next: str | None
