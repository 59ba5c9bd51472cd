"""Log odds that two tokens of any scripts spell one name: choice of transducer and direction.

Compiled. A script against Latin uses that script's transducer. Two scripts other than Latin use the
one that omits vowels, else the first in `SCRIPTS`, against the other's romanisation. Equal scripts
are both romanised and use Latin's transducer. The direction is fixed, so a comparison is symmetric
to the last bit.
"""

from __future__ import annotations

from matching.arrays import Bytes
from matching.jit import njit_inline, njit_no_refcount
from matching.names.constants import INITIAL_DIFFERS_BITS, INITIAL_FITS_BITS
from matching.names.text.scripts import FIRST_SCRIPT, LATIN
from matching.names.tokens.token_table import IS_UNVOWELLED, Entries
from matching.names.tokens.transducer import TransducerModels, Workspace, latin_symbols, log_odds

NOTHING_BITS = -64.0  # an empty token matches no other


@njit_inline
def entry_bytes(table: Entries, index: int) -> Bytes:
    """Return the bytes of an entry."""
    return table.letters[table.starts[index] : table.starts[index + 1]]


@njit_inline
def latin_entry_bytes(table: Entries, index: int) -> Bytes:
    """Return the romanised bytes of an entry."""
    return table.latin[table.latin_starts[index] : table.latin_starts[index + 1]]


@njit_inline
def script_number(token: Bytes) -> int:
    """Return the script of a non-empty token."""
    return int(token[0]) - FIRST_SCRIPT if token[0] >= FIRST_SCRIPT else LATIN


@njit_no_refcount
def is_less(left: Bytes, right: Bytes) -> bool:
    """Return whether one byte string sorts before another."""
    for position in range(min(left.size, right.size)):
        if left[position] != right[position]:
            return bool(left[position] < right[position])
    return bool(left.size < right.size)


@njit_no_refcount
def is_equal(left: Bytes, right: Bytes) -> bool:
    """Return whether two byte strings are equal."""
    if left.size != right.size:
        return False
    for position in range(left.size):  # noqa: SIM110 - the compiler has no all() over a generator
        if left[position] != right[position]:
            return False
    return True


@njit_inline
def is_initial(table: Entries, index: int) -> bool:
    """Return whether an entry is a single Latin letter."""
    return bool(table.starts[index + 1] - table.starts[index] == 1)


@njit_inline
def entry_odds(
    models: TransducerModels, left: Entries, right: Entries, i: int, j: int, room: Workspace
) -> float:
    """Return log2 odds that entry `i` of one table and `j` of another spell one name.

    The result does not depend on the order.
    """
    left_bytes, right_bytes = entry_bytes(left, i), entry_bytes(right, j)
    one_latin, other_latin = latin_entry_bytes(left, i), latin_entry_bytes(right, j)
    if one_latin.size == 0 or other_latin.size == 0:
        return NOTHING_BITS
    if is_initial(left, i) != is_initial(right, j):
        return _initial_odds(one_latin, other_latin)
    return spelling_odds(models, left_bytes, one_latin, right_bytes, other_latin, room)


@njit_inline
def _initial_odds(left: Bytes, right: Bytes) -> float:
    first = left[1] if left[0] == 126 and left.size > 1 else left[0]
    second = right[1] if right[0] == 126 and right.size > 1 else right[0]
    return INITIAL_FITS_BITS if first == second else INITIAL_DIFFERS_BITS


@njit_inline
def spelling_odds(
    models: TransducerModels,
    left: Bytes,
    one_latin: Bytes,
    right: Bytes,
    other_latin: Bytes,
    room: Workspace,
) -> float:
    """Return log2 odds of two non-empty tokens, each given in its own script and romanised."""
    script, other_script = script_number(left), script_number(right)
    if script == other_script:
        is_first = is_less(one_latin, other_latin)
        count = latin_symbols(one_latin if is_first else other_latin, room.symbols)
        other_count = latin_symbols(other_latin if is_first else one_latin, room.other_symbols)
        return log_odds(models, LATIN, room.symbols[:count], room.other_symbols[:other_count], room)
    is_first = script != LATIN and (
        other_script == LATIN
        or (IS_UNVOWELLED[script] and not IS_UNVOWELLED[other_script])
        or (IS_UNVOWELLED[script] == IS_UNVOWELLED[other_script] and script < other_script)
    )
    count = latin_symbols(other_latin if is_first else one_latin, room.symbols)
    native = left if is_first else right
    return log_odds(
        models, script if is_first else other_script, native[1:], room.symbols[:count], room
    )
