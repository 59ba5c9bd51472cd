"""Warm-up of a process before the first search or match: kernels, names, opened feature rows.

The kernels are compiled, or read from their cache, before any transaction that compares: compiling
takes minutes, and PostgreSQL ends transactions that are idle for so long. A store without a
snapshot is small, so names and rows are not read. A search or job reads what is not loaded yet.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from core.errors import HomewardError
from core.logs import log_event
from matching import Population
from matching.warm_up import warm as warm_kernels
from models.matching_runs.match_key import RaritySnapshot
from models.records.facts import Feature
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.foundation.context import Context

CHUNK = 500  # rows opened at once
STOP_S = 5  # after this the thread can only be compiling, without using the database


_loading = threading.Lock()
_loaded = threading.Event()


def load_kernels() -> None:
    """Compile the kernels or read them from their cache, once in a process; others wait for it.

    Call it before a transaction that compares records.
    """
    with _loading:
        if not _loaded.is_set():
            warm_kernels()
            _loaded.set()


@contextlib.contextmanager
def warm_up_during(context: Context, database: Database) -> Iterator[threading.Event]:
    """Warm up in a thread during the block; afterwards the thread holds no connection.

    Yield the event that is set when the kernels are loaded.
    """
    stop = threading.Event()
    thread = start_warm_up(context, database, stop)
    try:
        yield _loaded
    finally:
        stop.set()
        thread.join(STOP_S)


def start_warm_up(context: Context, database: Database, stop: threading.Event) -> threading.Thread:
    """Start warm-up in a thread that ends when it is done, stopped, or the process ends."""
    thread = threading.Thread(
        target=_try, args=(context, database, stop), name="warming", daemon=True
    )
    thread.start()
    return thread


def _try(context: Context, database: Database, stop: threading.Event) -> None:
    try:
        began = time.monotonic()
        load_kernels()
        if warm_up(context, database, stop):
            log_event(
                "warming.done",
                rows=len(context.features),
                seconds=round(time.monotonic() - began, 1),
            )
    except (SQLAlchemyError, HomewardError) as error:  # every search reads its own data
        log_event("warming.failed", error=error)


def warm_up(context: Context, database: Database, stop: threading.Event) -> bool:
    """Read names and as many feature rows as fit the cache.

    Return False for a store without a snapshot. After each chunk it pauses as long as the chunk
    took, so that searches get half of the interpreter.
    """
    with database.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        if session.scalar(select(RaritySnapshot.id).limit(1)) is None:
            return False
    last: int | None = 0
    while last is not None and not stop.is_set():
        began = time.monotonic()
        last = _read(context, database, last)
        stop.wait(time.monotonic() - began)
    return True


def _read(context: Context, database: Database, after: int) -> int | None:
    """Load the next chunk of rows above the id `after` into the cache.

    The frequencies of their names are computed, too. Return the last id of the chunk, None at the
    end or if the cache is full.
    """
    with database.transaction(is_read_only=True, door=DatabaseRole.MATCHER) as session:
        query = (
            select(Feature.record_id)
            .where(Feature.record_id > after)
            .order_by(Feature.record_id)
            .limit(CHUNK)
        )
        ids = session.scalars(query).all()
        if not ids or context.features.is_full:
            return None
        rows = context.features.get(session, context.keys, ids)
        rarity = context.rarity.in_force(session, context.keys).rarity
    rarity.remember(Population.from_packed([row.packed for row in rows.values()]).table)
    return ids[-1]
