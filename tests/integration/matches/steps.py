"""A missing report and a found child that form a match, as each agency reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import HomewardError
from core.policy.actions import Action
from core.policy.roles import Role
from models.matching_runs.match import Match
from services.foundation.actor import Actor
from services.review import decision_changes, decisions, match_lists, visible_matches
from services.review.decision_steps import Judgement
from tests.factories import CHECKED, FOUND, MISSING, OTHER, Installation

FOUND_SIDE = "DE-JUG"
MISSING_SIDE = "GR-CPA"


def register_both(one: Installation, **facts: Any) -> tuple[UUID, UUID]:
    """Register the report and the found child, both with these facts, and another child."""
    missing = one.register(MISSING | facts, one.actor(Role.CASEWORKER, MISSING_SIDE), CHECKED)
    found = one.register(FOUND | facts, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.register(OTHER, one.actor(Role.CASEWORKER, FOUND_SIDE))
    one.work()
    return missing, found


def list_matches(
    one: Installation, actor: Actor, state: str = "open"
) -> Sequence[visible_matches.CandidateView]:
    return one.do(actor, match_lists.list_matches, state=state)[0]


def read_match(one: Installation, actor: Actor, public_id: UUID) -> visible_matches.CandidateView:
    return one.do(actor, visible_matches.read_match, public_id)


def version_read(one: Installation, actor: Actor, match: UUID) -> int:
    """Return the version of a match that an actor reads; 0 where they see none."""
    try:
        with one.acting(actor) as session:
            return visible_matches.find_match(
                session, one.context, actor, match, Action.PROPOSE_DECISION
            ).version
    except HomewardError:
        return 0


def evidence_read(session: Session, one: Installation, actor: Actor, match: UUID) -> str:
    """Return the hash of the evidence of a match that an actor reads; "" where they see none."""
    try:
        return visible_matches.find_match(
            session, one.context, actor, match, Action.PROPOSE_DECISION
        ).evidence
    except HomewardError:
        return ""


def read_evidence(one: Installation, actor: Actor, match: UUID) -> str:
    """Return what `evidence_read` returns, as a request of the actor reads it."""
    with one.acting(actor) as session:
        return evidence_read(session, one, actor, match)


def record_decision(
    one: Installation,
    actor: Actor,
    match: UUID,
    outcome: str,
    reason: str,
    version: int | None = None,
) -> str:
    """Give a decision on the version that the actor reads, or on the version that is given."""
    read_version = version_read(one, actor, match) if version is None else version
    judgement = Judgement(outcome, reason, read_version, read_evidence(one, actor, match))
    return one.do(actor, decisions.give_decision, match, judgement)


def keep_decision(one: Installation, actor: Actor, match: UUID) -> str:
    """Keep the decision on the version that the actor reads after a review."""
    evidence = read_evidence(one, actor, match)
    version = version_read(one, actor, match)
    return one.do(
        actor, decision_changes.keep_decision, match, expected_version=version, evidence=evidence
    )


def undo_decision(
    one: Installation, actor: Actor, match: UUID, reason: str = "new_evidence"
) -> str:
    """Propose or confirm that the decision on the version that the actor reads is undone."""
    version = version_read(one, actor, match)
    return one.do(
        actor, decision_changes.undo_decision, match, reason=reason, expected_version=version
    )


def only_match(one: Installation) -> UUID:
    return one.read_one(select(Match.public_id))
