"""Snapshots of name frequencies and chance agreement, so that all workers score matches equally.

A snapshot is part of the engine version of a score. Name tokens are stored as hashes keyed by the
data key of the snapshot. They cannot be linked to another snapshot, and they are unreadable after
the key is destroyed. The threat model covers that their frequencies are visible.

Chance is one number per level and describes no person. It is kept as long as the snapshot number,
because scores refer to it. The commonest names are stored as text in one sealed document, because
the number of similar names can only be counted by comparing letters.
"""

from __future__ import annotations

import collections
import dataclasses
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.policy.fields import FieldClass
from core.security.crypto import Keyring, SealPlace, keyed_hash
from matching import Population, TokenFrequencies, commonest_names, rarity_tokens
from matching.model.u_probabilities import ChanceTable, decode_chance, encode_chance
from matching.scoring.u_estimation import RecordSample, RowMarks, id_marks
from models.matching_runs.match_key import CommonNames, RaritySnapshot, TokenCount
from models.records.facts import Feature
from models.records.record import Record
from models.sql.bulk import insert_rows
from services.foundation import data_keys
from services.foundation.feature_store import FeatureStore

CHUNK = 2_000
NameCounts = tuple[tuple[bytes, int], ...]
KEPT_SNAPSHOTS = 2  # a shard that began before a new snapshot still finds the old one
SIZE_BEFORE_FIRST = (
    1_000  # the store size assumed before the first snapshot: that of a small agency
)
MIN_NAME_COUNT = 1  # a token of a single record is not stored: its hash would identify one person
# minimum carriers of a name stored as text: equal to the minimum of published counts
MIN_CARRIERS = 11


@dataclasses.dataclass(frozen=True, slots=True)
class CurrentSnapshot:
    """The current snapshot: engine version of its scores, store size and frequencies."""

    engine_version: str
    size: int
    rarity: TokenFrequencies


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotCounts:
    """The counts of a snapshot: records, records per token, the commonest names, and chance.

    `chance` is None if the store has too few records to estimate it.
    """

    size: int
    tokens: dict[bytes, int]
    names: NameCounts
    chance: ChanceTable | None


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotInput:
    """The input of a snapshot: number of records, records per token, and sampled packed rows.

    Chance is estimated from matches of the sampled rows. `marks`, made from the public ids, decide
    which matches are drawn.
    """

    size: int
    tokens: collections.Counter[bytes]
    rows: Sequence[bytes]
    marks: RowMarks


# Built once: building a statement takes longer than sending it.
_NEWEST = (
    select(RaritySnapshot.id, RaritySnapshot.size, RaritySnapshot.chance)
    .order_by(RaritySnapshot.id.desc())
    .limit(1)
)


class SnapshotStore:
    """Cache of the newest snapshot, shared by the threads of a process.

    Each call of `in_force` reads the id of the newest snapshot from the database. A snapshot
    with a new id is loaded and replaces the cached one.
    """

    def __init__(self, engine_version: str) -> None:
        self._engine_version = engine_version
        self._loaded: tuple[int, CurrentSnapshot] | None = None
        self._lock = threading.Lock()

    def version_of(self, snapshot_id: int) -> str:
        """Return the engine version of scores under a snapshot; 0 means before the first one."""
        return f"{self._engine_version}.{snapshot_id}"

    def in_force(self, session: Session, keys: Keyring) -> CurrentSnapshot:
        """Return the newest snapshot; before the first one every token counts as rare."""
        newest = session.execute(_NEWEST).first()
        if newest is None:
            return CurrentSnapshot(
                self.version_of(0), SIZE_BEFORE_FIRST, TokenFrequencies(SIZE_BEFORE_FIRST, _single)
            )
        with self._lock:
            if self._loaded is None or self._loaded[0] != newest.id:
                rarity = _load(session, keys, newest.id, newest.size, decode_chance(newest.chance))
                self._loaded = (
                    newest.id,
                    CurrentSnapshot(self.version_of(newest.id), newest.size, rarity),
                )
            return self._loaded[1]


def has_snapshot(session: Session) -> bool:
    """Return whether names were ever counted."""
    return session.execute(_NEWEST).first() is not None


def u_probabilities_by_snapshot(session: Session) -> dict[int, ChanceTable | None]:
    """Return the table of u-probabilities of each snapshot by its number.

    The number 0 means before the first snapshot and has None. A snapshot without a table has None.
    """
    rows = session.execute(select(RaritySnapshot.id, RaritySnapshot.chance))
    return {0: None} | {row.id: decode_chance(row.chance) for row in rows}


def _single(_token: bytes) -> int:
    return MIN_NAME_COUNT


def _tag(key: bytes, token: bytes) -> bytes:
    return keyed_hash(key, "token", token)


def _load(
    session: Session, keys: Keyring, snapshot_id: int, size: int, chance: ChanceTable | None
) -> TokenFrequencies:
    """Return frequencies and names of a snapshot.

    If the snapshot was restored after its key was destroyed, every name counts as rare until the
    next snapshot.
    """
    row = session.get(CommonNames, snapshot_id)
    key = (
        None
        if row is None
        else data_keys.open_data_keys(session, keys, [row.subject]).get(row.subject)
    )
    if row is None or key is None:
        return TokenFrequencies(max(size, 1), _single, chance=chance)
    rows = session.execute(
        select(TokenCount.tag, TokenCount.n).where(TokenCount.snapshot_id == snapshot_id)
    )
    counts = {row_count.tag: row_count.n for row_count in rows}
    content = data_keys.unseal_json(key, row.sealed, _place(row.subject, snapshot_id))
    names = tuple((bytes.fromhex(token), count) for token, count in content)
    return TokenFrequencies(
        max(size, 1), lambda token: counts.get(_tag(key, token), MIN_NAME_COUNT), names, chance
    )


def _place(subject: UUID, snapshot_id: int) -> SealPlace:
    return SealPlace("common_names", subject, FieldClass.F2.value, snapshot_id)


def gather_records(session: Session, keys: Keyring, features: FeatureStore) -> SnapshotInput:
    """Read the records that take part in matching; `count_population` needs no database."""
    tokens: collections.Counter[bytes] = collections.Counter()
    size, draw = 0, RecordSample()
    for public_ids in _chunks(session):
        feature_rows = features.get(session, keys, list(public_ids))
        rows = [row.packed for row in feature_rows.values()]
        size += len(rows)
        draw.add(rows, id_marks([public_ids[record_id] for record_id in feature_rows]))
        for packed in rows:
            tokens.update(rarity_tokens(packed))
    return SnapshotInput(size, tokens, draw.rows, draw.marks)


def count_population(source: SnapshotInput) -> SnapshotCounts:
    """Count the records per token, and how often two records agree by chance.

    Do not call it in a transaction: on a busy machine it exceeds the idle time-out of the database.
    """
    size, tokens = source.size, source.tokens
    names = tuple(
        (token, carried) for token, carried in commonest_names(tokens) if carried >= MIN_CARRIERS
    )
    rarity = TokenFrequencies(max(size, 1), lambda token: max(tokens[token], MIN_NAME_COUNT), names)
    chance = Population.from_packed(source.rows).chance(rarity, source.marks)
    return SnapshotCounts(
        size,
        {token: carried for token, carried in tokens.items() if carried > MIN_NAME_COUNT},
        names,
        chance,
    )


def _chunks(session: Session) -> Iterator[dict[int, UUID]]:
    """Yield the records that take part in matching in chunks: id -> public id."""
    last = 0
    while True:
        query = select(Feature.record_id, Record.public_id).join(
            Record, Record.id == Feature.record_id
        )
        rows = session.execute(
            query.where(Feature.record_id > last).order_by(Feature.record_id).limit(CHUNK)
        ).all()
        if not rows:
            return
        yield {row.record_id: row.public_id for row in rows}
        last = rows[-1].record_id


def save_snapshot(
    session: Session, keys: Keyring, counted: SnapshotCounts, *, now: datetime
) -> int:
    """Store a snapshot, drop the names of all but the newest, return its id."""
    chance = None if counted.chance is None else encode_chance(counted.chance)
    snapshot = RaritySnapshot(size=counted.size, chance=chance, created_at=now)
    session.add(snapshot)
    session.flush()
    key = _seal_names(session, keys, snapshot.id, counted.names, now)
    rows = [
        {"snapshot_id": snapshot.id, "tag": _tag(key, token), "n": n}
        for token, n in counted.tokens.items()
    ]
    insert_rows(session, TokenCount, rows)
    named = select(CommonNames.snapshot_id).order_by(CommonNames.snapshot_id.desc())
    _delete_snapshots(session, session.scalars(named.offset(KEPT_SNAPSHOTS)).all())
    return snapshot.id


def _seal_names(
    session: Session, keys: Keyring, snapshot_id: int, names: NameCounts, now: datetime
) -> bytes:
    """Seal the names under a new key of the snapshot's own; return the key."""
    subject = uuid4()
    key = data_keys.make_data_key(session, keys, subject=subject, scope="snapshot", now=now)
    name_counts = [(token.hex(), count) for token, count in names]
    sealed = data_keys.seal_json(key, name_counts, _place(subject, snapshot_id))
    session.add(CommonNames(snapshot_id=snapshot_id, subject=subject, sealed=sealed))
    session.flush()
    return key


def _delete_snapshots(session: Session, snapshot_ids: Sequence[int]) -> None:
    """Delete the names of snapshots; the keys first, so that no copy of the table can be opened.

    Size, day and chance are kept because scores refer to them. They describe no person.
    """
    for subject in session.scalars(
        select(CommonNames.subject).where(CommonNames.snapshot_id.in_(snapshot_ids))
    ).all():
        data_keys.destroy_data_key(session, subject)
    for table in (CommonNames, TokenCount):
        session.execute(delete(table).where(table.snapshot_id.in_(snapshot_ids)))
