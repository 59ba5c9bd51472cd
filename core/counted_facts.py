"""Coded facts that records are counted by.

Each column or part of `core.intake` with a statistic (`counted_as`) has one cube.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from core.entry import UNREAD, Entry
from core.intake import INTAKE_FIELDS, IntakeField
from core.intake_values import OTHER, codes_in

NOT_SAID = "not_said"  # no statement, or the person does not permit counting
SEVERAL = "several"  # statements that contradict each other


@dataclasses.dataclass(frozen=True, slots=True)
class CountedFact:
    """A column of the intake row whose codes are counted, or one part of such a column.

    `part` is the name of the part, "" for the whole column. `is_multiple`: a person may have
    several of the codes. Each code then divides the records into those with and those without it.
    """

    cube: str
    dimension: str
    field: IntakeField
    part: str
    accepted: tuple[str, ...]
    is_multiple: bool

    @property
    def held(self) -> str:
        """Return the name of the dimension "has this code", for facts with several codes.

        Each statistic has its own dimension, because two statistics with a common dimension could
        be combined.
        """
        return f"{self.dimension}_held"

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the dimension."""
        given = self.accepted if OTHER in self.accepted else (*self.accepted, OTHER)
        return given if self.is_multiple else (*given, SEVERAL, NOT_SAID)

    def codes_of(self, entries: Sequence[Entry]) -> frozenset[str]:
        """Return the codes in a record's values of this fact; empty without a value.

        A value of the field that could not be read (`unread`) adds `OTHER`.
        """
        own = [entry for entry in entries if entry.stated_column == self.field.name]
        codes = codes_in(self.field, self.part, [one for one in own if one.column != UNREAD])
        return codes | {OTHER} if any(one.column == UNREAD for one in own) else codes

    def cells_of(self, codes: frozenset[str]) -> list[tuple[str, ...]]:
        """Return the cells, without the kind of record, that count a record with these codes.

        A fact with several codes has one cell (code, "yes" or "no") for each code. Any other fact
        has one cell: the code, `SEVERAL` or `NOT_SAID`.
        """
        if self.is_multiple:
            return [(code, "yes" if code in codes else "no") for code in self.codes]
        if len(codes) > 1:
            return [(SEVERAL,)]
        return [tuple(codes) or (NOT_SAID,)]


COUNTED_FACTS: tuple[CountedFact, ...] = (
    *(
        CountedFact(field.counted_as, field.name, field, "", field.accepted, field.is_list)
        for field in INTAKE_FIELDS
        if field.counted_as
    ),
    *(
        CountedFact(part.counted_as, part.name, field, part.name, part.accepted, field.is_list)
        for field in INTAKE_FIELDS
        for part in field.parts
        if part.counted_as
    ),
)
