"""Errors of the engine. Callers translate them; this module knows no database or protocol.

MatchingError
├── PackedRowError        a packed feature row that this version cannot read
├── EvidenceError         stored evidence that this version cannot read
├── PopulationError       indices or shapes that do not fit the population
├── IntakeFileError       bytes that are not a CSV file, with the row
├── TrainingError         no usable data for estimating parameters
└── WeightsError          weights that break a rule of the table, or an unreadable file
"""

from __future__ import annotations


class MatchingError(Exception):
    """Base of all errors of the engine; a message never repeats a person's value."""


class PackedRowError(MatchingError):
    """A packed feature row of another version, truncated or altered."""


class EvidenceError(MatchingError):
    """Stored evidence of another version, truncated or altered."""


class PopulationError(MatchingError):
    """Pair indices outside the population, or arrays of unequal length."""


class IntakeFileError(MatchingError):
    """Bytes that are not a CSV file.

    `row` is the place of the error: 0 is the header, 1 the first row below it.
    """

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(row, reason)
        self.row, self.reason = row, reason

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}" if self.row else f"header line: {self.reason}"


class TrainingError(MatchingError):
    """No usable data for estimating parameters."""


class WeightsError(MatchingError):
    """Weights that are inconsistent, or a file that cannot be read as weights of this engine."""
