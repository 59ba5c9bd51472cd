"""Rotation of the match key during operation: recompute its tags from sealed data, in chunks.

`TABLES` lists every table that depends on the key. No step uses the old key, so the same steps
repair a database that was restored with a newer key file. Each step takes the next rows under any
other key than the newest, so it may be interrupted and continued. Tags that cannot be recomputed
expire after a day at most. docs/decisions/0019-match-key-rotation.md has the order of steps, and
explains why every record can be found in between.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.codes.case import ContactRole
from core.codes.notifications import AlertKind
from core.codes.records import RecordStatus
from core.errors import Conflict, SealBroken
from core.logs import log_event
from core.policy.fields import FieldClass
from core.policy.records.retention import DELETED_AFTER_DAYS
from core.policy.search import GUESSING_RULES
from core.security.crypto import SealPlace
from matching.versions import PACKED_VERSION
from models.agencies.access import UserIdentity
from models.agencies.user import SignInAttempt, UserAccount
from models.case.contact import ContactTag
from models.matching_runs import feature_changes
from models.matching_runs.match_key import MatchKey
from models.operations.idempotency import IdempotencyKey
from models.records.facts import UNPROCESSABLE, Feature
from models.records.record import Record
from models.search.series import SeriesEntry
from models.search.stored_searches import Search
from models.sql.bulk import insert_rows
from models.sql.upsert import insert_missing
from services.agencies import accounts, sign_in_attempts, single_sign_on
from services.case import guardians, reporters
from services.foundation import actor_database_role, audit_log, data_keys, keyed_hashes
from services.foundation.actor import Actor
from services.foundation.bulk_reading import read_each
from services.foundation.context import Context
from services.foundation.facts.statements import Statement
from services.foundation.feature_store import read_feature_rows, seal_feature
from services.records import register
from services.records.intake import contact_screening, match_keys, preparation

CHUNK = 200  # rows, or records with their dependent rows: the maximum loss of a killed process
SWEEP_BATCH_SIZE = 20_000  # match keys per transaction
READ_CLASSES = frozenset(FieldClass) - {FieldClass.F0, FieldClass.F6}
# errors for data that does not open or was altered
READ_ERRORS = (
    SealBroken,
    ValueError,
    TypeError,
    KeyError,
)


@dataclasses.dataclass(frozen=True, slots=True)
class RekeyStep:
    """The result of a step: number of rows, and public ids of records without new keys or tags."""

    rows: int
    given_up: tuple[UUID, ...] = ()


# --- recomputed tables


def rekey_features(session: Session, context: Context, actor: Actor) -> RekeyStep:
    """Write the match keys of the next records under the newest key version.

    At most `CHUNK` records are taken. The keys go into the table `match_key` and, sealed, into the
    feature row of the record. Row locks prevent conflicts with edits and erasures at the same time.
    A record that cannot be opened, or that could not be packed by this version, gets no keys.
    Searches do not find it. The result counts the records and has the public ids of those that
    could not be opened.
    """
    newest = _enter(session, context, actor)
    waits = (
        Feature.key_version != newest,
        Feature.packed_version.in_((PACKED_VERSION, UNPROCESSABLE)),
    )
    ids = session.scalars(
        select(Feature.record_id).where(*waits).order_by(Feature.record_id).limit(CHUNK)
    ).all()
    records = _locked(session, ids)
    remaining = set(
        session.scalars(select(Feature.record_id).where(Feature.record_id.in_(ids), *waits))
    )
    records = [record for record in records if record.id in remaining]
    opened = _opened(session, context, records)
    rows = read_each(
        records,
        lambda chunk: read_feature_rows(session, context.keys, [record.id for record in chunk]),
        READ_ERRORS,
        _log_failure,
    )
    comparable = [row for row in rows.values() if row.packed_version == PACKED_VERSION]
    keys_by_record = dict(
        zip(
            (row.record_id for row in comparable),
            match_keys.make_match_keys(
                context.keys.key_versions("match"), [row.packed for row in comparable]
            ),
            strict=True,
        )
    )
    new = [
        {"key_version": version, "key": key, "record_id": row.record_id}
        for row in comparable
        for version, own_keys in keys_by_record[row.record_id].items()
        if version != row.key_version  # these exist already
        for key in own_keys
    ]
    insert_missing(session, MatchKey, new, ["key_version", "key", "record_id"])
    for record in records:
        row = rows.get(record.id)
        own = update(Feature).where(Feature.record_id == record.id)
        if row is None:
            session.execute(own.values(key_version=newest, packed_version=UNPROCESSABLE))
            continue
        if row.packed_version != PACKED_VERSION:
            match_keys.remove_keys(session, context.keys, row)
        keys = keys_by_record[record.id][newest] if record.id in keys_by_record else ()
        place = SealPlace("feature", record.public_id, FieldClass.F2.value, row.version)
        sealed = seal_feature(opened[record.public_id], place, keys=keys, packed=row.packed)
        session.execute(own.values(key_version=newest, sealed=sealed))
    feature_changes.record_changes(session, [record.id for record in records])
    shown_records = [
        audit_log.ShownRecord(record.public_id, (FieldClass.F2,)) for record in records
    ]
    given_up = [record.public_id for record in records if record.id not in rows]
    return _done(
        session, context, actor, count=len(ids), shown_records=shown_records, given_up=given_up
    )


def rekey_references(session: Session, context: Context, actor: Actor) -> RekeyStep:
    """Tag the references of the next records under the newest match key.

    At most `CHUNK` records are taken and locked. A record without a readable reference gets a tag
    that no value has. The result counts the records. It has the public ids of those without a
    readable reference, except erased ones. Audited, unless there are no more records.
    """
    newest = _enter(session, context, actor)
    query = (
        select(Record)
        .where(keyed_hashes.has_other_key_version(Record.ref_tag, newest))
        .order_by(Record.id)
        .limit(CHUNK)
    )
    records = session.scalars(query.with_for_update()).all()
    _opened(session, context, records)
    statements = _statements_of(session, context, records, frozenset({FieldClass.F2}))
    given_up: list[UUID] = []
    for record in records:
        reference = next(
            (
                statement.value
                for statement in statements.get(record.id, ())
                if statement.field == "record_ref"
            ),
            None,
        )
        if reference is None:
            record.ref_tag = keyed_hashes.unmatched_tag()
            given_up += [record.public_id] if record.status != RecordStatus.ERASED else []
        else:
            record.ref_tag = _reference_tag(context, record, reference)
    shown_records = [
        audit_log.ShownRecord(record.public_id, (FieldClass.F2,))
        for record in records
        if record.id in statements
    ]
    return _done(
        session, context, actor, count=len(records), shown_records=shown_records, given_up=given_up
    )


def _reference_tag(context: Context, record: Record, reference: str) -> bytes:
    """Return the tag under the newest key, or an unmatched tag if the reference was given up."""
    tags = preparation.reference_tags(context.keys, record.agency_id, reference)
    tag_versions = {tag[: keyed_hashes.VERSION_BYTES] for tag in tags}
    is_given_up = (
        record.ref_tag[: keyed_hashes.VERSION_BYTES] in tag_versions and record.ref_tag not in tags
    )
    return keyed_hashes.unmatched_tag() if is_given_up else tags[0]


def rekey_contacts(session: Session, context: Context, actor: Actor) -> RekeyStep:
    """Tag the contacts of the next children under every key: reporter, guardian, suspects."""
    newest = _enter(session, context, actor)
    query = (
        select(ContactTag.record_id)
        .where(_has_no_newer(newest))
        .distinct()
        .order_by(ContactTag.record_id)
    )
    ids = session.scalars(query.limit(CHUNK)).all()
    records = _locked(session, ids)
    _opened(session, context, records)
    statements = _statements_of(session, context, records, READ_CLASSES)
    tags = read_each(
        records,
        lambda chunk: {
            record.id: _tags_around(session, context, record, statements) for record in chunk
        },
        READ_ERRORS,
        _log_failure,
    )
    session.execute(delete(ContactTag).where(ContactTag.record_id.in_(ids)))
    new = [
        {"record_id": record_id, "role": role, "guardian_id": guardian_id, "tag": tag}
        for record_id, by_person in tags.items()
        for (role, guardian_id), own in by_person.items()
        for tag in sorted(own)
    ]
    insert_rows(session, ContactTag, new)
    shown_records = [
        audit_log.ShownRecord(record.public_id, tuple(sorted(READ_CLASSES))) for record in records
    ]
    given_up = [record.public_id for record in records if record.id not in tags]
    return _done(
        session, context, actor, count=len(ids), shown_records=shown_records, given_up=given_up
    )


def _has_no_newer(newest: int) -> ColumnElement[bool]:
    """Return the condition for tags under another key without one of that role, and of that
    guardian, under the newest.
    """
    newer = aliased(ContactTag)
    is_newer = keyed_hashes.has_key_version(newer.tag, newest)
    has = exists().where(
        newer.record_id == ContactTag.record_id,
        newer.role == ContactTag.role,
        newer.guardian_id.is_not_distinct_from(ContactTag.guardian_id),
        is_newer,
    )
    return keyed_hashes.has_other_key_version(ContactTag.tag, newest) & ~has


def _tags_around(
    session: Session, context: Context, record: Record, statements: dict[int, list[Statement]]
) -> dict[tuple[str, int | None], set[bytes]]:
    """Return the tags around a child by role and, for a guardian, its row id."""
    suspects = contact_screening.suspect_tags(
        context, contact_screening.named_contacts(statements[record.id])
    )
    tags: dict[tuple[str, int | None], set[bytes]] = {
        (ContactRole.REPORTER, None): reporters.tags_of(session, context, record),
        (ContactRole.SUSPECT, None): set(suspects),
    }
    for guardian_id, guardian_tags in guardians.tags_of(session, context, record).items():
        tags[ContactRole.GUARDIAN, guardian_id] = guardian_tags
    return tags


def rekey_accounts(session: Session, context: Context, actor: Actor) -> RekeyStep:
    """Tag the sign-in names of the next accounts under the newest key, at most `CHUNK` accounts.

    The result counts the accounts; 0 means that all are done. An account whose name cannot be
    opened gets an unmatched tag. Its public id is in `given_up`. Audited if there was an account.
    """
    newest = _enter(session, context, actor)
    is_old = keyed_hashes.has_other_key_version(UserAccount.login_tag, newest)
    query = select(UserAccount).where(is_old).order_by(UserAccount.id).limit(CHUNK)
    accounts = session.scalars(query.with_for_update()).all()
    _opened(session, context, accounts)
    given_up: list[UUID] = []
    for user in accounts:
        user.login_tag = _tag(user, partial(_login_tag, session, context, user), given_up)
    return _done(session, context, actor, count=len(accounts), shown_records=(), given_up=given_up)


def _login_tag(session: Session, context: Context, user: UserAccount) -> bytes:
    login = accounts.profile_of(session, context, user)["login"]
    return accounts.login_tags(context.keys, login)[0]


def _tag(owner: UserAccount, make: Callable[[], bytes], given_up: list[UUID]) -> bytes:
    """Return a tag, or an unmatched tag if data does not open; then extend `given_up`."""
    try:
        return make()
    except READ_ERRORS as error:
        _log_failure(owner, error)
        given_up.append(owner.public_id)
        return keyed_hashes.unmatched_tag()


def rekey_identities(session: Session, context: Context, actor: Actor) -> RekeyStep:
    """Tag the next accounts' subjects at the identity provider under the newest key."""
    newest = _enter(session, context, actor)
    is_old = keyed_hashes.has_other_key_version(UserIdentity.tag, newest)
    query = select(UserIdentity).where(is_old).order_by(UserIdentity.user_id).limit(CHUNK)
    accounts = session.scalars(query.with_for_update()).all()
    users = {
        user.id: user for user in (session.get_one(UserAccount, row.user_id) for row in accounts)
    }
    opened = _opened(session, context, list(users.values()))
    given_up: list[UUID] = []
    for row in accounts:
        user = users[row.user_id]
        renew = partial(single_sign_on.renewed_tag, context, opened, row, user.public_id)
        row.tag = _tag(user, renew, given_up)
    return _done(session, context, actor, count=len(accounts), shown_records=(), given_up=given_up)


def _done(
    session: Session,
    context: Context,
    actor: Actor,
    *,
    count: int,
    shown_records: Sequence[audit_log.ShownRecord],
    given_up: Iterable[UUID],
) -> RekeyStep:
    """Return the result of a step and audit it; a step without rows is not audited."""
    session.flush()
    if count:
        act = audit_log.AuditEvent("rekey", records=tuple(shown_records))
        audit_log.record_event(session, context, actor, act)
    return RekeyStep(count, tuple(given_up))


STEPS: tuple[Callable[[Session, Context, Actor], RekeyStep], ...] = (
    rekey_features,
    rekey_references,
    rekey_contacts,
    rekey_accounts,
    rekey_identities,
)


def _enter(session: Session, context: Context, actor: Actor) -> int:
    """Work on every table until the transaction ends; return the newest version of the key."""
    actor_database_role.enter_maintenance(session, actor)
    return context.keys.current("match")[0]


def _locked(session: Session, ids: Sequence[int]) -> list[Record]:
    """Return records, locked in order of id.

    Concurrent writers wait, and the rows read are current.
    """
    return list(
        session.scalars(
            select(Record).where(Record.id.in_(ids)).order_by(Record.id).with_for_update()
        )
    )


def _opened(
    session: Session, context: Context, rows: Sequence[Record | UserAccount]
) -> dict[UUID, bytes]:
    """Return the data keys of the records and accounts that have one.

    Raise `SealBroken` if a key cannot be decrypted.

    The caller does this before it gives up any tag. With the wrong key file no key would open, and
    all tags would be lost.
    """
    return data_keys.open_data_keys(session, context.keys, [record.public_id for record in rows])


def _statements_of(
    session: Session, context: Context, records: Sequence[Record], classes: frozenset[FieldClass]
) -> dict[int, list[Statement]]:
    return read_each(
        records,
        lambda chunk: register.open_statements(
            session, context, [(record, classes) for record in chunk]
        ),
        READ_ERRORS,
        _log_failure,
    )


def _log_failure(owner: Record | UserAccount, error: Exception) -> None:
    log_event("rekeying.failed", level=logging.ERROR, record=str(owner.public_id), error=error)


# --- tags that expire

ExpiringColumn = tuple[keyed_hashes.Column, InstrumentedAttribute[datetime], timedelta]
EXPIRING_COLUMNS: tuple[ExpiringColumn, ...] = (
    (SignInAttempt.tag, SignInAttempt.at, sign_in_attempts.RETENTION),
    (Search.sketch, Search.at, GUESSING_RULES[AlertKind.QUERY_BURST].window),
    (SeriesEntry.hashes, SeriesEntry.at, GUESSING_RULES[AlertKind.VALUE_SERIES].window),
    (
        IdempotencyKey.key_tag,
        IdempotencyKey.created_at,
        timedelta(days=DELETED_AFTER_DAYS["idempotency_key"]),
    ),
)


def delete_unneeded(session: Session, context: Context, actor: Actor) -> datetime | None:
    """Delete expired tags under an old match key, in the columns that cannot be recomputed.

    A search loses its sketch only. For the other columns of `EXPIRING_COLUMNS` the whole row is
    deleted. If the key file holds only the newest match key, all old tags are deleted, expired or
    not. Return when the last remaining old tag expires, None if none is left.
    """
    newest = _enter(session, context, actor)
    key_versions, now = context.keys.key_versions("match"), context.clock.now()
    ends: list[datetime] = []
    for tag, at, lifetime in EXPIRING_COLUMNS:
        is_old = keyed_hashes.has_other_key_version(tag, newest)
        is_over = is_old if len(key_versions) == 1 else is_old & (at < now - lifetime)
        if tag.class_ is Search:
            session.execute(update(Search).where(is_over).values(sketch=None))
        else:
            session.execute(delete(tag.class_).where(is_over))
        last = session.scalar(select(func.max(at)).where(is_old))
        ends += [] if last is None else [last + lifetime]
    return max(ends, default=None)


def sweep(session: Session, context: Context, actor: Actor) -> int:
    """Delete a batch of match keys under a removed key; then contact tags under removed keys.

    The rows exist under the newest key as well. Return the number of deleted match keys.
    """
    newest = _enter(session, context, actor)
    version = session.scalar(select(MatchKey.key_version).where(_is_surplus(newest)).limit(1))
    if version is None:
        session.execute(
            delete(ContactTag).where(keyed_hashes.has_other_key_version(ContactTag.tag, newest))
        )
        return 0
    own = MatchKey.key_version == version
    last = session.scalar(
        select(MatchKey.key).where(own).order_by(MatchKey.key).offset(SWEEP_BATCH_SIZE).limit(1)
    )
    removable = own if last is None else own & (MatchKey.key <= last)
    return session.execute(delete(MatchKey).where(removable)).rowcount  # type: ignore[attr-defined, no-any-return]


def _is_surplus(newest: int) -> ColumnElement[bool]:
    # two ranges, so that the index serves them
    return or_(MatchKey.key_version < newest, MatchKey.key_version > newest)


# --- counts


def record_begin(session: Session, context: Context, actor: Actor) -> None:
    """Audit that a rotation starts or continues."""
    _enter(session, context, actor)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("rotate_match_key"))


def count_lost(session: Session, context: Context) -> int:
    """Return the number of records under an unknown match key, which cannot be found."""
    versions = [version for version, _ in context.keys.key_versions("match")]
    return (
        session.scalar(
            select(func.count()).select_from(Feature).where(Feature.key_version.not_in(versions))
        )
        or 0
    )


def count_old_key_rows(session: Session, context: Context, actor: Actor) -> dict[str, int]:
    """Return the number of rows under another match key than the newest, by table; no zeros."""
    newest = _enter(session, context, actor)
    conditions = {
        "feature": Feature.key_version != newest,
        "match_key": _is_surplus(newest),
        "record": keyed_hashes.has_other_key_version(Record.ref_tag, newest),
        "contact_tag": keyed_hashes.has_other_key_version(ContactTag.tag, newest),
        "user_account": keyed_hashes.has_other_key_version(UserAccount.login_tag, newest),
        "user_identity": keyed_hashes.has_other_key_version(UserIdentity.tag, newest),
    } | {
        tag.class_.__tablename__: keyed_hashes.has_other_key_version(tag, newest)
        for tag, _, _ in EXPIRING_COLUMNS
    }
    counted = {
        name: session.scalar(select(func.count()).where(condition)) or 0
        for name, condition in conditions.items()
    }
    return {name: count for name, count in counted.items() if count}


def check_rekeyed(session: Session, context: Context, actor: Actor) -> None:
    """Raise `Conflict` if a row that needs the old key has no tag under the newest."""
    newest = _enter(session, context, actor)
    left = count_old_key_rows(session, context, actor)
    left.pop("match_key", None)  # surplus: every feature row has its keys under the newest
    left["contact_tag"] = session.scalar(select(func.count()).where(_has_no_newer(newest))) or 0
    if any(left.values()):
        raise Conflict(
            f"the old match key is still needed: {_summary_text(left)};"
            " `homeward upgrade`, then again"
        )


def _summary_text(left: dict[str, int]) -> str:
    return ", ".join(f"{count} of {name}" for name, count in left.items() if count)


def record_retirement(session: Session, context: Context, actor: Actor) -> None:
    """Audit the removal of the old key; raise `Conflict` if a row still depends on it."""
    left = count_old_key_rows(session, context, actor)
    if left:
        raise Conflict(f"rows still depend on an old match key: {_summary_text(left)}")
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("retire_match_key"))
