"""Read the care confirmation of a found child, or the care declarations about a missing report, and
the next step.
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
from core.policy.case.care_confirmation import CareProof
from core.published import published
from models.agencies.user import UserAccount
from models.case.care_confirmation import CareConfirmation, CareDeclaration
from models.records.record import Record
from services.case.care import care_state
from services.case.care.care_state import ToldDeclaration
from services.foundation import audit_log
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.records import register
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

    `notified` are the agencies that were told of it: all of them for the responsible agency of the
    found record, the own one for the responsible agency of a report, none for any other reader.
    """

    state: DeclarationState
    declared_at: datetime
    opens_until: datetime
    complete_by: datetime
    called_at: datetime | None
    notified: tuple[ToldAgency, ...] = ()


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class CareView:
    """The care confirmation of a found child, or the declarations about a missing report.

    `proof` and `way` say how care is proven; `way` is "" without confirmed care.
    `confirmed_at` is None without confirmed care. `ways` are those by which the reader may
    confirm now. The reader may declare that the child is in care (`may_declare`), close
    declarations about their report (`may_object`) or end care confirmation or a running declaration
    (`may_withdraw`). `desks` are those to telephone about a declaration. `step` is the code of the
    next step, "" if there is none.
    """

    proof: CareProof
    way: str = ""
    confirmed_at: datetime | None = None
    declarations: tuple[DeclarationView, ...] = ()
    ways: tuple[str, ...] = ()
    may_declare: bool = False
    may_object: bool = False
    may_withdraw: bool = False
    desks: tuple[CallBackDesk, ...] = ()
    step: str = ""


def read_care_confirmation(
    session: Session, context: Context, actor: Actor, public_id: UUID
) -> CareView:
    """Return the care confirmation of a found record that the actor may work on or confirm, or that
    of a missing report of the actor's agency. Audited.

    Raise `NotFound` for any other record.
    """
    seen = register.find_record(session, context, actor, public_id)
    if seen.record.kind == RecordKind.FOUND and (
        seen.is_responsible or care_state.outside_actor(session, actor, seen.record)
    ):
        care_confirmation = _of_found(session, actor, seen)
    elif seen.record.kind == RecordKind.MISSING and seen.is_responsible:
        declarations = care_state.told_declarations(session, context, seen.record)
        care_confirmation = CareView(
            CareProof.NOTHING,
            declarations=tuple(
                _told_view(session, seen.record, one, context.clock.now()) for one in declarations
            ),
            may_object=bool(declarations),
            desks=_desks(session, actor, [one.row.record_id for one in declarations]),
            step="object" if declarations else "",
        )
    else:
        raise NotFound("no such record")
    audit_log.record_act(session, context, actor, "read_care_confirmation", public_id)
    return care_confirmation


def _of_found(session: Session, actor: Actor, seen: VisibleRecord) -> CareView:
    record = seen.record
    care_confirmation = care_state.current_care_confirmation(session, record)
    declared = care_state.find_declaration(session, record)
    is_open = record.status == RecordStatus.OPEN
    proofs = (
        care_state.confirmation_ways(session, actor, seen)
        if is_open and care_confirmation is None
        else ()
    )
    is_running = declared is not None and declared.state in care_state.RUNNING_STATES
    agencies = care_state.told_agencies(session, record) if seen.is_responsible and declared else ()
    reports = (
        care_state.told_report_ids(session, record) if seen.is_responsible and is_running else []
    )
    return CareView(
        proof=seen.proof,
        way="" if care_confirmation is None else care_confirmation.way,
        confirmed_at=None if care_confirmation is None else care_confirmation.confirmed_at,
        declarations=() if declared is None else (_declaration_view(declared, agencies),),
        ways=proofs,
        may_declare=is_open
        and seen.is_responsible
        and care_confirmation is None
        and declared is None,
        may_withdraw=(seen.is_responsible and (care_confirmation is not None or is_running))
        or care_state.is_confirmed_by(care_confirmation, actor),
        desks=_desks(session, actor, reports),
        step=_step(care_confirmation, declared, proofs, is_told=bool(agencies)) if is_open else "",
    )


def _step(
    care_confirmation: CareConfirmation | None,
    declared: CareDeclaration | None,
    proofs: Sequence[str],
    *,
    is_told: bool,
) -> str:
    is_running = declared is not None and declared.state in care_state.RUNNING_STATES
    if is_running and is_told and declared is not None and declared.called_at is None:
        return "call_back"
    if care_confirmation is not None:
        return ""
    if proofs:
        return "confirm"
    return "second_person" if declared is not None else "second_person_or_declare"


def _declaration_view(
    declaration: CareDeclaration, agencies: tuple[ToldAgency, ...]
) -> DeclarationView:
    return DeclarationView(
        DeclarationState(declaration.state),
        declaration.declared_at,
        declaration.opens_until,
        declaration.complete_by,
        declaration.called_at,
        agencies,
    )


def _told_view(
    session: Session, report: Record, one: ToldDeclaration, now: datetime
) -> DeclarationView:
    """Return a declaration as the responsible agency of a report sees it.

    If the found record is hidden by now: what the responsible agency was told, and its own call.
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
