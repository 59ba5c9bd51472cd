"""Which of two people's values decided an attribute: every two values are given to the kernel
alone, and it says.

Holds no rule of its own: a level or a weight that changes in the kernel changes what is told.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from matching.engine import Engine
from matching.model.levels import ATTRIBUTE_NAMES
from matching.names.tokens.token_frequency import TokenFrequencies
from matching.reading.person import Person
from matching.scoring.population import Population

# Attribute -> the fields of a person that hold several values of it.
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
MAX_VALUES: Final = 16  # of one field that the engine compares (features.py)
UNIFORM_FREQUENCIES: Final = TokenFrequencies(
    0, lambda token: len(token) * 0
)  # nobody is counted: every name and year is as another


class ValueComparison:
    """Two persons compared once more, whole and value by value.

    `levels` and `bits` are the kernel's, an entry an attribute in the order of levels.ATTRIBUTES.
    """

    def __init__(
        self, a: Person, b: Person, engine: Engine, rarity: TokenFrequencies | None
    ) -> None:
        self.a, self.b, self.engine, self.rarity = a, b, engine, rarity
        lefts, rights = _alone(a), _alone(b)
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
        """Return the pairs of values that reach the attribute's level, else those that come
        nearest; best first.
        """
        found = self._found[attribute]
        reached = [pair for pair in found if pair[0] == self.levels[attribute]]
        most = max((level for level, *_ in found), default=0)
        candidates = reached or [pair for pair in found if pair[0] == most]
        return [
            (left, right) for _, _, left, right in sorted(candidates, key=lambda pair: -pair[1])
        ]

    def at_level(self, attribute: str, number: int) -> list[tuple[Any, Any]]:
        """Return the pairs of values that have a level by themselves."""
        return [
            (left, right) for level, _, left, right in self._found[attribute] if level == number
        ]


def _alone(person: Person) -> list[tuple[str, Any, Person]]:
    """Return every value of a person that may stand beside others: attribute, value, and a person
    of it alone.
    """
    return [
        (attribute, value, _person_of(field, value))
        for attribute, fields in FIELDS.items()
        for field in fields
        for value in getattr(person, field)[:MAX_VALUES]
    ]


def _person_of(field: str, value: Any) -> Person:
    fields: dict[str, Any] = {field: (value,)}
    return Person(**fields)
