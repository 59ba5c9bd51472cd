"""Several values of a column of which a person has one: sources that contradict each other.

Every statement is kept and shown. Names and births are compared with each of their values. Of any
other column the most reliable value is compared, and none where the most reliable ones differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.errors import InvalidInput
from core.intake import INTAKE_FIELDS
from core.policy.records.provenance import unreliability
from services.foundation.statements import Row, Statement, values_of

# Columns of one value in which a row may state several. A long text holds them in its words.
COLUMNS = tuple(field.name for field in INTAKE_FIELDS if field.may_contradict)
_SET = frozenset(COLUMNS)
MOST_VALUES = 8  # of a column; each is read by itself
# A person is compared by every name and birth, so each of these values is compared.
_NAMES = frozenset({"full_name", "given_names", "family_names", "name_native"})
_BIRTHS = frozenset({"age", "age_on", "birth_calendar", "event_date"})
ALL_COMPARED = _NAMES | _BIRTHS
# Of these the first of equally reliable values is read; the others are compared as well. The day of
# the event is none of them: it also says where the person was.
_FIRST_COUNTS = ALL_COMPARED - {"event_date"}


def one_valued_rows(row: Row) -> list[Row]:
    """Return rows with one value in each column of one value, the row with the first values first.

    Each other row has one of the other values. `InvalidInput` for a column with more than
    `MOST_VALUES`.
    """
    listed = {
        column: values_of(row, column)
        for column in COLUMNS
        if (cell := row.get(column)) and (not isinstance(cell, str) or "|" in cell)
    }
    if not listed:
        return [row]
    for column, values in listed.items():
        if len(values) > MOST_VALUES:
            raise InvalidInput(column, "too_many_values", f"state at most {MOST_VALUES}")
    first = {**row, **{column: next(iter(values), "") for column, values in listed.items()}}
    others = [{**first, column: value} for column, values in listed.items() for value in values[1:]]
    return [first, *others]


def contradicting_columns(row: Row) -> list[str]:
    """Return the columns of one value in which a row states values that differ."""
    return [
        column
        for column in COLUMNS
        if (cell := row.get(column))
        and (not isinstance(cell, str) or "|" in cell)
        and len({_plain(value) for value in values_of(row, column)}) > 1
    ]


def compared_statements(said: Sequence[Statement]) -> tuple[list[Statement], list[list[Statement]]]:
    """Return statements with at most one value in each column of one value, and the same with each
    other value that is compared.
    """
    several = {column: of_it for column, of_it in _by_column(said).items() if len(of_it) > 1}
    if not several:
        return list(said), []
    chosen = {column: _most_reliable(column, of_it) for column, of_it in several.items()}
    rest = [one for one in said if one.field not in several]
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


def believed_value(said: Iterable[Statement], column: str) -> str | None:
    """Return the value of a column that is compared; None where there is none."""
    of_it = [one for one in said if one.field == column and not one.is_withheld]
    read = _most_reliable(column, of_it) if of_it else None
    return None if read is None else read.value


def _by_column(said: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    found: dict[str, list[Statement]] = {}
    for one in said:
        if one.field in _SET:
            found.setdefault(one.field, []).append(one)
    return found


def _most_reliable(column: str, said: Sequence[Statement]) -> Statement | None:
    """Return the most reliable statement; None where the most reliable ones differ, except in a
    column of which the first counts.
    """
    least = min(unreliability(one.source, one.quality) for one in said)
    best = [one for one in said if unreliability(one.source, one.quality) == least]
    is_agreed = len({_plain(one.value) for one in best}) == 1
    return best[0] if is_agreed or column in _FIRST_COUNTS else None


def _plain(value: str) -> str:
    return " ".join(value.casefold().split())
