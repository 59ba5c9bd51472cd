"""Small worlds of the options' tests, each made once."""

from functools import cache

from cli.options_world import TUNING, make_world
from services.options.comparison import Worlds
from services.options.features import Pieces, pieces_of
from services.options.frequency_attack import Public


@cache
def small() -> Worlds:
    return Worlds(make_world(160, 81), make_world(160, 82, TUNING), make_world(300, 83))


@cache
def pieces(size: int, seed: int) -> tuple[Pieces, ...]:
    return tuple(pieces_of(record.person) for record in make_world(size, seed).records)


@cache
def public(size: int) -> Public:
    return Public(pieces(size, 83))
