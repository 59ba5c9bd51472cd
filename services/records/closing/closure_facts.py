"""The facts of `core.policy.case.closures` that a record holds, with the record that it follows.

A report of a child missing from care follows a found record of the same responsible agency, which
has the story, the guardian and the decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.case import DeadlineEnd, DeadlineKind
from core.codes.records import EpisodeKind, RecordKind
from core.policy.case.closures import ClosureFact
from core.policy.case.consent import BARRED_RELATIONS
from core.policy.case.deadlines import DeadlineFact
from core.policy.fields import FieldClass
from models.agencies.agency import Agency
from models.case.contact import Guardian
from models.case.deadline import CaseDeadline
from models.case.episode import Episode
from models.consent.written_consent import BestInterests, RiskAssessment
from models.records.facts import RecordFacts
from models.records.record import Record
from services.foundation import data_keys
from services.foundation.context import Context
from services.foundation.facts import age_range, person_view, statements
from services.foundation.facts.statements import Statement
from services.records.closing import adulthood
from services.records.intake import deadline_facts
from services.sharing import permissions, same_person_links

LOCATING = frozenset(
    {EpisodeKind.LOCATED, EpisodeKind.SAFE, EpisodeKind.RETURNED, EpisodeKind.REUNIFIED}
)
_CLASSES = (FieldClass.F2, FieldClass.F2A, FieldClass.F4B)


def held_facts(
    session: Session, context: Context, record: Record
) -> tuple[frozenset[ClosureFact], bool]:
    """Return the facts of a record of the actor's agency, and whether the rules of a child
    apply.
    """
    origin = same_person_links.predecessor(session, record)
    own = [record] if origin is None else [record, origin]
    record_statements = [one for row in own for one in _statements(session, context, row)]
    today = context.clock.now().date()
    ages = age_range.age_range_of(
        person_view.person_of(record_statements, ref="", kind=record.kind),
        record_statements,
        protected_since=adulthood.protected_since(session, record),
    )
    facts = set(_from_statements(session, record, record_statements))
    facts |= set(_from_tables(session, context, own))
    if not ages.is_under_age(today):
        facts.add(ClosureFact.ADULT)
    return frozenset(facts), ages.is_child(today)


def _statements(session: Session, context: Context, record: Record) -> list[Statement]:
    """Open the statements of the classes that closures ask about."""
    documents = session.scalars(
        select(RecordFacts).where(
            RecordFacts.record_id == record.id,
            RecordFacts.version == record.version,
            RecordFacts.field_class.in_([one.value for one in _CLASSES]),
        )
    ).all()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    return [
        one
        for document in documents
        for one in statements.open_facts(key, record.public_id, document)
    ]


def _from_statements(
    session: Session, record: Record, record_statements: Sequence[Statement]
) -> Iterator[ClosureFact]:
    if any(_is_verified_relative(one) for one in record_statements):
        yield ClosureFact.VERIFIED_KINSHIP
    agency = session.get_one(Agency, record.agency_id)
    recorded = select(CaseDeadline.id).where(
        CaseDeadline.record_id == record.id,
        CaseDeadline.kind == DeadlineKind.POLICE_REPORT,
        CaseDeadline.ended_by.in_([DeadlineEnd.ACT, DeadlineEnd.FACT]),
    )
    if (
        agency.kind == AgencyKind.POLICE
        or DeadlineFact.POLICE_INFORMED in deadline_facts.stated_facts(record_statements)
        or session.scalar(recorded.limit(1)) is not None
    ):
        yield ClosureFact.POLICE_INFORMED


def _is_verified_relative(one: Statement) -> bool:
    is_relative = one.field == "relatives" and one.entry.code not in BARRED_RELATIONS
    return is_relative and one.is_verified


def _from_tables(
    session: Session, context: Context, own: Sequence[Record]
) -> Iterator[ClosureFact]:
    ids = [row.id for row in own]
    located_at = [at for row in own if (at := _located_at(session, row)) is not None]
    if located_at:
        yield ClosureFact.LOCATED
    assessed = select(RiskAssessment.id).where(
        RiskAssessment.record_id.in_(ids),
        RiskAssessment.assessed_at >= max(located_at, default=own[0].created_at),
    )
    if session.scalar(assessed.limit(1)) is not None:
        yield ClosureFact.RISK_ASSESSED
    appointed = select(Guardian.id).where(
        Guardian.record_id.in_(ids), Guardian.ended_at.is_(None), ~Guardian.has_conflict
    )
    if session.scalar(appointed.limit(1)) is not None:
        yield ClosureFact.GUARDIAN_APPOINTED
    if any(_is_decided(session, context, row) for row in own):
        yield ClosureFact.BEST_INTERESTS


def _located_at(session: Session, record: Record) -> Any:
    """Return the time since which the place of the person is known; None: the place is not known.

    The place of a found person is known until they leave care.
    """
    steps = LOCATING | {EpisodeKind.MISSING_FROM_CARE, EpisodeKind.REOPENED}
    last = session.execute(
        select(Episode.kind, Episode.at)
        .where(Episode.record_id == record.id, Episode.kind.in_(sorted(steps)))
        .order_by(Episode.id.desc())
        .limit(1)
    ).first()
    if last is not None and last.kind in LOCATING:
        return last.at
    is_there = record.kind == RecordKind.FOUND and (
        last is None or last.kind != EpisodeKind.MISSING_FROM_CARE
    )
    return record.created_at if is_there else None


def _is_decided(session: Session, context: Context, record: Record) -> bool:
    """Return whether the newest best-interests decision counts: its review is not over, and a
    second person confirmed it where it opens anything.
    """
    newest = session.scalars(
        select(BestInterests)
        .where(BestInterests.record_id == record.id)
        .order_by(BestInterests.id.desc())
        .limit(1)
    ).first()
    if newest is None or newest.sealed is None:
        return False
    if newest.review_at is not None and newest.review_at <= context.clock.now():
        return False
    if permissions.is_determination_approved(session, newest):
        return True
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    place = permissions.best_interests_place(newest.public_id)
    return not data_keys.unseal_json(key, newest.sealed, place).get("opens")
