"""How crowded a token's neighbourhood is: the bits that likeness is worth less where many people's names are like it.

A spelling that fits one name fits its neighbours nearly as well, so the chance that somebody else's name fits is a sum
over all names that people carry:  log2(1 + sum over names z of share(z) x odds(token, z)).  A name that a single person
carries is left out: it may be that person's own. Compiled; knows names and how many carry them, no people.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from matching.compiled import compiled
from matching.names.near import is_far, is_near
from matching.names.odds import entry_odds, is_initial
from matching.names.table import Entries, Floats, TokenTable, build_table, flatten
from matching.names.transducer import Models, new_room, shipped

MOST_NAMES: Final = 4096  # the commonest that are looked at; what rarer ones add is below a tenth of a bit (judged)
_AT_ONCE: Final = 1024  # entries
FARTHEST: Final = 2  # classes of consonants in which a neighbour may differ
Flags = npt.NDArray[np.bool_]
Names = tuple[tuple[bytes, int], ...]  # tokens and how many people carry each


class Lexicon(NamedTuple):
    """Names as a token table, and the share of people that carry each besides the one that may be compared."""

    entries: Entries
    share: Floats


def commonest(carriers: Mapping[bytes, int]) -> Names:
    """Return the names that several people carry, at most MOST_NAMES, the commonest first; of name tokens alone."""
    several = [(token, count) for token, count in carriers.items() if count > 1 and token[:1] != b"^"]
    return tuple(sorted(several, key=lambda name: (-name[1], name[0]))[:MOST_NAMES])


def lexicon(names: Names, size: int) -> Lexicon:
    """Return the names that some of `size` people carry, ready to be compared with."""
    table, ids = build_table(*flatten([token for token, _ in names]))
    share = np.zeros(table.skeleton.size, np.float32)
    share[ids] = [(count - 1) / max(size, 1) for _, count in names]
    return Lexicon(table.entries(share), share[: len(names)])


def crowding(entries: Entries, names: Lexicon) -> Floats:
    """Return the bits (float32) of each entry among the names; 0 for initials and skeletons."""
    out, models = np.zeros(entries.skeleton.size, np.float32), shipped()

    def write(first: int) -> None:
        _crowding(models, entries, names.entries, names.share, out, first)

    if out.size <= _AT_ONCE:
        write(0)
        return out
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:  # compiled code holds no lock; each part is written by one
        list(pool.map(write, range(0, out.size, _AT_ONCE)))
    return out


def crowding_of(tokens: Sequence[bytes], names: Lexicon) -> Floats:
    """Return `crowding` of single tokens."""
    table, ids = build_table(*flatten(tokens))
    crowd: Floats = crowding(table.entries(np.zeros(table.skeleton.size, np.float32)), names)[ids]
    return crowd


@compiled
def near_any(table: TokenTable, beside: TokenTable) -> Flags:
    """Say of each entry of a table whether it is a token that may be one name with an entry of another table."""
    out = np.zeros(table.skeleton.size, np.bool_)
    for index in range(out.size):
        if table.skeleton[index] == index:
            continue
        for other in range(beside.skeleton.size):
            if beside.skeleton[other] != other and is_near(
                table.classes[index],
                table.outlines[index],
                beside.classes[other],
                beside.outlines[other],
                is_joined=False,
            ):
                out[index] = True
                break
    return out


@compiled
def _crowding(  # noqa: PLR0913, PLR0917, RUF100
    models: Models, entries: Entries, names: Entries, share: Floats, out: Floats, first: int
) -> None:
    """Write the crowding of the entries from `first` on, _AT_ONCE at most; `out` is 0 before."""
    room = new_room()
    for index in range(first, min(first + _AT_ONCE, out.size)):
        if entries.skeleton[index] == index or is_initial(entries, index):
            continue
        total = 1.0
        for name in range(share.size):
            if not is_initial(names, name) and not is_far(entries.classes[index], names.classes[name], FARTHEST):
                total += share[name] * np.exp2(min(entry_odds(models, entries, names, index, name, room), 60.0))
        out[index] = np.log2(total)
