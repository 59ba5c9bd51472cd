"""Batch search: each row of a file is one search, counted and audited like any other.

The file has one purpose, legal basis and case. The result of a row is that of a single search.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from sqlalchemy.orm import Session

from core.errors import DateOutOfRange, InvalidInput
from core.policy.actions import Action
from core.policy.exchange import MAX_BATCH_ROWS
from services.exchange import columns, files
from services.foundation import audit_log
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.search import person_search, quota
from services.search.person_search import SearchAnswer, SearchQuery

CHANNEL = "batch"


@dataclasses.dataclass(frozen=True, slots=True)
class BatchQuery:
    """The column mapping of a batch search, and its purpose, legal basis and case number."""

    mapping: Mapping[str, str]
    purpose: str
    legal_basis: str
    case_number: str


@dataclasses.dataclass(frozen=True, slots=True)
class BatchRowResult:
    """The result of a row: the answer of its search, or the reason why it was not searched.

    `answer` is None for a row that was not searched, and `reason` is "" for a row that was.
    """

    line: int
    answer: SearchAnswer | None
    reason: str = ""


def search_rows(
    session: Session, context: Context, actor: Actor, *, data: bytes, form: str, query: BatchQuery
) -> list[BatchRowResult]:
    """Search for each row of a file; return the results in the order of the rows.

    `form` is the file format. A row with too few facts or a date out of range is not searched and
    uses no quota. Its result has a reason and no answer. The batch and each search are audited.

    These errors come before the first search. Raise `LimitReached` if the quota is too small for
    all other rows. Raise `InvalidInput` for an unusable file or mapping, or a wrong purpose, legal
    basis or case number. Raise `Refused` for a role or purpose that is not permitted.
    """
    require(actor, Action.SEARCH_OTHERS)
    rows = _rows(context, data, form, query)
    questions = [
        (line, SearchQuery(facts, query.purpose, query.legal_basis, query.case_number))
        for line, facts in rows
    ]
    reasons = {line: _reason(session, context, actor, question) for line, question in questions}
    row_count = sum(not reason for reason in reasons.values())
    if row_count:
        quota.require_remaining(session, context, actor, people=row_count)
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("batch_match", purpose=query.purpose, basis=query.legal_basis),
    )
    return [
        BatchRowResult(line, None, reasons[line])
        if reasons[line]
        else BatchRowResult(
            line, person_search.search(session, context, actor, question, channel=CHANNEL)
        )
        for line, question in questions
    ]


def _rows(context: Context, data: bytes, form: str, query: BatchQuery) -> list[tuple[int, Row]]:
    if not set(query.mapping.values()) <= person_search.QUERY_COLUMNS:
        raise InvalidInput("mapping", "unknown_column")
    table = files.open_file(data, form, now=context.clock.now())
    columns.check_mapping(table.columns, query.mapping, needed=())
    rows: list[tuple[int, Row]] = []
    for line, row in table.intake(query.mapping):
        if len(rows) == MAX_BATCH_ROWS:
            raise InvalidInput("file", "too_many_rows", f"more than {MAX_BATCH_ROWS} people")
        rows.append((line, {column: cell for column, cell in row.items() if cell}))
    if not rows:
        raise InvalidInput("file", "no_rows")
    return rows


def _reason(session: Session, context: Context, actor: Actor, question: SearchQuery) -> str:
    """Return why a row is not searched, or ""; raise errors that concern every row."""
    try:
        person_search.check_query(session, context, actor, question)
    except InvalidInput as problem:
        if problem.field != "facts" and not isinstance(problem, DateOutOfRange):
            raise
        return problem.reason
    return ""
