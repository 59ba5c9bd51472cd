"""A helper that reads a record as one account."""

from __future__ import annotations

from uuid import UUID

from core.policy.roles import Role
from services.foundation.actor import Actor
from services.records import records
from tests.factories import Installation

GR_OFFICER = (Role.LIAISON_OFFICER, "GR-POL")


def read(one: Installation, actor: Actor, public_id: UUID) -> records.RecordView:
    return one.do(actor, records.read_record, public_id)


def fields_of(shown: records.RecordView) -> set[str]:
    return {statement.field for statement in shown.statements}
