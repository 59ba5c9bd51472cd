"""The file of benchmarks: measurements on synthetic worlds with known truth, and running costs.

`benchmarks/feasibility.py` writes the file; docs/reports.md describes it. It contains counts and
measurements only. The report computes every share, interval and fit.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from core.errors import InvalidInput
from reports.estimates import CalibrationBin

FORMAT = "homeward-benchmarks 1"
# a pair is proposed from this probability up; every file has a threshold at this value
PROPOSAL_THRESHOLD = 0.5
SHIPPED_FILE = Path(__file__).with_name("benchmarks.json")


@dataclasses.dataclass(frozen=True, slots=True)
class GroupCounts:
    """Pairs of a group at probability 0.5.

    `true` pairs exist, `found` of them are proposed, and `wrong` pairs are proposed in addition.
    """

    group: str
    true: int
    found: int
    wrong: int


@dataclasses.dataclass(frozen=True, slots=True)
class ThresholdCounts:
    """The true and wrong pairs that are proposed from a probability up."""

    threshold: float
    found: int
    wrong: int


@dataclasses.dataclass(frozen=True, slots=True)
class AttributeBits:
    """The bits of an attribute in the true pairs of a measurement.

    `pairs` is the number of true pairs, `known` the number of those in which both records have the
    attribute. `bits` and `squares` are the sums of bits and of squared bits over the `known` pairs.
    """

    attribute: str
    pairs: int
    known: int
    bits: float
    squares: float


@dataclasses.dataclass(frozen=True, slots=True)
class FailureCount:
    """The number of wrong or missed pairs with a certain level of an attribute."""

    kind: str
    attribute: str
    level: str
    pairs: int


@dataclasses.dataclass(frozen=True, slots=True)
class ScalePoint:
    """The cost of matching `records` records.

    `pairs` candidates were compared, `kept` of them reached 0.05. `disk_bytes` and `intake_cpu_s`
    are the cost of importing the records, None if not measured.
    """

    records: int
    pairs: int
    kept: int
    cpu_s: float
    wall_s: float
    memory_bytes: int
    disk_bytes: int | None = None
    intake_cpu_s: float | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Benchmarks:
    """A file of benchmarks, with the digest of its bytes."""

    digest: str
    measured_at: str
    engine_version: str
    machine: Mapping[str, Any]
    profile: str
    seeds: Sequence[int]
    records: int
    true_pairs: int
    compared: int
    never_compared: int
    thresholds: Sequence[ThresholdCounts]
    calibration: Sequence[tuple[float, float, CalibrationBin]]
    groups: Mapping[str, Sequence[GroupCounts]]
    failures: Sequence[FailureCount]
    bits: Sequence[AttributeBits]
    points: Sequence[ScalePoint]
    assumptions: Mapping[str, float]

    @property
    def proposals(self) -> ThresholdCounts:
        """The pairs from PROPOSAL_THRESHOLD up."""
        return next(row for row in self.thresholds if row.threshold == PROPOSAL_THRESHOLD)


_Made = TypeVar(
    "_Made", ThresholdCounts, CalibrationBin, GroupCounts, FailureCount, AttributeBits, ScalePoint
)


def read_benchmarks(path: Path) -> Benchmarks:
    """Read a file. Raise InvalidInput if it cannot be read or has another format."""
    try:
        return parse_benchmarks(path.read_bytes())
    except OSError as error:
        raise InvalidInput("benchmarks", "unreadable") from error


def parse_benchmarks(content: bytes) -> Benchmarks:
    """Return the content of a file's bytes. Raise InvalidInput for another format."""
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise InvalidInput("benchmarks", "other_format")
        truth, cost = document["truth"], document["cost"]
        result = Benchmarks(
            digest=hashlib.blake2b(content, digest_size=16).hexdigest(),
            measured_at=str(document["measured_at"]),
            engine_version=str(document["engine_version"]),
            machine=dict(document["machine"]),
            profile=str(truth["profile"]),
            seeds=tuple(map(int, truth["seeds"])),
            records=int(truth["records"]),
            true_pairs=int(truth["true_pairs"]),
            compared=int(truth["compared"]),
            never_compared=int(truth["never_compared"]),
            thresholds=tuple(_row(ThresholdCounts, row) for row in truth["thresholds"]),
            calibration=tuple(
                (
                    float(row["low"]),
                    float(row["high"]),
                    _row(
                        CalibrationBin,
                        {"pairs": row["pairs"], "expected": row["said"], "true": row["true"]},
                    ),
                )
                for row in truth["calibration"]
            ),
            groups={
                name: tuple(_row(GroupCounts, row) for row in rows)
                for name, rows in truth["groups"].items()
            },
            failures=tuple(_row(FailureCount, row) for row in truth["failures"]),
            bits=tuple(_row(AttributeBits, row) for row in truth["bits"]),
            points=tuple(_row(ScalePoint, row) for row in cost["points"]),
            assumptions={
                name: float(value) for name, value in document.get("assumptions", {}).items()
            },
        )
        _check(result)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise InvalidInput("benchmarks", "other_format") from error
    return result


def _row(kind: type[_Made], content: Mapping[str, Any]) -> _Made:
    """Return a row of a list.

    Raise ValueError for text in place of a number and for a negative count.
    """
    result = kind(**content)
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if field.type == "str":
            is_good = isinstance(value, str)
        elif value is None:
            is_good = "None" in str(field.type)
        else:
            is_number = (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and math.isfinite(value)
            )
            is_good = is_number and (value >= 0 or field.name == "bits")
        if not is_good:
            raise ValueError(field.name)
    return result


def _check(benchmarks: Benchmarks) -> None:
    """Raise ValueError for inconsistent counts.

    A part must not be larger than its whole, something must be measured, and threshold 0.5 must
    exist.
    """
    parts = [(threshold.found, benchmarks.true_pairs) for threshold in benchmarks.thresholds]
    parts += [(row.true, row.pairs) for *_, row in benchmarks.calibration]
    parts += [(row.found, row.true) for rows in benchmarks.groups.values() for row in rows]
    parts += [(bit.known, bit.pairs) for bit in benchmarks.bits]
    sizes = [benchmarks.records, benchmarks.true_pairs, len(benchmarks.seeds)]
    sizes += [
        int(number > 0)
        for point in benchmarks.points
        for number in (point.records, point.pairs, point.kept, point.cpu_s)
    ]
    if any(part > whole for part, whole in parts) or min(sizes) <= 0:
        raise ValueError("counts")
    if PROPOSAL_THRESHOLD not in {
        threshold.threshold for threshold in benchmarks.thresholds if threshold.found
    }:
        raise ValueError("thresholds")
