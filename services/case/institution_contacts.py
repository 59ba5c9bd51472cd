"""The contact of a listed institution, told of a report that names it as its reporter."""

from __future__ import annotations

import dataclasses
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.policy.fields import FieldClass
from core.published import published
from models.agencies.agency import Agency
from models.case.contact import Guardian, Reporter
from models.case.reporter_check import Institution
from models.records.record import Record
from services.foundation.context import Context
from services.foundation.facts.name_words import name_words
from services.records import register
from services.reporter_check import institutions


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class InstitutionContact:
    """The contact of an institution, and what it is told of the report that names it.

    It learns the agency's reference, the day of filing (UTC) and the filing desk: no child and no
    fact.
    """

    name: str
    contact: str
    reference: str
    filed_on: date
    desk: str


def contact_to_inform(
    session: Session, context: Context, record: Record, reporter: Reporter | None
) -> InstitutionContact | None:
    """Return whom to tell that a report names their institution; None: nobody is told.

    Nobody is told without a valid listed institution, and if the record names the institution: in
    the text of a fact, or as the office of a guardian. It may then be near the child.
    """
    if reporter is None or not institutions.is_valid(
        session, context, reporter.institution_id, agency_id=record.agency_id
    ):
        return None
    institution = session.get_one(Institution, reporter.institution_id)
    statements = register.open_statements(session, context, [(record, frozenset(FieldClass))])[
        record.id
    ]
    words = name_words(institution.name)
    if any(words <= name_words(statement.value) for statement in statements):
        return None
    office = select(Guardian.id).where(
        Guardian.record_id == record.id, Guardian.institution_id == institution.id
    )
    if session.scalar(office.limit(1)) is not None:
        return None
    return InstitutionContact(
        name=institution.name,
        contact=institution.contact,
        reference=next(one.value for one in statements if one.field == "record_ref"),
        filed_on=record.created_at.date(),
        desk=session.get_one(Agency, record.agency_id).name,
    )
