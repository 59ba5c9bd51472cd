"""A missing report and a found child that form a pair, as each agency reads it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import HomewardError
from core.policy.actions import Action
from core.policy.roles import Role
from models.matching_runs.pair import Pair
from services.foundation.actor import Actor
from services.review import pair_lists, reviews, verdicts
from services.review.verdict_steps import Judgement
from tests.factories import CLEARED, FOUND, MISSING, OTHER, Installation

FOUND_SIDE = "DE-JUG"
MISSING_SIDE = "GR-CPA"


def register_both(one: Installation) -> tuple[UUID, UUID]:
    missing = one.register(MISSING, one.actor(Role.CASEWORKER, MISSING_SIDE), CLEARED)
    found = one.register(FOUND, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.register(OTHER, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.work()
    return missing, found


def list_pairs(
    one: Installation, actor: Actor, state: str = "open"
) -> Sequence[reviews.CandidateView]:
    return one.do(actor, pair_lists.list_pairs, state=state)[0]


def read_pair(one: Installation, actor: Actor, public_id: UUID) -> reviews.CandidateView:
    return one.do(actor, reviews.read_pair, public_id)


def record_verdict(
    one: Installation, actor: Actor, pair: UUID, outcome: str, reason: str, version: int
) -> str:
    with one.database.transaction() as session:
        return verdicts.give_verdict(
            session,
            one.context,
            actor,
            pair,
            Judgement(outcome, reason, version, evidence_read(session, one, actor, pair)),
        )


def evidence_read(session: Session, one: Installation, actor: Actor, pair: UUID) -> str:
    """Return the hash of the evidence of a pair that an actor reads; "" where they see none."""
    try:
        return reviews.find_pair(session, one.context, actor, pair, Action.PROPOSE_VERDICT).evidence
    except HomewardError:
        return ""


def only_pair(one: Installation) -> UUID:
    return one.read_one(select(Pair.public_id))
