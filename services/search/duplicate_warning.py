"""The warning at registration: another agency may have this person, so call its desk.

The warning contains only the desks. It counts as a search. A warning with a desk needs a
approval (`services.search.search_approvals`) unless the report is checked, because a
made-up person is a search too. There is no warning if either record is flagged at risk.
"""

from __future__ import annotations

import random
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.records import ReporterCheck
from core.policy.case.reporter_check import REPORT_KINDS
from core.policy.participating_states import STATES
from core.policy.roles import CASE_ROLES
from core.policy.search import IDENTIFYING_FACTS_NEEDED, MAX_WARNED_DESKS
from core.policy.sharing.views import View
from matching import Person, Population
from models.records.record import Record
from models.row_security import database_roles
from services.foundation import audit_log, query_series
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import person_view
from services.foundation.facts.statements import Statement
from services.records.intake.preparation import PreparedRecord
from services.search import burst_detection, person_search, quota, ranking, search_log
from services.search.ranking import STRONG
from services.search.search_log import SearchLogEntry
from services.sharing import contact_desks, events, visibility


def may_query_others(actor: Actor, prepared: PreparedRecord) -> bool:
    """Return whether others are searched for this person: known well enough, and not at risk."""
    facts, is_sufficient = person_search.identifying_facts(_person(prepared))
    is_enough = len(facts) >= IDENTIFYING_FACTS_NEEDED or is_sufficient
    return actor.role in CASE_ROLES and prepared.may_warn and is_enough


def desks_to_warn(
    session: Session,
    context: Context,
    actor: Actor,
    prepared: PreparedRecord,
    public_id: UUID | None,
    *,
    channel: str = "duplicate",
) -> tuple[str, ...]:
    """Return at most three desks to call about a person just registered, or about to be.

    Empty without quota. Only records of other agencies count that are seen at `link` or more, in a
    strong band of the evidence that may be known: reports whose reporter is checked, and found
    people for a found person. So a report never leads to a found child. The desk of a state that a
    bar keeps from the new record is left out: a call would reveal the person.
    """
    person = _person(prepared)
    if not may_query_others(actor, prepared) or not quota.has_remaining(session, context, actor):
        return ()
    with database_roles.as_matcher(session):
        ranked = ranking.compare_candidates(session, context, person)
    seen = visibility.visible_records(session, actor, now=context.clock.now(), ids=ranked.ids)
    known_results = ranked.known_to(seen)
    strong = {record_id for record_id, result in known_results.items() if result.band == STRONG}
    barred = {share.state for share in prepared.shares if share.view == View.NONE}
    warned = [
        visible
        for visible in seen
        if visible.record.id in strong
        and _may_be_named(visible.record, prepared)
        and not visible.is_responsible
        and not visible.is_at_risk
        and visible.record.state not in barred
        and (not prepared.is_eu_only or visible.record.state in STATES)
    ]
    events.keep_contacts(session, context, warned)
    states = sorted({visible.record.state for visible in warned})
    random.SystemRandom().shuffle(states)
    called_desks = contact_desks.contact_desks_of_states(session, states)
    call = tuple(f"call {called_desks[state]}" for state in states if state in called_desks)[
        :MAX_WARNED_DESKS
    ]
    sketches = burst_detection.query_sketches(context, Population.from_people([person]))
    entry = SearchLogEntry(
        channel,
        "data_quality",
        next(
            (
                statement.value
                for statement in _statements_of(prepared)
                if statement.field == "legal_basis"
            ),
            "none",
        ),
        {"registered": public_id.hex if public_id else ""},
        prepared.reference,
        sketch=sketches[0],
        needs_signature=bool(call) and not _is_checked(prepared, channel),
    )
    row = search_log.write_entry(session, context, actor, entry)
    burst_detection.check_burst(session, context, actor, row, sketches)
    if channel == "dry_run":  # a registration was counted when the record was stored
        query_series.count_rows(session, context, actor, [(row.public_id, prepared.packed)])
    audit_log.record_event(
        session,
        context,
        actor,
        audit_log.AuditEvent("duplicate_warning", purpose="data_quality", subject=row.public_id),
    )
    return call


def _may_be_named(record: Record, prepared: PreparedRecord) -> bool:
    """Return whether the kinds permit naming the desk: a report leads to no found child."""
    if record.kind in REPORT_KINDS:
        return record.reporter_check == ReporterCheck.CHECKED
    return prepared.kind not in REPORT_KINDS


def _is_checked(prepared: PreparedRecord, channel: str) -> bool:
    """Return whether the record is stored as a checked report; False for a dry run."""
    return (
        channel == "duplicate"
        and prepared.kind in REPORT_KINDS
        and prepared.reporter_check == ReporterCheck.CHECKED
    )


def _statements_of(prepared: PreparedRecord) -> list[Statement]:
    return [fact for facts in prepared.facts.values() for fact in facts]


def _person(prepared: PreparedRecord) -> Person:
    return person_view.person_of(_statements_of(prepared), ref="", kind=prepared.kind)
