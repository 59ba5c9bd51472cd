"""The change sequence of feature rows: what lets a copy in memory follow what was replaced or
removed.

A new record's first row is not in it: nobody holds a copy of it yet. Numbers only grow, and whoever
asks with the mark of an earlier answer is told of everything that was not visible to that one:

- SQLite has one writer at a time, so a number above all others is in the order of the commits.
- PostgreSQL's transactions commit in any order. There the number is the writing transaction's, and
  a mark is the oldest transaction that was still running: what a snapshot did not see has that
  number or a later one.

A database restored from a dump may hold numbers of its old server that are ahead: those records are
told of each time, which costs a look and misses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from models.sql.unit_of_work import unit_of_work

_NEVER = 2**63 - 1

_NOTE_POSTGRES = text(
    "INSERT INTO feature_change (record_id, sequence) SELECT one.id,"
    " pg_current_xact_id()::text::bigint FROM unnest(CAST(:ids AS bigint[])) AS one(id) ORDER BY"
    " one.id ON CONFLICT (record_id) DO UPDATE SET sequence = excluded.sequence"
)
_NOTE_SQLITE = text(
    "INSERT INTO feature_change (record_id, sequence)"
    " VALUES (:id, (SELECT coalesce(max(sequence), 0) + 1 FROM feature_change))"
    " ON CONFLICT (record_id) DO UPDATE SET sequence = excluded.sequence"
)
_SINCE_POSTGRES = text(
    "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
    " ARRAY(SELECT record_id FROM feature_change WHERE sequence >= :mark)"
)
_SINCE_SQLITE = text(
    "SELECT NULL AS record_id, coalesce(max(sequence), 0) + 1 AS mark FROM feature_change"
    " UNION ALL SELECT record_id, NULL FROM feature_change WHERE sequence >= :mark"
)


def record_changes(session: Session, record_ids: Sequence[int]) -> None:
    """Say that the feature rows of these records were replaced or removed, or cannot be opened any
    more.
    """
    if not record_ids:
        return
    unit_of_work(session).has_feature_changes = True
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_NOTE_POSTGRES, {"ids": sorted(set(record_ids))})
    else:
        session.execute(_NOTE_SQLITE, [{"id": record_id} for record_id in sorted(set(record_ids))])


def has_recorded_changes(session: Session) -> bool:
    """Tell whether this session noted changes: what it reads may be undone, so nothing of it is to
    be remembered.
    """
    return unit_of_work(session).has_feature_changes


def changes_since(session: Session, mark: int | None) -> tuple[int, Sequence[int]]:
    """Return the mark to ask with next, and the records whose rows changed since an earlier mark
    (None: no records).
    """
    parameters = {"mark": _NEVER if mark is None else mark}
    if session.get_bind().dialect.name == "postgresql":
        now, changed = session.execute(_SINCE_POSTGRES, parameters).one()
        return now, changed
    (now, *_), *rows = (
        (row.mark, row.record_id) for row in session.execute(_SINCE_SQLITE, parameters)
    )
    return now, [record_id for _, record_id in rows]
