"""Notify the responsible agencies of a record's matches of candidates: at once, or counted by their
next digest.

`core.policy.sharing.candidate_digest` decides by what a side may know of the match and by facts of
its own record only.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy.orm import Session

from core.codes.records import RecordKind
from core.policy.fields import FieldClass
from core.policy.sharing import candidate_digest
from core.policy.sharing.candidate_digest import OwnFacts
from core.policy.time_zones import agency_time_zone
from models.agencies.agency import Agency
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from services.foundation.context import Context
from services.foundation.facts import age_range, person_view
from services.foundation.facts.statements import Statement
from services.records import register
from services.sharing import match_knowledge, notifications
from services.sharing.match_knowledge import SideToNotify

# The classes of the facts that decide: birth and assessments, and the day of a missing person.
_OPENED = frozenset({FieldClass.F2, FieldClass.F4B})
_OPENED_OF_MISSING = _OPENED | {FieldClass.F3}


def notify_of_candidates(session: Session, context: Context, record_id: int) -> int:
    """Notify the sides of a record's open matches that may know more than before.

    Return the number of notifications. For workers.
    """
    sides = match_knowledge.update_record_knowledge(session, context, record_id)
    return notifications.notify_of_matches(session, context, _with_digests(session, context, sides))


def _with_digests(
    session: Session, context: Context, sides: Iterable[SideToNotify]
) -> list[SideToNotify]:
    """Return the sides with the time of the digest of each candidate that waits for one.

    A silent match is in no list of matches, so it never waits.
    """
    now = context.clock.now()
    side_list = list(sides)
    doubtful = {
        one.side.own.record.id: one.side.own.record
        for one in side_list
        if not one.is_silent
        and one.known < candidate_digest.AT_ONCE_FROM
        and match_knowledge.are_open(one.side)
    }
    own = _own_facts(session, context, doubtful.values())
    digests = {
        agency_id: candidate_digest.next_digest(now, _time_zone(session, agency_id))
        for agency_id in {record.agency_id for record in doubtful.values()}
    }
    return [
        one
        if one.is_silent
        or (record := one.side.own.record).id not in own
        or candidate_digest.is_at_once(one.known, own[record.id], now)
        else dataclasses.replace(one, digest_at=digests[record.agency_id])
        for one in side_list
    ]


def _time_zone(session: Session, agency_id: int) -> str:
    agency = session.get_one(Agency, agency_id)
    return agency_time_zone(agency.time_zone, agency.state)


def _own_facts(session: Session, context: Context, own: Iterable[Record]) -> dict[int, OwnFacts]:
    """Return the deciding facts of records by id, each opened as its own agency."""
    facts: dict[int, OwnFacts] = {}
    by_agency = itertools.groupby(
        sorted(own, key=lambda record: record.agency_id), lambda record: record.agency_id
    )
    for agency_id, group in by_agency:
        of_agency = list(group)
        identity = RoleIdentity(agency_id=agency_id)
        with database_roles.as_role(session, DatabaseRole.ACTOR, identity):
            opened = register.open_statements(
                session, context, [(record, _opened(record)) for record in of_agency]
            )
        for record in of_agency:
            facts[record.id] = _facts_of(context, record, opened.get(record.id, []))
    return facts


def _opened(record: Record) -> frozenset[FieldClass]:
    return _OPENED_OF_MISSING if record.kind == RecordKind.MISSING else _OPENED


def _facts_of(context: Context, record: Record, statements: Sequence[Statement]) -> OwnFacts:
    person = person_view.person_of(statements, ref="", kind=record.kind)
    last_birth = age_range.age_range_of(person, statements).last
    today = context.clock.now().date()
    return OwnFacts(
        years=None if last_birth is None else person_view.years_between(last_birth, today),
        is_at_risk=not record.may_warn,
        since=_since(record, person_view.last_seen_day(person)),
    )


def _since(record: Record, last_seen: date | None) -> datetime | None:
    """Return the last possible time of the event of a record, by `OwnFacts.since`."""
    if record.kind == RecordKind.MISSING and last_seen is not None:
        return datetime.combine(last_seen, time.max, UTC)
    is_by_hand = record.import_batch_id is None
    return record.created_at if record.kind == RecordKind.FOUND and is_by_hand else None
