"""Whether one person's record names the other as another child; then they are two. Compiled."""

from __future__ import annotations

from matching.arrays import Ints
from matching.codes import code_lists
from matching.jit import njit_no_refcount
from matching.kernel.relatives import IS_OTHER_CHILD
from matching.names.constants import SCALE
from matching.names.name_sets import NameSet
from matching.names.tokens.token_similarity import TokenPairs, token_bits

# Least bits at which the first name of such a child matches the other person's. In addition, no
# part of the person's own names may match it. Families give children similar names, and registrars
# sometimes record a child's own name as a brother's (judged).
_FITS = 5 * SCALE // 2


@njit_no_refcount
def name_each_other(
    both: TokenPairs, sides: tuple[NameSet, NameSet], a: int, b: int, relatives: tuple[Ints, Ints]
) -> bool:
    """Return whether a record names a sibling, cousin or companion by the other's first name.

    The people are left `a` and right `b`; rows are as in `relatives_level`. No name of the person
    whose record has the relative may match that first name.
    """
    if _names_the_other(both, sides, a, b, relatives[0], is_right=False):
        return True
    return _names_the_other(both, sides, a, b, relatives[1], is_right=True)


@njit_no_refcount
def _names_the_other(
    both: TokenPairs,
    sides: tuple[NameSet, NameSet],
    a: int,
    b: int,
    relatives: Ints,
    is_right: bool,  # noqa: FBT001
) -> bool:
    """Return whether the person of one side names the person of the other side as another child.

    The naming person is left `a`, or right `b` with `is_right`. `relatives` has the naming person's
    relatives; its columns are those of `relatives_level`.
    """
    teller, named = (b, a) if is_right else (a, b)
    own, other_side = (sides[1], sides[0]) if is_right else sides
    for row in range(relatives.shape[0]):
        is_first = row == 0 or relatives[row - 1, 3] != relatives[row, 3]
        if not is_first or not IS_OTHER_CHILD[relatives[row, 0]]:
            continue
        for name in range(other_side.people[named], other_side.people[named + 1]):
            if (
                other_side.roles[name] >= code_lists.FIRST_INFORMAL_ROLE
                or other_side.starts[name] == other_side.starts[name + 1]
            ):
                continue
            first = other_side.tokens[0, other_side.starts[name]]
            if _bits(both, relatives[row, 1], first, is_right) >= _FITS and not _has_part(
                both, own, teller, first, is_right
            ):
                return True
    return False


@njit_no_refcount
def _has_part(both: TokenPairs, names: NameSet, person: int, part: int, is_right: bool) -> bool:  # noqa: FBT001
    """Return whether a word of one of the person's own names matches an entry of the other side.

    `names` and `person` are of the naming side, which is the right side with `is_right`. `part` is
    an entry of the other side's token table.
    """
    for name in range(names.people[person], names.people[person + 1]):
        if names.roles[name] < code_lists.COMPOSED_NAME_ROLE:
            for place in range(names.starts[name], names.starts[name + 1]):
                if _bits(both, names.tokens[0, place], part, is_right) > 0:
                    return True
    return False


@njit_no_refcount
def _bits(both: TokenPairs, left: int, right: int, is_right: bool) -> int:  # noqa: FBT001
    """Return `token_bits` (x 64) of two entries, one from each side's token table.

    `left` is an entry of the naming side, `right` one of the other side. With `is_right` the naming
    side is the right side of `both`.
    """
    i, j = (right, left) if is_right else (left, right)
    return token_bits(both, i, j, is_joined=False)
