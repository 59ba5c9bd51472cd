"""Transducers between alphabets: log odds that two spellings are one name rather than two.

A transducer holds the frequencies with which letter groups of one alphabet correspond to groups of
the other: groups of up to two with groups of up to three, or with none, independent of position.
All alignments of two tokens are summed. The parameters come from `matching/data/names`, made by
`python -m matching.train names`. Compiled; it knows letters, not frequencies of names or people.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.arrays import Bytes, Doubles, Floats, Longs
from matching.jit import njit_cached, njit_inline, njit_no_refcount
from matching.names.text.scripts import MOST_SYMBOLS, SCRIPTS

LATIN_SYMBOLS: Final = 28  # 0, a to z, any digit
MAX_SYMBOLS: Final = 64
ODDS_SCALE: Final = 256.0  # parameters are stored as whole 1/256 bit
IMPOSSIBLE: Final = -32768

Shorts = npt.NDArray[np.int16]


class TransducerModels(NamedTuple):
    """Parameters of every script's transducer to Latin, by script number.

    Latin's own transducer is for two spellings. Units are numbered on each side: 0 is the empty
    unit, then single symbols, then groups of two and three by the look-up tables. The last unit is
    "none", with ratios of 0. `ratios` holds how much likelier two units occur together than
    independently, at `firsts[script]` plus unit of x times `widths[script]` plus unit of y. `ends`
    is log2 of the same for the end of a token. `x_excess` and `y_excess` are the bits that a
    letter's neighbour already predicts.
    """

    x_two: Shorts  # [scripts, 128, 128]
    y_two: Shorts  # [scripts, 28, 28]
    y_three: Shorts  # [scripts, 28, 28, 28]
    ratios: Floats
    firsts: Longs
    widths: Longs
    heights: Longs
    ends: Floats
    x_excess: Floats  # [scripts, 128, 128]
    y_excess: Floats  # [scripts, 28, 28]


@lru_cache(maxsize=1)
def shipped_models() -> TransducerModels:
    """Return the shipped models."""
    return load_models(files("matching") / "data" / "names")


def load_models(folder: Traversable) -> TransducerModels:
    """Return the models of a folder with one file per script.

    `python -m matching.train names` writes such files.
    """
    count = len(SCRIPTS)
    x_two = np.zeros((count, MOST_SYMBOLS, MOST_SYMBOLS), np.int16)
    y_two = np.zeros((count, LATIN_SYMBOLS, LATIN_SYMBOLS), np.int16)
    y_three = np.zeros((count, LATIN_SYMBOLS, LATIN_SYMBOLS, LATIN_SYMBOLS), np.int16)
    x_excess = np.zeros((count, MOST_SYMBOLS, MOST_SYMBOLS), np.float32)
    y_excess = np.zeros((count, LATIN_SYMBOLS, LATIN_SYMBOLS), np.float32)
    ends, firsts = np.zeros(count, np.float32), np.zeros(count, np.int64)
    widths, heights = np.zeros(count, np.int64), np.zeros(count, np.int64)
    blocks: list[Floats] = []
    for number, script in enumerate(SCRIPTS):
        with (folder / f"{script.name}.npz").open("rb") as file, np.load(file) as arrays:
            ratios = np.where(
                arrays["ratios"] == IMPOSSIBLE, 0.0, np.exp2(arrays["ratios"] / ODDS_SCALE)
            )
            ratios = np.pad(ratios, ((0, 1), (0, 1)))
            firsts[number] = sum(block.size for block in blocks)
            heights[number], widths[number] = ratios.shape
            x_two[number] = heights[number] - 1
            y_two[number] = widths[number] - 1
            y_three[number] = widths[number] - 1
            x_two[number][tuple(arrays["x_runs"].T)] = (
                1 + arrays["x_symbols"] + np.arange(len(arrays["x_runs"]))
            )
            runs = arrays["y_runs"]
            units = LATIN_SYMBOLS + np.arange(len(runs))
            is_three = runs[:, 2] > 0
            y_two[number][tuple(runs[~is_three, :2].T)] = units[~is_three]
            y_three[number][tuple(runs[is_three].T)] = units[is_three]
            x_excess[number] = arrays["x_excess"] / ODDS_SCALE
            y_excess[number] = arrays["y_excess"] / ODDS_SCALE
            ends[number] = arrays["end"] / ODDS_SCALE
            blocks.append(ratios.astype(np.float32).ravel())
    return TransducerModels(
        x_two=x_two,
        y_two=y_two,
        y_three=y_three,
        ratios=np.concatenate(blocks),
        firsts=firsts,
        widths=widths,
        heights=heights,
        ends=ends,
        x_excess=x_excess,
        y_excess=y_excess,
    )


@njit_no_refcount
def latin_symbols(token: Bytes, out: Bytes) -> int:
    """Write a romanised token's symbols (1 to 27, without its mark) into `out`; return how many."""
    count = 0
    for letter in token:
        if letter == 126:
            continue
        if count >= out.size:
            break
        out[count] = letter - 96 if letter >= 97 else 27
        count += 1
    return count


class Workspace(NamedTuple):
    """Work space for one pass, overwritten by the next.

    `sums` holds rows of alignments, `units` the units that end at each place of y, then two tokens'
    symbols. `whole` is for joined tokens (joined_names.py).
    """

    sums: Doubles
    units: Longs
    symbols: Bytes
    other_symbols: Bytes
    whole: Bytes


@njit_cached
def new_workspace() -> Workspace:
    """Return work space for the passes of one thread."""
    symbols = np.empty(MAX_SYMBOLS, np.uint8)
    return Workspace(
        np.empty((3, MAX_SYMBOLS + 1)),
        np.empty((3, MAX_SYMBOLS), np.int64),
        symbols,
        symbols.copy(),
        np.empty((4, MAX_SYMBOLS), np.uint8),
    )


@njit_no_refcount
def log_odds(models: TransducerModels, script: int, x: Bytes, y: Bytes, room: Workspace) -> float:
    """Return log2 odds that symbols `x` of a script and Latin symbols `y` are one name.

    Each has at most MAX_SYMBOLS symbols.
    """
    ratios, first, width = models.ratios, models.firsts[script], models.widths[script]
    sums, units, no_unit = room.sums, room.units, models.heights[script] - 1
    excess = _read_units(models, script, y, units)
    # sums[row, j]: the sum over all alignments of x up to here with the first j symbols of y.
    current, before, farther = 1, 0, 2
    sums[before, 0] = 1.0
    for j in range(y.size):
        sums[before, j + 1] = sums[before, j] * ratios[first + units[0, j]]
    last = 0
    for i in range(x.size):
        excess += models.x_excess[script, last, x[i]]
        row = first + x[i] * width
        run = models.x_two[script, last, x[i]] if i >= 1 else no_unit
        run_row = first + run * width
        last = int(x[i])
        factor = np.float64(ratios[row])
        # Sums one, two and three places back, in the row before and in the one before that.
        one, two, three = sums[before, 0], 0.0, 0.0
        far_one, far_two, far_three = sums[farther, 0], 0.0, 0.0
        value = one * factor
        sums[current, 0] = value
        for j in range(y.size):
            letter, pair, triple = units[0, j], units[1, j], units[2, j]
            total = sums[before, j + 1] * factor
            total += one * ratios[row + letter] + two * ratios[row + pair]
            total += three * ratios[row + triple]
            if run != no_unit:
                total += far_one * ratios[run_row + letter] + far_two * ratios[run_row + pair]
                total += far_three * ratios[run_row + triple]
                far_one, far_two, far_three = sums[farther, j + 1], far_one, far_two
            one, two, three = sums[before, j + 1], one, two
            value = total + value * ratios[first + letter]
            sums[current, j + 1] = value
        current, before, farther = farther, current, before
    return float(np.log2(max(sums[before, y.size], 1e-300)) + models.ends[script] - excess)


@njit_inline
def _read_units(models: TransducerModels, script: int, y: Bytes, units: Longs) -> float:
    """Write the letter and the groups of two and three that end at each place of y.

    Return the bits that neighbouring letters already predict.
    """
    no_unit = models.widths[script] - 1
    excess, last, before_last = 0.0, 0, 0
    for j in range(y.size):
        excess += models.y_excess[script, last, y[j]]
        units[0, j] = y[j]
        units[1, j] = models.y_two[script, last, y[j]] if j >= 1 else no_unit
        units[2, j] = models.y_three[script, before_last, last, y[j]] if j >= 2 else no_unit
        before_last, last = last, int(y[j])
    return excess
