"""Review of pairs: who opens which pairs, for how long, their decisions, and what follows.

The people know the truth and make an error in one of fifty decisions. The simulation does not show
how well people judge.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.operational_history.town import AgencyStaff, SimulatedInstallation
from models.case.deadline import CaseDeadline
from models.matching_runs.match import Match, Score
from models.records.record import Record
from models.statistics.stored_counts import DrawnPair
from services.case import best_interests
from services.case.best_interests import BestInterestsForm, WeighedOption
from services.records import register
from services.records.closing import closures
from services.review import decisions, visible_matches
from services.review.decision_steps import Judgement
from services.review.visible_matches import CandidateView
from services.statistics import random_sample

# share of a band's pairs that are opened without being drawn
REVIEWED_SHARES = {
    3: 0.8,
    2: 0.5,
    1: 0.12,
    0: 0.0,
}
DAYS_TO_A_LOOK = {3: 0.6, 2: 4.0, 1: 12.0, 0: 20.0}  # mean of an exponential distribution
SLIPS = 0.02
# minutes of a review: mean and spread of the logarithm; half are within seven minutes
MINUTES = (
    1.9,
    0.8,
)
UNDECIDED = 0.04  # "cannot tell", and the pair remains open
BEST_INTERESTS = {"in_time": 0.65, "late": 0.2, "never": 0.15}
CLOSED_AFTER_A_MATCH = 0.18
SENTENCES = {"care_elsewhere": 0.8, "located_no_contact_wished": 0.2}


@dataclasses.dataclass(frozen=True, slots=True)
class PairSide:
    """A record of a match, and its agency."""

    record_id: int
    public_id: UUID
    kind: str
    crew: AgencyStaff


@dataclasses.dataclass(frozen=True, slots=True)
class PairSides:
    """A pair. `first` is the side that proposes first: the side with the child, if there is one."""

    pair: UUID
    low: int
    high: int
    first: PairSide
    other: PairSide


OnConfirmed = Callable[[PairSides], None]


class ReviewActivity:
    """Plans reviews of new and of drawn pairs each night."""

    def __init__(self, town: SimulatedInstallation, on_confirmed: OnConfirmed) -> None:
        self._town, self._on_confirmed = town, on_confirmed
        self.truth: frozenset[tuple[int, int]] = frozenset()
        self._planned: set[int] = set()
        self._agencies = town.agency_codes()

    def plan(self) -> None:
        """Draw pairs at random, and plan the review of these and of a share of the new pairs."""
        town = self._town
        with town.database.transaction() as session:
            random_sample.draw_pairs(session, town.context)
        with town.looking() as session:
            sampled = set(session.scalars(select(DrawnPair.match_id)))
            rows = session.execute(
                select(Match, Score.band)
                .join(Score, Score.id == Match.score_id)
                .where(Match.state == "open")
            ).all()
            sides = [
                (pair.id, band, self._sides(session, pair))
                for pair, band in rows
                if self._is_due(pair.id, sampled)
            ]
        for match_id, band, one in sides:
            is_new = match_id not in self._planned
            self._planned.add(match_id)
            if match_id in sampled:
                self._planned.add(-match_id)  # drawn: reviewed once more than in ordinary work
                town.in_(self._looks_at(one), days=town.draw.uniform(0.2, 6))
            elif is_new and town.chance(REVIEWED_SHARES[band]):
                town.in_(self._looks_at(one), days=town.draw.expovariate(1 / DAYS_TO_A_LOOK[band]))

    def _is_due(self, match_id: int, sampled: set[int]) -> bool:
        return (
            -match_id not in self._planned if match_id in sampled else match_id not in self._planned
        )

    def _sides(self, session: Session, pair: Match) -> PairSides:
        sides = []
        for record_id in (pair.low, pair.high):
            record = session.get_one(Record, record_id)
            crew = self._town.crews[self._agencies[record.agency_id]]
            sides.append(PairSide(record_id, record.public_id, record.kind, crew))
        first, second = sorted(sides, key=lambda side: side.kind != "found")
        return PairSides(pair.public_id, pair.low, pair.high, first, second)

    # --- a look and what is said
    # --------------------------------------------------------------------------------------

    def _looks_at(self, sides: PairSides) -> Callable[[], None]:
        return lambda: self._look(
            sides.first.crew.worker, sides, lambda pair: self._propose(sides, pair)
        )

    def _look(self, login: str, sides: PairSides, action: Callable[[CandidateView], None]) -> None:
        """Open a pair as this person, and continue after the minutes of the review."""
        town = self._town
        view = town.as_(
            login,
            "read_pair",
            lambda s, a: visible_matches.read_pair(s, town.context, a, sides.pair),
        )
        if view is not None:
            town.in_(
                lambda: action(cast(CandidateView, view)),
                minutes=town.draw.lognormvariate(*MINUTES),
            )

    def _give_decision(
        self, login: str, sides: PairSides, pair: CandidateView, outcome: str, reason: str
    ) -> str:
        town = self._town
        state = town.as_(
            login,
            "give_decision",
            lambda s, a: decisions.give_decision(
                s,
                town.context,
                a,
                sides.pair,
                Judgement(outcome, reason, pair.version, pair.evidence),
            ),
        )
        return str(state)

    def _propose(self, sides: PairSides, pair: CandidateView) -> None:
        town, worker = self._town, sides.first.crew.worker
        if town.chance(UNDECIDED):
            self._give_decision(worker, sides, pair, "cannot_tell", "too_little")
            return
        is_same = ((sides.low, sides.high) in self.truth) != town.chance(SLIPS)
        outcome, reason = ("same", "document") if is_same else ("different", "sibling_or_namesake")
        if self._give_decision(worker, sides, pair, outcome, reason) != "proposed":
            return

        def confirm(login: str, action: Callable[[], None] | None) -> None:
            def repeat_decision(now: CandidateView) -> None:
                state = self._give_decision(login, sides, now, outcome, reason)
                if state == "confirmed":
                    self._confirmed(sides)
                elif state == "proposed" and action is not None:
                    action()

            self._look(login, sides, repeat_decision)

        other_crew = sides.other.crew

        def other_side() -> None:
            town.in_(
                lambda: confirm(other_crew.supervisor, None), hours=town.draw.expovariate(1 / 30)
            )

        last = other_side if is_same and other_crew is not sides.first.crew else None
        town.in_(
            lambda: confirm(sides.first.crew.supervisor, last), hours=town.draw.expovariate(1 / 10)
        )

    # --- after a confirmed match
    # ----------------------------------------------------------------------

    def _confirmed(self, sides: PairSides) -> None:
        town = self._town
        for side in (sides.first, sides.other):
            if side.kind == "found" and self._has_clock(side):
                when = town.one_of(BEST_INTERESTS)
                if when != "never":
                    hours = (
                        town.draw.uniform(2, 11) if when == "in_time" else town.draw.uniform(13, 60)
                    )
                    town.in_(lambda side=side: self._decide(side), hours=hours)  # type: ignore[misc]
        if (
            sides.first.kind == "found"
            and sides.other.kind == "missing"
            and town.chance(CLOSED_AFTER_A_MATCH)
        ):
            town.in_(lambda: self._close(sides), days=town.draw.uniform(20, 60))
        self._on_confirmed(sides)

    def _has_clock(self, side: PairSide) -> bool:
        with self._town.looking() as session:
            running = select(CaseDeadline.id).where(
                CaseDeadline.kind == "best_interests",
                CaseDeadline.record_id == side.record_id,
                CaseDeadline.met_at.is_(None),
            )
            return session.scalar(running.limit(1)) is not None

    def _decide(self, side: PairSide) -> None:
        town = self._town
        form = BestInterestsForm(
            trigger="a confirmed match",
            is_guardian_present=True,
            child_view="yes",
            child_heard_how="alone, with an interpreter",
            options=(
                WeighedOption("stays where it is", "safe"),
                WeighedOption("to the family", "not known yet"),
            ),
            family_assessed_by="child protection",
            panel=("First of two", "Second of two"),
            decision="stays until the family was seen",
            dissent="",
            opens=frozenset(),
            review_on=town.clock.now().date() + timedelta(days=60),
        )
        town.as_(
            side.crew.supervisor,
            "decide_best_interests",
            lambda s, a: best_interests.store_determination(
                s, town.context, a, side.public_id, form
            ),
        )

    def _close(self, sides: PairSides) -> None:
        """Let the side with the child approve a closing sentence, and both sides close with it."""
        town, closure = self._town, self._town.one_of(SENTENCES)
        town.as_(
            sides.first.crew.supervisor,
            "approve_closure",
            lambda s, a: closures.approve_sentence(s, town.context, a, sides.pair, closure=closure),
        )
        for side in (sides.other, sides.first):
            with town.looking() as session:
                version = session.get_one(Record, side.record_id).version
            town.as_(
                side.crew.supervisor,
                "close_record",
                lambda s, a, side=side, version=version: register.close_record(  # type: ignore[misc]
                    s,
                    town.context,
                    a,
                    side.public_id,
                    register.RecordClosing(
                        closure=closure, expected_version=version, reason="after a confirmed match"
                    ),
                ),
            )
