"""THE rule on what a controller gave, or is: none of it is compared
(docs/decisions/0009-facts-from-controllers.md).

A controller is whoever holds the person: trafficker, smuggler. Name, phone, document, relative or
home address: kept for the owner, never in a packed row, a blocking key or an explanation: it
neither raises nor lowers a score.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

CONTROLLER: Final = "controller"
# A smuggler's or controller's own name is one for many children.
RELATIONS: Final = ("smuggler", CONTROLLER)


class _Fact(Protocol):
    @property
    def is_controllers(self) -> bool:
        """Say whether a controller gave it or is it."""


_F = TypeVar("_F", bound=_Fact)


def without_controller_facts(facts: Iterable[_F]) -> tuple[_F, ...]:
    """Return the facts that may be compared: all that a controller neither gave nor is."""
    return tuple(fact for fact in facts if not fact.is_controllers)
