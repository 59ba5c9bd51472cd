"""Read the custody of a found child, or the declarations of custody about a missing report, and the
next step.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.codes.case import DeclarationState
from core.codes.records import RecordKind, RecordStatus
from core.errors import NotFound
from core.policy.case.custody import CustodyProof
from core.published import published
from models.agencies.user import UserAccount
from models.case.custody import Custody, CustodyDeclaration
from models.records.record import Record
from services.case.care import custody_state
from services.case.care.custody_state import ToldDeclaration
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import records
from services.sharing import desks
from services.sharing.events import ToldAgency
from services.sharing.visibility import VisibleRecord


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class CallBackDesk:
    """A desk of the directory that may be telephoned to check a declaration."""

    agency: str
    state: str
    name: str
    phone: str


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class DeclarationView:
    """A declaration as both sides see it; `called_at` is None until the call-back is recorded.

    `notified` are the agencies that were told of it: all of them for the owner of the found record,
    the own one for the owner of a report, none for any other reader.
    """

    state: DeclarationState
    declared_at: datetime
    opens_until: datetime
    complete_by: datetime
    called_at: datetime | None
    notified: tuple[ToldAgency, ...] = ()


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class CustodyView:
    """The custody of a found child, or the declarations about a missing report.

    `proof` and `way` say how custody is proven; `way` is "" without confirmed custody.
    `confirmed_at` is None without confirmed custody. `ways` are those by which the reader may
    confirm now. The reader may declare custody (`may_declare`), close declarations about their
    report (`may_object`) or end custody or a running declaration (`may_withdraw`). `desks` are
    those to telephone about a declaration. `step` is the code of the next step, "" if there is
    none.
    """

    proof: CustodyProof
    way: str = ""
    confirmed_at: datetime | None = None
    declarations: tuple[DeclarationView, ...] = ()
    ways: tuple[str, ...] = ()
    may_declare: bool = False
    may_object: bool = False
    may_withdraw: bool = False
    desks: tuple[CallBackDesk, ...] = ()
    step: str = ""


def read_custody(session: Session, context: Context, actor: Actor, public_id: UUID) -> CustodyView:
    """Return the custody of a found record that the actor may work on or confirm, or that of a
    missing report of the actor's agency. Audited.

    Raise `NotFound` for any other record.
    """
    seen = records.find_record(session, context, actor, public_id)
    if seen.record.kind == RecordKind.FOUND and (
        seen.is_owner or custody_state.outside_actor(session, actor, seen.record)
    ):
        custody = _of_found(session, actor, seen)
    elif seen.record.kind == RecordKind.MISSING and seen.is_owner:
        told = custody_state.told_declarations(session, context, seen.record)
        custody = CustodyView(
            CustodyProof.NOTHING,
            declarations=tuple(
                _told_view(session, seen.record, one, context.clock.now()) for one in told
            ),
            may_object=bool(told),
            desks=_desks(session, actor, [one.row.record_id for one in told]),
            step="object" if told else "",
        )
    else:
        raise NotFound("no such record")
    audit_log.record_act(session, context, actor, "read_custody", public_id)
    return custody


def _of_found(session: Session, actor: Actor, seen: VisibleRecord) -> CustodyView:
    record = seen.record
    custody = custody_state.current_custody(session, record)
    declared = custody_state.find_declaration(session, record)
    is_open = record.status == RecordStatus.OPEN
    proofs = (
        custody_state.confirmation_ways(session, actor, seen) if is_open and custody is None else ()
    )
    is_running = declared is not None and declared.state in custody_state.RUNNING_STATES
    told = custody_state.told_agencies(session, record) if seen.is_owner and declared else ()
    reports = custody_state.told_report_ids(session, record) if seen.is_owner and is_running else []
    return CustodyView(
        proof=seen.proof,
        way="" if custody is None else custody.way,
        confirmed_at=None if custody is None else custody.confirmed_at,
        declarations=() if declared is None else (_declaration_view(declared, told),),
        ways=proofs,
        may_declare=is_open and seen.is_owner and custody is None and declared is None,
        may_withdraw=(seen.is_owner and (custody is not None or is_running))
        or custody_state.is_confirmed_by(custody, actor),
        desks=_desks(session, actor, reports),
        step=_step(custody, declared, proofs, is_told=bool(told)) if is_open else "",
    )


def _step(
    custody: Custody | None,
    declared: CustodyDeclaration | None,
    proofs: Sequence[str],
    *,
    is_told: bool,
) -> str:
    is_running = declared is not None and declared.state in custody_state.RUNNING_STATES
    if is_running and is_told and declared is not None and declared.called_at is None:
        return "call_back"
    if custody is not None:
        return ""
    if proofs:
        return "confirm"
    return "second_person" if declared is not None else "second_person_or_declare"


def _declaration_view(
    declaration: CustodyDeclaration, told: tuple[ToldAgency, ...]
) -> DeclarationView:
    return DeclarationView(
        DeclarationState(declaration.state),
        declaration.declared_at,
        declaration.opens_until,
        declaration.complete_by,
        declaration.called_at,
        told,
    )


def _told_view(
    session: Session, report: Record, one: ToldDeclaration, now: datetime
) -> DeclarationView:
    """Return a declaration as the owner of a report sees it.

    If the found record is hidden by now: what the owner was told, and its own call.
    """
    shown = _declaration_view(one.row, (one.told,))
    if one.is_visible:
        return shown
    is_open = one.row.opens_until > now
    called_by = select(UserAccount.id).where(
        UserAccount.id == one.row.called_by, UserAccount.agency_id == report.agency_id
    )
    return dataclasses.replace(
        shown,
        state=DeclarationState.OPEN if is_open else DeclarationState.WAITING,
        called_at=None if session.scalar(called_by) is None else one.row.called_at,
    )


def _desks(session: Session, actor: Actor, record_ids: Iterable[int]) -> tuple[CallBackDesk, ...]:
    listed = sorted(
        desks.desks_to_call(session, actor, record_ids),
        key=lambda desk: (desk.state, not desk.is_state_desk, desk.name),
    )
    return tuple(CallBackDesk(desk.code, desk.state, desk.name, desk.phone) for desk in listed)
