"""How many times likelier two spellings are as one name than as two: the log odds of a transducer between alphabets.

A transducer says how often which letters of one alphabet stand for which of the other (runs of up to two for up to
three, or for none), wherever they stand; all ways of aligning two tokens are summed up. The parameters come from
`matching/data/names`, made by `python -m matching.train names`. Compiled; knows letters, not frequencies or people.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.scripts import MOST_SYMBOLS, SCRIPTS

LATIN_SYMBOLS: Final = 28  # 0, a to z, any digit
ODDS_SCALE: Final = 256.0  # parameters are kept as whole 1/256 bit
NO_UNIT: Final = -1
NEVER: Final = -32768

Bytes = npt.NDArray[np.uint8]
Shorts = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]


class Models(NamedTuple):
    """Parameters of every script's transducer to Latin, by script number (Latin's own: between spellings).

    Units are numbered a side: 0 nothing, symbols as they are, then runs of two and three by the look-up tables (-1: no
    unit). `ratios[firsts[s] + unit of x x widths[s] + unit of y]` is how much likelier both stand together than apart;
    `ends` the log2 of the same for the end of a token; `x_excess` and `y_excess` what a letter's neighbour already
    told, in bits.
    """

    x_two: Shorts  # [scripts, 128, 128]
    y_two: Shorts  # [scripts, 28, 28]
    y_three: Shorts  # [scripts, 28, 28, 28]
    ratios: Floats
    firsts: npt.NDArray[np.int64]
    widths: npt.NDArray[np.int64]
    ends: Floats
    x_excess: Floats  # [scripts, 128, 128]
    y_excess: Floats  # [scripts, 28, 28]


@lru_cache(maxsize=1)
def shipped() -> Models:
    """Return the models that the package ships."""
    return load(files("matching") / "data" / "names")


def load(folder: Traversable) -> Models:
    """Return the models of a folder with a file a script, as `python -m matching.train names` writes them."""
    count = len(SCRIPTS)
    x_two = np.full((count, MOST_SYMBOLS, MOST_SYMBOLS), NO_UNIT, np.int16)
    y_two = np.full((count, LATIN_SYMBOLS, LATIN_SYMBOLS), NO_UNIT, np.int16)
    y_three = np.full((count, LATIN_SYMBOLS, LATIN_SYMBOLS, LATIN_SYMBOLS), NO_UNIT, np.int16)
    x_excess = np.zeros((count, MOST_SYMBOLS, MOST_SYMBOLS), np.float32)
    y_excess = np.zeros((count, LATIN_SYMBOLS, LATIN_SYMBOLS), np.float32)
    ends, firsts, widths = np.zeros(count, np.float32), np.zeros(count, np.int64), np.zeros(count, np.int64)
    blocks: list[Floats] = []
    for number, script in enumerate(SCRIPTS):
        with (folder / f"{script.name}.npz").open("rb") as file, np.load(file) as kept:
            x_two[number][tuple(kept["x_runs"].T)] = 1 + kept["x_symbols"] + np.arange(len(kept["x_runs"]))
            runs = kept["y_runs"]
            units = LATIN_SYMBOLS + np.arange(len(runs))
            is_three = runs[:, 2] > 0
            y_two[number][tuple(runs[~is_three, :2].T)] = units[~is_three]
            y_three[number][tuple(runs[is_three].T)] = units[is_three]
            ratios = np.where(kept["ratios"] == NEVER, 0.0, np.exp2(kept["ratios"] / ODDS_SCALE))
            x_excess[number], y_excess[number] = kept["x_excess"] / ODDS_SCALE, kept["y_excess"] / ODDS_SCALE
            ends[number] = kept["end"] / ODDS_SCALE
            firsts[number], widths[number] = sum(block.size for block in blocks), ratios.shape[1]
            blocks.append(ratios.astype(np.float32).ravel())
    return Models(x_two, y_two, y_three, np.concatenate(blocks), firsts, widths, ends, x_excess, y_excess)


@compiled
def latin_symbols(token: Bytes, out: Bytes) -> int:
    """Write a romanised token's symbols (1 to 27; its mark left out) into `out`; return how many."""
    count = 0
    for letter in token:
        if letter == 126:
            continue
        if count >= out.size:
            break
        out[count] = letter - 96 if letter >= 97 else 27
        count += 1
    return count


@compiled
def log_odds(models: Models, script: int, x: Bytes, y: Bytes) -> float:  # noqa: C901 - one loop, kept for its speed
    """Return log2 of how much likelier symbols `x` of a script and Latin symbols `y` are as one name than as two."""
    n, m = x.size, y.size
    ratios, first, width = models.ratios, models.firsts[script], models.widths[script]
    # Rows here, after and beyond: where a run of two letters of x leads. Runs of three of y may lead past the end.
    sums = np.zeros((3, m + 4))
    sums[0, 0] = 1.0
    here, after, beyond = 0, 1, 2
    runs = np.full((2, m + 3), NO_UNIT, np.int64)
    excess = 0.0
    last = 0
    for j in range(m):
        excess += models.y_excess[script, last, y[j]]
        last = int(y[j])
        if j + 1 < m:
            runs[0, j] = models.y_two[script, y[j], y[j + 1]]
        if j + 2 < m:
            runs[1, j] = models.y_three[script, y[j], y[j + 1], y[j + 2]]
    last = 0
    for i in range(n + 1):
        one_row, two_row = np.int64(-1), np.int64(-1)
        if i < n:
            excess += models.x_excess[script, last, x[i]]
            last = int(x[i])
            one_row = first + x[i] * width
            if i + 1 < n and models.x_two[script, x[i], x[i + 1]] >= 0:
                two_row = first + models.x_two[script, x[i], x[i + 1]] * width
        for j in range(m + 1):
            value = sums[here, j]
            if value == 0.0:
                continue
            if one_row >= 0:
                sums[after, j] += value * ratios[one_row]
            if j == m:
                continue
            letter, two, three = np.int64(y[j]), runs[0, j], runs[1, j]
            sums[here, j + 1] += value * ratios[first + letter]
            if one_row >= 0:
                sums[after, j + 1] += value * ratios[one_row + letter]
                if two >= 0:
                    sums[after, j + 2] += value * ratios[one_row + two]
                if three >= 0:
                    sums[after, j + 3] += value * ratios[one_row + three]
            if two_row >= 0:
                sums[beyond, j + 1] += value * ratios[two_row + letter]
                if two >= 0:
                    sums[beyond, j + 2] += value * ratios[two_row + two]
                if three >= 0:
                    sums[beyond, j + 3] += value * ratios[two_row + three]
        if i < n:
            here, after, beyond = after, beyond, here
            sums[beyond] = 0.0
    return float(np.log2(max(sums[here, m], 1e-300)) + models.ends[script] - excess)
