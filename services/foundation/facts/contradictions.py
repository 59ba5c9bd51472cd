"""Several values in a column that a person has once: sources that contradict each other.

Every statement is stored and shown. Names and births are compared with each of their values. In any
other column only the most reliable value is compared. If the most reliable values differ, no value
is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from core.policy.records.provenance import unreliability
from services.foundation.facts.intake_row import ONE_VALUED_COLUMNS, IntakeRow
from services.foundation.facts.statements import Statement, group_by

_SET = frozenset(ONE_VALUED_COLUMNS)
# A person is compared by every name and birth, so each of these values is compared.
_NAMES = frozenset({"full_name", "given_names", "family_names", "name_native"})
_BIRTHS = frozenset({"age", "age_on", "birth_calendar", "event_date"})
ALL_COMPARED = _NAMES | _BIRTHS
# In these columns the first of equally reliable values is used; the others are compared as well.
# The date of the event is excluded because it also dates the place of the person.
_FIRST_COUNTS = ALL_COMPARED - {"event_date"}


def contradicting_columns(row: IntakeRow) -> list[str]:
    """Return the single-valued columns in which a row states differing values."""
    return [
        column
        for column in ONE_VALUED_COLUMNS
        if len(entries := row.of(column)) > 1 and len({_plain(entry.text) for entry in entries}) > 1
    ]


def compared_statements(
    record_statements: Sequence[Statement],
) -> tuple[list[Statement], list[list[Statement]]]:
    """Return the statements to compare, and variants for further names and births.

    The first list has at most one statement of each column of `ONE_VALUED_COLUMNS`: the most
    reliable one. If the most reliable ones differ, it has the first of them in the columns of
    `_FIRST_COUNTS`, and none in any other column. Each variant is the first list with another value
    in one column of `ALL_COMPARED`. Other columns have no variants. The caller leaves out withheld
    statements.
    """
    several = {
        column: of_it
        for column, of_it in group_by(record_statements, attrgetter("field")).items()
        if column in _SET and len(of_it) > 1
    }
    if not several:
        return list(record_statements), []
    chosen = {column: _most_reliable(column, of_it) for column, of_it in several.items()}
    rest = [one for one in record_statements if one.field not in several]
    first = rest + [one for one in chosen.values() if one is not None]
    others = []
    for column in sorted(ALL_COMPARED & several.keys()):
        read = chosen[column]
        taken = {"" if read is None else _plain(read.value)}
        for one in several[column]:
            if _plain(one.value) not in taken:
                taken.add(_plain(one.value))
                others.append([*(other for other in first if other.field != column), one])
    return first, others


def believed_value(record_statements: Iterable[Statement], column: str) -> str | None:
    """Return the value of a column that is compared: that of its most reliable statement.

    None without such a statement. If the most reliable ones differ, return the first in the columns
    of `_FIRST_COUNTS`, else None.
    """
    of_it = [one for one in record_statements if one.field == column and not one.is_withheld]
    read = _most_reliable(column, of_it) if of_it else None
    return None if read is None else read.value


def _most_reliable(column: str, record_statements: Sequence[Statement]) -> Statement | None:
    """Return the most reliable statement; None if the most reliable ones differ.

    In the columns of `_FIRST_COUNTS` the first one is returned instead of None.
    """
    least = min(unreliability(one.source, one.quality) for one in record_statements)
    best = [one for one in record_statements if unreliability(one.source, one.quality) == least]
    is_agreed = len({_plain(one.value) for one in best}) == 1
    return best[0] if is_agreed or column in _FIRST_COUNTS else None


def _plain(value: str) -> str:
    return " ".join(value.casefold().split())
