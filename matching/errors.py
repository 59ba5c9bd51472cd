"""The engine's own errors; callers translate them, nothing here knows a database or a protocol.

MatchingError
├── PackedRowError        a packed feature row that this version cannot read
├── EvidenceError         stored evidence that this version cannot read
├── PopulationError       indices or shapes that do not fit the people they speak of
├── IntakeFileError       bytes that are no CSV file, told by row
├── TrainingError         nothing usable to estimate parameters from
└── WeightsError          a set of weights that breaks a law of the table, or a file that is none
"""

from __future__ import annotations


class MatchingError(Exception):
    """Anything the engine refuses; the message never repeats a person's value."""


class PackedRowError(MatchingError):
    """A packed feature row of another version, cut short or altered."""


class EvidenceError(MatchingError):
    """Stored evidence of another version, cut short or altered."""


class PopulationError(MatchingError):
    """Pair indices outside the population, or arrays of unequal length."""


class IntakeFileError(MatchingError):
    """Bytes that are no CSV file: `row` is where (1 is the first below the header, 0 the
    header).
    """

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(row, reason)
        self.row, self.reason = row, reason

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}" if self.row else f"header line: {self.reason}"


class TrainingError(MatchingError):
    """Nothing usable to estimate parameters from."""


class WeightsError(MatchingError):
    """A set of weights that breaks a law of the table, or a file that holds none."""
