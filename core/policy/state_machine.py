"""State machines as tables: (state, act) -> next state and permitted roles."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from core.policy.roles import Role


@dataclasses.dataclass(frozen=True, slots=True)
class Transition:
    """The next state of an act, and the roles that may do it.

    The role `matcher` means that workers do it when its time has come.
    """

    to: str
    roles: frozenset[Role]


Transitions = Mapping[tuple[str, str], Transition]


def next_state(moves: Transitions, state: str, act: str, role: Role) -> str | None:
    """Return the next state, or None if the act is refused in this state or for this role."""
    move = moves.get((state, act))
    return move.to if move is not None and role in move.roles else None


def moves_of(moves: Transitions, act: str) -> Iterator[tuple[frozenset[Role], str, frozenset[str]]]:
    """Yield the moves of an act, grouped: the roles, the next state and the states they start from.

    The next state is "" where the state stays.
    """
    starts: dict[tuple[frozenset[Role], str], set[str]] = {}
    for (state, name), move in moves.items():
        if name == act:
            to = "" if move.to == state else move.to
            starts.setdefault((move.roles, to), set()).add(state)
    for (roles, to), states in starts.items():
        yield roles, to, frozenset(states)
