"""Permissions by consent, read from the active consents at every use and never cached.

The legal basis is separate and is part of the declaration.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind, ApprovalState
from core.codes.consent import ConsentState
from core.policy.case.consent import (
    APPOINTED_GIVERS,
    EMERGENCY_GIVER,
    EMERGENCY_SCOPES,
    SCOPES_CHILD_MAY_REFUSE,
    SPOKEN_SCOPES,
)
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES
from core.policy.sharing.views import View
from core.security.crypto import SealPlace
from models.consent.written_consent import BestInterests, Consent, ConsentScope
from models.oversight.approval import Approval
from models.records.record import Record, RecordShare
from services.foundation import data_keys
from services.foundation.context import Context
from services.foundation.facts.age_range import AgeRange
from services.foundation.facts.name_words import is_same_full_name


def is_barred(session: Session, record: Record, state: str) -> bool:
    """Return whether a bar keeps a record from a state, whatever else permits."""
    if record.is_eu_only and state not in STATES:
        return True
    bars = select(RecordShare.record_id).where(
        RecordShare.record_id == record.id,
        RecordShare.state == state,
        RecordShare.view == int(View.NONE),
    )
    return session.scalar(bars.limit(1)) is not None


@dataclasses.dataclass(frozen=True, slots=True)
class ConsentStatement:
    """An active consent: its scopes and recipients, who gave it, and the view of the child.

    `is_spoken`: an oral consent, which permits no release.
    """

    scopes: frozenset[str]
    recipients: frozenset[str]
    giver: str
    names: tuple[str, ...]  # the giver, and the colleague who signs
    child_view: str
    is_spoken: bool

    def is_by(self, names: Collection[str]) -> bool:
        """Return whether somebody with one of these names consented in the place of the child.

        The full names of the appointed giver and of the colleague who signs are compared. Return
        False for a person who consented for themselves.
        """
        return self.giver in APPOINTED_GIVERS and any(
            is_same_full_name(own, name) for own in self.names for name in names
        )


def paper_place(public_id: UUID) -> SealPlace:
    """Return the seal place of a consent form."""
    return SealPlace("consent", public_id, FieldClass.F5.value, 1)


def best_interests_place(public_id: UUID) -> SealPlace:
    """Return the seal place of a best-interests determination."""
    return SealPlace("best_interests", public_id, FieldClass.F5.value, 1)


def _is_active(record_id: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        Consent.record_id == record_id,
        Consent.state == ConsentState.ACTIVE,
        Consent.expires_at > now,
    )


def consented_scopes(
    session: Session, record_id: int, *, now: datetime
) -> frozenset[tuple[str, str]]:
    """Return the (scope, recipient state) matches of active consents.

    A spoken consent permits no release.
    """
    rows = session.execute(
        select(ConsentScope.scope, ConsentScope.recipient, Consent.is_spoken)
        .join(Consent, Consent.id == ConsentScope.consent_id)
        .where(_is_active(record_id, now))
    )
    return frozenset(
        (scope, state)
        for scope, state, is_spoken in rows
        if not is_spoken or scope in SPOKEN_SCOPES
    )


def is_withdrawn(session: Session, record_id: int, *, now: datetime) -> bool:
    """Return whether a consent of a record was withdrawn and none is active."""
    withdrawn = exists().where(
        Consent.record_id == record_id, Consent.state == ConsentState.WITHDRAWN
    )
    active = exists().where(_is_active(record_id, now))
    return bool(session.scalar(select(withdrawn & ~active)))


def active_consents(session: Session, context: Context, record: Record) -> list[ConsentStatement]:
    """Return the active consents of a record, with giver and child's view from their forms."""
    now = context.clock.now()
    consents = session.scalars(select(Consent).where(_is_active(record.id, now))).all()
    if not consents:
        return []
    # one consent is active at a time: a later one supersedes it
    covered = consented_scopes(session, record.id, now=now)
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    opened = [
        (consent, data_keys.unseal_json(key, consent.paper, paper_place(consent.public_id)))
        for consent in consents
    ]
    return [
        ConsentStatement(
            frozenset(scope for scope, _ in covered),
            frozenset(state for _, state in covered),
            giver=str(paper["giver"]),
            names=_names(paper),
            child_view=str(paper["child_view"]),
            is_spoken=consent.is_spoken,
        )
        for consent, paper in opened
    ]


def _names(paper: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the giver and of the colleague who signs, if there is one."""
    signer = (paper.get("appointment") or {}).get("signed_by", "")
    return tuple(filter(None, (str(paper["giver_name"]), str(signer))))


def permitted_scopes(
    session: Session,
    context: Context,
    record: Record,
    *,
    state: str,
    ages: AgeRange,
    askers: Collection[str] = (),
) -> frozenset[str]:
    """Return the scopes that may be released to a state now.

    A scope needs consent by a person of age to give it, and must not be closed by a child's
    refusal. `askers` are the names of asker and reader. A consent by one of them permits no scope.
    That of an emergency representative permits only `EMERGENCY_SCOPES`.
    """
    today = context.clock.now().date()
    allowed: set[str] = set()
    for word in active_consents(session, context, record):
        if word.is_spoken or state not in word.recipients or word.is_by(askers):
            continue
        if word.giver in APPOINTED_GIVERS and ages.may_be_of_age(today):
            continue
        has_refused = word.child_view == "no" and ages.is_child(today) and ages.may_refuse(today)
        closed = SCOPES_CHILD_MAY_REFUSE if has_refused else frozenset()
        covered = word.scopes & EMERGENCY_SCOPES if word.giver == EMERGENCY_GIVER else word.scopes
        allowed |= covered - (
            closed - best_interests_scopes(session, context, record) if closed else closed
        )
    return frozenset(allowed)


def is_determination_approved(session: Session, determination: BestInterests) -> bool:
    """Return whether a second person approved the scopes that a determination opens."""
    query = select(Approval.id).where(
        Approval.kind == ApprovalKind.DETERMINATION,
        Approval.subject == determination.public_id,
        Approval.state == ApprovalState.APPROVED,
    )
    return session.scalar(query) is not None


def best_interests_scopes(session: Session, context: Context, record: Record) -> frozenset[str]:
    """Return the scopes that the newest best-interests determination opens despite a refusal.

    Empty until a second person approves it, and after its review date.
    """
    newest = session.scalars(
        select(BestInterests)
        .where(BestInterests.record_id == record.id)
        .order_by(BestInterests.id.desc())
        .limit(1)
    ).first()
    if newest is None or newest.sealed is None or not is_determination_approved(session, newest):
        return frozenset()
    if newest.review_at is not None and newest.review_at <= context.clock.now():
        return frozenset()
    key = data_keys.open_data_key(session, context.keys, record.public_id)
    form: Mapping[str, Any] = data_keys.unseal_json(
        key, newest.sealed, best_interests_place(newest.public_id)
    )
    return frozenset(form.get("opens", ())) & SCOPES_CHILD_MAY_REFUSE
