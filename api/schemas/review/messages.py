"""Messages between desks: the list, and the conversation about a match."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.next_steps import NextStepsOut
from core.codes.review import DeskKnowledge, MatchContact
from core.policy.review import MAX_QUESTIONS
from core.policy.sharing.sirene import MAX_REFERENCE
from services.review.match_messages import Letter, MatchMessageView
from services.review.message_list import MessageLine

MessageText = Annotated[str, Field(min_length=1, max_length=2_000)]


class MessageOut(Answer):
    """A line of the list of messages. It has no text.

    `kind` is `text`, `call` (a recorded telephone call), `question` or `answer` between the desks
    of a match, `sirene` (a reference of the SIRENE bureaus), `relay` (a call of the relay desk),
    `request` (after a search), `sealed` or `sighting`.
    `record` is your own record, null if the request is about a record of another agency and you
    have none. `record_ref` is your agency's reference, "" without one. `desk` is the other desk as
    `name, number`, "" if you may not know it. `state` is `needs_answer`, `answered`, `sent`,
    `waits` (for a colleague's approval), `not_sent`, `received` or `ended`. A received sealed
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


class AnswerIn(RequestBody, examples=[{"number": 1, "text": "Little star"}]):
    """The answer of the family to a question."""

    number: Annotated[int, Field(ge=1, le=MAX_QUESTIONS)]
    text: MessageText


class LetterIn(
    RequestBody,
    examples=[
        {"text": "Can you call us before noon?"},
        {"questions": ["What does the mother call her?", "A scar from what?"]},
        {"answers": [{"number": 1, "text": "Little star"}]},
    ],
):
    """What you write to the other desk at one time.

    A message, questions, answers, a SIRENE reference, or several of them.
    """

    text: Annotated[str, Field(max_length=2_000)] = ""
    questions: Annotated[tuple[MessageText, ...], Field(max_length=MAX_QUESTIONS)] = ()
    answers: Annotated[tuple[AnswerIn, ...], Field(max_length=MAX_QUESTIONS)] = ()
    sirene: Annotated[str, Field(max_length=MAX_REFERENCE)] = Field(
        default="",
        description="The reference of supplementary information that you sent through SIRENE. "
        "Homeward has only the reference: two letters of the state, then numbers.",
    )

    @property
    def letter(self) -> Letter:
        """The letter, with the answers by number."""
        answers = {one.number: one.text for one in self.answers}
        return Letter(self.text, self.questions, answers, self.sirene)


class ConversationOut(Answer):
    """What passed between the two desks of a match. The oldest message is first.

    `to_answer`: the numbers of the questions that your side has not answered. `other_desk` is empty
    unless `contact` is `other_desk`, and for an unchecked report. `they_know`: what the other desk
    knows of yours, fixed at the first message; `not_shown` if the answer would say who the other
    desk is, null if your agency has both records. `is_own_unchecked`, `is_other_unchecked`: whether
    the record is a report whose reporter is not checked.
    """

    own_record: UUID
    messages: tuple[MatchMessageView, ...]
    to_answer: tuple[int, ...]
    own_desk: str
    other_desk: str
    contact: MatchContact
    they_know: DeskKnowledge | None
    is_own_unchecked: bool
    is_other_unchecked: bool
    next_steps: NextStepsOut
