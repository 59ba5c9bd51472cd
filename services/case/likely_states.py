"""States to which a child missing from care may go, and which of them have no desk.

A state without a desk gets no notification, so its authorities must be called by telephone. A state
barred by international protection is never listed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from sqlalchemy.orm import Session

from core.policy.case.likely_states import LikelyReason, state_of_number, states_of_language
from core.policy.participating_states import STATES
from core.published import published
from matching import Person
from matching.reading.exploiter_filter import without_exploiter_facts
from services.sharing import desks


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class StateToCall:
    """A likely state without a desk in the system, and why it is likely."""

    state: str
    reasons: tuple[LikelyReason, ...]


def states_without_desk(
    session: Session, person: Person, *, chosen: Iterable[str], excluded: Iterable[str]
) -> tuple[StateToCall, ...]:
    """Return the likely states of a child that have no desk, by code; none of `excluded`."""
    likely = likely_states(person, chosen)
    for state in excluded:
        likely.pop(state, None)
    for desk in desks.state_desks(session, likely):
        likely.pop(desk.state, None)
    return tuple(StateToCall(state, reasons) for state, reasons in sorted(likely.items()))


def likely_states(person: Person, chosen: Iterable[str]) -> dict[str, tuple[LikelyReason, ...]]:
    """Return the participating states that are likely for a child, each with its reasons."""
    numbers = [phone.digits for phone in without_exploiter_facts(person.phones) if phone.is_full]
    states_by_reason: dict[LikelyReason, Iterable[str]] = {
        LikelyReason.CHOSEN: chosen,
        LikelyReason.RELATIVES: [state_of_number(number) for number in numbers],
        LikelyReason.LANGUAGE: [
            state for language in person.languages for state in states_of_language(language)
        ],
    }
    likely: dict[str, tuple[LikelyReason, ...]] = {}
    for reason, states in states_by_reason.items():
        for state in STATES & set(states):
            likely[state] = (*likely.get(state, ()), reason)
    return likely
