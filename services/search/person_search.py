"""Search for one person: purpose, case number, quota, engine, `view`, audit.

Results are scored first, then hidden records are dropped, then the list is cut. So the answer never
reveals how many records exist.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import ContactRole
from core.codes.operations import JobKind
from core.codes.records import RecordKind, RecordStatus, ReporterCheck
from core.errors import Conflict, InvalidInput, NotFound, Refused, require_code
from core.intake import INTAKE_FIELDS
from core.policy.actions import Action
from core.policy.case.reporter_check import CASE_EXCLUDED_LEVELS, CASE_MIN_LEVELS
from core.policy.records.declarations import LEGAL_BASES
from core.policy.search import (
    IDENTIFYING_FACTS_NEEDED,
    MAX_SEARCH_RESULTS,
    PHONE_DIGITS_NEEDED,
    REFUSED_PURPOSES,
    REPORT_BOUND_KINDS_NEEDED,
    SEARCH_PURPOSES,
)
from core.policy.sharing.evidence import EVIDENCE_KINDS, KIND_BITS
from core.policy.sharing.information_flow import KNOWLEDGE_BY_BAND, LINK_BAND, MatchKnowledge
from core.policy.sharing.views import REASONS_FROM_VIEW, View
from core.refusals import Refusal
from matching import (
    BANDS,
    Evidence,
    Explanation,
    Person,
    Population,
    RankedResult,
    TokenFrequencies,
    explanations,
    has_name,
)
from matching.reading.exploiter_filter import without_exploiter_facts
from models.agencies.agency import Agency
from models.case.contact import ContactTag
from models.records.record import Record
from models.row_security import database_roles
from models.search.stored_searches import Search
from services.foundation import audit_log, jobs, query_series
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import date_ranges, person_view
from services.foundation.facts.intake_row import IntakeRow, Row
from services.foundation.jobs import JobTarget
from services.records import fact_agreement, register
from services.records.intake import code_checks, contact_screening
from services.records.register import RecordView
from services.search import (
    burst_detection,
    case_numbers,
    quota,
    ranking,
    search_log,
)
from services.search.search_log import SearchLogEntry
from services.sharing import desks, visibility
from services.sharing.notifications import SearchMatch
from services.sharing.visibility import VisibleRecord

QUERY_COLUMNS = frozenset(field.name for field in INTAKE_FIELDS if field.is_searched)
MONTH_DAYS = 31  # a birth counts if it is known to the month


@dataclasses.dataclass(frozen=True, slots=True)
class SearchQuery:
    """The query of a search: facts, purpose, legal basis and case number.

    `bound_to` is the public id of an open, checked missing report of the actor's agency; None
    without one. The facts must describe the person of this report.
    """

    facts: Row
    purpose: str
    legal_basis: str
    case_number: str
    bound_to: UUID | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class SearchResult:
    """One found record as far as it may be seen, with its band (`link` at `link`) and reasons.

    `reasons` are given from view `identity` up. `kinds` are the kinds of evidence that agreed; at
    `profile` they are given only for a search linked to a report of the actor's agency.
    """

    record: RecordView
    band: str
    reasons: tuple[Explanation, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer of a search: at most twenty results by band, in random order within a band.

    It has no total and no next page. `contacts` are the contact desks of the state that the actor
    acts for; nothing else decides them, so they show nothing about hidden records.
    """

    id: UUID
    found: tuple[SearchResult, ...]
    contacts: tuple[str, ...]


def search(
    session: Session,
    context: Context,
    actor: Actor,
    question: SearchQuery,
    *,
    channel: str = "search",
) -> SearchAnswer:
    """Search the records of all agencies. Audited.

    At most `MAX_SEARCH_RESULTS` results are shown. Exactly one `search` row and one job are written
    each time, with or without results. `channel` says for the log where the search comes from.
    Raise the errors of `check_query`, `LimitReached` without quota, and `Refused` for a role that
    may not search.
    """
    require(actor, Action.SEARCH_OTHERS)
    person = check_query(session, context, actor, question)
    bound = _bound_report(session, context, actor, question.bound_to)
    quota.require_remaining(session, context, actor, bound=bound)
    case = case_numbers.find_own_report(session, context, actor, bound or question.case_number)
    report = case if bound is None else bound.id
    is_comparable = report is not None and (not person.marks or _is_as_checked(session, report))
    with database_roles.as_matcher(session):
        if bound is not None:
            _check_bound(session, context, person, bound)
        is_about_report = (
            report is not None and is_comparable and _is_about(session, context, person, report)
        )
        ranked = ranking.compare_candidates(session, context, person)
    needs_signature = case is None or not is_about_report
    if bound is not None and needs_signature:  # it may look for another person: it counts by itself
        quota.require_remaining(session, context, actor)
    seen = visibility.visible_records(session, actor, now=context.clock.now(), ids=ranked.ids)
    known_results = ranked.known_to(seen)
    results = [
        (
            raised_view(
                actor, visible, known_results[visible.record.id], bound if is_about_report else None
            ),
            known_results[visible.record.id],
        )
        for visible in seen
        if visible.record.id in known_results
    ]
    random.SystemRandom().shuffle(results)
    results.sort(key=lambda match: -_known(*match))
    results = results[:MAX_SEARCH_RESULTS]
    views = register.open_records(session, context, [visible for visible, _ in results])
    sketches = burst_detection.query_sketches(context, Population.from_people([person]))
    entry = SearchLogEntry(
        channel=channel,
        purpose=question.purpose,
        legal_basis=question.legal_basis,
        facts=question.facts,
        case_number=question.case_number,
        bound=bound,
        shown=tuple(view.id for view in views),
        strong=ranked.strong(),
        sketch=sketches[0],
        needs_signature=needs_signature,
        bands=[(_band(*match), match[0].view) for match in results],
    )
    row = search_log.write_entry(session, context, actor, entry)
    burst_detection.check_burst(session, context, actor, row, sketches)
    query_series.count_search(session, context, actor, person, row.public_id)
    jobs.enqueue(session, context, JobKind.SILENT_MATCHES, [JobTarget(search_id=row.id)])
    shown_records = tuple(
        audit_log.ShownRecord(view.id, register.opened_classes(view, result[0]))
        for view, result in zip(views, results, strict=True)
    )
    act = audit_log.AuditEvent(
        "search",
        "done",
        question.purpose,
        question.legal_basis,
        subject=row.public_id,
        records=shown_records,
    )
    audit_log.record_event(session, context, actor, act)
    shown = tuple(
        SearchResult(
            view,
            _band(seen_one, result),
            reasons=_reasons(
                context, view, seen_one, result, person=person, rarity=ranked.in_force.rarity
            ),
            kinds=tuple(agreeing_kinds(result.evidence))
            if seen_one.view is View.PROFILE and bound is not None
            else (),
        )
        for view, (seen_one, result) in zip(views, results, strict=True)
    )
    # read for every search, so that an empty answer takes the same statements
    contacts = tuple(desk.text for desk in desks.state_desks(session, [actor.state]))
    return SearchAnswer(row.public_id, shown, contacts)


def check_query(session: Session, context: Context, actor: Actor, question: SearchQuery) -> Person:
    """Return the person of a query.

    Raise `Refused` for a purpose that is never permitted. Raise `InvalidInput` for an unknown
    purpose or legal basis, a wrong case number, an unknown column, a wrong date, or too few
    identifying facts.
    """
    if question.purpose in REFUSED_PURPOSES:
        raise Refused(REFUSED_PURPOSES[question.purpose])
    require_code("purpose", question.purpose, SEARCH_PURPOSES)
    require_code("legal_basis", question.legal_basis, LEGAL_BASES)
    case_numbers.check_case_number(session, actor, question.case_number)
    if question.facts.keys() - QUERY_COLUMNS:
        raise InvalidInput("facts", "unknown_column")
    code_checks.check_characters(question.facts)
    stated = IntakeRow.read(question.facts)
    date_ranges.check_row_dates(stated, today=context.clock.now().date())
    person = person_view.person_of_query(stated)
    facts, is_sufficient = identifying_facts(person)
    if len(facts) < IDENTIFYING_FACTS_NEEDED and not is_sufficient:
        raise InvalidInput(
            "facts", "too_few", "two identifying facts are needed, or a full document or phone"
        )
    return person


def identifying_facts(person: Person) -> tuple[frozenset[str], bool]:
    """Return the identifying facts of a query, and whether one of them is enough.

    A fact from an exploiter is not compared, so it identifies no person.
    """
    documents = without_exploiter_facts(person.documents)
    phones = without_exploiter_facts(person.phones)
    names = without_exploiter_facts(person.names)
    relatives = without_exploiter_facts(person.relatives)
    is_given = {
        "name": any(has_name(name.text) for name in names),
        "birth": any((birth.last - birth.first).days < MONTH_DAYS for birth in person.births),
        "document": bool(documents),
        "phone": any(len(phone.digits) >= PHONE_DIGITS_NEEDED for phone in phones),
        "relative": any(has_name(relative.name) for relative in relatives),
        "mark": bool(person.marks),
    }
    facts = frozenset(fact for fact, is_present in is_given.items() if is_present)
    return facts, bool(documents) or any(phone.is_full for phone in phones)


def _bound_report(
    session: Session, context: Context, actor: Actor, public_id: UUID | None
) -> Record | None:
    """Return the missing report that a search is linked to: open, checked, and of the actor's
    agency. Raise `NotFound` for any other report.
    """
    if public_id is None:
        return None
    seen = register.find_record(session, context, actor, public_id)
    record = seen.record
    is_fit = (
        seen.is_responsible
        and record.kind == RecordKind.MISSING
        and record.status == RecordStatus.OPEN
        and record.reporter_check == ReporterCheck.CHECKED
    )
    if not is_fit or record.state != actor.state:
        raise NotFound("no such report")
    return record


def _band(seen: VisibleRecord, result: RankedResult) -> str:
    return LINK_BAND if seen.view is View.LINK else result.band


def _known(seen: VisibleRecord, result: RankedResult) -> MatchKnowledge:
    """Return the permitted knowledge of a result, which gives its order."""
    return MatchKnowledge.LINK if seen.view is View.LINK else KNOWLEDGE_BY_BAND[result.band]


def _check_bound(session: Session, context: Context, person: Person, bound: Record) -> None:
    """Raise `InvalidInput` unless the facts reach the band `possible` with the linked report.

    Raise `Conflict` while the report has no comparable feature row.
    """
    rows = context.features.get(session, context.keys, [bound.id])
    if not rows:
        raise Conflict(Refusal.UPGRADE_RUNS)
    in_force = context.rarity.in_force(session, context.keys)
    scores = ranking.score_rows(
        context, Population.from_people([person]), list(rows.values()), in_force
    )
    if not (scores.band >= BANDS.index("possible")).any():
        raise InvalidInput(
            "bound_to", "about_somebody_else", "the facts do not describe the person of this report"
        )


def _is_as_checked(session: Session, report_id: int) -> bool:
    """Return whether a report is still the version that was checked.

    Marks that were added later prove no case.
    """
    return bool(
        session.scalar(
            select(Record.version == Record.identity_version).where(Record.id == report_id)
        )
    )


def _is_about(session: Session, context: Context, person: Person, report_id: int) -> bool:
    """Return whether a search describes the person of a report.

    Each identifying fact must agree (`CASE_MIN_LEVELS`), and sex and origin must not differ
    (`CASE_EXCLUDED_LEVELS`).
    """
    row = context.features.get(session, context.keys, [report_id]).get(report_id)
    if row is None:
        return False
    in_force = context.rarity.in_force(session, context.keys)
    population = Population.from_packed([row.packed])
    rarity, size = in_force.rarity, in_force.size
    if fact_agreement.any_fact_differs(
        context, person, population, CASE_EXCLUDED_LEVELS, rarity=rarity, size=size
    ):
        return False
    return fact_agreement.all_facts_agree(
        context, person, population, CASE_MIN_LEVELS, rarity=rarity, size=size
    )


def raised_view(
    actor: Actor, seen: VisibleRecord, result: RankedResult, bound: Record | None
) -> VisibleRecord:
    """Return the view raised by a linked report: F1 for a strong band on two kinds of evidence.

    `bound` is None if a fact of the search does not agree with the report, because it may describe
    another child.
    """
    if bound is None or seen.view >= View.PROFILE or result.band != ranking.STRONG:
        return seen
    if len(agreeing_kinds(result.evidence)) < REPORT_BOUND_KINDS_NEEDED:
        return seen
    return dataclasses.replace(
        seen, view=View.PROFILE, classes=visibility.opened_classes(actor, View.PROFILE)
    )


def agreeing_kinds(evidence: Sequence[Evidence]) -> list[str]:
    """Return the independent kinds of evidence that speak for the same person."""
    kinds = [
        EVIDENCE_KINDS[part.attribute]
        for part in evidence
        if part.attribute in EVIDENCE_KINDS and part.bits >= KIND_BITS
    ]
    return list(dict.fromkeys(kinds))


def _reasons(
    context: Context,
    view: RecordView,
    seen: VisibleRecord,
    result: RankedResult,
    *,
    person: Person,
    rarity: TokenFrequencies,
) -> tuple[Explanation, ...]:
    if seen.view < REASONS_FROM_VIEW:
        return ()
    reasons = [
        part
        for part in result.evidence
        if part.is_known and visibility.may_reveal_attribute(part.attribute, seen)
    ]
    other_person = person_view.person_of(view.statements, ref="", kind=view.kind)
    return explanations(reasons, person, other_person, engine=context.engine, rarity=rarity)


def find_silent_matches(session: Session, context: Context, search_id: int) -> list[SearchMatch]:
    """Return the records that a search did not show, to notify the responsible agencies.

    These are open records of other agencies: strong results that the searching agency may not see
    now (`View.NONE`), and reports whose reporter has a telephone number of the query. Each result
    has the strong band. For the worker: the results are read from the stored search, which is not
    repeated.
    """
    row = session.get_one(Search, search_id)
    body = search_log.open_entry(session, context, row)
    agency = session.get_one(Agency, row.agency_id)
    actor = visibility.agency_actor(agency, acting_state=row.acting_state)
    reported = _reported_with_phone(session, context, body["facts"])
    ids = sorted(reported.union(body["strong"]))
    seen = visibility.records_with_view(session, actor, now=context.clock.now(), ids=ids)
    return [
        SearchMatch(visible.record, BANDS.index(ranking.STRONG))
        for visible in seen
        if (visible.view is View.NONE or visible.record.id in reported)
        and not visible.is_responsible
        and visible.record.status == RecordStatus.OPEN
        and visible.record.public_id.hex not in body["shown"]
    ]


def _reported_with_phone(session: Session, context: Context, facts: Row) -> set[int]:
    """Return the records whose reporter has a telephone number of a query, by keyed hashes.

    For the worker, so that the searcher waits for nothing.
    """
    phones = [entry.text for entry in IntakeRow.read(facts).of("phones")]
    tags = contact_screening.contact_tags(context, names=(), phones=phones)
    query = select(ContactTag.record_id).where(
        ContactTag.role == ContactRole.REPORTER, ContactTag.tag.in_(tags)
    )
    return set(session.scalars(query)) if tags else set()
