"""`python -m matching.warm_up`: compile and cache every kernel; a second call only loads them.

It runs during set-up, so that api, worker and scheduler do not compile the same functions at the
same time. numba compiles on one core, so a second process compiles about half of the functions and
both share the cache.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time

import numpy as np

from matching.blocking.keys import blocking_keys
from matching.engine import Engine, LinkOptions
from matching.explain.sentences import explain
from matching.jit import cache_folder, compile_inner
from matching.kernel.scorer import (
    NearRoom,
    PairRun,
    make_floor,
    pairs_above_floor,
    score_pair,
)
from matching.kernel.upper_bound import CARD_WIDTH, max_bits_of
from matching.model.coded import CODED
from matching.model.levels import ATTRIBUTE_COUNT
from matching.model.weight_set import WeightTables, shipped_weights
from matching.names import score_matrix
from matching.names.alignment_trace import trace_names
from matching.names.tokens.token_similarity import TokenPairs, token_bits, token_pairs
from matching.packing.columnar_reader import read_file_block
from matching.packing.columns import ComparisonSide
from matching.packing.features import pack, rarity_tokens
from matching.packing.sections import choose_rows
from matching.reading.csv_tokeniser import whole_rows_length
from matching.reading.person import Person
from matching.scoring.population import Population

# Two made-up rows that fill every column.
_ROWS = (
    {
        "record_ref": "W-1",
        "kind": "missing",
        "full_name": "Example Person One",
        "name_native": "مثال",
        "birth_date": "2010-02-03",
        "nationalities": "SY",
        "languages": "ara",
        "birth_place": "Halab",
        "ethnicity": "kurd",
        "home_address": "12 Example Street, Halab",
        "event_date": "2024-05-06",
        "event_country": "IT",
        "event_place": "Roma",
        "route": "TR:Izmir:2024-03-01",
        "phones": "+390612345678",
        "documents": "passport:SY:N0012345",
        "relatives": "mother:Example",
        "height_cm": "150",
        **{name: attribute.codes[0] for name, attribute in CODED.items()},
        "marks": "scar:hand:left",
    },
    {
        "record_ref": "W-2",
        "kind": "found",
        "full_name": "Person Exampel",
        "age": "14",
        "age_on": "2024-06-01",
    },
)


def _scored() -> tuple[tuple[ComparisonSide, ComparisonSide], TokenPairs, WeightTables]:
    """Return the scorer's inputs: the two people on either side, their tokens and the weights."""
    people = _population()
    both = token_pairs(people.entries(None, people), people.entries(None), 1)
    return (people.side, people.side), both, shipped_weights().tables()


def _population() -> Population:
    return Population.from_packed([pack(Person.from_row(row)) for row in _ROWS])


def warm_tokens() -> None:
    """Compile the comparison of two tokens, which pairs and names need."""
    _, both, _ = _scored()
    is_joined = False
    compile_inner(token_bits, both, 0, 1, is_joined)


def warm_pair() -> None:
    """Compile the comparison of one pair without its names."""
    sides, both, weights = _scored()
    names = np.zeros(4, np.int32)
    row = np.zeros(ATTRIBUTE_COUNT, np.uint8)
    bits = np.zeros(ATTRIBUTE_COUNT, np.float32)
    compile_inner(score_pair, sides, (0, 1), both, weights, names, (row, bits))


def warm_scorer() -> None:
    """Compile the scorer of many pairs."""
    list(Engine().link(_population()))


def warm_files() -> None:
    """Compile the keys and the reading of files."""
    person = Person.from_row(_ROWS[0])
    whole_rows_length(np.frombuffer(b"a\n", np.uint8), 1)
    read = read_file_block(("record_ref", "full_name"), b"W-1,One\nW-2,Other\n")
    choose_rows(read.sections, np.zeros(1, np.int64))
    blocking_keys(person, b"warm")
    rarity_tokens(pack(person))


def warm_names() -> None:
    """Compile the comparison of names, and its explanation."""
    score_matrix(["one"], ["another"])
    (side, _), both, _ = _scored()
    trace_names(both, side.names, side.names, (0, 0), (False, False))


def warm_bounds() -> None:
    """Compile the upper bounds that exclude pairs before their names are compared."""
    sides, both, weights = _scored()
    limits = make_floor(sides, both, weights, 0), max_bits_of(weights.bits)
    room = NearRoom(
        np.empty((1, CARD_WIDTH), np.int32), np.empty(1, np.int64), np.empty(1, np.int32)
    )
    run = PairRun(0, np.ones(1, np.int64), 0, 1)
    compile_inner(pairs_above_floor, sides, run, both, weights, limits, room)


# Functions that each of the two processes compiles. Both take about the same time. One process
# compiles functions that both need, while the other compiles independent ones.
_SHARES = (
    (warm_tokens, warm_pair, warm_scorer),
    (warm_files, warm_names, warm_bounds),
)


def warm() -> float:
    """Call every compiled function once with the engine's types; return the seconds taken."""
    started = time.perf_counter()
    people = [Person.from_row(row) for row in _ROWS]
    population = _population()
    engine = Engine()
    for is_exhaustive in (False, True):
        list(engine.link(population, options=LinkOptions(is_exhaustive=is_exhaustive)))
    list(engine.link(population, Population.from_people(people[:1])))
    engine.rank(people[0], population)
    explain(engine.compare(people[0], people[1]).evidence, people[0], people[1])
    warm_files()
    warm_names()
    return time.perf_counter() - started


def compile_share(number: int) -> None:
    """Compile one of the two shares."""
    # Less frequent garbage collection saves a twentieth of the compile time. None at all would save
    # a tenth, but needs a gigabyte in each process.
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
    for part in _SHARES[number]:
        part()


def main() -> None:
    """Compile in two processes, then check in this one that all functions are compiled."""
    started = time.perf_counter()
    code = "from matching import warm_up; warm_up.compile_share(1)"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        compile_share(0)
    if process.returncode:
        raise SystemExit(process.returncode)
    warm()
    print(f"kernels ready in {time.perf_counter() - started:.1f} s ({cache_folder()})")  # noqa: T201


if __name__ == "__main__":
    main()
