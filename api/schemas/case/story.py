"""A child's story: leaving care, being located, coming back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from api.schemas.common import Answer, MomentIn, PlainAnswer, Reason, Request, Text
from core.policy.case.case_story import CLOSING_SENTENCES
from services.case.episodes import EpisodeView
from services.case.leaving_care import LeavingCareForm

Names = Annotated[tuple[Text, ...], Field(max_length=20)]


class LeftCareIn(Request):
    """Who left care, when, with whom, in what, with which phone and money, and where to. Only
    `left_at` is needed.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "left_at": "2026-03-01T21:40:00Z",
                    "place": "Hamburg",
                    "noticed_by": "night duty",
                    "companions": ["travel_companion:Reza"],
                    "clothing": "red anorak, black trousers",
                    "phones": ["own:+49 151 00000000"],
                    "money": "about 40 euro",
                    "likely_states": ["FR"],
                }
            ]
        }
    )

    left_at: MomentIn
    country: Text = Field(
        default="", description="where the child was seen last; empty: the record's state"
    )
    place: Text = Field(
        default="", description="a town, never the address of a shelter; others will read it"
    )
    noticed_by: Reason = ""
    companions: Names = Field(default=(), description="relation:name")
    clothing: Reason = Field(default="", description="others will read it: no place, no telephone")
    phones: Names = Field(
        default=(), description="optionally own:, relative: or controller: before the number"
    )
    money: Reason = ""
    description: Reason = Field(default="", description="for the owner alone")
    likely_states: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    record_ref: Text = Field(
        default="", description="the report's own reference; empty: made from the found record's"
    )

    def leaving(self) -> LeavingCareForm:
        """Return what is said as the service takes it."""
        return LeavingCareForm(**self.model_dump())


class LocatedIn(Request):
    """The child was located: when, where, by whom."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"at": "2026-03-02T08:00:00Z", "place": "Metz"}]}
    )

    at: MomentIn
    place: Reason = ""
    by: Reason = ""
    note: Reason = ""


class ReturnIn(Request):
    """The child is back: when and how. `closure` is the sentence that closes the report of a child
    that left care.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"at": "2026-03-02T08:00:00Z", "closure": "care_elsewhere"}]
        }
    )

    at: MomentIn
    closure: str = "care_elsewhere"
    note: Reason = ""


class EpisodeCreatedOut(Answer):
    """An episode that was written."""

    episode: UUID


class EpisodeOut(PlainAnswer):
    """One episode, for the record's owner alone."""

    id: UUID
    kind: str
    at: datetime
    said: dict[str, str | list[str]]


class StoryOut(Answer):
    """A record's story, oldest first."""

    episodes: list[EpisodeOut]

    @classmethod
    def of(cls, episodes: list[EpisodeView]) -> StoryOut:
        """Return the story for showing."""
        return cls(episodes=[EpisodeOut.of(episode) for episode in episodes])


class ClosureIn(Request):
    """A closing sentence, by its code."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"closure": "located_no_contact_wished"}]}
    )

    closure: Annotated[str, Field(max_length=40)]


class ClosureOut(Answer):
    """A closing sentence as the reporter is told it."""

    closure: str
    sentence: str


class ClosureList(Answer):
    """The sentences a record may be closed with now."""

    closures: list[ClosureOut]

    @classmethod
    def of(cls, codes: frozenset[str]) -> ClosureList:
        """Return the sentences for showing."""
        return cls(
            closures=[
                ClosureOut(closure=code, sentence=CLOSING_SENTENCES[code]) for code in sorted(codes)
            ]
        )
