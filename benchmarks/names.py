"""Cost of comparing names, compiled and warm, on one core: token pairs by transducer, and full
names.

Every full name of a synthetic world is compared with every other, without any filter: once with an
empty memo, once with a full one. The difference is the cost of the token pairs, which are computed
once each. For comparison, the same romanised texts are compared with rapidfuzz (compiled loop) and
jellyfish (Python loop).
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import islice, pairwise
from typing import Any

import jellyfish
from rapidfuzz import fuzz, process

from benchmarks.closing import describe_goal
from benchmarks.peers.ratios import romanise_names
from matching import Person, Population
from matching.names.compare import all_name_bits
from matching.names.name_sets import one_name_each
from matching.names.text.scripts import romanised
from matching.names.tokens.token_similarity import token_pairs
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

SEED = 503
TOKENS_WITHIN, NAMES_WITHIN = 1.0, 5.0  # µs of processor time


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this measurement."""
    parser.add_argument(
        "--records", type=int, default=600, help="of a tuning world, whose full names are compared"
    )
    parser.add_argument("--repetitions", type=int, default=5)


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    """Time the comparison of all names of a world."""
    rows = (
        row
        for observed in SyntheticWorld(SEED, PROFILES["tuning"]).observe(chosen.records)
        for row in observed.rows
    )
    people = Population.from_people([Person.from_row(row) for row in islice(rows, chosen.records)])
    entries, names = people.entries(None), one_name_each(people.side.names)
    count = names.people.size - 1
    # compiles the kernels if necessary
    all_name_bits(token_pairs(entries, entries, 1), names, names)
    cold, warm, worked_out, repeated = [], [], 0, 0
    for _ in range(chosen.repetitions):
        both = token_pairs(entries, entries, count * count)
        cold.append(_seconds(lambda both=both: all_name_bits(both, names, names)))
        worked_out = int((both.slots != 0).sum())
        warm.append(_seconds(lambda both=both: all_name_bits(both, names, names)))
        repeated = int((both.slots != 0).sum()) - worked_out
    pairs = count * count
    spent = statistics.median(cold_s - warm_s for cold_s, warm_s in zip(cold, warm, strict=True))
    texts = romanise_names(_texts(people))
    return {
        "names": count,
        "pairs of names": pairs,
        "pairs of tokens": int(entries.skeleton.size) ** 2,
        "worked out": worked_out,
        "worked out by the second pass": repeated,
        "us a pair of tokens": spent / worked_out * 1e6,
        "us a pair of names, memo empty": statistics.median(cold) / pairs * 1e6,
        "us a pair of names, memo full": statistics.median(warm) / pairs * 1e6,
        "peers": _peers(texts, chosen.repetitions),
    }


def show(figures: dict[str, Any]) -> None:
    """Print the figures."""
    print(
        f"{figures['names']:,} names, {figures['pairs of names']:,} pairs of them; of"
        f" {figures['pairs of tokens']:,} pairs of entries {figures['worked out']:,} were worked"
        f" out, by a second pass {figures['worked out by the second pass']:,}\n"
    )
    print("| | CPU us a pair |\n|---|---|")
    for name in (
        "us a pair of tokens",
        "us a pair of names, memo empty",
        "us a pair of names, memo full",
    ):
        print(f"| Homeward, {name.removeprefix('us ')} | {figures[name]:.2f} |")
    for name, spent in figures["peers"].items():
        print(f"| {name}, a pair of names | {spent:.2f} |")
    tokens, names = figures["us a pair of tokens"], figures["us a pair of names, memo full"]
    print()
    print(
        describe_goal(
            f"a pair of tokens within {TOKENS_WITHIN:g} us", is_reached=tokens <= TOKENS_WITHIN
        )
    )
    print(
        describe_goal(
            f"a pair of full names within {NAMES_WITHIN:g} us", is_reached=names <= NAMES_WITHIN
        )
    )


def _texts(people: Population) -> list[str]:
    names = people.side.names
    words = [romanised(people.table.entry(token)).decode().lstrip("~") for token in names.tokens[0]]
    runs = pairwise(names.starts.tolist())
    return [" ".join(words[first:last]) for first, last in runs if first < last]


def _peers(texts: list[str], repetitions: int) -> dict[str, float]:
    calls: dict[str, Callable[[], object]] = {
        "rapidfuzz WRatio": lambda: process.cdist(texts, texts, scorer=fuzz.WRatio, workers=1),
        "rapidfuzz token_set": lambda: process.cdist(
            texts, texts, scorer=fuzz.token_set_ratio, workers=1
        ),
        "jellyfish Jaro-Winkler": lambda: [
            jellyfish.jaro_winkler_similarity(a, b) for a in texts for b in texts
        ],
    }
    pairs = len(texts) ** 2
    return {
        name: statistics.median(_seconds(call) for _ in range(repetitions)) / pairs * 1e6
        for name, call in calls.items()
    }


def _seconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began
