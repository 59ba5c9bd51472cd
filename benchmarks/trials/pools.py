"""Queries and the pool they are looked for in: read from public files, or composed of their tokens.
Scores nothing.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SCRIPTS = ("arabic", "hebrew", "russian", "korean", "japanese", "chinese", "geez")
UNSPACED = (
    "korean",
    "japanese",
    "chinese",
)  # written without spaces between the parts of a name, as a rule

# A composed name: how likely it has two parts and not three, that the Latin side is in another
# order, and that it lacks one of three parts. Tokens are drawn with a skew, so that people share
# parts as they do in life: the first tenth of them makes a third of the parts.
TWO_PARTS, OTHER_ORDER, ONE_LEFT_OUT = 0.5, 1 / 3, 0.3
SKEW = 2.0
DRAWS = (
    8  # of people's aliases: with one, R@1 of 200 people moves by five hundredths from seed to seed
)


@dataclass(frozen=True, slots=True)
class Pool:
    """Queries and candidates as text, birth dates beside them where there are any, and the true
    candidate of each.
    """

    queries: Sequence[str]
    candidates: Sequence[str]
    truth: npt.NDArray[np.int64]
    query_births: Sequence[str] = ()
    births: Sequence[str] = ()


def tokens(folder: Path, script: str, size: int, seed: int) -> Pool:
    """Return a random pool of name tokens, native against Latin, each native and each Latin token
    once.
    """
    pairs = _distinct(folder, script, seed)[:size]
    return Pool(
        [native for _, native in pairs], [latin for latin, _ in pairs], np.arange(len(pairs))
    )


def composed(folder: Path, script: str, size: int, seed: int, *, gap: str) -> Pool:
    """Return a pool of pseudo full names: two or three random tokens of one script, native (joined
    by `gap`) against Latin. They are composed and nobody's: real full names have customs that these
    have not.

    Tokens that are not letters alone, or a single Latin letter, are left out.
    """
    draw = random.Random(f"{seed} {script}")
    pairs = [
        (latin, native)
        for latin, native in _distinct(folder, script, seed)
        if len(latin) > 1
        and latin.replace("'", "").isalpha()
        and native.isalpha()
        and not native.isascii()
    ]
    queries, candidates = [], []
    for _ in range(size):
        chosen: list[tuple[str, str]] = []
        while len(chosen) < (2 if draw.random() < TWO_PARTS else 3):
            chosen.append(pairs[int(len(pairs) * draw.random() ** SKEW)])
        queries.append(gap.join(native for _, native in chosen))
        latin = [latin for latin, _ in chosen]
        if len(latin) > 2 and draw.random() < ONE_LEFT_OUT:
            del latin[draw.randrange(3)]
        if draw.random() < OTHER_ORDER:
            latin = latin[1:] + latin[:1]
        candidates.append(" ".join(latin))
    return Pool(queries, candidates, np.arange(size))


def aliases(folder: Path, seed: int, *, with_births: bool) -> list[Pool]:
    """Return real aliases against real names, DRAWS times, one alias drawn of each who has several;
    with births only people of two listed dates, one on either side.
    """
    return [_aliases(folder, seed + number, with_births=with_births) for number in range(DRAWS)]


def _aliases(folder: Path, seed: int, *, with_births: bool) -> Pool:
    draw = random.Random(seed)
    queries, candidates, truth, query_births, births = [], [], [], [], []
    for line in (folder / "aliases_latin.dev.tsv").read_text("utf-8").splitlines()[1:]:
        _, name, known, listed, *_ = [*line.split("\t"), "", ""]
        other_aliases = [alias for alias in known.split("|") if alias and alias != name]
        dates = [date for date in listed.split("|") if date]
        if other_aliases and (len(set(dates)) > 1 or not with_births):
            queries.append(draw.choice(other_aliases))
            query_births.append(dates[1] if len(dates) > 1 else "")
            truth.append(len(candidates))
        candidates.append(name)
        births.append(dates[0] if dates else "")
    return Pool(queries, candidates, np.array(truth), query_births, births)


def _distinct(folder: Path, script: str, seed: int) -> list[tuple[str, str]]:
    """Return (latin, native) in random order, each side's tokens once."""
    rows = [
        line.split("\t")
        for line in (folder / f"tokens_{script}.dev.tsv").read_text("utf-8").splitlines()
    ]
    random.Random(seed).shuffle(rows)
    seen: set[str] = set()
    pairs = []
    for left, right in (row for row in rows if len(row) == 2):
        if left not in seen and right not in seen:
            seen |= {left, right}
            pairs.append((left, right))
    return pairs
