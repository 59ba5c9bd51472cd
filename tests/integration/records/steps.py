"""Read, edit, check and close a record, as a request of an actor does."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from core.policy.roles import Role
from services.case import reporters
from services.case.reporters import ReporterCheckDecision
from services.foundation.actor import Actor
from services.foundation.facts.intake_row import Row
from services.records import register
from services.records.register import Edit, RecordClosing, RecordView
from tests.factories import Installation

GR_OFFICER = (Role.LIAISON_OFFICER, "GR-POL")


def read(one: Installation, actor: Actor, public_id: UUID) -> RecordView:
    return one.do(actor, register.read_record, public_id)


def fields_of(shown: RecordView) -> set[str]:
    return {statement.field for statement in shown.statements}


def edit(  # noqa: PLR0913 - the values of an edit
    one: Installation,
    actor: Actor,
    record: UUID,
    changes: Row,
    *,
    reason: str = "",
    declared: Mapping[str, str] | None = None,
    version: int | None = None,
) -> RecordView:
    """Edit the stored version of a record, or the version that is given."""
    read_version = one.row_of(record).version if version is None else version
    change = Edit(changes, read_version, declared, reason)
    return one.do(actor, register.edit_record, record, change)


def close(
    one: Installation, actor: Actor, record: UUID, closure: str, reason: str = "as decided"
) -> None:
    """Close the stored version of a record."""
    closing = RecordClosing(closure, one.row_of(record).version, reason)
    one.do(actor, register.close_record, record, closing)


def decide_reporter_check(
    one: Installation, actor: Actor, record: UUID, reporter_check: str = "checked"
) -> None:
    """Decide the reporter check of a report, with the stored revision of its reporter.

    Only supervisors may read the revision; the decision of another role has none.
    """
    is_head = actor.role is Role.SUPERVISOR
    revision = one.do(actor, reporters.read_reporter, record).revision if is_head else ""
    decision = ReporterCheckDecision(
        reporter_check=reporter_check, reason="papers seen", revision=revision
    )
    one.do(actor, reporters.decide_reporter_check, record, decision)
