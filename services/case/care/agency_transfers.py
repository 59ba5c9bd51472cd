"""Transfer of a record between agencies: proposed, offered, then accepted or refused.

A proposal waits for the approval of a colleague, and an offer for that of the other agency.
During an offer the other agency only sees that the record exists (`link`). Acceptance moves it in
one transaction: new legal basis and reference, consents checked again, sharing computed and
matching repeated. A refusal needs a reason.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, exists, false, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from core.codes.agencies import AgencyKind, AgencyStatus
from core.codes.approvals import ApprovalKind
from core.codes.consent import ConsentScopeCode, ConsentState
from core.codes.notifications import NotificationKind
from core.codes.records import EpisodeKind, RecordStatus, ReporterCheck, TransferStatus
from core.errors import Conflict, DuplicateReference, InvalidInput, require_code
from core.policy.actions import Action, scope
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.records.declarations import LEGAL_BASES
from core.published import published
from core.refusals import Refusal
from models.agencies.agency import Agency
from models.case.transfer import Transfer
from models.consent.written_consent import Consent, ConsentScope
from models.oversight.approval import Approval
from models.records.record import Record, RecordAssignment, RecordShare
from models.records.record_link import RecordLink
from models.row_security import database_roles
from models.row_security.database_roles import DatabaseRole
from models.sql import locks
from models.sql.locks import Lock
from services.approvals import approval_requests
from services.approvals.approval_requests import Decision, Description
from services.case import episodes
from services.case.care import care_confirmation, transfer_situations
from services.case.episodes import NewEpisode
from services.foundation import audit_log, data_keys
from services.foundation.actor import Actor, require, require_reason
from services.foundation.context import Context
from services.records import register, repository, reprocessing, sharing_changes
from services.records.child_protection_referral import place
from services.records.closing import case_deadlines
from services.records.intake import preparation
from services.reporter_check import check_requests
from services.sharing import notifications, permissions, visibility
from services.sharing.notifications import NotificationSubject

OPEN_STATES = (TransferStatus.PROPOSED, TransferStatus.OFFERED)


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class ReceivingAgency:
    """An agency that a record can be offered to."""

    code: str
    name: str
    kind: str
    state: str


def list_receivers(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> list[ReceivingAgency]:
    """Return the agencies to which a record of the actor's agency may be offered, by state and
    name.

    Agencies of a barred state and the actor's agency are left out. A child found by police may be
    offered only to agencies of the child's state. Raise `NotFound` for a record of another agency.
    """
    record = register.require_own_record(
        session, context, actor, public_id, Action.PROPOSE_TRANSFER
    ).record
    query = (
        select(Agency.code, Agency.name, Agency.kind, Agency.state)
        .where(
            Agency.id != record.agency_id,
            Agency.status == AgencyStatus.OPEN,
            ~_is_barred(record, Agency.state),
            or_(literal(record.hand_over_due_at is None), Agency.state == record.state),
        )
        .order_by(Agency.state, Agency.name)
    )
    return [ReceivingAgency(*row) for row in session.execute(query)]


def _is_barred(record: Record, state: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return the condition that international protection bars a state."""
    barred = select(RecordShare.record_id).where(
        RecordShare.record_id == record.id, RecordShare.state == state, RecordShare.view == 0
    )
    return or_(barred.exists(), state.not_in(STATES) if record.is_eu_only else false())


def offer_record(  # noqa: PLR0913 - the offer, and whether it is notified
    session: Session,
    context: Context,
    actor: Actor,
    public_id: UUID,
    *,
    to_agency: str,
    reason: str,
    is_notified: bool = True,
) -> tuple[UUID, str]:
    """Offer a record of the actor's agency to another agency; return the transfer's id and status.

    If the actor's role may not transfer, the transfer is only proposed. Raise `InvalidInput` for an
    unknown agency, for the record's own agency, and for a state that international protection bars.
    Raise `NotFound` for a record of another agency. Raise `Conflict` for a record that is closed,
    restricted, offered already, or linked to another open record. Audited. The receiving agency
    gets a notification of an offer, if it `is_notified`.
    """
    seen = register.require_own_record(
        session, context, actor, public_id, Action.PROPOSE_TRANSFER, ""
    )
    record = seen.record
    require_reason(reason)
    session.execute(select(Record.id).where(Record.id == record.id).with_for_update())
    agency = session.scalar(select(Agency).where(Agency.code == to_agency))
    if agency is None or agency.id == record.agency_id:
        raise InvalidInput("to_agency", "unknown_code")
    _check_can_go(session, context, record, seen.agency_kind, agency)
    is_offered = scope(Action.TRANSFER, actor.role) is not None
    status = TransferStatus.OFFERED if is_offered else TransferStatus.PROPOSED
    transfer_id = uuid4()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    transfer = Transfer(
        public_id=transfer_id,
        record_id=record.id,
        from_agency_id=record.agency_id,
        to_agency_id=agency.id,
        status=status,
        is_hand_over=False,
        reason=data_keys.seal_json(key, reason, place(transfer_id)),
    )
    session.add(transfer)
    session.flush()
    if is_offered:
        _ask_receiver(session, context, actor, transfer, record, is_notified=is_notified)
    else:
        own = NotificationSubject(transfer.from_agency_id, record.id)
        approval_requests.ask(
            session, context, actor, ApprovalKind.TRANSFER_OFFER, transfer_id, about=own
        )
    _note(session, context, actor, transfer, record)
    return transfer_id, status


def _ask_receiver(
    session: Session,
    context: Context,
    actor: Actor,
    transfer: Transfer,
    record: Record,
    *,
    is_notified: bool = True,
) -> None:
    """Ask the receiving agency for its approval, and notify it of the record if `is_notified`."""
    approval_requests.ask(
        session,
        context,
        actor,
        ApprovalKind.TRANSFER,
        transfer.public_id,
        about=NotificationSubject(transfer.to_agency_id, record.id),
    )
    if is_notified:
        notifications.notify_agency(
            session,
            context,
            transfer.to_agency_id,
            kind=NotificationKind.TRANSFER_OFFERED,
            record=record,
        )


def _check_can_go(
    session: Session, context: Context, record: Record, kind: str, agency: Agency
) -> None:
    """Raise if a record may not be transferred to this agency, or not now.

    Raise `Conflict` for a record that is closed, in an open transfer, or linked with the open
    report of a child missing from care, and for an agency that closes. Raise the errors of
    `check_can_own`.
    """
    register.require_open(record)
    if not agency.is_open:
        raise Conflict(Refusal.AGENCY_CLOSES)
    live = select(Transfer.id).where(
        Transfer.record_id == record.id, Transfer.status.in_(OPEN_STATES)
    )
    if session.scalar(live.limit(1)) is not None:
        raise Conflict(Refusal.OFFERED_ALREADY)
    touches = or_(RecordLink.record_id == record.id, RecordLink.linked_id == record.id)
    away_record = aliased(Record)
    linked = (
        select(RecordLink.since)
        .join(away_record, away_record.id == RecordLink.linked_id)
        .where(touches, away_record.status == RecordStatus.OPEN)
    )
    if session.scalar(linked.limit(1)) is not None:
        raise Conflict(Refusal.MISSING_FROM_CARE_STAYS_TOGETHER)
    check_can_own(session, context, record, kind, agency)


def check_can_own(
    session: Session, context: Context, record: Record, kind: str, agency: Agency
) -> None:
    """Raise if an agency cannot own a record, open or closed; `kind` is that of the responsible
    agency.

    Raise `InvalidInput` for a state that international protection bars. Raise `Conflict` for a
    restricted record, and for a record that waits for its hand-over and an agency of another state.
    Raise `Conflict` between police and another kind of agency without consent; a hand-over needs no
    consent.
    """
    if session.scalar(select(_is_barred(record, Agency.state)).where(Agency.id == agency.id)):
        raise InvalidInput("to_agency", "barred", "international protection bars this state")
    if repository.is_restricted(session, record):
        raise Conflict(Refusal.RESTRICTED_RECORD_STAYS)
    if record.hand_over_due_at is not None and agency.state != record.state:
        raise Conflict(Refusal.CARE_BELONGS_WHERE_CHILD_IS)
    is_hand_over = record.hand_over_due_at is not None and agency.kind != AgencyKind.POLICE
    is_across = (kind == AgencyKind.POLICE) != (agency.kind == AgencyKind.POLICE)
    covered = permissions.consented_scopes(session, record.id, now=context.clock.now())
    if (
        is_across
        and not is_hand_over
        and not covered
        & {(ConsentScopeCode.IDENTITY, "**"), (ConsentScopeCode.IDENTITY, agency.state)}
    ):
        raise Conflict(Refusal.TRANSFER_NEEDS_CONSENT)


def check_offer(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Raise unless the actor may confirm a proposal now.

    Raise `NotFound` for a transfer of other agencies, or one only proposed to the actor's agency.
    Raise `Conflict` for a transfer that is not proposed.
    """
    transfer_situations.find_transfer(session, context, actor, approval.subject, "confirm")


def confirm_offer(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """Offer the record that a colleague proposed, and notify the receiving agency. Audited."""
    transfer = _of_approval(session, approval)
    record = visibility.visible_records(
        session, actor, now=context.clock.now(), ids=[transfer.record_id]
    )[0].record
    transfer.status = TransferStatus.OFFERED
    session.flush()
    _ask_receiver(session, context, actor, transfer, record)
    _note(session, context, actor, transfer, record)


def refuse_offer(session: Session, context: Context, actor: Actor, approval: Approval) -> None:
    """End the transfer that a colleague proposed; the receiving agency learns nothing. Audited."""
    transfer = _of_approval(session, approval)
    transfer.status = TransferStatus.WITHDRAWN
    _note(session, context, actor, transfer, session.get_one(Record, transfer.record_id))


def _of_approval(session: Session, approval: Approval) -> Transfer:
    query = select(Transfer).where(Transfer.public_id == approval.subject)
    return session.scalars(query.with_for_update()).one()


def describe_transfers(
    session: Session, _context: Context, _actor: Actor, public_ids: Collection[UUID]
) -> dict[UUID, Description]:
    """Return the names of both agencies for transfers by their public ids."""
    giver, receiver = aliased(Agency), aliased(Agency)
    query = (
        select(Transfer.public_id, giver.name.label("giver"), receiver.name.label("receiver"))
        .join(giver, giver.id == Transfer.from_agency_id)
        .join(receiver, receiver.id == Transfer.to_agency_id)
        .where(Transfer.public_id.in_(public_ids))
    )
    rows = session.execute(query)
    return {row.public_id: Description(f"{row.giver} → {row.receiver}") for row in rows}


def proposers(session: Session, transfer_id: UUID) -> tuple[int, ...]:
    """Return the account that proposed a transfer to a colleague; empty without a proposal."""
    offer = transfer_situations.find_approvals(session, [transfer_id])[transfer_id].offer
    return () if offer is None or offer.asked_by is None else (offer.asked_by,)


def accept_record(
    session: Session,
    context: Context,
    actor: Actor,
    transfer_id: UUID,
    *,
    legal_basis: str,
    is_notified: bool = True,
) -> UUID:
    """Move an offered record to the actor's agency; return its public id, which does not change.

    The record gets the legal basis, and its sharing is computed again. Consents that do not cover
    the new state end. The record is matched again and assigned only to the actor. A checked report
    needs a new reporter check. An episode is added. The supervisors of the former responsible
    agency get a notification, if the agency `is_notified`. Audited.

    Raise `InvalidInput` for an unknown legal basis. Raise `NotFound` for a transfer of other
    agencies. Raise `Refused` if the role or the side may never accept, and for an account that a
    person of the giving side invited or confirmed recently. Raise `Conflict` for a person who
    proposed, offered or confirmed, whichever state they acted for, and if the record cannot be
    accepted now; `DuplicateReference` for a reference that the agency uses already.
    """
    require(actor, Action.TRANSFER)
    require_code("legal_basis", legal_basis, LEGAL_BASES)
    transfer = transfer_situations.find_transfer(session, context, actor, transfer_id, "accept")
    _decide(session, context, actor, transfer, is_approved=True)
    agency = session.get_one(Agency, actor.agency_id)
    if not agency.is_open:
        raise Conflict(Refusal.AGENCY_CLOSES)
    record = visibility.visible_records(
        session, actor, now=context.clock.now(), ids=[transfer.record_id]
    )[0].record
    locks.take_lock(session, Lock.REFERENCES, agency.id)
    record.agency_id, record.state = agency.id, agency.state
    if agency.kind != AgencyKind.POLICE:
        record.hand_over_due_at = None
    session.flush()
    case_deadlines.move_to_responsible_agency(session, record)
    was_checked = _make_own(session, context, record, agency, legal_basis)
    session.execute(delete(RecordAssignment).where(RecordAssignment.record_id == record.id))
    session.add(
        RecordAssignment(record_id=record.id, user_id=actor.user_id, since=context.clock.now())
    )
    transfer.status = TransferStatus.ACCEPTED
    giver = session.get_one(Agency, transfer.from_agency_id)
    if was_checked:
        check_requests.request_reporter_check(session, context, actor, record)
    care_confirmation.confirm_after_transfer(session, context, actor, record)
    content = {"from": giver.code, "to": agency.code}
    episode = NewEpisode(EpisodeKind.TRANSFERRED, context.clock.now(), content)
    episodes.add_episode(session, context, actor, record, episode)
    if is_notified:
        notifications.notify_agency(
            session, context, giver.id, kind=NotificationKind.TRANSFER_ACCEPTED, record=record
        )
    _note(session, context, actor, transfer, record)
    return record.public_id


def _decide(
    session: Session, context: Context, actor: Actor, transfer: Transfer, *, is_approved: bool
) -> None:
    """Decide an offer for the receiving agency.

    Raise `Conflict` for a person who proposed, offered or confirmed it, whichever state they acted
    for, and `Refused` for an account that one of them made recently.
    """
    approval = approval_requests.of_subject(session, ApprovalKind.TRANSFER, transfer.public_id)
    decision = Decision(is_approved=is_approved)
    authors = proposers(session, transfer.public_id)
    approval_requests.decide(session, context, actor, approval, decision, authors=authors)


def take_closed(
    session: Session, context: Context, actor: Actor, record: Record, *, subject: UUID
) -> None:
    """Move a closed record to the actor's agency, with an episode. Audited.

    It is not matched, shared or assigned again, and its facts keep their version. Its reference is
    free for another record until the record is opened again. Consents that do not cover the new
    state end, and a checked report needs a new reporter check. `subject` is the act that moves it.
    """
    giver, agency = (
        session.get_one(Agency, agency_id) for agency_id in (record.agency_id, actor.agency_id)
    )
    locks.take_lock(session, Lock.REFERENCES, agency.id)
    with database_roles.as_role(session, DatabaseRole.WORKER):
        record.agency_id, record.state = agency.id, agency.state
        repository.release_reference(record)
        if _is_checked(record):
            record.reporter_check = ReporterCheck.UNVERIFIED
        session.flush()
    _recheck_consents(session, context, record, agency.state)
    case_deadlines.move_to_responsible_agency(session, record)
    session.execute(delete(RecordAssignment).where(RecordAssignment.record_id == record.id))
    content = {"from": giver.code, "to": agency.code}
    episode = NewEpisode(EpisodeKind.TRANSFERRED, context.clock.now(), content)
    episodes.add_episode(session, context, actor, record, episode)
    audit_log.record_act(
        session, context, actor, "transfer_accepted", record.public_id, subject=subject
    )


def _make_own(
    session: Session, context: Context, record: Record, agency: Agency, legal_basis: str
) -> bool:
    """Replace all data that depends on the responsible agency, and match the record again.

    These are reference, consents, legal basis, reporter check and sharing. Return whether the
    report was checked by the agency it comes from, because its new responsible agency decides
    again.
    """
    statements = register.open_statements(session, context, [(record, frozenset({FieldClass.F2}))])[
        record.id
    ]
    reference = next(statement.value for statement in statements if statement.field == "record_ref")
    tags = preparation.reference_tags(context.keys, agency.id, reference)
    if (
        session.scalar(
            select(Record.id).where(Record.agency_id == agency.id, Record.ref_tag.in_(tags))
        )
        is not None
    ):
        raise DuplicateReference(Refusal.DUPLICATE_REFERENCE)
    record.ref_tag = tags[0]
    _recheck_consents(session, context, record, agency.state)
    is_checked = _is_checked(record)
    approval_requests.withdraw_of_record(session, record)
    declared = {"legal_basis": legal_basis} | (
        {"reporter_check": ReporterCheck.UNVERIFIED} if is_checked else {}
    )
    of_former_responsible = frozenset({sharing_changes.PROPOSAL, sharing_changes.REASON})
    reprocessing.rewrite_record(session, context, record, declared, without=of_former_responsible)
    return is_checked


def _is_checked(record: Record) -> bool:
    """Return whether the responsible agency of a report has checked its reporter."""
    is_checked = record.reporter_check in {ReporterCheck.CHECKED, ReporterCheck.PROVISIONAL}
    return is_checked and check_requests.is_report(record)


def _recheck_consents(session: Session, context: Context, record: Record, state: str) -> None:
    """End active consents that cover neither this state nor all states.

    They permitted another data controller.
    """
    covers = exists().where(
        ConsentScope.consent_id == Consent.id, ConsentScope.recipient.in_(("**", state))
    )
    uncovered = select(Consent).where(
        Consent.record_id == record.id, Consent.state == ConsentState.ACTIVE, ~covers
    )
    for consent in session.scalars(uncovered).all():
        consent.state, consent.ended_at = ConsentState.SUPERSEDED, context.clock.now()
    session.flush()


def refuse_record(
    session: Session, context: Context, actor: Actor, transfer_id: UUID, *, reason: str
) -> None:
    """Refuse an offered record with a reason; its responsible agency is notified.

    Raise `Conflict` if the agency does not see the record any more, and for the people who may not
    accept it. Raise `Refused` for accounts that they made recently.
    """
    require(actor, Action.TRANSFER)
    require_reason(reason)
    transfer = transfer_situations.find_transfer(session, context, actor, transfer_id, "refuse")
    record = session.scalar(select(Record).where(Record.id == transfer.record_id))
    if record is None:
        raise Conflict(Refusal.RECORD_IS_NO_LONGER_SEEN)
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    transfer.answer = data_keys.seal_json(key, reason, place(transfer_id))
    _decide(session, context, actor, transfer, is_approved=False)
    notifications.notify_agency(
        session,
        context,
        transfer.from_agency_id,
        kind=NotificationKind.TRANSFER_REFUSED,
        record=record,
    )
    transfer.status = TransferStatus.REFUSED
    _note(session, context, actor, transfer, record)


def withdraw_offer(session: Session, context: Context, actor: Actor, transfer_id: UUID) -> None:
    """Withdraw an offer or proposal of the actor's agency."""
    require(actor, Action.TRANSFER)
    transfer = transfer_situations.find_transfer(session, context, actor, transfer_id, "withdraw")
    record = session.get_one(Record, transfer.record_id)
    _withdraw(session, transfer)
    _note(session, context, actor, transfer, record)


def withdraw_hand_over(session: Session, record_id: int) -> None:
    """Withdraw the offer of a child to child protection, if there is one. Not audited."""
    query = select(Transfer).where(
        Transfer.record_id == record_id,
        Transfer.status == TransferStatus.OFFERED,
        Transfer.is_hand_over,
    )
    for transfer in session.scalars(query.with_for_update()).all():
        _withdraw(session, transfer)


def _withdraw(session: Session, transfer: Transfer) -> None:
    transfer.status = TransferStatus.WITHDRAWN
    for kind in (ApprovalKind.TRANSFER_OFFER, ApprovalKind.TRANSFER):
        approval_requests.withdraw(session, kind, transfer.public_id)
    session.flush()


def _note(
    session: Session, context: Context, actor: Actor, transfer: Transfer, record: Record
) -> None:
    audit_log.record_act(
        session,
        context,
        actor,
        f"transfer_{transfer.status}",
        record.public_id,
        subject=transfer.public_id,
    )
