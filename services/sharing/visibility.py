"""Visibility of records: `view`, the one function that every channel uses, and stored sharing.

Sharing is computed when a record is written (`sharing_rule`, `effective_shares`) and stored in
rows. `visible_records` reads it together with the record in one statement, also if no record
exists. So a hidden record and a missing one cost the same time and give the same answer.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.codes.agencies import AgencyKind
from core.codes.case import DeclarationState
from core.codes.consent import ConsentScopeCode
from core.codes.missing_from_care import StateDanger
from core.codes.notifications import EventKind
from core.codes.records import RecordKind, RecordStatus, ReporterCheck, TransferStatus
from core.codes.review import MatchState
from core.policy.actions import Action, Scope, scope
from core.policy.case import missing_from_care
from core.policy.case.care_confirmation import MATCH_KINDS_NEEDED, MATCH_VIEWS, CareProof
from core.policy.case.reporter_check import REPORT_KINDS
from core.policy.fields import FieldClass, field_class
from core.policy.participating_states import ANY_STATE, STATES
from core.policy.roles import CASE_ROLES, Role
from core.policy.sharing.evidence import EVIDENCE_FIELDS
from core.policy.sharing.views import (
    DEFAULT_SHARES,
    SHARED_WITH_ANY_STATE,
    SHARING_VIEWS,
    VIEW_CLASSES,
    Audience,
    View,
    default_view,
)
from models.agencies.agency import Agency
from models.agencies.user import DutyCover
from models.case.care_confirmation import CareConfirmation, CareDeclaration
from models.case.transfer import Transfer
from models.oversight.decoy import Decoy
from models.records.event_knowledge import EventKnowledge
from models.records.record import Record, RecordAssignment, RecordShare
from models.sql.in_list import bind_values, in_bound_values
from services.foundation.actor import Actor, permitted_scope

_Mark = ColumnElement[bool]
STATEMENT_CACHE_SIZE = 256  # actors whose built statement is cached; about 45 KB each


@dataclasses.dataclass(frozen=True, slots=True)
class EffectiveShare:
    """Effective sharing with one state (or a group of states) and one audience.

    `hides_appearance`: class F3 of the record is not shown, at any view.
    """

    state: str
    audience: str
    view: View
    hides_appearance: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class SharingContext:
    """The facts that decide the default sharing of a record; `scopes` are from active consents.

    `is_minor`: child rules apply. `is_victim`: a statement may mean that the person is a victim.
    `has_basis`: a legal basis is declared. `has_decision`: the record names the decision of an
    authority, which a preventive record needs. `is_answered`: no question of
    `core.policy.sharing.opening` is open.
    """

    kind: str
    reporter_check: str = ReporterCheck.UNVERIFIED
    is_minor: bool = True
    is_victim: bool = False
    has_basis: bool = False
    has_decision: bool = False
    is_answered: bool = False
    scopes: frozenset[str] = frozenset()

    @property
    def is_child_with_basis(self) -> bool:
        """Return whether this is a found child with a legal basis, and no victim."""
        is_found = self.kind == RecordKind.FOUND
        return is_found and self.is_minor and self.has_basis and not self.is_victim


def sharing_rule(situation: SharingContext) -> str:
    """Return the name of the sharing rule: the second key of `DEFAULT_SHARES`.

    For a missing report, and for a preventive record with decision and legal basis, the name is the
    check of the reporter.
    """
    if situation.kind == RecordKind.MISSING:
        return situation.reporter_check
    if situation.kind == RecordKind.TRACING:
        return "any"
    if situation.kind == RecordKind.PREVENTIVE:
        is_decided = situation.has_decision and situation.has_basis
        return situation.reporter_check if is_decided else "undecided"
    if ConsentScopeCode.IDENTITY in situation.scopes:
        return "consented_identity"
    if ConsentScopeCode.MATCH_ABROAD in situation.scopes:
        return "consented_match"
    if situation.is_child_with_basis:
        return "minor_with_basis" if situation.is_answered else "minor_unanswered"
    return "other"


def scopes_by_state(consented: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Return the scopes of consent by recipient state."""
    states = sorted({state for _, state in consented})
    return {
        state: frozenset(scope for scope, share_state in consented if share_state == state)
        for state in states
    }


@dataclasses.dataclass(frozen=True, slots=True)
class SharingPreference:
    """The responsible agency's sharing ("": the default) and recipients.

    `recipients` is None if no recipient was named.
    """

    sharing: str
    recipients: tuple[str, ...] | None


def effective_shares(
    name: str, preference: SharingPreference, *, kind: str, state: str, barred: Iterable[str]
) -> list[EffectiveShare]:
    """Return the effective shares: the responsible agency's preference or the default, up to the
    rule's maximum.

    `name` is the sharing rule, `state` the state of the record, whose default applies. A missing
    report is shared only with the states it names. The existence of a found or preventive record is
    shared with every state unless recipients are named. The `barred` states get separate rows. Only
    participating states are reached.
    """
    kept_out = sorted(frozenset(barred) & STATES)
    bars = [
        EffectiveShare(kept, audience.value, View.NONE)
        for kept in kept_out
        for audience in sorted(Audience)
    ]
    rule = DEFAULT_SHARES[kind, name]
    level = (
        min(SHARING_VIEWS.get(preference.sharing, View.NONE), rule.most)
        if preference.sharing
        else default_view(kind, name, state)
    )
    if level is View.NONE:
        return bars
    if preference.recipients is None:
        states = [ANY_STATE] if kind in SHARED_WITH_ANY_STATE else []
    else:
        states = [
            named
            for named in dict.fromkeys(preference.recipients)
            if named in STATES and named not in kept_out
        ]
    return bars + [
        EffectiveShare(shared_with, audience.value, level)
        for shared_with in states
        for audience in sorted(rule.audiences)
    ]


def shares_of_departure(
    shares: Sequence[EffectiveShare], dangers: Mapping[str, str], reporter_check: str, *, state: str
) -> tuple[EffectiveShare, ...]:
    """Return the shares of the report of a child missing from care, by `missing_from_care.reach`.

    `dangers` has for each state that the report names who could harm the child there; `state` is
    that of the report. Bars stay. A bar until the approval (`missing_from_care.is_barred`) has
    `hides_appearance`.
    """
    danger_by_state = {named: StateDanger(danger) for named, danger in dangers.items()}
    kept = [share for share in shares if share.view is View.NONE]
    barred = {share.state for share in kept}
    for share in shares:
        reach = missing_from_care.reach(
            danger_by_state.get(share.state), reporter_check, is_own_state=share.state == state
        )
        if share.view is not View.NONE and share.audience in reach.audiences:
            kept.append(dataclasses.replace(share, hides_appearance=reach.hides_appearance))
    kept += [
        EffectiveShare(named, audience.value, View.NONE, hides_appearance=True)
        for named, danger in sorted(danger_by_state.items())
        if missing_from_care.is_barred(danger, reporter_check) and named not in barred
        for audience in sorted(Audience)
    ]
    return tuple(kept)


@dataclasses.dataclass(frozen=True, slots=True)
class VisibleRecord:
    """A record as an actor may see it: the view, and the field classes that the view opens.

    `is_responsible`: the record belongs to the actor's agency. `is_barred`: a protection rule hides
    the record from the actor's state. `is_decoy`: the record is a decoy, which is never shown.
    `viewer_state` is the state that the actor acts for ("" for the agency's records in a list),
    `viewer_agency_id` the actor's agency (None there, and for an actor without an agency).
    `proof` is the proof that the found child is in care there. Services read it for the agency's
    records; it is never shown. `has_contact`: the actor's agency was shown the contact desk before
    the person counted as one at risk, and must not learn of that. `hides_appearance`: class F3 is
    not shown to the actor's agency, at any view.
    """

    record: Record
    agency_kind: str
    view: View
    is_responsible: bool
    classes: frozenset[FieldClass]
    is_barred: bool = False
    is_decoy: bool = False  # never shown
    proof: CareProof = CareProof.NOTHING
    viewer_state: str = ""
    viewer_agency_id: int | None = None
    has_contact: bool = False
    hides_appearance: bool = False

    @property
    def is_at_risk(self) -> bool:
        """Whether the record is one of a person at risk, as far as the actor's agency may learn."""
        return not self.record.may_warn and not self.has_contact


def view(actor: Actor, *, is_responsible: bool, is_barred: bool, shared: int) -> View:
    """Return the view of an actor: everything of own records, else the share with their state.

    Software sees own records at `identity`, without relatives and telephone numbers. Shares apply
    to case roles only.
    """
    if is_responsible:
        return View.IDENTITY if actor.role is Role.SYSTEM else View.FULL
    if actor.role not in CASE_ROLES or is_barred:
        return View.NONE
    return View(min(shared, View.IDENTITY))


def visible_records(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    public_ids: Sequence[UUID] = (),
    ids: Sequence[int] = (),
) -> list[VisibleRecord]:
    """Return the existing records among these that the actor sees at `link` or more.

    Always one statement.
    """
    records = records_with_view(session, actor, now=now, public_ids=public_ids, ids=ids)
    return [record for record in records if record.view > View.NONE]


def records_with_view(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    public_ids: Sequence[UUID] = (),
    ids: Sequence[int] = (),
) -> list[VisibleRecord]:
    """Return the same as `visible_records`, plus hidden records, for rules that need them.

    Hidden records must never be shown.
    """
    is_postgres = session.get_bind().dialect.name == "postgresql"
    statement = _records_statement(actor, is_public=bool(public_ids), is_postgres=is_postgres)
    if public_ids:
        selected = bind_values(Record.public_id, public_ids, is_postgres=is_postgres)
    else:
        selected = bind_values(Record.id, ids, is_postgres=is_postgres)
    rows = session.execute(statement, {"now": now, **selected}).all()
    seen = []
    for row in rows:
        record, agency_kind, is_responsible, bars, shared, hidden, *marked = row
        is_offered, is_decoy, knows, *proofs = marked
        is_barred = bars > 0 or (record.is_eu_only and not actor.states <= STATES)
        open_to = max(shared or 0, int(View.LINK) if is_offered else 0)
        level = view(
            actor, is_responsible=bool(is_responsible), is_barred=is_barred, shared=open_to
        )
        marks = is_barred, bool(is_decoy), _proof(*proofs), actor.state, actor.agency_id
        hides_appearance = bool(hidden) and not is_responsible
        seen.append(
            VisibleRecord(
                record,
                agency_kind,
                level,
                bool(is_responsible),
                opened_classes(actor, level, hides_appearance=hides_appearance),
                *marks,
                has_contact=bool(knows),
                hides_appearance=hides_appearance,
            )
        )
    return seen


@functools.lru_cache(maxsize=STATEMENT_CACHE_SIZE)
def _records_statement(
    actor: Actor, *, is_public: bool, is_postgres: bool
) -> Select[Record, str, bool, int, int, bool, bool, bool, bool, bool, bool]:
    """Return the statement of `records_with_view`, cached per actor.

    Building it takes as long as running it.
    """
    column = Record.public_id if is_public else Record.id
    return (
        select(
            Record,
            Agency.kind,
            of_own_agency(actor, bindparam("now")),
            _bars(actor),
            _shared(actor),
            _is_without_appearance(actor),
            *_marks(actor),
        )
        .join(Agency, Agency.id == Record.agency_id)
        .where(
            in_bound_values(column, is_postgres=is_postgres), Record.status != RecordStatus.ERASED
        )
    )


def opened_classes(
    actor: Actor, level: View, *, hides_appearance: bool = False
) -> frozenset[FieldClass]:
    """Return the field classes opened at a view; with `hides_appearance` without F3.

    Software without the scope to read gets none, so that a correction shows no fact.
    """
    if actor.role is Role.SYSTEM and permitted_scope(actor, Action.READ_OWN) is None:
        return frozenset()
    return classes_of(level, hides_appearance=hides_appearance)


def classes_of(level: View, *, hides_appearance: bool) -> frozenset[FieldClass]:
    """Return the field classes of a view; with `hides_appearance` without F3."""
    return VIEW_CLASSES[level] - ({FieldClass.F3} if hides_appearance else frozenset())


def view_in_match(
    own: VisibleRecord, other: VisibleRecord, *, is_candidate: bool, state: str, kinds: int
) -> View:
    """Return how much the responsible agency of one side of a match sees of the other.

    Data flows to the place of the child. The found side of a candidate sees a missing report up to
    `MATCH_VIEWS` for its care proof, unless sharing is `none` or reporter check is `flagged`.
    `is_candidate`: by the knowledge at `link` the match is a candidate (`MATCH_VIEW_FROM_BAND`).
    `kinds` is the number of independent kinds of evidence in it.

    A declaration by one person opens only checked reports. Their desk is notified if it may learn
    of the found record (`services.sharing.events`).
    The side of a report sees `view`, and sees no record until its own reporter is checked. A
    confirmed match stays when a reporter check is reset. A match with a closed record shows facts
    only to a responsible agency of both; `may_undo` keeps a decided match at `link`.
    """
    if other.is_responsible:
        return other.view
    if own.record.status != RecordStatus.OPEN or other.record.status != RecordStatus.OPEN:
        return View.NONE
    if not _is_proven(own.record, state):
        return View.NONE
    is_withheld = (
        other.record.sharing == "none"
        or other.record.reporter_check == ReporterCheck.FLAGGED
        or other.is_barred
    )
    is_candidate = state == MatchState.CONFIRMED or (is_candidate and state != MatchState.REFUTED)
    is_to_the_child = (
        own.record.kind == RecordKind.FOUND
        and other.record.kind == RecordKind.MISSING
        and own.record.has_basis
    )
    if is_to_the_child and is_candidate and not is_withheld:
        is_untold = (
            own.proof is CareProof.DECLARED and other.record.reporter_check != ReporterCheck.CHECKED
        )
        proof = CareProof.NOTHING if is_untold else own.proof
        return max(
            other.view,
            MATCH_VIEWS[proof, kinds >= MATCH_KINDS_NEEDED, state == MatchState.CONFIRMED],
        )
    return other.view


def may_undo(other: VisibleRecord) -> bool:
    """Return whether a side that decided on a match still reaches it, at `link`, to undo its
    decision.

    Neither a closed record nor an end of sharing takes this away; only a bar does.
    """
    return not other.is_barred


def _is_proven(own: Record, state: str) -> bool:
    """Return whether one side of a match may see the other; False for an unchecked report."""
    if own.kind not in REPORT_KINDS or own.reporter_check == ReporterCheck.CHECKED:
        return True
    return state == MatchState.CONFIRMED and own.reporter_check != ReporterCheck.FLAGGED


def withholding_reason(own: VisibleRecord, other: VisibleRecord) -> str:
    """Return the code of the reason that hides facts of a missing report from the found side.

    "" for any other side. `evidence`: too few kinds agree and care is not confirmed.
    `care_confirmation`: care is not confirmed. `decision`: not both sides confirmed
    the match. `sharing`: no step of this side opens more.
    """
    if other.is_responsible or (own.record.kind, other.record.kind) != (
        RecordKind.FOUND,
        RecordKind.MISSING,
    ):
        return ""
    if own.proof is CareProof.CONFIRMED:
        opened = {View.CONTACTS: "", View.RELATIVES: "match_decision"}
        return opened.get(other.view, "sharing")
    return "care_confirmation" if other.view >= View.IDENTITY else "evidence"


def may_reveal_attribute(attribute: str, other: VisibleRecord) -> bool:
    """Return whether the agreement of an attribute may be shown.

    This is the case if the view opens the attribute's field class in the other record.
    """
    return field_class(EVIDENCE_FIELDS[attribute], other.record.kind) in other.classes


def agency_actor(agency: Agency, *, acting_state: str | None = None) -> Actor:
    """Return an actor for a whole agency: notifications show what its supervisor may see.

    `acting_state` is the state that a person of the agency acted for; None for that of the agency.
    A bar on the state of the agency holds in both cases.
    """
    state = acting_state or agency.state
    return Actor(
        role=Role.SUPERVISOR,
        agency_id=agency.id,
        agency_kind=agency.kind,
        state=state,
        home_state=agency.state if agency.state != state else None,
    )


def of_own_agency(actor: Actor, now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition for the actor's own records, from the scope of `READ_OWN`.

    An officer who acts for another state owns none of its records that a bar keeps from the
    officer's own state.
    """
    own_agency = Record.agency_id == actor.agency_id
    reach = scope(Action.READ_OWN, actor.role)
    if reach is Scope.AGENCY:
        return own_agency
    if reach is Scope.OWN_STATE_POLICE:
        of_state = (
            (Agency.kind == literal(AgencyKind.POLICE))
            & (Record.state == actor.state)
            & literal(actor.agency_kind == AgencyKind.POLICE)
        )
        if actor.home_state in {None, actor.state}:
            return of_state
        return of_state & (own_agency | ~is_kept_from(Record, literal(actor.home_state)))
    if reach is Scope.ASSIGNED:
        assigned = exists().where(
            RecordAssignment.record_id == Record.id, RecordAssignment.user_id == actor.user_id
        )
        covered = exists().where(
            DutyCover.agency_id == Record.agency_id,
            DutyCover.user_id == actor.user_id,
            DutyCover.starts_at <= now,
            DutyCover.ends_at > now,
        )
        return own_agency & (assigned | covered)
    return literal(value=False)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return the SQL condition for other agencies' records that the actor sees at `link` or more.

    It follows the same rule as `records_with_view`. It tests neither the responsible agency nor
    whether the record is erased; the caller does.
    """
    is_inside = or_(~Record.is_eu_only, literal(actor.states <= STATES))
    is_open_to = (_shared(actor) > 0) | _is_offered(actor)
    return literal(actor.role in CASE_ROLES) & is_inside & (_bars(actor) == 0) & is_open_to


def _marks(
    actor: Actor,
) -> tuple[_Mark, _Mark, _Mark, _Mark, _Mark]:
    """Return five conditions on a record.

    The record is offered to the agency in a transfer. It is a decoy. The agency keeps its contact
    desk (`has_contact`). Its care is confirmed and has not ended. Its care is declared, and
    the declaration is open and before `opens_until`.
    """
    decoy = select(Decoy.record_id).where(Decoy.record_id == Record.id)
    confirmed = select(CareConfirmation.id).where(
        CareConfirmation.record_id == Record.id, CareConfirmation.ended_at.is_(None)
    )
    declared = select(CareDeclaration.id).where(
        CareDeclaration.record_id == Record.id,
        CareDeclaration.state == DeclarationState.OPEN,
        CareDeclaration.opens_until > bindparam("now"),
    )
    decoy_, confirmed_, declared_ = (
        query.correlate(Record).exists() for query in (decoy, confirmed, declared)
    )
    return _is_offered(actor), decoy_, has_contact(actor), confirmed_, declared_


def has_contact(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the contact desk of a record was shown to the agency.

    The agency then does not learn that the person counts as one at risk.
    """
    return has_learned(actor, EventKind.CONTACT_SHOWN)


def has_learned(actor: Actor, kind: EventKind) -> ColumnElement[bool]:
    """Return the condition that the agency learned of an event of this kind on a record."""
    learned = select(EventKnowledge.id).where(
        EventKnowledge.record_id == Record.id,
        EventKnowledge.agency_id == actor.agency_id,
        EventKnowledge.kind == kind,
        EventKnowledge.is_told,
    )
    return learned.correlate(Record).exists()


def _proof(is_confirmed: object, is_declared: object) -> CareProof:
    return (
        CareProof.CONFIRMED
        if is_confirmed
        else CareProof.DECLARED
        if is_declared
        else CareProof.NOTHING
    )


def _is_offered(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a record is offered to the agency, which sees it at `link`."""
    offer = select(Transfer.id).where(
        Transfer.record_id == Record.id, Transfer.to_agency_id == actor.agency_id
    )
    return offer.where(Transfer.status == TransferStatus.OFFERED).correlate(Record).exists()


def is_kept_from(
    record: type[Record], *states: ColumnElement[str] | InstrumentedAttribute[str]
) -> ColumnElement[bool]:
    """Return the condition that a bar keeps a record from one of these states.

    `record` is `Record` or an alias of it.
    """
    barred = select(RecordShare.record_id).where(
        RecordShare.record_id == record.id,
        RecordShare.state.in_(states),
        RecordShare.view == int(View.NONE),
    )
    is_outside = or_(*(state.not_in(sorted(STATES)) for state in states))
    return or_(barred.exists(), and_(record.is_eu_only, is_outside))


def _bars(actor: Actor) -> ScalarSelect[int]:
    """Return the number of bars on the state the actor acts for, or on the actor's own state."""
    return (
        select(func.count())
        .where(
            RecordShare.record_id == Record.id,
            RecordShare.state.in_(sorted(actor.states)),
            RecordShare.view == 0,
        )
        .correlate(Record)
        .scalar_subquery()
    )


def _is_without_appearance(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that class F3 of a record is hidden from the actor's state."""
    hidden = select(RecordShare.record_id).where(
        RecordShare.record_id == Record.id,
        RecordShare.state == actor.state,
        RecordShare.audience == actor.audience.value,
        RecordShare.hides_appearance,
    )
    return hidden.correlate(Record).exists()


def _shared(actor: Actor) -> ScalarSelect[int]:
    states = [actor.state, *([ANY_STATE] if actor.state in STATES else [])]
    return (
        select(func.max(case((RecordShare.state.in_(states), RecordShare.view), else_=0)))
        .where(RecordShare.record_id == Record.id, RecordShare.audience == actor.audience.value)
        .correlate(Record)
        .scalar_subquery()
    )
