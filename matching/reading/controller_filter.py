"""Exclude all facts from or about controllers (docs/decisions/0009-facts-from-controllers.md).

A controller is a person who holds another: a trafficker or smuggler. Names, phones, documents,
relatives and home addresses from controllers are kept for the record's owner. They never enter a
packed row, a blocking key or an explanation, so they never change a score.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TypeVar

from matching.reading.facts import Document, Home, Name, Phone, Relative

CONTROLLER: Final = "controller"
# Many children share the name of a smuggler or controller.
RELATIONS: Final = ("smuggler", CONTROLLER)


Fact = Name | Home | Phone | Document | Relative
_F = TypeVar("_F", bound=Fact)


def is_controllers(fact: Fact) -> bool:
    """Return whether a controller gave a fact or is its subject."""
    if isinstance(fact, Name):
        return fact.role == CONTROLLER
    if isinstance(fact, Relative):
        return fact.relation in RELATIONS
    return fact.owner == CONTROLLER


def without_controller_facts(facts: Iterable[_F]) -> tuple[_F, ...]:
    """Return the comparable facts: those that no controller gave and that concern none."""
    return tuple(fact for fact in facts if not is_controllers(fact))
