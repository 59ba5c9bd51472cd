"""Whether a process may work on a store: its tables, engine, clock and keys must fit.

Each process checks at its start and while it runs. A mismatch ends the process with one line.
"""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from core.clock import Clock, SystemClock
from core.errors import KeyFileError, SealBroken, SettingsError, StoreUnreadable
from core.logs import log_event
from core.policy.actions import Action
from core.security.crypto import Keyring, keyed_hash
from matching.versions import PACKED_VERSION
from models.operations.key_check import KeyCheck
from models.oversight.audit import Audit
from models.records.facts import DataKey, Feature
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from models.sql.connection_errors import sign_in_refusal
from services.foundation import audit_log, clock_confirmation, data_keys, store_versions
from services.foundation.actor import Actor, require
from services.foundation.context import Context

LOOK_S = 10.0
RETRY_S = 1.0  # while a starting process waits for the database
MESSAGE_INTERVAL_S = 30.0
MOST_APART = timedelta(minutes=1)
# The store or this program's own revision cannot be read; it says nothing about the tables.
UNREADABLE = (SQLAlchemyError, StoreUnreadable)
CHECKED_TEXT = b"homeward key check"


def check(
    database: Database,
    keys: Keyring,
    clock: Clock,
    *,
    is_clock_checked: bool = True,
    are_keys_stored: bool = True,
) -> None:
    """Raise `SettingsError` if this process must not work on the store.

    The causes are other tables or another engine, a wrong clock, records packed by a newer engine,
    and other keys. The message names the reason and the next step. `is_clock_checked`: check the
    clock. `are_keys_stored`: store the check values of keys that the store does not know yet.
    """
    store_versions.refuse_difference(database)
    with database.transaction(door=DatabaseRole.WORKER) as session:
        if is_clock_checked:
            check_clock(session, clock)
            clock_confirmation.request_if_idle(session, clock)
        check_packed(session)
        check_keys(session, keys, clock, are_keys_stored=are_keys_stored)


@dataclasses.dataclass
class Watch:
    """Checks the store repeatedly in a thread, and calls `refused` once if it does not fit.

    While the store cannot be read, the check is repeated, and this is logged once. A refused
    sign-in counts only before the first successful check (`was_checked`). `reason` is the error
    that was found, None before.
    """

    database: Database
    context: Context
    refused: Callable[[], None]
    reason: SettingsError | None = None
    was_checked: bool = False
    _is_unreachable: bool = False

    def start(self) -> None:
        """Start the thread; it ends with the process."""
        threading.Thread(target=self._run, name="store-check", daemon=True).start()

    def _run(self) -> None:
        while self.reason is None:
            self.look()
            time.sleep(LOOK_S)

    def look(self) -> None:
        """Check the store once. A mismatch sets `reason`; a store that cannot be read does not."""
        try:
            self._check()
        except SettingsError as error:
            log_event("store.refused", level=logging.CRITICAL, error=error)
            self.reason = error
            self.refused()
        except UNREADABLE as error:
            self._note_unreachable(error)

    def _note_unreachable(self, error: Exception) -> None:
        """Log that the store cannot be read, once until it can be read again."""
        if not self._is_unreachable:
            log_event("database.unreachable", level=logging.WARNING, error=error)
        self._is_unreachable = True

    def _check(self) -> None:
        with _refused_sign_in() if not self.was_checked else contextlib.nullcontext():
            check(self.database, self.context.keys, self.context.clock)
        if self._is_unreachable:
            log_event("database.recovered")
        self.was_checked, self._is_unreachable = True, False


@contextlib.contextmanager
def _refused_sign_in() -> Iterator[None]:
    """Raise `SettingsError` for a database that refuses the sign-in."""
    try:
        yield
    except OperationalError as error:
        refusal = sign_in_refusal(error)
        if refusal:
            raise SettingsError(refusal) from error
        raise


def check_start(database: Database, keys: Keyring, clock: Clock, *, waits: bool) -> None:
    """Check the store at process start; raise `SettingsError` for a refused sign-in too.

    `waits`: return only after the database answers. Otherwise the process continues without it.
    """
    logged_at = -math.inf
    while True:
        try:
            with _refused_sign_in():
                check(database, keys, clock)
            return
        except (OperationalError, StoreUnreadable) as error:
            if time.monotonic() - logged_at >= MESSAGE_INTERVAL_S:
                logged_at = time.monotonic()
                log_event("database.unreachable", level=logging.WARNING, error=error)
        if not waits:
            return
        time.sleep(RETRY_S)


def end_process() -> None:
    """Ask this process to stop, with SIGTERM."""
    os.kill(os.getpid(), signal.SIGTERM)


def check_clock(session: Session, clock: Clock) -> None:
    """Compare the clock with the database's; on SQLite, with the time of the newest audit row.

    A clock that is ahead with its whole machine is detected only if it was set while this process
    ran, because the installation may have been idle (`clock_confirmation`). A `ManualClock`, which
    tests move by years, is not compared. Raise `SettingsError` for a clock that is ahead or behind
    by more than `MOST_APART`.
    """
    if not isinstance(clock, SystemClock):
        return
    jump = clock.jump()
    if abs(jump) > MOST_APART:
        direction = "ahead" if jump > timedelta() else "back"
        raise SettingsError(
            f"this machine's clock was set {abs(jump).total_seconds():.0f} s {direction} while this"
            " process ran; set the clock right (NTP), then start the process again"
        )
    offset = difference(session, clock)
    if abs(offset) <= MOST_APART:
        return
    direction = "ahead of" if offset > timedelta() else "behind"
    source = "the database's" if _is_postgres(session) else "the newest entry of the audit log"
    raise SettingsError(
        f"this machine's clock is {abs(offset).total_seconds():.0f} s {direction} {source}; set"
        " the clock"
        " right (NTP)"
        + ("" if _is_postgres(session) else "; if it is right, run `homeward audit accept-clock`")
    )


def accept_clock(session: Session, context: Context, actor: Actor) -> None:
    """Write to the audit log that the clock is right; `check_clock` compares with that entry.

    Steps that wait for the confirmation continue.
    """
    require(actor, Action.MANAGE)
    clock_confirmation.confirm(session, context.clock)
    audit_log.record_event(session, context, actor, audit_log.AuditEvent("accept_clock"))


def difference(session: Session, clock: Clock) -> timedelta:
    """Return by how much the clock is ahead; negative if it is behind."""
    if _is_postgres(session):
        before = clock.now()
        database_time = session.scalar(text("SELECT clock_timestamp()"))
        assert isinstance(database_time, datetime)
        after = clock.now()
        return (
            after - database_time
            if database_time > after
            else max(before - database_time, timedelta())
        )
    newest = session.scalar(select(Audit.at).order_by(Audit.id.desc()).limit(1))
    return timedelta() if newest is None else min(clock.now() - newest, timedelta())


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def check_packed(session: Session) -> None:
    """Raise `SettingsError` if a newer engine packed any record, because this one would not find
    it.
    """
    newest = session.scalar(select(func.max(Feature.packed_version))) or 0
    if newest > PACKED_VERSION:
        raise SettingsError(
            f"records were packed by a newer engine (version {newest}, this program has"
            f" {PACKED_VERSION}); start the newer program"
        )


def check_keys(
    session: Session, keys: Keyring, clock: Clock, *, are_keys_stored: bool = True
) -> None:
    """Compare each key with its check value; raise `KeyFileError` for a key that differs.

    If `are_keys_stored`, store the check values of new keys.
    """
    reason = wrong_key(session, keys)
    if reason:
        raise KeyFileError(
            f"the key file is another installation's: {reason}; put this installation's key file in"
            " place"
        )
    if not are_keys_stored:
        return
    check_values, known_versions = _check_values(keys), _known(session)
    session.add_all(
        KeyCheck(name=name, version=version, value=check_values[name, version], made_at=clock.now())
        for name, version in sorted(check_values.keys() - known_versions.keys())
    )


def wrong_key(session: Session, keys: Keyring) -> str:
    """Return why the keys do not belong to this store, or "".

    A store older than its check values has none; then a data key must open.
    """
    check_values, known_versions = _check_values(keys), _known(session)
    for name, version in sorted(known_versions.keys() & check_values.keys()):
        if known_versions[name, version] != check_values[name, version]:
            return f"its {name} key {version} is not the one this database knows"
    if known_versions:
        return ""
    row = session.scalars(select(DataKey).limit(1)).first()
    try:
        if row is not None:
            data_keys.unwrap(keys, row.subject, row.scope, row.key_version, row.wrapped)
    except SealBroken:
        return "it does not open this database's data keys"
    return ""


def _check_values(keys: Keyring) -> dict[tuple[str, int], bytes]:
    return {
        (name, version): keyed_hash(key, "key_check", CHECKED_TEXT)
        for name, versions in keys.versions.items()
        for version, key in versions.items()
    }


def _known(session: Session) -> dict[tuple[str, int], bytes]:
    return {(row.name, row.version): row.value for row in session.scalars(select(KeyCheck))}
