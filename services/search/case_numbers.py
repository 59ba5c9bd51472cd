"""Case numbers: their patterns by state, and references of own checked reports."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, false, select, true, union_all
from sqlalchemy.orm import Session

from core.codes.records import RecordStatus
from core.errors import InvalidInput, WrongCaseNumber, require_code
from core.policy.actions import Action
from core.policy.participating_states import STATES
from core.policy.search import CASE_NUMBER_PATTERN_SYNTAX, case_number_example
from models.agencies.agency import Agency
from models.oversight.alert import CaseNumberPattern
from models.records.record import Record
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records.intake import preparation
from services.reporter_check import check_requests

NO_NUMBER = "(?!)"  # a pattern that never matches, for an agency without one
# The patterns of a state and of the agency. Built once.
_PATTERNS = union_all(
    select(CaseNumberPattern.pattern, true()).where(CaseNumberPattern.state == bindparam("state")),
    select(Agency.case_number_pattern, false()).where(Agency.id == bindparam("agency")),
)
_OWN_REPORT = (
    select(Record.id)
    .where(
        Record.agency_id == bindparam("agency"),
        Record.ref_tag.in_(bindparam("tags", expanding=True)),
    )
    .where(Record.status == RecordStatus.OPEN, check_requests.is_reporter_check_confirmed())
    .limit(1)
)
_CONFIRMED = select(Record.id).where(
    Record.id == bindparam("record"),
    Record.status == RecordStatus.OPEN,
    check_requests.is_reporter_check_confirmed(),
)


def check_case_number(session: Session, actor: Actor, case_number: str) -> None:
    """Raise `WrongCaseNumber` unless the whole number matches one of the patterns.

    The patterns are those of the acting state, or of the agency if the state has none.
    """
    patterns = _patterns_of(session, actor)
    if not any(re.fullmatch(pattern, case_number) for pattern in patterns):
        raise WrongCaseNumber(_examples(patterns))


def examples_for(session: Session, actor: Actor) -> list[str]:
    """Return examples of case numbers of the acting state, as shown in a refusal."""
    require(actor, Action.SEARCH_OTHERS)
    return _examples(_patterns_of(session, actor))


def _patterns_of(session: Session, actor: Actor) -> list[str]:
    patterns = session.execute(_PATTERNS, {"state": actor.state, "agency": actor.agency_id}).all()
    return [pattern for pattern, is_of_state in patterns if is_of_state] or [
        pattern or NO_NUMBER for pattern, _ in patterns
    ]


def _examples(patterns: Sequence[str]) -> list[str]:
    return [case_number_example(pattern) for pattern in patterns if pattern != NO_NUMBER]


def find_own_report(
    session: Session, context: Context, actor: Actor, case: Record | str
) -> int | None:
    """Return the id of the report that a search is for: the given one, or one with this reference.

    None if the actor's agency has no such open report, or if neither a second person nor a listing
    has checked it.
    """
    if isinstance(case, Record):
        return case.id if is_checked_report(session, case.id) else None
    tags = preparation.reference_tags(context.keys, actor.agency_id or 0, case)
    return session.scalar(_OWN_REPORT, {"agency": actor.agency_id, "tags": tags})


def is_checked_report(session: Session, record_id: int) -> bool:
    """Return whether a record is an open report that a second person or a listing has checked."""
    return session.scalar(_CONFIRMED, {"record": record_id}) is not None


def list_patterns(session: Session, context: Context, actor: Actor) -> dict[str, list[str]]:
    """Return the patterns by state. Audited."""
    require(actor, Action.MANAGE)
    patterns: dict[str, list[str]] = {}
    for row in session.scalars(
        select(CaseNumberPattern).order_by(CaseNumberPattern.state, CaseNumberPattern.pattern)
    ):
        patterns.setdefault(row.state, []).append(row.pattern)
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("list_case_number_patterns")
    )
    return patterns


def set_patterns(
    session: Session, context: Context, actor: Actor, state: str, patterns: Sequence[str]
) -> None:
    """Set the patterns of a state's case numbers; an empty list means each agency's own pattern.

    Raise `InvalidInput` for a pattern that is too general. Audited.
    """
    require(actor, Action.MANAGE)
    require_code("state", state, STATES)
    if not all(CASE_NUMBER_PATTERN_SYNTAX.fullmatch(pattern) for pattern in patterns):
        raise InvalidInput("patterns", "not_a_pattern")
    session.execute(delete(CaseNumberPattern).where(CaseNumberPattern.state == state))
    session.add_all(
        CaseNumberPattern(state=state, pattern=pattern) for pattern in dict.fromkeys(patterns)
    )
    audit_log.record_event(
        session, context, actor, audit_log.AuditEvent("set_case_number_patterns", state)
    )
