"""A child leaves care: one action stores an episode and a linked missing report.

If another person registered the child or confirmed its care, the desks of the likely states are
notified at once, and a second person approves the report after (`ApprovalKind.MISSING_FROM_CARE`).
In every other case the report waits for the approval (`MISSING_FROM_CARE_WAITS`), and only the
police of the own state are notified at once. A refusal withdraws the sharing.

The found record stays open together with its report, so that matching continues with all facts of
the responsible agency. The report has the facts that others may know about a missing child, and a
child's photograph, clothing and belongings. The place of care stays in the found record.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.codes.case import DeadlineKind
from core.codes.consent import ConsentScopeCode
from core.codes.missing_from_care import StateDanger
from core.codes.notifications import AlertKind
from core.codes.records import EpisodeKind, LinkKind, RecordKind, ReporterCheck
from core.policy.actions import Action
from core.policy.case.deadlines import DeadlineFact
from core.policy.case.missing_from_care import forbids_family_contact
from core.policy.fields import FieldClass
from core.policy.sharing.views import View
from core.published import Lines, MomentIn, Reason, Text, published
from matching import Person
from models.agencies.agency import Agency
from models.oversight.approval import Approval
from models.oversight.decoy import Decoy
from models.records.record import Record, RecordAssignment
from models.records.record_link import RecordLink
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.bulk import insert_rows
from services.approvals import approval_requests
from services.case import consent_form, episodes, likely_states
from services.case.care import (
    care_confirmation,
    carried_appearance,
    copy_deletions,
    departure_states,
)
from services.case.care.departure_states import StateOutcome
from services.case.episodes import NewEpisode
from services.case.likely_states import StateToCall
from services.foundation import alerts, audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts import age_range, person_view, statements
from services.foundation.facts.statements import Statement
from services.records import new_records, photos, register, repository
from services.records.closing import adulthood, case_deadlines
from services.records.intake import preparation
from services.records.intake.preparation import PreparedRecord
from services.reporter_check import check_requests
from services.sharing import permissions, same_person_links
from services.sharing.notifications import NotificationSubject

OPENED_CLASSES = frozenset(FieldClass) - {FieldClass.F0, FieldClass.F6}
# Places of care, declarations and free text stay in the found record.
NOT_COPIED_FIELDS = frozenset(
    {
        "record_ref",
        "event_date",
        "event_country",
        "event_place",
        "route",
        "care",
        "clothing",  # carried over by a separate rule, like belongings
        "belongings",
        "circumstances",
        "recipients",
        "description",
    }
)
PHOTO = "photo"


@published(
    examples=[
        {
            "left_at": "2026-03-01T21:40:00Z",
            "place": "Hamburg",
            "noticed_by": "night duty",
            "companions": ["travel_companion:Reza"],
            "clothing": "red anorak, black trousers",
            "phones": ["own:+49 151 00000000"],
            "money": "about 40 euro",
            "likely_states": ["FR:nobody_known", "AT:family"],
        }
    ]
)
@dataclasses.dataclass(frozen=True, slots=True)
class MissingFromCareForm:
    """A child missing from care: the time, companions, clothing, phones, money and likely states.

    Only `left_at` is necessary. Each of `likely_states` names who could harm the child there.
    """

    left_at: MomentIn
    country: Annotated[
        Text,
        Field(description="Country where the child was last seen; empty: the state of the record."),
    ] = ""
    place: Annotated[
        Text, Field(description="A town, never the address of a shelter. Other desks read it.")
    ] = ""
    noticed_by: Reason = ""
    companions: Annotated[Lines, Field(description="Each as relation:name.")] = ()
    clothing: Annotated[
        Reason, Field(description="Other desks read it: no place and no phone number.")
    ] = ""
    phones: Annotated[
        Lines,
        Field(description="Each optionally with own:, relative: or exploiter: before the number."),
    ] = ()
    money: Reason = ""
    description: Annotated[Reason, Field(description="Only the responsible agency reads it.")] = ""
    likely_states: Annotated[
        tuple[Text, ...],
        Field(
            max_length=40,
            description="Each as state:danger, with nobody_known, family, exploiter or authority.",
        ),
    ] = ()
    record_ref: Annotated[
        Text,
        Field(description="Reference of the report; empty: derived from the found record."),
    ] = ""


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class MissingFromCareResult:
    """The result: the ids of the episode and of the missing report, and what each state knows.

    `states` has the own state first; it is empty for an adult. `desks` are those that were notified
    now, as `name, on-call number`; people must call them as well. `is_adult`: the report goes only
    to states where the person agreed to be identified. `carried` names the fields
    that the report took over: photograph, clothing, belongings. `left_out` names the fields that
    were not taken over because they contain a place or a number. `to_call` lists likely states
    without a desk in the system.
    """

    episode: UUID
    report: UUID
    is_adult: bool
    states: tuple[StateOutcome, ...]
    desks: tuple[str, ...]
    carried: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    to_call: tuple[StateToCall, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Report:
    """The prepared report, its person, and the fields that were taken over or left out.

    `dangers` has the states of a child's report; it is empty for an adult.
    """

    prepared: PreparedRecord
    person: Person
    is_minor: bool
    dangers: dict[str, StateDanger]
    carried: tuple[str, ...]
    left_out: tuple[str, ...]


def report_missing_from_care(
    session: Session, context: Context, actor: Actor, public_id: UUID, leaving: MissingFromCareForm
) -> MissingFromCareResult:
    """Record a child as missing from care, file the linked report and notify the desks it reaches.

    Raise `Conflict` with the reason if the child cannot leave care now. Raise the errors of
    `departure_states.read_states`. Audited.
    """
    ticked = departure_states.read_states(leaving.likely_states)
    record = episodes.open_for_step(
        session, context, actor, public_id, EpisodeKind.MISSING_FROM_CARE, leaving.left_at
    )
    statements = register.open_statements(session, context, [(record, OPENED_CLASSES)])[record.id]
    carried_appearance.check_clothing(leaving.clothing, statements)
    is_known = departure_states.is_known_by_another(session, context, actor, record)
    is_limited = is_known and departure_states.has_reached_limit(session, context, actor)
    reporter_check = (
        ReporterCheck.PROVISIONAL if is_known and not is_limited else ReporterCheck.UNVERIFIED
    )
    made = _report(
        session,
        context,
        record,
        statements,
        leaving,
        filing=_Filing(actor.agency_kind, ticked, reporter_check),
    )
    to_call = _states_to_call(session, record, made, ticked)
    details = dataclasses.asdict(leaving) | {"to_call": [called.state for called in to_call]}
    del details["left_at"], details["record_ref"]
    episode = episodes.add_episode(
        session,
        context,
        actor,
        record,
        NewEpisode(EpisodeKind.MISSING_FROM_CARE, leaving.left_at, details),
    )
    episodes.call_repeat_conference(session, record, at=leaving.left_at)
    care_confirmation.end_care_confirmation(session, context, actor, record, "missing_from_care")
    registered = new_records.register_record(session, context, actor, made.prepared)
    report = session.scalars(select(Record).where(Record.public_id == registered.public_id)).one()
    session.add(
        RecordLink(
            record_id=record.id,
            linked_id=report.id,
            kind=LinkKind.MISSING_FROM_CARE,
            since=context.clock.now(),
        )
    )
    session.flush()
    case_deadlines.inherit_facts(session, context, report, record)
    if session.get(Decoy, record.id) is not None:
        session.add(Decoy(record_id=report.id, planted_at=context.clock.now()))
        session.flush()
        repository.isolate_decoy(session, context, report)
    _copy_assignments(session, record, report)
    carried = made.carried
    if made.is_minor and photos.copy_photo(session, context, record, report):
        carried = (PHOTO, *carried)
    if made.is_minor:
        departure_states.store_states(session, report, made.dangers)
        report.no_family_contact = forbids_family_contact(made.dangers.values())
        is_at_once = report.reporter_check == ReporterCheck.PROVISIONAL
        kind = (
            ApprovalKind.MISSING_FROM_CARE if is_at_once else ApprovalKind.MISSING_FROM_CARE_WAITS
        )
        about = NotificationSubject(report.agency_id, report.id)
        approval_requests.ask(session, context, actor, kind, report.public_id, about=about)
        case_deadlines.start_deadline(
            session, report, DeadlineKind.SUPERVISOR_CALL, started_at=context.clock.now()
        )
        if is_limited:
            alerts.raise_alert(
                session, context, actor, AlertKind.MISSING_FROM_CARE_LIMIT, report.public_id
            )
    else:
        check_requests.request_reporter_check(session, context, actor, report)
    notified = departure_states.notify_desks(session, context, report)
    act = audit_log.AuditEvent(
        "missing_from_care",
        subject=episode,
        records=(
            audit_log.ShownRecord(public_id, tuple(sorted(OPENED_CLASSES))),
            audit_log.ShownRecord(registered.public_id),
        ),
    )
    audit_log.record_event(session, context, actor, act)
    return MissingFromCareResult(
        episode=episode,
        report=registered.public_id,
        is_adult=not made.is_minor,
        states=departure_states.read_outcomes(session, report),
        desks=tuple(desk.text for desk in notified),
        carried=carried,
        left_out=made.left_out,
        to_call=to_call,
    )


def read_departure(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> tuple[StateOutcome, ...]:
    """Return what each state knows of an own report of a child missing from care; empty for another
    own record. Audited.
    """
    report = register.require_own_record(
        session, context, actor, public_id, Action.EPISODE, ""
    ).record
    audit_log.record_act(session, context, actor, "read_departure", public_id)
    return departure_states.read_outcomes(session, report)


def confirm_report(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Check the report of a child missing from care, after a second person checked it."""
    with _as_responsible(session, actor, approval) as record:
        register.change_reporter_check(session, context, record, ReporterCheck.CHECKED)
        record.identity_version = record.version
        case_deadlines.record_fact(session, context, record, DeadlineFact.REPORT_CHECKED)
        notify_desks(session, context, record)


def withdraw_report(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Flag the report of a child missing from care after a refusal, and end its sharing.

    The desks that were told are asked to delete their copies and to confirm it.
    """
    with _as_responsible(session, actor, approval) as record:
        register.change_reporter_check(session, context, record, ReporterCheck.FLAGGED)
        case_deadlines.record_fact(session, context, record, DeadlineFact.REPORT_CHECKED)
        copy_deletions.ask_for_deletion(session, context, record)


@contextlib.contextmanager
def _as_responsible(session: Session, actor: Actor, approval: Approval) -> Iterator[Record]:
    """Work on the report of an approval under the role of its responsible agency.

    The second person may be of a desk of the report's state (`Approval.desk_asked_at`). The caller
    has checked that they may decide.
    """
    record = session.scalars(select(Record).where(Record.id == approval.record_id)).one()
    if record.agency_id == actor.agency_id:
        yield record
        return
    responsible = RoleIdentity(agency_id=record.agency_id)
    with database_roles.as_role(session, DatabaseRole.ACTOR, responsible):
        yield record
        session.flush()


def _states_to_call(
    session: Session, record: Record, made: _Report, ticked: Mapping[str, StateDanger]
) -> tuple[StateToCall, ...]:
    """Return the likely states without a desk; empty for an adult.

    Barred states, and states whose authorities could harm the child, are left out.
    """
    if not made.is_minor:
        return ()
    kept_out = [share.state for share in made.prepared.shares if share.view == View.NONE]
    kept_out += [state for state, danger in ticked.items() if danger is StateDanger.AUTHORITY]
    return likely_states.states_without_desk(
        session, made.person, chosen=ticked, excluded=[record.state, *kept_out]
    )


@dataclasses.dataclass(frozen=True, slots=True)
class _Filing:
    """The kind of agency that files a report, the ticked states, and a child's reporter check."""

    source: str
    ticked: Mapping[str, StateDanger]
    reporter_check: ReporterCheck


def _report(
    session: Session,
    context: Context,
    record: Record,
    facts: Sequence[Statement],
    leaving: MissingFromCareForm,
    *,
    filing: _Filing,
) -> _Report:
    """Return the prepared missing report: the known facts, last seen where the child left.

    The agency that had the child in care is its own reporter; a second person in it approves the
    report. A child's report is meant for the record's state, the likely states, and the states of
    an identity consent. An adult may leave, so their report is shared only by such a consent.
    """
    today = context.clock.now().date()
    carried_over = [statement for statement in facts if _continues(statement)]
    declared = register.declaration_of(session, record, facts, now=context.clock.now())
    is_minor = consent_form.ages_in(
        carried_over, RecordKind.MISSING, protected_since=declared.protected_since
    ).is_child(today)
    appearance, left_out = carried_appearance.appearance_to_carry(
        facts, has_new_clothing=bool(leaving.clothing), is_minor=is_minor
    )
    carried_over += appearance
    reference = next(statement.value for statement in facts if statement.field == "record_ref")
    row: dict[str, str | Sequence[str]] = {
        **statements.join_statements(carried_over, kind=RecordKind.MISSING),
        "record_ref": leaving.record_ref.strip()
        or f"{reference}/left-{leaving.left_at.date().isoformat()}",
        "event_date": leaving.left_at.date().isoformat(),
        "event_country": leaving.country or record.state,
        "event_place": leaving.place,
        "description": leaving.description,
    }
    if leaving.clothing:
        row["clothing"] = leaving.clothing
    for column, new in (("relatives", leaving.companions), ("phones", leaving.phones)):
        row[column] = [
            *(statement.value for statement in carried_over if statement.field == column),
            *new,
        ]
    consented = sorted(
        state for scope, state in declared.consented if scope == ConsentScopeCode.IDENTITY
    )
    dangers = dict.fromkeys((record.state, *consented), StateDanger.NOBODY_KNOWN)
    dangers = {**dangers, **filing.ticked} if is_minor else {}
    row["recipients"] = list(dangers) if is_minor else consented
    read = preparation.read_row(row, source=filing.source, today=today, changed=())
    carried_values = {(statement.field, statement.value) for statement in carried_over}
    fresh = [
        statement
        for statement in read.statements
        if (statement.field, statement.value) not in carried_values
    ]
    whole = dataclasses.replace(
        read,
        person=None,  # derived from the statements, because their provenance counts
        statements=(*carried_over, *fresh),
        sharing="" if is_minor or consented else "none",
    )
    person = person_view.person_of(whole.statements, ref="", kind=RecordKind.MISSING)
    filed = dataclasses.replace(
        declared,
        reporter_check=filing.reporter_check if is_minor else ReporterCheck.UNVERIFIED,
        departure=frozenset(dangers.items()) or None,
    )
    prepared = preparation.complete_row(context, whole, filed, state=record.state, today=today)
    carried = tuple(sorted({statement.field for statement in appearance}))
    return _Report(prepared, person, is_minor, dangers, carried, left_out)


def apply_consent_to_reports(
    session: Session, context: Context, actor: Actor, record: Record
) -> None:
    """Restrict the reports of an adult missing from care to states of a current identity consent.

    A child's report does not change: its sharing does not depend on consent, also after the 18th
    birthday.
    """
    now = context.clock.now()
    agreed = permissions.consented_scopes(session, record.id, now=now)
    states = sorted(state for scope, state in agreed if scope == ConsentScopeCode.IDENTITY)
    since = adulthood.protected_since(session, record)
    for report in same_person_links.open_successors(
        session, record, kind=LinkKind.MISSING_FROM_CARE
    ):
        agency = session.get_one(Agency, report.agency_id)
        with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency.id)):
            statements = register.open_statements(session, context, [(report, OPENED_CLASSES)])[
                report.id
            ]
            person = person_view.person_of(statements, ref="", kind=RecordKind.MISSING)
            days = [
                place.on
                for place in person.places
                if place.on is not None and place.role == "last_seen"
            ]
            # An edit may have made the day unreadable; the report was filed on that day or soon
            # after.
            left_on = min(days, default=report.created_at.date())
            ages = age_range.age_range_of(person, statements, protected_since=since)
            if not ages.is_child(left_on) and register.share_with_states(
                session, context, report, states, source=agency.kind
            ):
                audit_log.record_event(
                    session,
                    context,
                    actor,
                    audit_log.AuditEvent("share_report", subject=report.public_id),
                )
            session.flush()


def _continues(statement: Statement) -> bool:
    left_out = NOT_COPIED_FIELDS | preparation.DERIVED_FIELDS | {*preparation.DECLARED_FIELDS}
    return statement.entry.stated_column not in left_out


def _copy_assignments(session: Session, record: Record, report: Record) -> None:
    """Copy the assignments of the found record to the report.

    So a person on duty cover who files it keeps no access.
    """
    if record.agency_id != report.agency_id:
        return
    users = session.scalars(
        select(RecordAssignment.user_id).where(RecordAssignment.record_id == record.id)
    ).all()
    session.execute(delete(RecordAssignment).where(RecordAssignment.record_id == report.id))
    rows = [
        {"record_id": report.id, "user_id": user_id, "since": report.created_at}
        for user_id in users
    ]
    insert_rows(session, RecordAssignment, rows)


def notify_desks(session: Session, context: Context, report: Record) -> tuple[str, ...]:
    """Notify the desks that the report of a child missing from care now reaches, once each.

    Return all of them as `name, on-call number`; an empty tuple for any other report.
    """
    if same_person_links.predecessor(session, report) is None:
        return ()
    notified = departure_states.notify_desks(session, context, report)
    return tuple(desk.text for desk in notified)
