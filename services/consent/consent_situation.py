"""The situation of a consent for one viewer, the input of `CONSENT_PROCESS`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from core.codes.consent import ConsentState
from core.policy.case.consent import (
    APPOINTED_GIVERS,
    CONSENT_DAYS,
    CONSENT_RESPONSIBLE,
    EMERGENCY_GIVER,
    SPOKEN_SCOPES,
)
from core.policy.process import Situation, done_steps
from core.refusals import Refusal
from models.consent.written_consent import Consent
from services.case import consent_form
from services.case.consent_form import ConsentForm
from services.foundation.actor import Actor


@dataclasses.dataclass(frozen=True, slots=True)
class GiverState:
    """The current facts of a record that decide who may consent for its person.

    `is_open`: the record is open. `may_be_of_age`: the person may be 18 or older by the known
    births. `is_guardian_appointed`: a guardian without a known conflict of interest has a current
    mandate. `has_unwitnessed`: the record has, or had, an oral consent without a witness.
    """

    is_open: bool
    may_be_of_age: bool
    is_guardian_appointed: bool
    has_unwitnessed: bool


def end_of(form: ConsentForm, given_at: datetime) -> datetime:
    """Return the end of a consent that was given (recorded) at this time.

    It is the earliest of `CONSENT_DAYS`, the day in the form, and the end of an emergency
    representation. A step that is taken later does not move it.
    """
    longest = given_at + timedelta(days=CONSENT_DAYS)
    if form.giver == EMERGENCY_GIVER and form.appointment is not None:
        longest = min(
            longest,
            _midnight(consent_form.emergency_ends_on(form.appointment.appointed_on), given_at),
        )
    return (
        longest
        if form.until is None
        else min(longest, _midnight(form.until + timedelta(days=1), given_at))
    )


def _midnight(day: date, at: datetime) -> datetime:
    return datetime.combine(day, time(), at.tzinfo)


def situation_of(
    actor: Actor, consent: Consent, form: ConsentForm, holds: GiverState, now: datetime
) -> Situation:
    """Return the situation of a consent for the viewer, with unmet conditions."""
    unmet = frozenset(_unmet(consent, form, holds, now))
    return dataclasses.replace(unguarded(actor, consent), unmet=unmet)


def unguarded(actor: Actor, consent: Consent) -> Situation:
    """Return the situation without unmet conditions, for unconditional acts."""
    is_oral = consent.state == ConsentState.ACTIVE and consent.witnessed_at is None
    ending = "withdraw" if consent.state == ConsentState.WITHDRAWN else "end"
    return Situation(
        state=consent.state,
        sides=frozenset({CONSENT_RESPONSIBLE}),
        role=actor.role,
        user_id=actor.user_id,
        done=done_steps(
            ("record", consent.recorded_at, consent.recorded_by),
            ("explain_orally", consent.oral_at, consent.oral_by),
            ("explain_in_writing", consent.written_at, consent.written_by),
            ("witness", consent.witnessed_at, consent.witnessed_by),
            (ending, consent.ended_at, None),
        ),
        finished=frozenset(
            act
            for act, at in (
                ("explain_orally", consent.oral_at),
                ("explain_in_writing", consent.written_at),
                ("witness", consent.witnessed_at),
            )
            if at is not None
        ),
        due_at=consent.expires_at if is_oral else None,
    )


def _unmet(
    consent: Consent, form: ConsentForm, holds: GiverState, now: datetime
) -> Iterator[Refusal]:
    """Yield the conditions of `CONSENT_PROCESS` that are not met now."""
    if consent.witnessed_at is not None:
        yield Refusal.CONSENT_IS_WITNESSED
    yield (
        Refusal.ORAL_EXPLANATION_MISSING if consent.oral_at is None else Refusal.EXPLAINED_ORALLY
    )
    yield (
        Refusal.WRITTEN_EXPLANATION_MISSING
        if consent.written_at is None
        else Refusal.EXPLAINED_IN_WRITING
    )
    if not form.scopes & SPOKEN_SCOPES:
        yield Refusal.SPOKEN_CONSENT_COVERS_NOTHING
    if holds.has_unwitnessed:
        yield Refusal.CONSENT_IS_NOT_WITNESSED
    if not holds.is_open:
        yield Refusal.RECORD_IS_CLOSED
    if end_of(form, consent.recorded_at) <= now:
        yield Refusal.CONSENT_IS_OVER
    if form.giver in APPOINTED_GIVERS and holds.may_be_of_age:
        yield Refusal.OWN_CONSENT_NEEDED
    if form.giver == EMERGENCY_GIVER and holds.is_guardian_appointed:
        yield Refusal.GUARDIAN_CONSENTS
