"""Content of the two backup archives, their proof, and restoring a database from them.

It works on SQLite and PostgreSQL. The data archive has every row except data keys. The key archive
has the data keys and the tombstones. A restore takes any data archive with the newest key archive.
A record that was erased after the data archive has no key any more and is erased again.
"""

from __future__ import annotations

import base64
import collections
import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    DateTime,
    LargeBinary,
    Table,
    TypeDecorator,
    Uuid,
    delete,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.orm import Session

from core.codes.operations import BackupKind, MatchingRunKind
from core.codes.records import RecordStatus
from core.errors import Conflict, SealBroken
from core.security.crypto import Keyring
from models.operations.backup_copy import BackupCopy
from models.oversight.audit import Audit
from models.records.facts import DataKey, RecordFacts
from models.records.record import Record
from models.records.tombstone import Tombstone
from models.tables import metadata
from services.foundation import actor_database_role, audit_log, data_keys, jobs
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import statements
from services.operations import schedule
from services.records import erasure

# Tables left out of the data archive: data keys (in the key archive), sessions and links (must not
# open again), cache rows, check values of keys (made at process start), counts of a day, the times
# of backups, and the versions that `migrate` writes.
OPEN_DOORS = frozenset(
    {
        "user_session",
        "access_link",
        "sign_in_attempt",
        "sign_in_flow",
        "known_device",
        "passkey_challenge",
        "totp_use",
    }
)
EXCLUDED_TABLES = OPEN_DOORS | frozenset(
    {
        "data_key",
        "backup_copy",
        "feature_change",
        "key_check",
        "step_count",
        "store_version",
    }
)
KEY_ARCHIVE_TABLES = ("data_key", "tombstone")
ROWS_PER_STATEMENT = 500
SCOPE = "backup"
Line = list[Any]
# `newest` is NULL for an empty table, whose sequence then stays
_SET_SEQUENCE = text(
    "SELECT setval(CAST(pg_get_serial_sequence(:table, 'id') AS regclass), :newest)"
)


def data_tables() -> list[Table]:
    """Return the tables of a data archive, each after the tables it refers to."""
    return [table for table in metadata.sorted_tables if table.name not in EXCLUDED_TABLES]


def make_archive_key(session: Session, context: Context, actor: Actor, archive: UUID) -> bytes:
    """Make the key of a new data archive.

    It is a data key like the others, so the key archive contains it. Audited.
    """
    actor_database_role.enter_maintenance(session, actor)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("backup", subject=archive))
    return data_keys.make_data_key(
        session, context.keys, subject=archive, scope=SCOPE, now=context.clock.now()
    )


def key_archive_key(keys: Keyring, archive: UUID, version: int) -> bytes:
    """Return the key of a key archive, derived from the wrapping key.

    Raise `SealBroken` without that wrapping key.
    """
    wrapping = keys.key_at("wrapping", version)
    return hashlib.blake2b(
        archive.bytes, key=wrapping, digest_size=32, person=b"key archive"
    ).digest()


def data_lines(session: Session, actor: Actor) -> Iterator[Line]:
    """Yield every row of the data archive's tables, then the number of rows per table."""
    actor_database_role.enter_maintenance(session, actor)
    return _lines(session, data_tables())


def key_lines(session: Session, actor: Actor) -> Iterator[Line]:
    """Yield every data key and tombstone, then the number of each."""
    actor_database_role.enter_maintenance(session, actor)
    return _lines(session, [metadata.tables[name] for name in KEY_ARCHIVE_TABLES])


def _lines(session: Session, tables: Iterable[Table]) -> Iterator[Line]:
    counts = {}
    for table in tables:
        counts[table.name] = 0
        names = [column.name for column in table.columns]
        yield ["table", table.name, names]
        rows = session.execute(
            select(table).order_by(*table.primary_key).execution_options(yield_per=1000)
        )
        for row in rows:
            counts[table.name] += 1
            yield ["row", *(_plain(value) for value in row)]
    yield ["end", counts]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _reader(table: Table, name: str) -> Any:
    """Return the function that converts an archived value to the type of a column."""
    kind = table.columns[name].type
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(plain, DateTime):
        return datetime.fromisoformat
    if isinstance(plain, Uuid):
        return UUID
    return base64.b64decode if isinstance(plain, LargeBinary) else _same


def _same(value: Any) -> Any:
    return value


def parse_rows(lines: Iterable[Line]) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Yield the rows of an archive with their tables, converted to the types of the columns.

    Raise `SealBroken` if the numbers of rows differ from the counts in the last line. All rows were
    yielded before that, so the caller inserts them in one transaction.
    """
    counts: collections.Counter[str] = collections.Counter()
    table: Table | None = None
    readers: dict[str, Any] = {}
    for word, *tail in lines:
        if word == "table":
            table = metadata.tables[tail[0]]
            counts[table.name] = 0
            readers = {name: _reader(table, name) for name in tail[1]}
        elif word == "row" and table is not None:
            counts[table.name] += 1
            matches = zip(readers.items(), tail, strict=True)
            yield (
                table,
                {name: None if value is None else read(value) for (name, read), value in matches},
            )
        elif word == "end" and tail[0] != dict(counts):
            raise SealBroken("the number of rows in the archive differs from its count")


@dataclasses.dataclass(frozen=True, slots=True)
class KeyArchive:
    """The content of a key archive: rows of data keys by subject, and tombstones of erased records.

    `made_at`: no key that was made or destroyed before is missing or left.
    """

    made_at: datetime
    keys: Mapping[UUID, dict[str, Any]]
    tombstones: tuple[dict[str, Any], ...]

    def open_key(self, keys: Keyring, subject: UUID) -> bytes:
        """Return the open data key of a subject; raise `SealBroken` if the archive has none."""
        row = self.keys.get(subject)
        if row is None:
            raise SealBroken(f"the key archive is older than the data archive: no key of {subject}")
        return data_keys.unwrap(keys, subject, row["scope"], row["key_version"], row["wrapped"])


def read_keys(made_at: datetime, lines: Iterable[Line]) -> KeyArchive:
    """Read the lines of a key archive that was made at a time."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in KEY_ARCHIVE_TABLES}
    for table, row in parse_rows(lines):
        rows[table.name].append(row)
    keys = {row["subject"]: row for row in rows["data_key"]}
    return KeyArchive(made_at, keys, tuple(rows["tombstone"]))


def open_first_record(keys: Keyring, key_archive: KeyArchive, lines: Iterable[Line]) -> UUID | None:
    """Open the facts of the first record of a data archive that the key archive can open.

    Return its id, None for an archive without records. Raise `SealBroken` if its facts do not open,
    or if the key archive opens no record at all.
    """
    records: dict[int, UUID] = {}
    for table, row in parse_rows(lines):
        if table.name == "record":
            records[row["id"]] = row["public_id"]
        elif table.name == "record_facts" and records[row["record_id"]] in key_archive.keys:
            public_id = records[row["record_id"]]
            statements.open_facts(
                key_archive.open_key(keys, public_id), public_id, RecordFacts(**row)
            )
            return public_id
    if any(one not in _erased(key_archive) for one in records.values()):
        raise SealBroken("the key archive opens no record of the data archive")
    return None


def _erased(key_archive: KeyArchive) -> set[UUID]:
    return {row["public_id"] for row in key_archive.tombstones}


def note_backup(session: Session, context: Context, actor: Actor, kind: BackupKind) -> None:
    """Store that a backup of a kind was made now."""
    actor_database_role.enter_maintenance(session, actor)
    session.merge(BackupCopy(kind=kind, made_at=context.clock.now()))


def backup_ages(session: Session, context: Context) -> dict[BackupKind, float]:
    """Return the seconds since each kind of backup was made.

    For a kind that was never made they count from the first entry of the audit log, 0 without one.
    """
    since = session.scalar(select(Audit.at).order_by(Audit.id).limit(1))
    made = dict(iter(session.execute(select(BackupCopy.kind, BackupCopy.made_at))))
    return {kind: jobs.age_s(context, made.get(kind, since)) for kind in BackupKind}


@dataclasses.dataclass(frozen=True, slots=True)
class RestoreResult:
    """The result of a restore: rows by table, records erased again, and unreadable records."""

    rows: Mapping[str, int]
    erased_again: int
    unreadable: tuple[UUID, ...]


def restore_database(
    session: Session, context: Context, actor: Actor, lines: Iterable[Line], key_archive: KeyArchive
) -> RestoreResult:
    """Fill an empty database from a data archive and the keys, in one transaction.

    Repeat later erasures and check that every record has its key. Raise `Conflict` if the database
    is not empty, `SealBroken` if a key does not unwrap. Audited.
    """
    actor_database_role.enter_maintenance(session, actor)
    if any(session.execute(select(table).limit(1)).first() for table in data_tables()):
        raise Conflict(
            "the database is not empty; restore into a new one, after `homeward migrate`"
        )
    counts = _insert(session, parse_rows(lines))
    counts["data_key"] = _insert_keys(session, key_archive.keys.values())
    _set_sequences(session)
    return _end_restore(session, context, actor, key_archive, counts)


def replace_keys(
    session: Session, context: Context, actor: Actor, key_archive: KeyArchive
) -> RestoreResult:
    """Give a database that other means restored the data keys of the newest key archive.

    Such a database is a copy of the server's files at some time, so it has data keys that were
    destroyed since. A key made after the key archive stays. Sessions and links of that time do not
    open again. Raise `SealBroken` if a key does not unwrap. Audited.
    """
    actor_database_role.enter_maintenance(session, actor)
    for name in sorted(OPEN_DOORS):
        session.execute(delete(metadata.tables[name]))
    newer = session.execute(
        select(DataKey.__table__).where(DataKey.created_at > key_archive.made_at)
    ).mappings()
    kept = [dict(row) for row in newer if row["subject"] not in key_archive.keys]
    session.execute(delete(DataKey))
    count = _insert_keys(session, [*key_archive.keys.values(), *kept])
    counts = collections.Counter({"data_key": count})
    return _end_restore(session, context, actor, key_archive, counts)


def _insert_keys(session: Session, rows: Iterable[dict[str, Any]]) -> int:
    """Insert data keys; return their number."""
    table = metadata.tables["data_key"]
    return _insert(session, ((table, row) for row in rows))["data_key"]


def _end_restore(
    session: Session,
    context: Context,
    actor: Actor,
    key_archive: KeyArchive,
    counts: Mapping[str, int],
) -> RestoreResult:
    """Check every data key, repeat later erasures, and plan a full run. Audited."""
    for row in session.scalars(select(DataKey)):
        data_keys.unwrap(context.keys, row.subject, row.scope, row.key_version, row.wrapped)
    erased_again = erasure.replay_erasures(
        session, [_tombstone(row) for row in key_archive.tombstones]
    )
    has_key = select(DataKey.subject).where(DataKey.subject == Record.public_id).exists()
    unreadable = session.scalars(
        select(Record.public_id).where(Record.status != RecordStatus.ERASED, ~has_key)
    ).all()
    # the restored rarity snapshot may depend on a key destroyed since
    schedule.make_due(session, context, MatchingRunKind.CROSSMATCH)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("restore"))
    return RestoreResult(counts, erased_again, tuple(unreadable))


def _tombstone(row: dict[str, Any]) -> tuple[UUID, Tombstone]:
    cells = {name: value for name, value in row.items() if name != "id"}
    return row["public_id"], Tombstone(**cells)


def _insert(
    session: Session, rows: Iterable[tuple[Table, dict[str, Any]]]
) -> collections.Counter[str]:
    counts: collections.Counter[str] = collections.Counter()
    pending: list[dict[str, Any]] = []
    before: Table | None = None
    for table, row in rows:
        if before is not None and (table is not before or len(pending) >= ROWS_PER_STATEMENT):
            session.execute(insert(before), pending)
            pending = []
        before = table
        pending.append(row)
        counts[table.name] += 1
    if before is not None and pending:
        session.execute(insert(before), pending)
    return counts


def _set_sequences(session: Session) -> None:
    """Set PostgreSQL's id sequences after the restored rows; SQLite needs no such step."""
    if session.get_bind().dialect.name != "postgresql":
        return
    session.flush()
    for table in data_tables():
        if "id" in table.columns:
            newest = session.scalar(select(func.max(table.columns["id"])))
            session.execute(_SET_SEQUENCE, {"table": table.name, "newest": newest})
