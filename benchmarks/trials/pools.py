"""Queries with their pool of candidates, from public files or composed of tokens."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SCRIPTS = ("arabic", "hebrew", "russian", "korean", "japanese", "chinese", "geez")
# usually written without spaces between the parts of a name
UNSPACED = (
    "korean",
    "japanese",
    "chinese",
)

# A composed name: probability of two parts instead of three, of another order on the Latin side,
# and of a missing part if there are three. Tokens are drawn with a skew, so that people share parts
# as in reality: the first tenth of the tokens makes a third of the parts.
TWO_PARTS, OTHER_ORDER, ONE_LEFT_OUT = 0.5, 1 / 3, 0.3
SKEW = 2.0
DRAWS = 8  # of people's aliases; with one draw, R@1 of 200 people varies by 0.05 between seeds


@dataclass(frozen=True, slots=True)
class Pool:
    """Queries and candidates as text, birth dates if any, and the true candidate of each query."""

    queries: Sequence[str]
    candidates: Sequence[str]
    truth: npt.NDArray[np.int64]
    query_births: Sequence[str] = ()
    births: Sequence[str] = ()


def tokens(folder: Path, script: str, size: int, seed: int) -> Pool:
    """Return a random pool of name tokens, native against Latin. Each token occurs once."""
    pairs = _distinct(folder, script, seed)[:size]
    return Pool(
        [native for _, native in pairs], [latin for latin, _ in pairs], np.arange(len(pairs))
    )


def composed(folder: Path, script: str, size: int, seed: int, *, gap: str) -> Pool:
    """Return a pool of composed names: two or three random tokens of one script against Latin.

    Native tokens are joined by `gap`. The names belong to nobody and do not follow naming customs,
    unlike real full names. Tokens with other characters than letters, and single Latin letters, are
    left out.
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
    """Return DRAWS pools of real aliases against real names, with one random alias of each person.

    With births, only people with two listed dates are used, one date on either side.
    """
    return [_aliases(folder, seed + number, with_births=with_births) for number in range(DRAWS)]


def _aliases(folder: Path, seed: int, *, with_births: bool) -> Pool:
    draw = random.Random(seed)
    queries, candidates, truth, query_births, births = [], [], [], [], []
    for line in (folder / "aliases_latin.dev.tsv").read_text("utf-8").splitlines()[1:]:
        _, name, alias_list, listed, *_ = [*line.split("\t"), "", ""]
        other_aliases = [alias for alias in alias_list.split("|") if alias and alias != name]
        dates = [date for date in listed.split("|") if date]
        if other_aliases and (len(set(dates)) > 1 or not with_births):
            queries.append(draw.choice(other_aliases))
            query_births.append(dates[1] if len(dates) > 1 else "")
            truth.append(len(candidates))
        candidates.append(name)
        births.append(dates[0] if dates else "")
    return Pool(queries, candidates, np.array(truth), query_births, births)


def _distinct(folder: Path, script: str, seed: int) -> list[tuple[str, str]]:
    """Return (latin, native) in random order. Each token of a side occurs once."""
    rows = [
        line.split("\t")
        for line in (folder / f"tokens_{script}.dev.tsv").read_text("utf-8").splitlines()
    ]
    random.Random(seed).shuffle(rows)
    used_tokens: set[str] = set()
    pairs = []
    for left, right in (row for row in rows if len(row) == 2):
        if left not in used_tokens and right not in used_tokens:
            used_tokens |= {left, right}
            pairs.append((left, right))
    return pairs
