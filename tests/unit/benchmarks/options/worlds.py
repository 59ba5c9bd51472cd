"""Small worlds for the tests of options, each generated once."""

from functools import cache

from benchmarks.options.comparison import StudyWorlds
from benchmarks.options.features import RecordPieces, pieces_of
from benchmarks.options.frequency_attack import PublicRecords
from benchmarks.options.sample_worlds import TUNING, make_world


@cache
def small() -> StudyWorlds:
    return StudyWorlds(make_world(160, 81), make_world(160, 82, TUNING), make_world(300, 83))


@cache
def pieces(size: int, seed: int) -> tuple[RecordPieces, ...]:
    return tuple(pieces_of(record.person) for record in make_world(size, seed).records)


@cache
def public(size: int) -> PublicRecords:
    return PublicRecords(pieces(size, 83))
