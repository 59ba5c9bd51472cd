"""Series: a person tries value after value of one group of facts. The auditor is alerted.

Each act stores a keyed hash of each group of facts (`matching.packing.fact_groups`), under its own
label, never a value. An act that brings the distinct values of a group to a multiple of
`SERIES.size` within `SERIES.hours` raises the alert. The person gets the same answer with and
without the alert.

Two rules decide which values are counted together. In searches, registrations, imports and edits
all other groups of facts must be equal, and one of them must identify a person. In the edits of one
record, and in its guardians, each value counts, because the record stays the same.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from uuid import UUID

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.orm import Session

from core.codes.notifications import AlertKind
from core.codes.records import SeriesKind
from core.policy.search import GUESSING_RULES, SERIES_ACTS, SERIES_PEOPLE
from core.security.crypto import keyed_hash
from matching import Person, pack
from matching.packing.fact_groups import FACT_GROUPS, group_bytes, identifying_groups
from models.records.record import Record
from models.search.series import SeriesEntry
from models.sql import locks
from models.sql.locks import Lock
from services.foundation import alerts, keyed_hashes
from services.foundation.actor import Actor
from services.foundation.context import Context

SERIES = GUESSING_RULES[AlertKind.VALUE_SERIES]
HASH_BYTES = 4
UNKNOWN = bytes(HASH_BYTES)  # the hash of an empty group

Hashes = npt.NDArray[np.uint32]  # a row for each person, a column for each group
ByVersion = dict[int, Hashes]  # version of the match key -> hashes under it
# Multipliers that reduce a row to one number; the hashes are keyed, so no person can choose rows
# that collide.
_ODD = np.array(
    [0x9E3779B97F4A7C15 * odd % 2**64 for odd in range(1, 2 * len(FACT_GROUPS) - 1, 2)], np.uint64
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Act:
    """The packed rows of one act, and the record or search that an alert names for each.

    `record_id` is the record of an edit or a guardian; `groups` are the positions of the groups
    tried in it.
    """

    kind: str
    packed: Sequence[bytes]
    subjects: Sequence[UUID]
    record_id: int | None = None
    groups: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """The hashes of a person's earlier acts, and of earlier edits or guardians of this record."""

    fact_tags: ByVersion
    of_record: ByVersion


def count_search(
    session: Session, context: Context, actor: Actor, person: Person, search_id: UUID
) -> None:
    """Count a search for a person, bound to a report or not."""
    _store_act(session, context, actor, _Act(SeriesKind.FACTS, [pack(person)], [search_id]))


def count_rows(
    session: Session, context: Context, actor: Actor, rows: Sequence[tuple[UUID, bytes]]
) -> None:
    """Count people who were registered, imported or checked in a dry run together.

    The items are (subject of an alert, packed row). At most one alert is raised for all of them.
    """
    if rows:
        subjects, packed = zip(*rows, strict=True)
        _store_act(session, context, actor, _Act(SeriesKind.FACTS, packed, subjects))


def count_edit(
    session: Session, context: Context, actor: Actor, record: Record, *, before: bytes, after: bytes
) -> None:
    """Count an edit of a record of the actor's agency.

    `before` and `after` are the packed rows. Only the groups of facts that differ count as tried.
    """
    matches = zip(group_bytes(before), group_bytes(after), strict=True)
    tried = frozenset(position for position, (old, new) in enumerate(matches) if old != new)
    _store_act(
        session,
        context,
        actor,
        _Act(SeriesKind.EDIT, [after], [record.public_id], record.id, tried),
    )


def count_guardian(
    session: Session,
    context: Context,
    actor: Actor,
    record: Record,
    *,
    name: str,
    phones: Sequence[str],
) -> None:
    """Count the appointment of a guardian as one act of a series on a record of the actor's agency.

    Each distinct name and each distinct set of phones counts as a value.
    """
    row = {"kind": record.kind, "record_ref": "guardian", "full_name": name, "phones": list(phones)}
    packed = pack(Person.from_row(row))
    tried = frozenset(position for position, value in enumerate(group_bytes(packed)) if value)
    _store_act(
        session,
        context,
        actor,
        _Act(SeriesKind.GUARDIAN, [packed], [record.public_id], record.id, tried),
    )


def lock_series(session: Session, actor: Actor) -> None:
    """Wait until no other transaction counts acts of this person or software.

    Taken before any lock on a row of a record.
    """
    locks.take_lock(
        session, Lock.QUOTA, -(actor.agency_id or 0) if actor.user_id is None else actor.user_id
    )


def _store_act(session: Session, context: Context, actor: Actor, act: _Act) -> None:
    """Store an act, and alert the auditor if it completes a series."""
    lock_series(session, actor)
    key_versions = context.keys.key_versions("match")
    act_hashes = {version: _hashes(key, act.packed) for version, key in key_versions}
    newest, _ = key_versions[0]
    full = _full_at(_known(session, context, actor, act), act_hashes, newest, act)
    if full is not None:
        alerts.raise_alert(session, context, actor, AlertKind.VALUE_SERIES, act.subjects[full])
    row = {
        "agency_id": actor.agency_id,
        "user_id": actor.user_id,
        "kind": act.kind,
        "record_id": act.record_id,
        "hashes": keyed_hashes.version_prefix(newest) + act_hashes[newest].tobytes(),
        "at": context.clock.now(),
    }
    session.connection().execute(_KEEP, row)


def _hashes(key: bytes, packed: Iterable[bytes]) -> Hashes:
    """Return the hashes of the groups of packed rows; equal values are hashed once per call."""
    hashes: list[bytes] = []
    hash_by_value = [{b"": UNKNOWN} for _ in FACT_GROUPS]
    for row in packed:
        for position, (value, hashed) in enumerate(
            zip(group_bytes(row), hash_by_value, strict=True)
        ):
            if value not in hashed:
                hashed[value] = keyed_hash(key, "series", bytes([position]) + value)[:HASH_BYTES]
            hashes.append(hashed[value])
    return _read(b"".join(hashes))


def _read(hashes: bytes) -> Hashes:
    return np.frombuffer(hashes, "<u4").reshape(-1, len(FACT_GROUPS)).astype(np.uint32, copy=False)


def _newest_acts(*, is_person: bool) -> Select[str, int | None, bytes]:
    own = SeriesEntry.user_id == bindparam("user") if is_person else SeriesEntry.user_id.is_(None)
    return (
        select(SeriesEntry.kind, SeriesEntry.record_id, SeriesEntry.hashes)
        .where(
            SeriesEntry.agency_id == bindparam("agency"),
            own,
            SeriesEntry.at > bindparam("since"),
            SeriesEntry.kind != SeriesKind.READ,
        )
        .order_by(SeriesEntry.at.desc(), SeriesEntry.id.desc())
        .limit(SERIES_ACTS)
    )


# Built once. Executed on the connection, because ORM objects would double the cost.
_KEEP = insert(SeriesEntry)
_OF_PERSON, _OF_SOFTWARE = _newest_acts(is_person=True), _newest_acts(is_person=False)


def _known(session: Session, context: Context, actor: Actor, act: _Act) -> _Known:
    """Return the newest acts of the actor within `SERIES.hours`, at most `SERIES_PEOPLE` people."""
    since = context.clock.now() - SERIES.window
    parameters = {"agency": actor.agency_id, "user": actor.user_id, "since": since}
    rows = session.connection().execute(
        _OF_PERSON if actor.user_id is not None else _OF_SOFTWARE, parameters
    )
    tags_by_series: dict[int, list[bytes]] = {}
    of_record: dict[int, list[bytes]] = {}
    left = SERIES_PEOPLE * HASH_BYTES * len(FACT_GROUPS)
    for kind, record_id, hashes in rows:
        version = int.from_bytes(hashes[: keyed_hashes.VERSION_BYTES])
        body = hashes[keyed_hashes.VERSION_BYTES :]
        if kind == act.kind and record_id is not None and record_id == act.record_id:
            of_record.setdefault(version, []).append(body)
        if kind != SeriesKind.GUARDIAN and left > 0:
            tags_by_series.setdefault(version, []).append(body)
            left -= len(body)
    return _Known(_by_version(tags_by_series), _by_version(of_record))


def _by_version(hashes_by_version: dict[int, list[bytes]]) -> ByVersion:
    return {version: _read(b"".join(bodies)) for version, bodies in hashes_by_version.items()}


def _full_at(earlier: _Known, own: ByVersion, newest: int, act: _Act) -> int | None:
    """Return the first row of an act that completes a series; None if no row does."""
    if act.groups and _is_full(
        *_compared(earlier.of_record, own, 0, most=len(FACT_GROUPS)),
        act.groups,
        is_only_change=False,
    ):
        return 0
    if act.kind == SeriesKind.GUARDIAN:
        return None
    for row in _suspects(earlier.fact_tags, own):
        before = earlier.fact_tags
        if row:
            before = {**before, newest: _stacked(before.get(newest), own[newest][:row])}
        differs, values = _compared(before, own, row, most=1)
        if len(differs):
            other_groups = identifying_groups(act.packed[row])
            groups = [position for position in range(len(FACT_GROUPS)) if other_groups - {position}]
            if _is_full(differs, values, groups, is_only_change=True):
                return row
    return None


def _stacked(earlier: Hashes | None, later: Hashes) -> Hashes:
    return later if earlier is None else np.concatenate([earlier, later])


def _suspects(earlier: ByVersion, own: ByVersion) -> Iterable[int]:
    """Return the rows of an act that can be part of a series.

    A row is a candidate if at least `SERIES.size` rows share its name, or share its other facts. A
    series in a group other than the name has one name.
    """
    (count, *_) = {len(hashes) for hashes in own.values()}
    if count < SERIES.size:
        return range(count)
    is_suspect = np.zeros(count, np.bool_)
    for version, hashes in own.items():
        rows = _stacked(earlier.get(version), hashes)
        for column in (rows[:, 0], (rows[:, 1:] * _ODD).sum(axis=1)):
            _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
            is_suspect |= counts[inverse][-count:] >= SERIES.size
    return np.flatnonzero(is_suspect).tolist()


def _compared(
    earlier: ByVersion, own: ByVersion, row: int, *, most: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint64]]:
    """Return for earlier people and groups whether they differ from a row, and their values.

    A value has the version of its key. People who differ in more than `most` groups are left out. A
    value that was hashed under an old match key and again under the new one counts twice, so an
    alert can come early.
    """
    differs = [np.zeros((0, len(FACT_GROUPS)), np.bool_)]
    values = [np.zeros((0, len(FACT_GROUPS)), np.uint64)]
    for version, hashes in earlier.items():
        if version in own:
            differ = hashes != own[version][row]
            is_near = differ.sum(axis=1) <= most
            differs.append(differ[is_near])
            values.append(hashes[is_near].astype(np.uint64) | np.uint64(version << 32))
    return np.concatenate(differs), np.concatenate(values)


def _is_full(
    differs: npt.NDArray[np.bool_],
    values: npt.NDArray[np.uint64],
    groups: Iterable[int],
    *,
    is_only_change: bool,
) -> bool:
    """Return whether a row brings the distinct values of a group to a multiple of `SERIES.size`.

    `is_only_change`: only people whose other groups are all equal count.
    """
    count = differs.sum(axis=1)
    for group in groups:
        is_counted = count == differs[:, group] if is_only_change else np.ones(count.size, np.bool_)
        if not differs[is_counted, group].all():
            continue  # the value is not new
        if SERIES.is_multiple(1 + np.unique(values[is_counted, group]).size):
            return True
    return False
