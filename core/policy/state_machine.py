"""State machines as tables: (state, act) -> where it leads and which roles may do it. What is not
there is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from core.policy.roles import Role


@dataclasses.dataclass(frozen=True, slots=True)
class Transition:
    """Where an act leads from a state, and who may do it. `matcher` stands for the clock: workers
    do what is due.
    """

    to: str
    roles: frozenset[Role]


Transitions = Mapping[tuple[str, str], Transition]


def next_state(moves: Transitions, state: str, act: str, role: Role) -> str | None:
    """Return the state an act leads to; None: refused, for the state or for the role."""
    move = moves.get((state, act))
    return move.to if move is not None and role in move.roles else None


def can_ever_act(moves: Transitions, act: str, role: Role) -> bool:
    """Tell whether a role may do an act in some state: tells a wrong moment from a wrong person."""
    return any(role in move.roles for (_, allowed_act), move in moves.items() if allowed_act == act)
