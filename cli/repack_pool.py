"""Pack records again, in chunks of one agency each.

Few records are packed in this process, many in child processes.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from uuid import UUID

from cli import worker_pipes
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.matching_runs import stale_features
from services.matching_runs.warm_up import load_kernels
from services.operations import feature_upgrade

WORKER_MODULE = "cli.repack_worker"
# from this many records; starting a child takes as long as packing them (2 to 3 s)
MIN_RECORDS = 4_000
RepackChunk = tuple[Actor, list[int]]
RepackResult = tuple[int, list[UUID]]


def pack_all(
    context: Context, database: Database, *, report_progress: Callable[[int], None]
) -> RepackResult:
    """Pack every record of another version again.

    Return the number of packed records, and the public ids of the records that could not be packed.
    `report_progress` receives the number of processed records of each chunk.
    """
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        waiting = stale_features.count_stale_features(session)
    if waiting.due:
        load_kernels()
    first, second = itertools.tee(_work(database))
    if waiting.due < MIN_RECORDS:
        done: Iterator[RepackResult] = (
            pack_chunk(context, database, actor, ids) for actor, ids in first
        )
    else:
        done = worker_pipes.stream_answers(WORKER_MODULE, first, ahead=worker_pipes.worker_count())
    packed, given_up = 0, list[UUID]()
    for (_, ids), (count, failed) in zip(second, done, strict=True):
        packed += count
        given_up += failed
        report_progress(len(ids))
    return packed, given_up


def _work(database: Database) -> Iterator[RepackChunk]:
    """Yield chunks of record ids to pack, each with an actor of the responsible agency."""
    with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
        actors = {
            actor.agency_id: actor for actor in feature_upgrade.agency_actors(session, INSTALLER)
        }
    after = 0
    while True:
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            stale_ids = feature_upgrade.next_stale_ids(session, after=after)
        if not stale_ids:
            return
        yield from (
            (actors[agency_id], ids)
            for agency_id, ids in feature_upgrade.chunks_by_agency(stale_ids)
        )
        after = stale_ids[-1][0]


def pack_chunk(context: Context, database: Database, actor: Actor, ids: list[int]) -> RepackResult:
    """Pack a chunk of records of one agency again and store it.

    Return the number of packed records, and the public ids of the records that could not be
    packed.
    """
    with database.transaction(is_read_only=True) as session:
        chunk = feature_upgrade.repack_records(session, context, actor, ids)
    with database.transaction() as session:
        packed = feature_upgrade.store_chunk(session, context, actor, chunk)
    return packed, [record.public_id for record in chunk.given_up]
