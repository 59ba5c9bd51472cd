"""How well names and people are found again: `python benchmarks/accuracy.py --names DIR [--pool N] [--seed S]`.

DIR holds tokens_SCRIPT.dev.tsv (latin<TAB>native, one name token a row) and aliases_latin.dev.tsv (id, name, aliases,
birth dates: real spelling variants and real conflicting dates). Every query is scored against every candidate of a
random pool; nothing is mined or filtered, and rarity is counted on the candidates alone. Beside the engine stand, in
the same run, on the same pool: rapidfuzz WRatio and token_set_ratio and jellyfish Jaro-Winkler, all on text that
anyascii romanised. Two controls must come out at chance: labels moved on by one, and lengths alone.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jellyfish
import numpy as np
import numpy.typing as npt
from anyascii import anyascii
from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.ranking import Ranking, rank
from matching import Engine, Person
from matching.names import score_matrix

SCRIPTS = ("arabic", "hebrew", "russian", "korean", "japanese", "chinese", "geez")
IN_MEAN = SCRIPTS[:6]
BIRTH_WEIGHTS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8)
Scores = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Pool:
    """Queries and candidates as text, birth dates beside them where there are any, and the true candidate of each."""

    queries: Sequence[str]
    candidates: Sequence[str]
    truth: npt.NDArray[np.int64]
    query_births: Sequence[str] = ()
    births: Sequence[str] = ()


def tokens(folder: Path, script: str, size: int, seed: int) -> Pool:
    """Return a random pool of name tokens, native against Latin, each native and each Latin token once."""
    rows = [line.split("\t") for line in (folder / f"tokens_{script}.dev.tsv").read_text("utf-8").splitlines()]
    random.Random(seed).shuffle(rows)
    seen: set[str] = set()
    latin, native = [], []
    for one, other in (row for row in rows if len(row) == 2):
        if one not in seen and other not in seen and len(latin) < size:
            seen |= {one, other}
            latin.append(one)
            native.append(other)
    return Pool(native, latin, np.arange(len(latin)))


def aliases(folder: Path, seed: int, *, with_births: bool) -> Pool:
    """Return real aliases against real names; with births only people of two listed dates, one on either side."""
    draw = random.Random(seed)
    queries, candidates, truth, query_births, births = [], [], [], [], []
    for line in (folder / "aliases_latin.dev.tsv").read_text("utf-8").splitlines()[1:]:
        _, name, known, listed, *_ = [*line.split("\t"), "", ""]
        others = [alias for alias in known.split("|") if alias and alias != name]
        dates = [date for date in listed.split("|") if date]
        if others and (len(set(dates)) > 1 or not with_births):
            queries.append(draw.choice(others))
            query_births.append(dates[1] if len(dates) > 1 else "")
            truth.append(len(candidates))
        candidates.append(name)
        births.append(dates[0] if dates else "")
    return Pool(queries, candidates, np.array(truth), query_births, births)


def by_engine(pool: Pool) -> Scores:
    """Return the engine's scores: of names alone, or of people where the pool has births."""
    if not pool.births:
        return score_matrix(pool.queries, pool.candidates)
    left, right = (
        [Person.from_row({"record_ref": f"{side}{n}", "kind": "missing", "full_name": name, "birth_date": birth})
         for n, (name, birth) in enumerate(zip(names, births, strict=True))]
        for side, names, births in (("Q", pool.queries, pool.query_births), ("C", pool.candidates, pool.births))
    )  # fmt: skip
    return Engine().score_matrix(left, right)


def by_rapidfuzz(scorer: Callable[..., float]) -> Callable[[Pool], Scores]:
    """Return a peer: rapidfuzz on romanised, case-folded text; births, where there are any, are compared as text."""

    def scores(pool: Pool) -> Scores:
        names = process.cdist(_plain(pool.queries), _plain(pool.candidates), scorer=scorer, workers=-1)
        if not pool.births:
            return names
        births = process.cdist(list(pool.query_births), list(pool.births), scorer=fuzz.ratio, workers=-1)
        # the weight that is best for the peer on this very pool
        return max(
            (names + weight * births for weight in BIRTH_WEIGHTS), key=lambda scores: rank(scores, pool.truth).first
        )

    return scores


def by_jaro_winkler(pool: Pool) -> Scores:
    """Return the peer jellyfish on romanised, case-folded text."""
    left, right = _plain(pool.queries), _plain(pool.candidates)
    return np.array([[jellyfish.jaro_winkler_similarity(one, other) for other in right] for one in left])


def by_length(pool: Pool) -> Scores:
    """Return a control: how alike the lengths are."""
    left, right = (np.array([len(name) for name in names]) for names in (pool.queries, pool.candidates))
    return -np.abs(left[:, None] - right[None, :]).astype(np.float64)


SYSTEMS: dict[str, Callable[[Pool], Scores]] = {
    "Homeward": by_engine,
    "rapidfuzz token_set": by_rapidfuzz(fuzz.token_set_ratio),
    "rapidfuzz WRatio": by_rapidfuzz(fuzz.WRatio),
    "Jaro-Winkler": by_jaro_winkler,
    "control: lengths": by_length,
}


def _plain(names: Sequence[str]) -> list[str]:
    return [anyascii(name).casefold() for name in names]


def _show(title: str, pool: Pool, kept: dict[str, dict[str, Ranking]]) -> None:
    kept[title] = {}
    for system, score in SYSTEMS.items():
        scores = score(pool)
        kept[title][system] = rank(scores, pool.truth)
        print(f"| {title} | {system} | {pool.truth.size} | {kept[title][system].cells()} |", flush=True)
        if system == "Homeward":
            rolled = rank(scores, np.roll(pool.truth, 1))
            print(f"| {title} | control: labels moved on | {pool.truth.size} | {rolled.cells()} |", flush=True)


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=Path, required=True, metavar="DIR")
    parser.add_argument("--pool", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=3)
    asked = parser.parse_args()
    kept: dict[str, dict[str, Ranking]] = {}
    print("| test | system | queries | R@1 (95 %) | R@FPR 1e-3 | AP |\n|---|---|---|---|---|---|")
    for script in SCRIPTS:
        _show(f"token, {script}", tokens(asked.names, script, asked.pool, asked.seed), kept)
    for system in SYSTEMS:
        mean = np.mean([kept[f"token, {script}"][system].first for script in IN_MEAN])
        print(f"| token, mean of {len(IN_MEAN)} | {system} | | {mean:.3f} | | |")
    _show("aliases", aliases(asked.names, asked.seed, with_births=False), kept)
    _show("aliases and another birth", aliases(asked.names, asked.seed, with_births=True), kept)


if __name__ == "__main__":
    main()
