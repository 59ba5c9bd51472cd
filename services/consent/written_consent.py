"""Consent of a person in writing: recorded, witnessed, activated and ended.

The sharing depends on its scopes, and grants end with it; both are updated in the same transaction.
The legal basis is separate (services.records.intake.preparation.Declaration).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, exists, or_, select, true
from sqlalchemy.orm import Session

from core.codes.consent import ConsentState
from core.codes.notifications import NotificationKind
from core.codes.records import RecordStatus
from core.errors import Conflict, InvalidInput, raise_all, require_found, require_text
from core.policy.actions import Action
from core.policy.case.consent import (
    APPOINTED_GIVERS,
    CONSENT_DAYS,
    CONSENT_PROCESS,
    EMERGENCY_GIVER,
    LIVE_CONSENTS,
    SPOKEN_CONSENT_HOURS,
)
from core.policy.case.consent_texts import find_text
from core.policy.fields import FieldClass
from core.policy.process import NextSteps, Situation, next_state
from core.policy.roles import Role
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.consent.written_consent import Consent, ConsentScope
from models.records.record import Record
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole, RoleIdentity
from models.sql.bulk import insert_rows
from services.case import consent_form, consent_givers, guardians
from services.case.care import missing_from_care
from services.case.consent_form import ConsentForm
from services.consent import consent_situation
from services.consent.consent_situation import GiverState
from services.disclosure import steps as disclosure_steps
from services.foundation import audit_log, data_keys, process_steps
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.foundation.facts import date_ranges
from services.foundation.facts.age_range import AgeRange
from services.foundation.process_steps import Subject, Task
from services.records import register
from services.sharing import notifications, permissions, visibility

_BIRTH = frozenset({FieldClass.F2, FieldClass.F4B})  # the birth; an unreadable birth is in F4b

DUE_CONSENTS = 500  # checked in one job
TASK_LIMIT = 100  # consents whose steps are examined for the list of tasks


@dataclasses.dataclass(frozen=True, slots=True)
class ConsentView:
    """A consent as its responsible agency sees it: states, times, and the form if it was opened.

    `is_spoken`: an oral consent, valid for `SPOKEN_CONSENT_HOURS` unless it is witnessed.
    `is_witnessed`: a second person has witnessed it. `paper` is the form. `ended_at` is None for a
    consent that was not ended.
    """

    id: UUID
    record: UUID
    state: str
    is_spoken: bool
    is_witnessed: bool
    scopes: tuple[str, ...]
    recipients: tuple[str, ...]
    recorded_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    paper: Mapping[str, Any]
    next_steps: NextSteps


def record_consent(
    session: Session, context: Context, actor: Actor, record_id: UUID, form: ConsentForm
) -> UUID:
    """Store a consent as a draft without effect; return its id.

    Raise `InvalidInput` for a form that is not complete. Raise `ConflictOfInterest` for a giver who
    must not act for the child. Raise `Conflict` for a closed record, and `NotFound` for a record of
    another agency.
    """
    seen = register.require_own_record(session, context, actor, record_id, Action.RECORD_CONSENT)
    record, now = seen.record, context.clock.now()
    register.require_open(record)
    statements = register.open_statements(session, context, [(record, frozenset(FieldClass))]).get(
        record.id, []
    )
    appointed_on = None if form.appointment is None else form.appointment.appointed_on
    date_ranges.check_dates(now, until=form.until, appointed_on=appointed_on)
    problems = consent_form.find_problems(
        form, ages=consent_form.ages_in(statements, record.kind), today=now.date()
    )
    if form.giver == EMERGENCY_GIVER and guardians.is_appointed(session, context, record):
        problems.append(
            InvalidInput("giver", "guardian_appointed", "a guardian is appointed and consents")
        )
    raise_all(problems)
    consent_form.check_not_barred(form, statements)
    consent_givers.check_giver(session, context, actor, record, form)
    public_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    paper = data_keys.seal_json(key, form.as_paper(), permissions.paper_place(public_id))
    consent = Consent(
        public_id=public_id,
        record_id=record.id,
        state=ConsentState.DRAFT,
        paper=paper,
        recorded_by=actor.user_id,
        recorded_at=now,
        oral_by=actor.user_id if form.is_briefed_spoken else None,
        oral_at=now if form.is_briefed_spoken else None,
        written_by=actor.user_id if form.is_explained_in_writing else None,
        written_at=now if form.is_explained_in_writing else None,
        expires_at=now + timedelta(days=CONSENT_DAYS),
    )
    session.add(consent)
    session.flush()
    insert_rows(
        session,
        ConsentScope,
        [
            {"consent_id": consent.id, "scope": scope, "recipient": state}
            for scope in sorted(form.scopes)
            for state in sorted(form.recipients)
        ],
    )
    _note(session, context, actor, "record_consent", consent, record)
    return public_id


def _note(
    session: Session, context: Context, actor: Actor, action: str, consent: Consent, record: Record
) -> None:
    act = audit_log.AuditEvent(
        action,
        consent.state,
        subject=consent.public_id,
        records=(audit_log.ShownRecord(record.public_id, (FieldClass.F5,)),),
    )
    audit_log.record_event(session, context, actor, act)


def _find(
    session: Session, context: Context, actor: Actor, public_id: UUID, action: Action
) -> tuple[Consent, Record]:
    """Return a consent, locked, in one statement. Raise `NotFound` if its record belongs to another
    agency.
    """
    require(actor, action)
    row = require_found(
        session.execute(
            select(Consent, Record)
            .join(Record, Record.id == Consent.record_id)
            .join(Agency, Agency.id == Record.agency_id)
            .where(
                Consent.public_id == public_id, visibility.of_own_agency(actor, context.clock.now())
            )
            .where(Record.status != RecordStatus.ERASED)
            .with_for_update(of=Consent)
        ).first(),
        "no such consent",
    )
    return row[0], row[1]


def read_consent(session: Session, context: Context, actor: Actor, public_id: UUID) -> ConsentView:
    """Return a consent of the actor's agency with its form. Audited as F5."""
    consent, record = _find(session, context, actor, public_id, Action.RECORD_CONSENT)
    _note(session, context, actor, "read_consent", consent, record)
    return _show(session, context, actor, record, [consent])[0]


def list_consents(
    session: Session, context: Context, actor: Actor, record_id: UUID
) -> list[ConsentView]:
    """Return the consents of a record of the actor's agency, with their forms, newest first.
    Audited as F5.

    Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT
    ).record
    query = select(Consent).where(Consent.record_id == record.id).order_by(Consent.id.desc())
    consents = session.scalars(query).all()
    audit_log.record_act(session, context, actor, "list_consents", record_id, FieldClass.F5)
    return _show(session, context, actor, record, consents)


def _show(
    session: Session, context: Context, actor: Actor, record: Record, consents: Sequence[Consent]
) -> list[ConsentView]:
    ids = [consent.id for consent in consents]
    rows = session.scalars(select(ConsentScope).where(ConsentScope.consent_id.in_(ids))).all()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    papers = {
        consent.id: data_keys.unseal_json(
            key, consent.paper, permissions.paper_place(consent.public_id)
        )
        for consent in consents
    }
    live = [consent for consent in consents if consent.state in LIVE_CONSENTS]
    situations = {consent.id: consent_situation.unguarded(actor, consent) for consent in consents}
    if live:
        holds, now = _giver_state(session, context, record), context.clock.now()
        situations |= {
            consent.id: consent_situation.situation_of(
                actor, consent, ConsentForm.of_paper(papers[consent.id]), holds, now
            )
            for consent in live
        }
    return [
        ConsentView(
            id=consent.public_id,
            record=record.public_id,
            state=consent.state,
            is_spoken=consent.is_spoken,
            is_witnessed=consent.witnessed_at is not None,
            scopes=tuple(sorted({row.scope for row in rows if row.consent_id == consent.id})),
            recipients=tuple(
                sorted({row.recipient for row in rows if row.consent_id == consent.id})
            ),
            recorded_at=consent.recorded_at,
            expires_at=consent.expires_at,
            ended_at=consent.ended_at,
            paper=papers[consent.id],
            next_steps=process_steps.next_steps(
                session, context, CONSENT_PROCESS, situations[consent.id]
            ),
        )
        for consent in consents
    ]


def list_tasks(session: Session, context: Context, actor: Actor) -> list[Task]:
    """Return the steps of the agency's consents that the actor can take now, oldest first.

    At most `TASK_LIMIT` consents are examined. A form is opened only if the step is the actor's.
    """
    require(actor, Action.RECORD_CONSENT)
    is_unwitnessed = Consent.state.in_(LIVE_CONSENTS) & Consent.witnessed_at.is_(None)
    query = (
        select(Consent, Record)
        .join(Record, Record.id == Consent.record_id)
        .join(Agency, Agency.id == Record.agency_id)
        .where(visibility.of_own_agency(actor, context.clock.now()))
        .where(Record.status != RecordStatus.ERASED)
        .where(or_(is_unwitnessed, Consent.state == ConsentState.WITNESSED))
        .order_by(Consent.id)
        .limit(TASK_LIMIT)
    )
    rows = {consent.public_id: (consent, record) for consent, record in session.execute(query)}
    possible = [
        Subject(public_id, record.public_id, consent_situation.unguarded(actor, consent))
        for public_id, (consent, record) in rows.items()
    ]
    shown = process_steps.tasks(session, context, CONSENT_PROCESS, possible)
    own = {task.subject for task in shown}
    subjects = [
        dataclasses.replace(
            subject, situation=_situation(session, context, actor, *rows[subject.id])
        )
        for subject in possible
        if subject.id in own
    ]
    return process_steps.tasks(session, context, CONSENT_PROCESS, subjects)


def _situation(
    session: Session, context: Context, actor: Actor, consent: Consent, record: Record
) -> Situation:
    form, now = _form(session, context, record, consent), context.clock.now()
    holds = _giver_state(session, context, record)
    return consent_situation.situation_of(actor, consent, form, holds, now)


def _giver_state(session: Session, context: Context, record: Record) -> GiverState:
    ages = current_age_ranges(session, context, [record])[record.id]
    unwitnessed = exists().where(
        Consent.record_id == record.id, Consent.is_spoken, Consent.witnessed_at.is_(None)
    )
    return GiverState(
        is_open=record.status == RecordStatus.OPEN,
        may_be_of_age=ages.may_be_of_age(context.clock.now().date()),
        is_guardian_appointed=guardians.is_appointed(session, context, record),
        has_unwitnessed=bool(session.scalar(select(unwitnessed))),
    )


@dataclasses.dataclass(frozen=True, slots=True)
class GivenText:
    """The text that was given in writing: a version of the system's text, or a SHA-256.

    Both are "" for a step without a text.
    """

    version: str = ""
    text_hash: str = ""


def take_step(
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    act: str,
    text: GivenText = GivenText(),
) -> str:
    """Take a step of a consent; return its new state.

    The acts are `explain_orally`, `explain_in_writing` with its `text`, `witness`, `start_spoken`
    and `activate`. If one of the last three leads to an active consent, the other active consents
    of the record end, sharing is updated, and grants that are no longer permitted end. The giver is
    checked again, because an appointment may have ended. Audited.

    Raise `Refused` if the role may never take the step, or if the witness's account is not
    independent of the people who recorded and explained the consent. Raise `Conflict` if the step
    is not permitted now, or if one of them is the witness. Raise `InvalidInput` for an unknown
    text, or for a giver or signer who may not consent. Raise `NotFound` for a consent of another
    agency.
    """
    consent, record = _find(session, context, actor, public_id, Action.RECORD_CONSENT)
    form, now = _form(session, context, record, consent), context.clock.now()
    holds = _giver_state(session, context, record)
    situation = consent_situation.situation_of(actor, consent, form, holds, now)
    process_steps.check_step(
        session, context, CONSENT_PROCESS, situation, act, record=record.public_id
    )
    consent_givers.check_giver(session, context, actor, record, form)
    state = _move(actor, consent, act)
    if act in _EXPLANATIONS:
        explained = _explain(consent, form, act, text, actor=actor, now=now)
        key = data_keys.open_data_key(session, context.keys, record.public_id)
        place = permissions.paper_place(consent.public_id)
        consent.paper = data_keys.seal_json(key, explained.as_paper(), place)
    else:
        _STEPS[act](consent, form, actor, now)
        consent.state = state
        _start(session, context, actor, consent, record)
    _note(session, context, actor, f"consent_{act}", consent, record)
    return state


def _start(
    session: Session, context: Context, actor: Actor, consent: Consent, record: Record
) -> None:
    """Let an active consent have its effects; no effect for any other state."""
    if consent.state != ConsentState.ACTIVE:
        return
    _supersede_others(session, context, actor, consent, record)
    consent.next_check_at = consent.expires_at
    session.flush()
    _follow(session, context, actor, record)


def _move(actor: Actor, consent: Consent, act: str) -> str:
    """Return the state that a permitted act leads to."""
    state = next_state(CONSENT_PROCESS, consent.state, act, actor.role)
    if state is None:
        raise Conflict(Refusal.STEP_IS_NOT_NEXT)
    return state


def _form(session: Session, context: Context, record: Record, consent: Consent) -> ConsentForm:
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    paper = data_keys.unseal_json(key, consent.paper, permissions.paper_place(consent.public_id))
    return ConsentForm.of_paper(paper)


def _explain(
    consent: Consent, form: ConsentForm, act: str, text: GivenText, *, actor: Actor, now: datetime
) -> ConsentForm:
    """Record an explanation and who recorded it; return the form with it.

    Raise `InvalidInput` without a text, for an unknown version and for a wrong hash.
    """
    if act == "explain_orally":
        consent.oral_by, consent.oral_at = actor.user_id, now
        return dataclasses.replace(form, is_briefed_spoken=True)
    text_hash = text.text_hash
    if text.version:
        text_hash = find_text(text.version, form.language, form.giver).text_hash
    require_text("text_version", text_hash)
    explained = dataclasses.replace(form, is_briefed_written=True, text_hash=text_hash)
    consent_form.check_text_hash(explained)
    consent.written_by, consent.written_at = actor.user_id, now
    return explained


def _witness(consent: Consent, form: ConsentForm, actor: Actor, now: datetime) -> None:
    consent.witnessed_by, consent.witnessed_at = actor.user_id, now
    consent.is_spoken = False
    consent.expires_at = consent_situation.end_of(form, consent.recorded_at)


def _start_spoken(consent: Consent, form: ConsentForm, _actor: Actor, now: datetime) -> None:
    consent.is_spoken = True
    last = consent_situation.end_of(form, consent.recorded_at)
    consent.expires_at = min(now + timedelta(hours=SPOKEN_CONSENT_HOURS), last)


def _activate(consent: Consent, form: ConsentForm, _actor: Actor, _now: datetime) -> None:
    consent.expires_at = consent_situation.end_of(form, consent.recorded_at)


_EXPLANATIONS = frozenset({"explain_orally", "explain_in_writing"})
_STEPS: Mapping[str, Callable[[Consent, ConsentForm, Actor, datetime], None]] = {
    "witness": _witness,
    "start_spoken": _start_spoken,
    "activate": _activate,
}


def _supersede_others(
    session: Session, context: Context, actor: Actor, consent: Consent, record: Record
) -> None:
    """End the other active consents of a record."""
    before = session.scalars(
        select(Consent).where(
            Consent.record_id == record.id,
            Consent.state == ConsentState.ACTIVE,
            Consent.id != consent.id,
        )
    )
    for earlier in before:
        earlier.state, earlier.ended_at = _move(actor, earlier, "supersede"), context.clock.now()
        _note(session, context, actor, "consent_supersede", earlier, record)


def _follow(session: Session, context: Context, actor: Actor, record: Record) -> None:
    """Update everything that depends on consent.

    These are the sharing, the report of an adult missing from care, and grants that are not
    permitted now.
    """
    register.recompute_sharing(session, context, record)
    missing_from_care.apply_consent_to_reports(session, context, actor, record)
    disclosure_steps.end_unpermitted_grants(session, context, actor, record)


def end_emergency(session: Session, context: Context, actor: Actor, record_id: UUID) -> None:
    """End the consents that an emergency representative gave, after a guardian was appointed.

    None ends while every guardian has a conflict of interest. Raise `NotFound` for a record of
    another agency. The responsible agency gets a notification.
    """
    record = register.require_own_record(
        session, context, actor, record_id, Action.RECORD_CONSENT, ""
    ).record
    if not guardians.is_appointed(session, context, record):
        return
    query = (
        select(Consent)
        .where(Consent.record_id == record.id, Consent.state == ConsentState.ACTIVE)
        .with_for_update()
    )
    permitted_consents = [
        consent
        for consent in session.scalars(query)
        if _form(session, context, record, consent).giver == EMERGENCY_GIVER
    ]
    for emergency in permitted_consents:
        emergency.state = _move(actor, emergency, "supersede")
        emergency.ended_at = context.clock.now()
        _note(session, context, actor, "consent_supersede", emergency, record)
    session.flush()
    if permitted_consents:
        _follow(session, context, actor, record)
        notifications.notify_of_event(
            session,
            context,
            notifications.NotificationSubject(record.agency_id, record.id),
            kind=NotificationKind.CONSENT_ENDED,
        )


def withdraw_consent(session: Session, context: Context, actor: Actor, public_id: UUID) -> None:
    """Withdraw a consent that is a draft, witnessed or active; later reads no longer use it.

    Raise `Conflict` for a consent that has ended, and `NotFound` for a record of another agency.
    """
    consent, record = _find(session, context, actor, public_id, Action.WITHDRAW_CONSENT)
    situation = consent_situation.unguarded(actor, consent)
    process_steps.check_step(session, context, CONSENT_PROCESS, situation, "withdraw")
    consent.state, consent.ended_at = _move(actor, consent, "withdraw"), context.clock.now()
    session.flush()
    _follow(session, context, actor, record)
    _note(session, context, actor, "consent_withdraw", consent, record)


@dataclasses.dataclass(frozen=True, slots=True)
class DueConsent:
    """A record with an active consent that expired, or whose facts or contacts changed."""

    record_id: int
    agency_id: int
    is_expired: bool


def due_consents(session: Session, context: Context) -> list[DueConsent]:
    """Return at most `DUE_CONSENTS` active consents that are due for a check; for workers.

    Consents that have not expired come first, then by record. Erased records are left out: their
    data and consents cannot be read any more.
    """
    is_expired = Consent.expires_at <= context.clock.now()
    rows = session.execute(
        select(Consent.record_id, Record.agency_id, is_expired)
        .join(Record, Record.id == Consent.record_id)
        .where(
            Consent.state == ConsentState.ACTIVE,
            Consent.next_check_at <= context.clock.now(),
            Record.status != RecordStatus.ERASED,
        )
        .order_by(is_expired, Consent.record_id)
        .limit(DUE_CONSENTS)
    )
    return [DueConsent(*row) for row in rows]


def expire_consents(session: Session, context: Context, record_id: int, agency_id: int) -> int:
    """End the due consents of a record; return how many.

    A consent ends if it expired. It also ends if its giver has a conflict of interest now, or if
    the facts changed and a guardian gave it for a person who may have been of age on that day. For
    a person who came of age since, a person decides first (`services.consent.coming_of_age`).
    """
    is_due = Consent.next_check_at <= context.clock.now()
    return _end_some(session, context, record_id, agency_id, is_due)


def end_outgrown_consents(
    session: Session, context: Context, record_id: int, agency_id: int
) -> int:
    """End the consents by guardians of a record whose person may be of age; return how many.

    A person decided that, or closed the record.
    """
    return _end_some(session, context, record_id, agency_id, true(), is_decided=True)


def has_outgrown_consent(
    session: Session, context: Context, record: Record, ages: AgeRange
) -> bool:
    """Return whether a guardian may have given an active consent of a person who may be of age now.

    That is a consent recorded on a day when the person could not be of age. No form is opened.
    """
    now = context.clock.now()
    if not ages.may_be_of_age(now.date()):
        return False
    query = select(Consent.recorded_at).where(
        Consent.record_id == record.id, Consent.state == ConsentState.ACTIVE
    )
    return any(not ages.may_be_of_age(taken_at.date()) for taken_at in session.scalars(query))


def current_age_ranges(
    session: Session, context: Context, records: Sequence[Record]
) -> dict[int, AgeRange]:
    """Return the age ranges of records by id; only fields about the birth are opened."""
    statements = register.open_statements(
        session, context, [(record, _BIRTH) for record in records]
    )
    return {
        record.id: consent_form.ages_in(statements.get(record.id, []), record.kind)
        for record in records
    }


def _end_some(
    session: Session,
    context: Context,
    record_id: int,
    agency_id: int,
    condition: ColumnElement[bool],
    *,
    is_decided: bool = False,
) -> int:
    """End matching consents as the responsible agency, whose facts give the age; no data is
    shown.
    """
    clock = Actor(role=Role.MATCHER, agency_id=agency_id, agency_kind="", state="")
    now = context.clock.now()
    with database_roles.as_role(session, DatabaseRole.ACTOR, RoleIdentity(agency_id=agency_id)):
        record = session.get_one(Record, record_id)
        query = select(Consent).where(
            Consent.record_id == record_id, Consent.state == ConsentState.ACTIVE, condition
        )
        consents = session.scalars(query.with_for_update()).all()
        acts = {consent.id: "expire" for consent in consents if consent.expires_at <= now}
        lasting = [consent for consent in consents if consent.id not in acts]
        if lasting:
            ages = current_age_ranges(session, context, [record])[record.id]
            for consent in lasting:
                form = _form(session, context, record, consent)
                on_day = now.date() if is_decided else consent.recorded_at.date()
                if form.giver in APPOINTED_GIVERS and ages.may_be_of_age(on_day):
                    acts[consent.id] = "age_out"
                elif consent_givers.has_conflict(session, context, record, form):
                    acts[consent.id] = "expire"
        for consent in consents:
            consent.next_check_at = consent.expires_at
            if consent.id in acts:
                consent.state, consent.ended_at = _move(clock, consent, acts[consent.id]), now
                _note(session, context, clock, "consent_ended", consent, record)
        session.flush()
        if acts:
            _follow(session, context, clock, record)
            notifications.notify_of_event(
                session,
                context,
                notifications.NotificationSubject(agency_id, record_id),
                kind=NotificationKind.CONSENT_ENDED,
            )
        session.flush()
    return len(acts)
