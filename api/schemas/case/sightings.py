"""Sightings: the one answer to the sender, the sent lines, and those that a desk received."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.schemas.common import Answer, answer_from
from api.schemas.next_steps import NextStepsOut
from core.codes.sightings import SightingState, SightingTeller
from core.policy.case.sightings import ANSWER_WORDS, SIGHTING_PROCESS
from services.case.sighting_deliveries import ReceivedSighting
from services.case.sightings import SentSighting


class SightingSentOut(Answer):
    """THE answer to every sighting. It does not depend on whether there is such a report."""

    answer: Literal["sent"] = "sent"
    words: str = ANSWER_WORDS


class SentSightingList(Answer):
    """The sightings that you sent, newest first."""

    sightings: list[SentSighting]


class SightingOut(Answer):
    """A sighting of the person of a report, for its desk and the police of its state.

    `desk` is the sender's desk to call; "" if the sender did not give it, and while the report is
    kept from the sender's state (`is_kept`): do not call then. `no_family_contact`: do not contact
    the family. `reason` is that of the decision; "" before, and for the police.
    """

    id: UUID
    record: UUID
    state: SightingState
    is_responsible: bool
    person: str
    grounds: str
    country: str
    place: str
    seen_at: datetime
    certainty: str
    teller: SightingTeller
    desk: str
    is_kept: bool
    no_family_contact: bool
    sent_at: datetime
    police_notified_at: datetime | None
    decided_at: datetime | None
    reason: str
    next_steps: NextStepsOut

    @classmethod
    def of(cls, sighting: ReceivedSighting, *, user_id: int | None) -> SightingOut:
        """Return a sighting; `user_id` is the reader."""
        ids = {"record": sighting.record}
        steps = NextStepsOut.of(SIGHTING_PROCESS, sighting.next_steps, user_id=user_id, ids=ids)
        return answer_from(cls, sighting, next_steps=steps)


class SightingList(Answer):
    """The sightings of the person of a report, newest first."""

    sightings: list[SightingOut]
