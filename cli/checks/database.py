"""Check the database: version, tables, row-level security, clock, jobs and audit log."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select, text

from cli.checks.finding import (
    Finding,
    FindingState,
    limit_finding,
    open_database,
    state_by_limits,
)
from core.clock import SystemClock
from core.codes.operations import BackupKind
from core.policy.clock_steps import IDLE_DAYS
from core.security.crypto import Keyring
from core.settings import Settings
from models.oversight.audit import Audit
from models.row_security import row_level_security
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation import audit_chain, clock_confirmation, jobs, store_versions
from services.foundation.context import make_context
from services.matching_runs import decision_labels, stale_features
from services.operations import backup, match_key_rotation, metrics, store_check
from services.operations.metrics import LateSchedule
from services.operations.readiness import (
    OLDEST_JOB_S,
    SCHEDULE_LATE_S,
    Readiness,
    readiness,
)
from services.oversight import audit_verification

OLDEST_POSTGRES = 15
# Leases last 10 s and are renewed every 3 s, each by the clock of its machine.
SKEW_WARN_S, SKEW_BAD_S = 1.0, 3.0
LAST_ROWS = 1000
BACKUP_WARN_S, BACKUP_BAD_S = 26 * 3600.0, 7 * 24 * 3600.0  # a backup is made each night
_BACKUPS = {
    BackupKind.DATA: ("a new data archive", "homeward backup --data FILE --keys FILE"),
    BackupKind.KEYS: ("a new key archive", "homeward backup --keys FILE, after each erasure"),
    BackupKind.PROOF: (
        "a proof that they fit",
        "homeward backup --data FILE --keys FILE reads one each time",
    ),
}


def check_database(settings: Settings) -> Iterator[Finding]:
    """Yield the checks that need no context: version, tables, row-level security and clock."""
    with open_database(settings) as database:
        yield _version(database)
        difference = store_versions.find_difference(database)
        if difference is not None:
            reason, _, remedy = difference.reason.rpartition("; ")
            yield Finding("tables", FindingState.BAD, reason, remedy)
            return
        yield Finding("tables", FindingState.OK, "this program may work on the database")
        yield _confirmed_clock(database)
        if not database.is_sqlite:
            yield from _wall(database)
            yield _clock(database)


def _version(database: Database) -> Finding:
    with database.engine.connect() as connection:
        if database.is_sqlite:
            return Finding(
                "database",
                FindingState.OK,
                f"SQLite {connection.scalar(text('SELECT sqlite_version()'))}",
            )
        number = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    if number < OLDEST_POSTGRES:
        return Finding(
            "database",
            FindingState.BAD,
            f"PostgreSQL {number}",
            f"use PostgreSQL {OLDEST_POSTGRES} or newer",
        )
    return Finding("database", FindingState.OK, f"PostgreSQL {number}")


def _wall(database: Database) -> Iterator[Finding]:
    with database.engine.connect() as connection:
        differences = row_level_security.inspect(connection, database.url.username or "")
    for difference in differences:
        yield Finding(
            "row security",
            FindingState.BAD,
            difference,
            "homeward migrate; processes sign in as the application role",
        )
    if not differences:
        yield Finding(
            "row security", FindingState.OK, "roles and policies are those of this version"
        )


def _clock(database: Database) -> Finding:
    clock = SystemClock()
    with database.engine.connect() as connection:
        before = clock.now()
        database_time = connection.scalar(text("SELECT clock_timestamp()"))
        after = clock.now()
    assert isinstance(database_time, datetime)
    skew = max(
        (before - database_time).total_seconds(), (database_time - after).total_seconds(), 0.0
    )
    words = f"{skew:.1f} s off the database's clock"
    return limit_finding("clock", skew, words, "run NTP on both", warn=SKEW_WARN_S, bad=SKEW_BAD_S)


def _confirmed_clock(database: Database) -> Finding:
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        is_awaited = clock_confirmation.is_awaited(session) or clock_confirmation.is_idle(
            session, SystemClock()
        )
    if is_awaited:
        return Finding(
            "clock",
            FindingState.WARN,
            f"the audit log has a gap of over {IDLE_DAYS} days: erasure and other final steps wait",
            "if the clock is right, run `homeward audit accept-clock`",
        )
    return Finding("clock", FindingState.OK, "no step waits for the clock to be confirmed")


def check_work(settings: Settings) -> Iterator[Finding]:
    """Yield the state of jobs, keys and packed records, and whether the audit log works."""
    context = make_context(settings)
    with open_database(settings) as database:
        if store_versions.find_difference(database) is not None:
            return
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            state = jobs.queue_state(session, context)
            unsigned = metrics.unsigned_s(session, context)
            late = metrics.schedules_late(session, context)
            packed = stale_features.count_stale_features(session)
            lost_count = match_key_rotation.count_lost(session, context)
            wrong = store_check.wrong_key(session, context.keys)
            ages = backup.backup_ages(session, context)
            other_versions = decision_labels.count_other_versions(session, context.engine.version)
        yield _packed(packed)
        yield _of_this_store(wrong)
        yield _keyed(lost_count, len(context.keys.key_versions("match")))
        yield _waiting(state.oldest_s)
        yield _scheduled(late)
        yield from (_backed_up(kind, age_s) for kind, age_s in ages.items())
        if other_versions:
            words = (
                f"{other_versions} records were last matched by another engine or under other"
                " weights"
            )
            yield Finding(
                "weights in use",
                FindingState.WARN,
                words,
                "homeward crossmatch, or wait for the daily one",
            )
        yield _failed_finding(state.quarantined)
        if readiness(database, context) is Readiness.AUDIT_UNAVAILABLE:
            yield Finding(
                "audit log",
                FindingState.BAD,
                "it cannot be written, so no data is shown",
                "check the database's disk and log",
            )
        yield _signed(unsigned)
        yield _chained(database, context.keys)


def _packed(waiting: stale_features.StaleFeatureCounts) -> Finding:
    if waiting.due:
        words = (
            f"{waiting.due} records wait for the upgrade: they are packed for another version and"
            " are not matched"
        )
        return Finding("packing", FindingState.BAD, words, "homeward upgrade")
    if waiting.given_up:
        words = f"{waiting.given_up} records could not be packed again and are not matched"
        return Finding("packing", FindingState.WARN, words, "docs/operations.md, Upgrade")
    return Finding("packing", FindingState.OK, "every record is packed for this version")


def _of_this_store(wrong: str) -> Finding:
    if wrong:
        remedy = "put this installation's key file in place"
        return Finding("keys", FindingState.BAD, f"of another installation: {wrong}", remedy)
    return Finding("keys", FindingState.OK, "the keys of this database")


def _keyed(lost_count: int, key_count: int) -> Finding:
    remedy = "homeward rotate-keys match"
    if lost_count:
        words = (
            f"{lost_count} records use a match key that is missing from the key file, and are not"
            " matched"
        )
        return Finding("match key", FindingState.BAD, words, remedy)
    if key_count > 1:
        return Finding(
            "match key",
            FindingState.WARN,
            "its rotation is not finished: the old key is still in use",
            remedy,
        )
    return Finding("match key", FindingState.OK, "one, used by every record")


def _waiting(oldest_s: float) -> Finding:
    return limit_finding(
        "matching",
        oldest_s,
        f"the oldest record has waited {oldest_s:.0f} s",
        "start worker, scheduler and broker, or add workers",
        warn=OLDEST_JOB_S / 4,
        bad=OLDEST_JOB_S,
    )


def _scheduled(late: Sequence[LateSchedule]) -> Finding:
    latest = max(late, key=lambda schedule: schedule.late_s, default=LateSchedule("", 0.0))
    state = state_by_limits(latest.late_s, warn=SCHEDULE_LATE_S / 4, bad=SCHEDULE_LATE_S)
    if state is FindingState.OK:
        return Finding("schedule", state, "recurring work, including deadlines, is on time")
    words = f"{latest.kind} was due {latest.late_s:.0f} s ago"
    return Finding("schedule", state, words, "start the scheduler, or read its log")


def _backed_up(kind: BackupKind, age_s: float) -> Finding:
    words, remedy = _BACKUPS[kind]
    words = f"{age_s / 3600:.0f} h without {words}"
    return limit_finding("backup", age_s, words, remedy, warn=BACKUP_WARN_S, bad=BACKUP_BAD_S)


def _failed_finding(count: int) -> Finding:
    if count:
        return Finding(
            "quarantine",
            FindingState.WARN,
            f"{count} jobs failed in every attempt",
            "docs/operations.md, A poisonous record",
        )
    return Finding("quarantine", FindingState.OK, "no job in quarantine")


def _signed(unsigned_s: float) -> Finding:
    return limit_finding(
        "audit log signed",
        unsigned_s,
        f"the oldest unsigned row is {unsigned_s:.0f} s old",
        "start the scheduler, and make its data directory writable",
        warn=audit_verification.COVERED_AFTER_S / 2,
        bad=audit_verification.COVERED_AFTER_S,
    )


def _chained(database: Database, keys: Keyring) -> Finding:
    with database.transaction(is_read_only=True, door=DatabaseRole.AUDITOR) as session:
        rows = session.scalars(select(Audit).order_by(Audit.id.desc()).limit(LAST_ROWS)).all()
    whole = all(audit_chain.is_intact(keys, row) for row in rows)
    chained = all(newer.previous == older.hash for newer, older in itertools.pairwise(rows))
    if whole and chained:
        return Finding("audit log", FindingState.OK, f"the last {len(rows)} rows are intact")
    return Finding(
        "audit log",
        FindingState.BAD,
        "the last rows were altered, or were not made with the keys of this key file",
        "homeward audit verify; docs/operations.md",
    )
