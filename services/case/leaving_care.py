"""A child leaves care: ONE action. A new episode, a linked missing report, likely states' police
told.

A second person clears the report; then the other desks of those states are told too.

The found record stays open beside its report, so that matching goes on with all that the owner
knows. The report has the facts that others may know about a missing child, and a child's
photograph, clothing and belongings. The place of care stays with the found record.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.codes.agencies import AgencyKind
from core.codes.consent import ConsentScopeCode
from core.codes.notices import NoticeKind
from core.codes.records import Clearance, EpisodeKind, LinkKind, RecordKind
from core.errors import InvalidInput
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.views import View
from matching import Person
from models.agencies.agency import Agency, Desk
from models.oversight.canary import Canary
from models.records.record import Record, RecordAssignment, RecordShare
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.bulk import insert_rows
from services.case import carried_looks, consent_form, custody, episodes, likely_states
from services.case.episodes import NewEpisode
from services.case.likely_states import StateToCall
from services.clearance import clearances
from services.foundation import age_range, audit_log, person_view, statements
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.statements import Statement
from services.records import photos, preparation, records, repository
from services.records.preparation import Declaration, PreparedRecord
from services.sharing import notices, permissions, same_person_links

OPENED_CLASSES = frozenset(FieldClass) - {FieldClass.F0, FieldClass.F6}
# Where and how the child was in care, what was declared, and free text stay with the found record.
NOT_COPIED_FIELDS = frozenset(
    {
        "record_ref",
        "event_date",
        "event_country",
        "event_place",
        "route",
        "care",
        "clothing",  # carried by a rule of its own, as belongings
        "belongings",
        "circumstances",
        "recipients",
        "description",
    }
)
PHOTO = "photo"


@dataclasses.dataclass(frozen=True, slots=True)
class LeavingCareForm:
    """Who left, when and from where, with whom, wearing and carrying what, and where to. Only
    `left_at` is needed.

    `companions` and `phones` are written as in intake (`travel_companion:Name`); `likely_states`
    are told.
    """

    left_at: datetime
    country: str = ""
    place: str = ""
    noticed_by: str = ""
    companions: tuple[str, ...] = ()
    clothing: str = ""
    phones: tuple[str, ...] = ()
    money: str = ""
    description: str = ""
    likely_states: tuple[str, ...] = ()
    record_ref: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LeavingCareResult:
    """What the one action did: the episode, the missing report, and the desks that were told, to be
    called as well.

    `carried` lists what the report took over: photograph, clothing, belongings. `left_out` lists
    fields that name a place or a number. `to_call` lists likely states without a desk.
    """

    episode: UUID
    report: UUID
    desks: tuple[str, ...]
    carried: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    to_call: tuple[StateToCall, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class _Report:
    """The prepared report, its person, and the fields that were taken over or left out."""

    prepared: PreparedRecord
    person: Person
    is_minor: bool
    carried: tuple[str, ...]
    left_out: tuple[str, ...]


def record_left_care(
    session: Session, context: Context, actor: Actor, public_id: UUID, leaving: LeavingCareForm
) -> LeavingCareResult:
    """Note that a child left care, file the linked report, tell the likely states; `Conflict` when
    it left already.
    """
    if unknown := sorted(set(leaving.likely_states) - STATES):
        raise InvalidInput("likely_states", "unknown_state", f"{len(unknown)} of them")
    record = episodes.open_for_story(session, context, actor, public_id)
    statements = records.open_statements(session, context, [(record, OPENED_CLASSES)])[record.id]
    carried_looks.check_clothing(leaving.clothing, statements)
    made = _report(session, context, record, statements, leaving, source=actor.agency_kind)
    prepared = made.prepared
    to_call = _states_to_call(session, record, made, leaving)
    details = _episode_details(leaving, to_call)
    episode = episodes.add_episode(
        session,
        context,
        actor,
        record,
        NewEpisode(EpisodeKind.LEFT_CARE, leaving.left_at, details),
    )
    custody.end_custody(session, context, actor, record, "left_care")
    registered = repository.register_record(session, context, actor, prepared)
    report = session.scalars(select(Record).where(Record.public_id == registered.id)).one()
    same_person_links.add_link(session, context, record, report, kind=LinkKind.LEFT_CARE)
    session.flush()
    if session.get(Canary, record.id) is not None:
        session.add(Canary(record_id=report.id, planted_at=context.clock.now()))
        session.flush()
        repository.isolate_canary(session, context, report)
    _copy_assignments(session, record, report)
    carried = made.carried
    if made.is_minor and photos.copy_photo(session, context, record, report):
        carried = (PHOTO, *carried)
    clearances.request_clearance(session, context, actor, report)
    reached = {(share.state, share.audience) for share in prepared.shares if share.view > View.NONE}
    desks = _notify_shared_desks(session, context, report, reached)
    act = audit_log.AuditEvent(
        "left_care",
        subject=episode,
        records=(
            audit_log.ShownRecord(public_id, tuple(sorted(OPENED_CLASSES))),
            audit_log.ShownRecord(registered.id),
        ),
    )
    audit_log.record_event(session, context, actor, act)
    return LeavingCareResult(episode, registered.id, desks, carried, made.left_out, to_call)


def _states_to_call(
    session: Session, record: Record, made: _Report, leaving: LeavingCareForm
) -> tuple[StateToCall, ...]:
    """Return the likely states without a desk, except barred ones. Adults may leave: none."""
    if not made.is_minor:
        return ()
    barred = [share.state for share in made.prepared.shares if share.view == View.NONE]
    return likely_states.states_without_desk(
        session, made.person, chosen=leaving.likely_states, excluded=[record.state, *barred]
    )


def _episode_details(
    leaving: LeavingCareForm, to_call: Sequence[StateToCall]
) -> dict[str, str | list[str]]:
    content: dict[str, str | list[str]] = {}
    for field in dataclasses.fields(leaving):
        value = getattr(leaving, field.name)
        if field.name not in ("left_at", "record_ref"):
            content[field.name] = list(value) if isinstance(value, tuple) else value
    content["to_call"] = [called.state for called in to_call]
    return content


def _report(
    session: Session,
    context: Context,
    record: Record,
    facts: Sequence[Statement],
    leaving: LeavingCareForm,
    *,
    source: str,
) -> _Report:
    """Make the missing report: what is known of the child, and last seen where it left.

    The agency that had the child in care is its own reporter: a second person of it clears the
    report. A child's report goes where it may be, and where consent to be identified reaches. An
    adult may leave: their report goes where they agreed to alone, without such consent to nobody.
    """
    today = context.clock.now().date()
    carried_over = [statement for statement in facts if _goes_on(statement)]
    is_minor = consent_form.ages_in(carried_over, RecordKind.MISSING).is_child(today)
    looks, left_out = carried_looks.looks_to_carry(
        facts, has_new_clothing=bool(leaving.clothing), is_minor=is_minor
    )
    carried_over += looks
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
    declared = records.declaration_of(session, record, facts, now=context.clock.now())
    consented = sorted(
        state for scope, state in declared.consented if scope == ConsentScopeCode.IDENTITY
    )
    row["recipients"] = list(
        dict.fromkeys([*((record.state, *leaving.likely_states) if is_minor else ()), *consented])
    )
    read = preparation.read_row(row, source=source, today=today)
    known = {(statement.field, statement.value) for statement in carried_over}
    fresh = [
        statement
        for statement in read.statements
        if (statement.field, statement.value) not in known
    ]
    whole = dataclasses.replace(
        read,
        person=None,  # made of the statements, whose provenance counts
        statements=(*carried_over, *fresh),
        sharing="" if is_minor or consented else "none",
    )
    person = person_view.person_of(whole.statements, ref="", kind=RecordKind.MISSING)
    prepared = preparation.complete_row(context, whole, _declaration(declared), today=today)
    carried = tuple(sorted({statement.field for statement in looks}))
    return _Report(prepared, person, is_minor, carried, left_out)


def apply_consent_to_reports(
    session: Session, context: Context, actor: Actor, record: Record
) -> None:
    """Let the reports of an adult who left care go where the person agrees to be identified now,
    and no further.

    A child's report goes where the child may be: it hangs on nobody's consent, at 18 neither.
    """
    now = context.clock.now()
    agreed = permissions.consented_scopes(session, record.id, now=now)
    states = sorted(state for scope, state in agreed if scope == ConsentScopeCode.IDENTITY)
    for report in same_person_links.open_successors(session, record, kind=LinkKind.LEFT_CARE):
        agency = session.get_one(Agency, report.agency_id)
        with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency.id)):
            statements = records.open_statements(session, context, [(report, OPENED_CLASSES)])[
                report.id
            ]
            person = person_view.person_of(statements, ref="", kind=RecordKind.MISSING)
            days = [
                place.on
                for place in person.places
                if place.on is not None and place.role == "last_seen"
            ]
            # An edit may have written the day so that it cannot be read: the report was filed on
            # the day or soon after.
            left_on = min(days, default=report.created_at.date())
            if age_range.age_range_of(person, statements).is_child(left_on):
                continue
            if records.share_with_states(session, context, report, states, source=agency.kind):
                audit_log.record_event(
                    session,
                    context,
                    actor,
                    audit_log.AuditEvent("share_report", subject=report.public_id),
                )
            session.flush()


def _goes_on(statement: Statement) -> bool:
    column = statement.value.partition(":")[0] if statement.field == "unread" else statement.field
    return column not in NOT_COPIED_FIELDS | preparation.DERIVED_FIELDS | frozenset(
        preparation.DECLARED_FIELDS
    )


def _declaration(declared: Declaration) -> Declaration:
    return dataclasses.replace(declared, clearance=Clearance.UNVERIFIED)


def _copy_assignments(session: Session, record: Record, report: Record) -> None:
    """Give the report the assignments of its found record, so that a duty cover who files it keeps
    no access.
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
    """Tell the desks that the report of a child that left care has come to reach, each once; return
    them all.

    None for a report of another kind.
    """
    if same_person_links.predecessor(session, report) is None:
        return ()
    shared = select(RecordShare).where(
        RecordShare.record_id == report.id, RecordShare.view > int(View.NONE)
    )
    return _notify_shared_desks(
        session,
        context,
        report,
        {(share.state, share.audience) for share in session.scalars(shared)},
    )


def _notify_shared_desks(
    session: Session, context: Context, report: Record, reached: set[tuple[str, str]]
) -> tuple[str, ...]:
    """Tell the desks of the (state, audience) that a report is shared with; return them as `name,
    on-call number`.
    """
    rows = session.execute(
        select(Desk, Agency)
        .join(Agency, Agency.id == Desk.agency_id)
        .where(Desk.state.in_(sorted({state for state, _ in reached})), Desk.is_state_desk)
        .order_by(Desk.state)
    ).all()
    audiences = {audience for _, audience in reached}
    notices_made = []
    for desk, agency in rows:
        audience = AgencyKind.POLICE if agency.kind == AgencyKind.POLICE else AgencyKind.PROTECTION
        if audience in audiences and agency.id != report.agency_id:
            notices.notify_agency(
                session, context, agency.id, kind=NoticeKind.LEFT_CARE, record=report
            )
            notices_made.append(f"{desk.name}, {desk.on_call_phone}")
    return tuple(notices_made)
