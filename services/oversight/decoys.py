"""Decoy records: one in `DECOY_ONE_IN` records of an agency is a made-up person.

It is never matched and never shared. Any reader has no case for it, so the auditor is alerted. The
reader notifications no difference.
"""

from __future__ import annotations

import dataclasses
import math
import re
import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from core.policy.actions import DEFAULT_TOKEN_SCOPES
from core.policy.fields import FieldClass
from core.policy.records.declarations import usual_basis
from core.policy.roles import Role
from core.policy.search import DECOY_ONE_IN
from models.agencies.agency import Agency
from models.oversight.decoy import Decoy
from models.records.record import Record
from services.foundation import actor_database_role
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.records import new_records, register, repository
from services.records.intake import preparation
from services.records.intake.preparation import Declaration

MAX_TRIES = 20


def planting_actor(agency: Agency) -> Actor:
    """Return the actor that plants decoys; the audit log shows it as the agency's software."""
    return Actor(
        role=Role.SYSTEM,
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=agency.state,
        token_scopes=DEFAULT_TOKEN_SCOPES,
    )


def missing_decoys(session: Session, actor: Actor) -> int:
    """Return how many decoys must still be planted for the actor's agency."""
    decoy_agencies = (
        session.scalar(
            select(func.count()).select_from(Record).where(Record.agency_id == actor.agency_id)
        )
        or 0
    )
    query = select(func.count()).select_from(Decoy).join(Record, Record.id == Decoy.record_id)
    planted = session.scalar(query.where(Record.agency_id == actor.agency_id)) or 0
    return max(0, math.ceil((decoy_agencies - planted) / DECOY_ONE_IN) - planted)


def plant_decoy(session: Session, context: Context, agency: Agency, row: Row) -> bool:
    """Register a made-up row as a decoy of an agency; return whether it was registered.

    It is not registered if no similar reference was free.
    """
    actor = planting_actor(agency)
    actor_database_role.enter_role(session, actor)
    reference = _reference(session, context, actor)
    if reference is None:
        return False
    # a found child would be handed over
    kind = RecordKind.MISSING if agency.kind == AgencyKind.POLICE else row["kind"]
    made_up = {**row, "record_ref": reference, "kind": kind, "sharing": "", "recipients": ""}
    basis = usual_basis(agency.regime, agency.state) or None
    declaration = Declaration(basis, ReporterCheck.UNVERIFIED, "unknown")
    prepared = preparation.prepare(
        context, made_up, declaration, source=agency.kind, state=agency.state
    )
    registered = new_records.register_record(
        session, context, actor, dataclasses.replace(prepared, shares=())
    )
    record = session.scalars(select(Record).where(Record.public_id == registered.public_id)).one()
    session.add(Decoy(record_id=record.id, planted_at=context.clock.now()))
    session.flush()
    repository.isolate_decoy(session, context, record)
    return True


def _reference(session: Session, context: Context, actor: Actor) -> str | None:
    """Return a free reference similar to those of the agency: an existing one with other digits."""
    query = select(Record).where(
        Record.agency_id == actor.agency_id, Record.status != RecordStatus.ERASED
    )
    models = session.scalars(query.order_by(Record.id.desc()).limit(MAX_TRIES)).all()
    statements = register.open_statements(
        session, context, [(model, frozenset({FieldClass.F2})) for model in models]
    )
    references = [
        fact.value for facts in statements.values() for fact in facts if fact.field == "record_ref"
    ]
    for _ in range(MAX_TRIES if references else 0):
        reference = _renumbered(secrets.choice(references))
        tags = preparation.reference_tags(context.keys, actor.agency_id or 0, reference)
        same_reference = select(Record.id).where(
            Record.agency_id == actor.agency_id, Record.ref_tag.in_(tags)
        )
        if session.scalar(same_reference.limit(1)) is None:
            return reference
    return None


def _renumbered(reference: str) -> str:
    """Return a reference with the same number of other digits at its end."""
    numbers = list(re.finditer(r"\d+", reference))
    if not numbers:
        return f"{reference}-{secrets.randbelow(90) + 10}"
    last = numbers[-1]
    number = str(secrets.randbelow(10 ** len(last.group()))).zfill(len(last.group()))
    return reference[: last.start()] + number + reference[last.end() :]
