"""Compare one attribute of two people, and build the facts for it."""

from __future__ import annotations

from datetime import date

from matching import Birth, Engine, Person

ENGINE = Engine()


def level(attribute: str, one: Person, other: Person) -> str:
    """Return the level of one attribute; it must be equal in both directions."""
    forth = {item.attribute: item.level for item in ENGINE.compare(one, other).evidence}
    back = {item.attribute: item.level for item in ENGINE.compare(other, one).evidence}
    assert forth == back
    return forth[attribute]


def day(text: str, **more: object) -> Birth:
    return Birth(date.fromisoformat(text), date.fromisoformat(text), **more)  # type: ignore[arg-type]


def span(first: str, last: str) -> Birth:
    return Birth(date.fromisoformat(first), date.fromisoformat(last))


def born(*births: Birth) -> Person:
    return Person(births=births)
