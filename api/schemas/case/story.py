"""Care episodes of a child: missing from care, located, returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, RequestBody
from api.schemas.next_steps import NextStepsOut
from core.code_sets import OneOf
from core.codes.records import EpisodeKind
from core.policy.case.closures import CLOSING_SENTENCES, REPORT_CLOSURES, RETURN_CLOSURES
from core.published import MomentIn, Reason
from services.case.care.departure_practice import PracticeLine
from services.case.care.departure_states import StateOutcome
from services.case.episodes import EpisodeView, NewEpisode, outcome_of
from services.records.closing.closures import ClosureOption


class StepIn(RequestBody, examples=[{"at": "2026-03-02T08:00:00Z", "place": "Metz"}]):
    """The person was located, is safe, or is reunified: when, where, by whom."""

    at: MomentIn
    place: Reason = ""
    by: Reason = ""
    note: Reason = ""

    def step(self, kind: EpisodeKind) -> NewEpisode:
        """Return the episode as the service takes it."""
        return NewEpisode(kind, self.at, self.model_dump(exclude={"at"}))


class ReturnIn(RequestBody, examples=[{"at": "2026-03-02T08:00:00Z", "closure": "care_elsewhere"}]):
    """A child returned. `closure` is the sentence that closes the report of the departure."""

    at: MomentIn
    closure: Annotated[str, OneOf("closure", RETURN_CLOSURES)] = "care_elsewhere"
    note: Reason = ""


class EpisodeCreatedOut(Answer):
    """The new episode."""

    episode: UUID


class DepartureOut(Answer):
    """What each state knows of the report, the own state first; empty for an adult's report."""

    states: list[StateOutcome]


class PracticeOut(Answer):
    """The questions of practice about a child missing from care, with the answers so far."""

    questions: list[PracticeLine]


class StoryOut(Answer):
    """A record's story, oldest first, and what became of the person: `open`, `located`, `safe`,
    `returned` or `reunified`.
    """

    outcome: str
    episodes: list[EpisodeView]
    next_steps: NextStepsOut | None = Field(
        description="What may be written next; null for a kind of record without a story."
    )

    @classmethod
    def of(cls, episodes: list[EpisodeView], next_steps: NextStepsOut | None) -> StoryOut:
        """Return the episodes without their authors, and the outcome that follows from them."""
        return cls(
            outcome=outcome_of(episodes),
            episodes=episodes,
            next_steps=next_steps,
        )


class ClosureIn(RequestBody, examples=[{"closure": "located_no_contact_wished"}]):
    """A closing sentence, by its code."""

    closure: Annotated[str, OneOf("closure", REPORT_CLOSURES)]


class ClosureOut(Answer):
    """A closing sentence as the reporter reads it."""

    closure: str
    sentence: str


class ClosureLackingOut(ClosureOut):
    """A closing sentence that may not be used now: the stable code of the refusal, its reason, the
    next step, and where.

    `href` is the address of the page where it is remedied, "" where there is none.
    """

    code: str
    reason: str
    next_step: str
    href: str


class ClosureList(Answer):
    """The sentences a record may be closed with now, and the others for its kind with what each
    one lacks.
    """

    closures: list[ClosureOut]
    lacking: list[ClosureLackingOut]

    @classmethod
    def of(cls, options: Sequence[ClosureOption], record_id: UUID) -> ClosureList:
        """Return the sentences that may be used now for a record, and apart those that may not."""
        return cls(
            closures=[
                ClosureOut(closure=one.closure, sentence=CLOSING_SENTENCES[one.closure])
                for one in options
                if one.refusal is None
            ],
            lacking=[
                ClosureLackingOut(
                    closure=one.closure,
                    sentence=CLOSING_SENTENCES[one.closure],
                    code=one.refusal.name.lower(),
                    reason=one.refusal.reason,
                    next_step=one.refusal.next_step,
                    href=one.refusal.href_for({"record": record_id}),
                )
                for one in options
                if one.refusal is not None
            ],
        )
