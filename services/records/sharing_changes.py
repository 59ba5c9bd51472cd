"""Changes of legal basis, protection and sharing, and who sees a record because of them.

Each change has a reason. It is stored with the version that it changes, and erased with the record.
A legal basis of another regime is stored as a proposal, until a second person approves it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from core.codes.records import UnsharedCause
from core.policy.records.declarations import BASIS_REGIMES, changes_regime, usual_basis
from core.policy.sharing.unshared import SharingFacts, unshared_causes
from core.policy.sharing.views import View, default_view
from models.agencies.agency import Agency
from models.records.record import Record
from services.approvals import approval_requests
from services.foundation.actor import Actor, require_reason
from services.foundation.context import Context
from services.foundation.facts.intake_row import Row
from services.foundation.facts.statements import Statement
from services.records import repository
from services.records.intake.preparation import (
    DECLARED_FIELDS,
    Declaration,
    EffectiveSharing,
    ReadRow,
)
from services.sharing.notifications import NotificationSubject
from services.sharing.visibility import EffectiveShare

SHARING_COLUMNS = frozenset({"sharing", "recipients"})
REASON, PROPOSAL = "sharing_reason", "proposed_basis"


def with_reason(
    changed: ReadRow, changes: Row, declared: Mapping[str, str] | None, *, reason: str, today: date
) -> ReadRow:
    """Return an edited row with the reason of its change of basis, protection or sharing.

    An edit that changes none of them is returned as it is. Raise `InvalidInput` for a blank reason.
    """
    if not (SHARING_COLUMNS & changes.keys() or set(DECLARED_FIELDS) & set(declared or ())):
        return changed
    require_reason(reason)
    others = [one for one in changed.statements if one.field != REASON]
    stated = Statement.read(REASON, reason.strip(), "responsible", today)
    return dataclasses.replace(changed, statements=(*others, stated))


def split_basis(
    before: str | None, declared: Mapping[str, str] | None
) -> tuple[dict[str, str], str]:
    """Return the declarations that hold at once, and the legal basis that a second person approves.

    The second is "" unless the regime of the legal basis changes. `before` is the declared one.
    """
    at_once = dict(declared or {})
    basis = at_once.get("legal_basis", "")
    if basis not in BASIS_REGIMES or not changes_regime(before, basis):
        return at_once, ""
    return at_once, at_once.pop("legal_basis")


def with_proposal(changed: ReadRow, basis: str, *, today: date) -> ReadRow:
    """Return an edited row with the proposed legal basis; one without a proposal as it is."""
    if not basis:
        return changed
    others = [one for one in changed.statements if one.field != PROPOSAL]
    return dataclasses.replace(
        changed, statements=(*others, Statement.read(PROPOSAL, basis, "responsible", today))
    )


def ask_for_regime(
    session: Session, context: Context, actor: Actor, record: Record, basis: str
) -> None:
    """Ask a second person for a proposed legal basis, in place of one that waits.

    "" is no proposal, and no approval is asked.
    """
    if not basis:
        return
    approval_requests.withdraw(session, ApprovalKind.LEGAL_REGIME, record.public_id)
    about = NotificationSubject(record.agency_id, record.id)
    approval_requests.ask(
        session, context, actor, ApprovalKind.LEGAL_REGIME, record.public_id, about=about
    )


def causes(
    session: Session,
    record: Record,
    statements: Sequence[Statement],
    declaration: Declaration,
    in_force: EffectiveSharing,
) -> tuple[UnsharedCause, ...]:
    """Return why no other agency sees an open record; empty if some agency does."""
    facts = SharingFacts(
        kind=record.kind,
        sharing_rule=in_force.sharing_rule,
        sharing=record.sharing,
        default=default_view(record.kind, in_force.sharing_rule, record.state),
        is_seen=bool(readers(in_force)),
        is_restricted=repository.is_restricted(session, record),
        has_basis=in_force.has_basis,
        is_consent_withdrawn=declaration.legal_basis is not None and not declaration.has_basis,
        has_decision=any(one.field == "sis_decision" and one.value for one in statements),
        is_minor=in_force.is_minor,
        is_victim=in_force.is_victim,
    )
    return unshared_causes(facts)


def readers(in_force: EffectiveSharing) -> tuple[EffectiveShare, ...]:
    """Return the shares that show a record to other agencies, without bars."""
    return tuple(share for share in in_force.shares if share.view > View.NONE)


def proposed_basis(session: Session, actor: Actor) -> str:
    """Return the usual legal basis of the actor's agency, for the form; "" without one."""
    agency = session.get_one(Agency, actor.agency_id)
    return usual_basis(agency.regime, agency.state)
