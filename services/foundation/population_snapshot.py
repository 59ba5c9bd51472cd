"""How rare a name token is in the store, and how often two of its people agree by chance: counted
into snapshots, so that two workers score a pair to the same bit.

A snapshot is part of the engine version under which a score stands. Tokens stand as hashes keyed by
the snapshot's own data key, so they meet no other snapshot's and say nothing once that is
destroyed; that their frequencies show is in the threat model. Chance is a number a level, of
nobody, and stays as long as the snapshot's number does: scores stand under it. The commonest names
stand as they are written, in one sealed document: how crowded a name's neighbourhood is can only be
told by comparing letters.
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
KEPT_SNAPSHOTS = 2  # a shard that began before a new snapshot still finds its own
SIZE_BEFORE_FIRST = (
    1_000  # the store size assumed until the first snapshot: what a small agency starts with
)
MIN_NAME_COUNT = 1  # a token of a single record is not stored: its hash would point at one person
MIN_CARRIERS = 11  # of a name that is kept as it is written: as small as a published count may be


@dataclasses.dataclass(frozen=True, slots=True)
class CurrentSnapshot:
    """The rarity in force: the engine version that scores stand under, the store size, and the
    counts.
    """

    engine_version: str
    size: int
    rarity: TokenFrequencies


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotCounts:
    """What was counted: records, how many carry each token, the commonest names with how many, and
    chance.
    """

    size: int
    tokens: dict[bytes, int]
    names: NameCounts
    chance: ChanceTable | None


@dataclasses.dataclass(frozen=True, slots=True)
class SnapshotInput:
    """What was read of the store: records, how many carry each token, and the packed rows that
    chance is drawn from.

    `marks` decide which pairs of these rows are drawn. They come from the public ids.
    """

    size: int
    tokens: collections.Counter[bytes]
    rows: Sequence[bytes]
    marks: RowMarks


# Built once, as every statement of a search is: building takes longer than sending.
_NEWEST = (
    select(RaritySnapshot.id, RaritySnapshot.size, RaritySnapshot.chance)
    .order_by(RaritySnapshot.id.desc())
    .limit(1)
)


class SnapshotStore:
    """The newest snapshot in memory, loaded once a process; safe to share between threads."""

    def __init__(self, engine_version: str) -> None:
        self._engine_version = engine_version
        self._loaded: tuple[int, CurrentSnapshot] | None = None
        self._lock = threading.Lock()

    def version_of(self, snapshot_id: int) -> str:
        """Return the engine version of scores under a snapshot; 0: before the first one."""
        return f"{self._engine_version}.{snapshot_id}"

    def in_force(self, session: Session, keys: Keyring) -> CurrentSnapshot:
        """Return the newest snapshot; before the first one every token is as rare as one of a
        single record.
        """
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


def u_probabilities_by_snapshot(session: Session) -> dict[int, ChanceTable | None]:
    """Return the chance under which scores of each snapshot stand, by its number; 0: before the
    first one.
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
    """Return counts and names of a snapshot. Of one that was restored after its key was destroyed
    nothing can be told: every name is rare until the next snapshot.
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
    """Read the records in the matching; what is then counted of them needs no database
    (`count_population`).
    """
    tokens: collections.Counter[bytes] = collections.Counter()
    size, draw = 0, RecordSample()
    for public_ids in _chunks(session):
        found = features.get(session, keys, list(public_ids))
        rows = [row.packed for row in found.values()]
        size += len(rows)
        draw.add(rows, id_marks([public_ids[record_id] for record_id in found]))
        for packed in rows:
            tokens.update(rarity_tokens(packed))
    return SnapshotInput(size, tokens, draw.rows, draw.marks)


def count_population(source: SnapshotInput) -> SnapshotCounts:
    """Count how many records carry each token, and how often two agree by chance. Not to be called
    in a transaction: on a busy machine it takes longer than the database waits for the next
    statement.
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
    """Yield the records in the matching, some at a time: id -> public id."""
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
    """Forget the names of snapshots: their keys first, so that no copy of the table can be opened
    any more. Size, day and chance stay, of nobody: scores stand under them.
    """
    for subject in session.scalars(
        select(CommonNames.subject).where(CommonNames.snapshot_id.in_(snapshot_ids))
    ).all():
        data_keys.destroy_data_key(session, subject)
    for table in (CommonNames, TokenCount):
        session.execute(delete(table).where(table.snapshot_id.in_(snapshot_ids)))
