"""Names grouped by person and role, as the kernel compares them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from matching.arrays import Bytes, Ints, Longs
from matching.names.tokens.token_table import NameColumns


class NameSet(NamedTuple):
    """Names of people.

    Person p has the names `people[p]:people[p + 1]`. Name k has role `roles[k]` and the tokens
    `tokens[:, starts[k]:starts[k + 1]]` (int32[2, n]). The first row of `tokens` has the entry of
    each token in the token table. The second row has the entry of the token joined with the next
    one, and -1 for the last token of a name.
    """

    people: Longs
    roles: Bytes
    starts: Longs
    tokens: Ints


def one_name_each(columns: NameColumns, roles: Bytes | None = None) -> NameSet:
    """Return names of people who have one name each, and none if the name is empty.

    All names have the same role.
    """
    is_name = np.diff(columns.starts) > 0
    people = np.concatenate([np.zeros(1, np.int64), np.cumsum(is_name)])
    starts = np.concatenate([columns.starts[:-1][is_name], columns.starts[-1:]])
    roles_of_names = np.zeros(starts.size - 1, np.uint8) if roles is None else roles[is_name]
    return NameSet(people, roles_of_names, starts, columns.tokens)
