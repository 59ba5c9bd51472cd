"""Decisive values of two people: each pair of values is compared by the kernel in isolation.

This module holds no rule of its own. When a level or weight changes in the kernel, the explanation
changes with it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matching.engine import Engine
from matching.model.levels import ATTRIBUTE_NAMES
from matching.names.tokens.token_frequency import UNIFORM_FREQUENCIES, TokenFrequencies
from matching.reading.person import Person
from matching.scoring.population import Population

# Attribute -> the fields of a person that hold several values for it.
FIELDS: Final = {
    "birth": ("births",),
    "origin": ("nationalities", "languages"),
    "event": ("places",),
    "interval": ("places",),
    "phone": ("phones",),
    "document": ("documents",),
    "relative": ("relatives",),
    "marks": ("marks",),
    "sensitive_marks": ("marks",),
    "ethnicity": ("ethnicities",),
    "home": ("homes",),
}
MAX_VALUES: Final = 16  # most values per field that the engine compares (features.py)


class ValueComparison:
    """Two persons compared again, as a whole and value by value.

    `levels` and `bits` come from the kernel, with one entry per attribute in the order of
    levels.ATTRIBUTES.
    """

    def __init__(
        self, a: Person, b: Person, engine: Engine, rarity: TokenFrequencies | None
    ) -> None:
        self.a, self.b, self.engine, self.rarity = a, b, engine, rarity
        lefts, rights = _single_values(a), _single_values(b)
        pairs = [(0, 0)]
        pairs += [
            (i, j)
            for i, (name, _, _) in enumerate(lefts, 1)
            for j, (right_value, _, _) in enumerate(rights, 1)
            if name == right_value
        ]
        self.sides = tuple(
            Population.from_people([whole, *(person for _, _, person in single_values)])
            for whole, single_values in ((a, lefts), (b, rights))
        )
        index = np.array(pairs, np.int64)
        scores = engine.score_pairs(
            self.sides[0],
            np.ascontiguousarray(index[:, 0]),
            np.ascontiguousarray(index[:, 1]),
            right=self.sides[1],
            rarity=rarity or UNIFORM_FREQUENCIES,
        )
        self.levels = dict(zip(ATTRIBUTE_NAMES, scores.levels[0].tolist(), strict=True))
        self.bits = dict(zip(ATTRIBUTE_NAMES, scores.attribute_bits[0].tolist(), strict=True))
        self._found: dict[str, list[tuple[int, float, Any, Any]]] = {name: [] for name in FIELDS}
        for row, (i, j) in enumerate(pairs[1:], 1):
            name, value, _ = lefts[i - 1]
            column = ATTRIBUTE_NAMES.index(name)
            level, bits = int(scores.levels[row, column]), float(scores.attribute_bits[row, column])
            if level:
                self._found[name].append((level, bits, value, rights[j - 1][1]))

    def deciding(self, attribute: str) -> list[tuple[Any, Any]]:
        """Return the pairs of values that reach the attribute's level, else the nearest; sorted.

        The best pair comes first.
        """
        value_pairs = self._found[attribute]
        reached = [pair for pair in value_pairs if pair[0] == self.levels[attribute]]
        most = max((level for level, *_ in value_pairs), default=0)
        candidates = reached or [pair for pair in value_pairs if pair[0] == most]
        return [
            (left, right) for _, _, left, right in sorted(candidates, key=lambda pair: -pair[1])
        ]

    def at_level(self, attribute: str, number: int) -> list[tuple[Any, Any]]:
        """Return the pairs of values that have exactly this level when they are compared alone."""
        return [
            (left, right) for level, _, left, right in self._found[attribute] if level == number
        ]


def _single_values(person: Person) -> list[tuple[str, Any, Person]]:
    """Return each value of a multi-valued field: attribute, value, person with only that value."""
    return [
        (attribute, value, _person_of(field, value))
        for attribute, fields in FIELDS.items()
        for field in fields
        for value in getattr(person, field)[:MAX_VALUES]
    ]


def _person_of(field: str, value: Any) -> Person:
    fields: dict[str, Any] = {field: (value,)}
    return Person(**fields)
