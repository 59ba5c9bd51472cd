"""Exclude all facts from or about controllers (docs/decisions/0009-facts-from-controllers.md).

A controller is a person who holds another: a trafficker or smuggler. Names, phones, documents,
relatives and home addresses from controllers are kept for the record's owner. They never enter a
packed row, a blocking key or an explanation, so they never change a score.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Protocol, TypeVar

CONTROLLER: Final = "controller"
# Many children share the name of a smuggler or controller.
RELATIONS: Final = ("smuggler", CONTROLLER)


class _Fact(Protocol):
    @property
    def is_controllers(self) -> bool:
        """Whether a controller gave a fact or is its subject."""


_F = TypeVar("_F", bound=_Fact)


def without_controller_facts(facts: Iterable[_F]) -> tuple[_F, ...]:
    """Return the comparable facts: those that no controller gave and that concern none."""
    return tuple(fact for fact in facts if not fact.is_controllers)
