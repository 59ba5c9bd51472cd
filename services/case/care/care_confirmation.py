"""Care confirmation of a found child: confirmed by a second person, and ended.

`core.policy.case.care_confirmation.MATCH_VIEWS` is the table of what care confirmation opens of a
missing report. `services.sharing.visibility` reads the rows that this module and
`services.case.care.care_declarations` write.
"""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.codes.case import DeclarationState
from core.codes.records import RecordKind
from core.errors import Conflict, NotFound, require_code
from core.policy.actions import Action
from core.policy.case.care_confirmation import CHOSEN_CARE_CONFIRMATION_ENDINGS, CONFIRMATION_WAYS
from core.refusals import Refusal
from models.case.care_confirmation import CareConfirmation
from models.records.record import Record
from models.sql import locks
from models.sql.locks import Lock
from services.approvals import approval_requests
from services.case.care import care_state
from services.foundation import audit_log, dual_control
from services.foundation.actor import Actor, require
from services.foundation.context import Context
from services.records import register
from services.records.closing import care_end
from services.reporter_check import identity_authors


def confirm_care(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, proof: str
) -> None:
    """Confirm that the agency of a found record has the child.

    `proof` is a key of `CONFIRMATION_WAYS`. Raise `InvalidInput` for an unknown key. Audited. Raise
    `Conflict` if care is already confirmed, the record is closed, the actor registered
    the child or edited its identity, or the actor may not confirm in this way. Raise `Refused` for
    an account that is not independent of these authors. Raise `NotFound` for an agency that neither
    is responsible for the record nor sees it as the state's police or desk.
    """
    require(actor, Action.CONFIRM_CARE)
    seen = register.find_record(session, context, actor, public_id)
    if seen.record.kind != RecordKind.FOUND or not (
        seen.is_responsible or care_state.outside_actor(session, actor, seen.record)
    ):
        raise NotFound("no such found record")
    require_code("way", proof, CONFIRMATION_WAYS)
    record = seen.record
    locks.take_lock(session, Lock.CARE_CONFIRMATION, record.id)
    register.require_open(record)
    if care_state.current_care_confirmation(session, record) is not None:
        raise Conflict(Refusal.CARE_IS_CONFIRMED)
    authors = identity_authors.identity_authors(session, record)
    decider = dual_control.find_decider(session, context, actor)
    dual_control.check(decider.refusal(authors, Refusal.SECOND_PERSON_CONFIRMS_CARE))
    if proof not in care_state.confirmation_ways(session, actor, seen):
        raise Conflict(MISSING_STEP_REFUSALS[CONFIRMATION_WAYS[proof].needs])
    _store_care_confirmation(session, context, actor, record, proof)
    if seen.is_responsible:
        care_state.enqueue_match_notifications(session, context, record)
    _note(session, context, actor, "confirm_care", public_id, proof)


def _note(
    session: Session, context: Context, actor: Actor, act: str, public_id: UUID, outcome: str
) -> None:
    """Audit an act about the care confirmation of a record; no field class is shown."""
    shown = (audit_log.ShownRecord(public_id),)
    event = audit_log.AuditEvent(act, outcome, subject=public_id, records=shown)
    audit_log.record_event(session, context, actor, event)


# The earlier act of another person -> refusal if it is missing.
MISSING_STEP_REFUSALS = {
    "": Refusal.CARE_CONFIRMATION_WAY_OF_ANOTHER_AGENCY,
    "registration": Refusal.CARE_REGISTRATION_UNKNOWN,
    "photo": Refusal.CARE_NEEDS_PHOTO,
    "episode": Refusal.CARE_NEEDS_EPISODE,
}


def confirm_after_transfer(
    session: Session, context: Context, actor: Actor, record: Record
) -> None:
    """Confirm the care of a found child whose record the actor just accepted in a
    transfer.

    The care confirmation at the former responsible agency ends. An author of the identity confirms
    nothing.
    """
    if record.kind != RecordKind.FOUND:
        return
    end_care_confirmation(session, context, actor, record, "handed_over")
    if actor.user_id not in identity_authors.identity_authors(session, record):
        _store_care_confirmation(session, context, actor, record, "hand_over")


def _store_care_confirmation(
    session: Session, context: Context, actor: Actor, record: Record, proof: str
) -> None:
    assert actor.agency_id is not None
    assert actor.user_id is not None  # an agency's software has no cell of CONFIRM_CARE
    session.add(
        CareConfirmation(
            public_id=uuid4(),
            record_id=record.id,
            way=proof,
            agency_id=actor.agency_id,
            confirmed_by=actor.user_id,
            confirmed_at=context.clock.now(),
        )
    )
    session.flush()
    _decide_declaration(session, context, actor, record, is_approved=True)
    care_state.complete_declaration(session, context, record.id)


def _decide_declaration(
    session: Session, context: Context, actor: Actor, record: Record, *, is_approved: bool
) -> None:
    """Approve or refuse the declaration about a record, if the actor may be its second person."""
    row = approval_requests.waiting(session, ApprovalKind.CARE_DECLARATION, record.public_id)
    approval_requests.decide_if_second(session, context, actor, row, is_approved=is_approved)


def withdraw_care_confirmation(
    session: Session, context: Context, actor: Actor, public_id: UUID, *, reason: str
) -> None:
    """End the current care confirmation and a running declaration; raise `Conflict` if there is
    neither.

    A person who may be the second person of a declaration refuses it by this. Another agency may
    end its own confirmation. Raise `NotFound` for any other agency, and `InvalidInput` for an
    unknown reason.
    """
    require(actor, Action.ATTEST_CARE)
    seen = register.find_record(session, context, actor, public_id)
    if not seen.is_responsible and not (
        care_state.outside_actor(session, actor, seen.record)
        and care_state.is_confirmed_by(
            care_state.current_care_confirmation(session, seen.record), actor
        )
    ):
        raise NotFound("no such record")
    require_code("reason", reason, CHOSEN_CARE_CONFIRMATION_ENDINGS)
    # before the approval, as in `approvals.lock_records`
    of_record = select(Record.id).where(Record.id == seen.record.id)
    session.execute(of_record.with_for_update(key_share=True))
    _decide_declaration(session, context, actor, seen.record, is_approved=False)
    if not end_care_confirmation(session, context, actor, seen.record, reason):
        raise Conflict(Refusal.NO_CARE_CONFIRMATION)
    _note(session, context, actor, "withdraw_care_confirmation", public_id, reason)


def end_care_confirmation(
    session: Session, context: Context, actor: Actor, record: Record, ending: str
) -> bool:
    """End current care confirmation and running declaration of a record; return whether there was
    one."""
    now = context.clock.now()
    has_ended = care_end.end_care_confirmation(
        session, record.id, ending, now=now, user_id=actor.user_id
    )
    declared = care_state.find_declaration(session, record)
    running = (
        declared if declared is not None and declared.state in care_state.RUNNING_STATES else None
    )
    if running is not None:
        running.state, running.ended_at = DeclarationState.WITHDRAWN.value, now
        care_state.withdraw_approval(session, record.id)
    session.flush()
    return has_ended or running is not None
