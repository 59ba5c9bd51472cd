"""Small worlds for the tests of options, each generated once."""

from functools import cache

from cli.options_world import TUNING, make_world
from services.options.comparison import StudyWorlds
from services.options.features import RecordPieces, pieces_of
from services.options.frequency_attack import PublicRecords


@cache
def small() -> StudyWorlds:
    return StudyWorlds(make_world(160, 81), make_world(160, 82, TUNING), make_world(300, 83))


@cache
def pieces(size: int, seed: int) -> tuple[RecordPieces, ...]:
    return tuple(pieces_of(record.person) for record in make_world(size, seed).records)


@cache
def public(size: int) -> PublicRecords:
    return PublicRecords(pieces(size, 83))
