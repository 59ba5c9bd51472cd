"""Registration of one record, from a form, an agency's software or the demo.

Several domains take part: the reporter, the reporter check, the record and the warning of
duplicates.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from sqlalchemy.orm import Session

from matching import RowWarning
from services.case import reporters
from services.case.reporters import ReporterForm
from services.foundation import idempotency
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.records import new_records
from services.records.intake import code_checks, preparation
from services.records.intake.preparation import FIRST_VERSION, Declaration
from services.search import duplicate_warning


@dataclasses.dataclass(frozen=True, slots=True)
class Registration:
    """A record to register: its intake row, the responsible agency's declaration, and the reporter.

    `reporter` is None if no reporter is stored. `key` is the Idempotency-Key, None without one, and
    `sent` the request that it stands for.
    """

    row: Row
    kind: str
    declaration: Declaration
    reporter: ReporterForm | None = None
    key: str | None = None
    sent: bytes = b""


@dataclasses.dataclass(frozen=True, slots=True)
class Registered:
    """A registered record.

    `warnings` name values that could not be read. `call` are the desks that may know the person.
    `is_reporter_check_asked`: a second person is asked to check the report.
    """

    id: UUID
    warnings: tuple[RowWarning, ...]
    call: tuple[str, ...]
    reporter_check: str
    is_reporter_check_asked: bool
    version: int = FIRST_VERSION


def register(
    session: Session, context: Context, actor: Actor, registration: Registration
) -> Registered:
    """Register a record of the actor's agency, and enqueue its matching. Audited.

    A second request with the same key returns the record of the first one, without a warning of
    duplicates. Raise `InvalidInput` for a row, a declaration or a reporter that cannot be accepted,
    `Refused` for a kind that the actor may not register, `DuplicateReference` for a known
    reference, and `Conflict` for a key that was used for another request.
    """
    admitted = reporters.admit_report(
        session,
        context,
        actor,
        registration.kind,
        registration.declaration,
        registration.reporter,
    )
    declaration = admitted.declaration
    prepared = preparation.prepare(
        context, registration.row, declaration, source=actor.agency_kind, state=actor.state
    )
    code_checks.check_answers(
        prepared.kind, (one.entry for facts in prepared.facts.values() for one in facts)
    )
    key, sent = registration.key, registration.sent
    public_id = (
        None
        if key is None
        else idempotency.find_earlier_result(session, context, actor, key=key, body=sent)
    )
    call: tuple[str, ...] = ()
    if public_id is None:
        public_id = new_records.register_record(session, context, actor, prepared).public_id
        reporters.store_new_reporter(
            session, context, actor, public_id, registration.reporter, admitted
        )
        call = duplicate_warning.desks_to_warn(session, context, actor, prepared, public_id)
        if key is not None:
            idempotency.store_result(session, context, actor, key=key, body=sent, result=public_id)
    return Registered(
        id=public_id,
        warnings=prepared.warnings,
        call=call,
        reporter_check=declaration.reporter_check,
        is_reporter_check_asked=admitted.is_asked,
    )
