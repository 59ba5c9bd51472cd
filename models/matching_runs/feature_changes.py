"""The change sequence of feature rows, by which in-memory copies follow replacements and deletions.

The first row of a new record is not in the sequence, because no process has a copy of it yet.
Numbers only grow. A caller asks with the mark of an earlier answer, and gets every change that was
not visible at that answer:

- SQLite has one writer at a time. A number above all others is therefore in commit order.
- PostgreSQL commits transactions in any order. The number is the id of the writing transaction. The
  mark is the oldest transaction that was still running. Everything that a snapshot did not see has
  this number or a later one.

After a restore from a dump, numbers of the old server may be ahead. Those records are reported
every time, which costs one extra read and misses no change.
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
    """Note that the feature rows of these records were replaced or removed, or can no longer be
    opened.

    An empty sequence has no effect.
    """
    if not record_ids:
        return
    unit_of_work(session).has_feature_changes = True
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_NOTE_POSTGRES, {"ids": sorted(set(record_ids))})
    else:
        session.execute(_NOTE_SQLITE, [{"id": record_id} for record_id in sorted(set(record_ids))])


def changes_since(session: Session, mark: int | None) -> tuple[int, Sequence[int]]:
    """Return the next mark, and the ids of the records whose rows changed since `mark`.

    With None as `mark`, no records are returned.
    """
    parameters = {"mark": _NEVER if mark is None else mark}
    if session.get_bind().dialect.name == "postgresql":
        now, changed = session.execute(_SINCE_POSTGRES, parameters).one()
        return now, changed
    (now, *_), *rows = (
        (row.mark, row.record_id) for row in session.execute(_SINCE_SQLITE, parameters)
    )
    return now, [record_id for _, record_id in rows]
