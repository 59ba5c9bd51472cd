"""Rewrite a record from its facts under a new version: sharing, keys and matching of today."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models.records.record import Record
from services.foundation.context import Context
from services.records import register, repository
from services.records.intake import preparation
from services.records.intake.preparation import PreparedRecord, ReadRow


def rewrite_record(
    session: Session,
    context: Context,
    record: Record,
    declared: Mapping[str, str] | None = None,
    *,
    without: frozenset[str] = frozenset(),
) -> PreparedRecord:
    """Write the next version of a record with the same facts; return what was written.

    `declared` replaces declarations; None keeps them. Statements of the fields `without` are left
    out. The record is of the actor's agency, and its other facts stay word for word.
    """
    statements = [
        one for one in register.open_facts(session, context, record) if one.field not in without
    ]
    reference = next(
        (statement.value for statement in statements if statement.field == "record_ref"), ""
    )
    read = ReadRow(record.kind, reference, record.sharing, tuple(statements), ())
    now = context.clock.now()
    declaration = register.declaration_of(session, record, statements, now=now).changed(
        declared or {}
    )
    declaration.check()
    prepared = preparation.complete_row(
        context, read, declaration, state=record.state, today=now.date()
    )
    repository.store_version(session, context, record, prepared)
    return prepared
