"""Counts of the records of one agency, and of their sealed data as far as consent permits.

Runs under the role of actors, as that agency. Opened data is converted to codes and added up in
chunks. No personal data is stored.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from core.codes.consent import ConsentState
from core.codes.records import RecordStatus
from core.counted_facts import COUNTED_FACTS
from core.errors import SealBroken
from core.policy.fields import FieldClass
from core.policy.statistics import COUNTED_CLASSES, NEEDS_LEGAL_BASIS
from models.agencies.agency import Agency
from models.consent.written_consent import Consent, ConsentScope
from models.data_rights.data_request import RecordRestriction
from models.oversight.decoy import Decoy
from models.records.photo import RecordPhoto
from models.records.record import Record
from models.records.tombstone import Tombstone
from services.case import guardians
from services.foundation.bulk_reading import read_each
from services.foundation.context import Context
from services.records import register
from services.statistics.cell_counts import CellCounts
from services.statistics.definitions import DIMENSION_CODES
from services.statistics.record_codes import RecordDescription, RecordProfile, describe_record

CHUNK = 500
CONSENT_END_CODES = DIMENSION_CODES["consent_end"]


@dataclasses.dataclass(frozen=True, slots=True)
class StatisticsConsent:
    """The consents of a record: `consent` as counted, current scopes, and consent to statistics."""

    consent: str = "never"
    scopes: frozenset[str] = frozenset()
    of_statistics: str = "not_asked"


def count_records(
    session: Session,
    context: Context,
    tally: CellCounts,
    agency: Agency,
    record_ids: frozenset[int] = frozenset(),
) -> dict[int, RecordProfile]:
    """Count an agency's records; return the profiles of the wanted ones, also if closed."""
    profiles: dict[int, RecordProfile] = {}
    for chunk in _chunks(session, agency, record_ids):
        words = _words(session, context, [record.id for record in chunk])
        described = _described(session, context, chunk, words)
        for record in chunk:
            if record.id in record_ids:
                profiles[record.id] = described[record.id].profile
            if record.status == RecordStatus.OPEN:
                overdue = record.review_at is not None and record.review_at <= context.clock.now()
                review = "overdue" if overdue else "not_due"
                _add(
                    tally,
                    record,
                    agency,
                    described[record.id],
                    words.get(record.id, StatisticsConsent()),
                    review,
                )
    _count_ended(session, tally, agency)
    return profiles


def _chunks(session: Session, agency: Agency, record_ids: frozenset[int]) -> Iterator[list[Record]]:
    """Yield the agency's counted open records in chunks, and wanted records of any status."""
    is_counted = (Record.status == RecordStatus.OPEN) & ~_is_decoy()
    ids = session.scalars(
        select(Record.id).where(Record.agency_id == agency.id, is_counted, ~_is_restricted())
    ).all()
    closed = session.scalars(
        select(Record.id).where(Record.agency_id == agency.id, Record.status == RecordStatus.CLOSED)
    ).all()
    all_ids = sorted({*ids, *record_ids.intersection(closed)})
    for start in range(0, len(all_ids), CHUNK):
        yield list(
            session.scalars(select(Record).where(Record.id.in_(all_ids[start : start + CHUNK])))
        )


def _is_decoy() -> ColumnElement[bool]:
    return exists().where(Decoy.record_id == Record.id)


def _is_restricted() -> ColumnElement[bool]:
    return exists().where(
        RecordRestriction.record_id == Record.id, RecordRestriction.ended_at.is_(None)
    )


def _words(
    session: Session, context: Context, record_ids: Sequence[int]
) -> dict[int, StatisticsConsent]:
    """Return the newest started consent of each record; an active one takes precedence."""
    rows = session.execute(
        select(Consent, ConsentScope.scope)
        .outerjoin(ConsentScope, ConsentScope.consent_id == Consent.id)
        .where(
            Consent.record_id.in_(record_ids),
            Consent.state.in_((ConsentState.ACTIVE, *CONSENT_END_CODES)),
        )
        .order_by(Consent.id)
    )
    scopes: dict[int, set[str]] = {}
    newest: dict[int, Consent] = {}
    for consent, scope in rows:
        scopes.setdefault(consent.id, set()).update([] if scope is None else [scope])
        before = newest.get(consent.record_id)
        if (
            before is None
            or consent.state == ConsentState.ACTIVE
            or before.state != ConsentState.ACTIVE
        ):
            newest[consent.record_id] = consent
    return {
        record_id: _word(
            consent,
            frozenset(scopes[consent.id]),
            is_active=consent.expires_at > context.clock.now(),
        )
        for record_id, consent in newest.items()
    }


def _word(consent: Consent, scopes: frozenset[str], *, is_active: bool) -> StatisticsConsent:
    if consent.state == ConsentState.ACTIVE and is_active:
        return StatisticsConsent("in_force", scopes, "yes" if "statistics" in scopes else "no")
    return StatisticsConsent(
        "ended", frozenset(), "no" if consent.state == ConsentState.WITHDRAWN else "not_asked"
    )


def _opens(record: Record, word: StatisticsConsent) -> frozenset[FieldClass]:
    """Return the field classes that may be opened for counting a record."""
    if (word.of_statistics, record.kind) in NEEDS_LEGAL_BASIS and not record.has_basis:
        return frozenset()
    return COUNTED_CLASSES[word.of_statistics][record.kind]


def _described(
    session: Session,
    context: Context,
    chunk: Sequence[Record],
    words: Mapping[int, StatisticsConsent],
) -> dict[int, RecordDescription]:
    """Return the codes of each record; unknown for a record that cannot be opened."""
    today = context.clock.now().date()
    allowed = {
        record.id: _opens(record, words.get(record.id, StatisticsConsent())) for record in chunk
    }
    with_photo = set(
        session.scalars(
            select(RecordPhoto.record_id).where(RecordPhoto.record_id.in_(list(allowed)))
        )
    )
    opened = {record.id: RecordDescription() for record in chunk}
    statements = read_each(
        chunk,
        lambda readable: register.open_statements(
            session, context, [(record, allowed[record.id]) for record in readable]
        ),
        (SealBroken, KeyError),
        lambda _record, _error: None,
    )
    guardian_kinds = guardians.kinds_in_charge(
        session, context, [one for one in chunk if FieldClass.F4B in allowed[one.id]]
    )
    for record in chunk:
        if record.id in statements:
            description = describe_record(
                statements[record.id], kind=record.kind, registered=record.created_at, today=today
            )
            has_photo = record.id in with_photo and FieldClass.F3 in allowed[record.id]
            opened[record.id] = dataclasses.replace(
                description,
                guardian=guardian_kinds.get(record.id, description.guardian),
                held=description.held | {"photo"} if has_photo else description.held,
            )
    return opened


def _add(
    tally: CellCounts,
    record: Record,
    agency: Agency,
    description: RecordDescription,
    word: StatisticsConsent,
    review: str,
) -> None:
    kind, known_to = record.kind, (agency.id,)
    place = (kind, agency.state)
    tally.add_line(("kinds", "states"), place, known_to)
    tally.add("agencies", (*place, agency.code), known_to)
    for field in DIMENSION_CODES["field"]:
        has_field = "yes" if field in description.held else "no"
        tally.add("completeness", (*place, agency.code, field, has_field), known_to)
    profile = description.profile
    is_held = "no" if profile.birth_known == "unknown" else "yes"
    for cube, codes in (
        ("birth_held", (is_held,)),
        ("age_bands", (is_held, profile.age_band)),
        ("births", (is_held, profile.birth_known)),
        ("sexes", (profile.sex,)),
        ("origins", (profile.origin,)),
        ("scripts", (profile.script,)),
        ("delays", (description.days,)),
        ("evidence", (description.evidence_kinds,)),
        ("retention", (review,)),
        ("consent_coverage", (word.consent,)),
        ("guardians", (description.guardian,)),
    ):
        tally.add(cube, (kind, *codes), known_to)
    for fact in COUNTED_FACTS:
        for cell in fact.cells_of(description.facts.get(fact.cube, frozenset())):
            tally.add(fact.cube, (kind, *cell), known_to)
    if word.consent == "in_force":
        for scope in DIMENSION_CODES["consent_scope"]:
            covered = "yes" if scope in word.scopes else "no"
            tally.add("consent_scopes", (kind, word.consent, scope, covered), known_to)


def _count_ended(session: Session, tally: CellCounts, agency: Agency) -> None:
    """Count closed and erased records, and ended consents."""
    is_own = Record.agency_id == agency.id
    closed = select(Record.kind, Record.closure, func.count()).where(
        is_own, Record.status == RecordStatus.CLOSED, ~_is_decoy()
    )
    for kind, closure, n in session.execute(closed.group_by(Record.kind, Record.closure)):
        tally.add("closures", (kind, closure or ""), (agency.id,), n)
    erased = (
        session.scalar(
            select(func.count()).select_from(Tombstone).where(Tombstone.agency_id == agency.id)
        )
        or 0
    )
    tally.add("erasures", (agency.state,), (agency.id,), erased)
    ended = (
        select(Consent.state, func.count())
        .join(Record, Record.id == Consent.record_id)
        .where(is_own, Consent.state.in_(CONSENT_END_CODES))
        .group_by(Consent.state)
    )
    tally.add_rows("consents_ended", session.execute(ended), (agency.id,))
