"""The people who may consent for a child, checked when a consent is recorded and at each step.

A guardian may not consent if they reported the child, are a suspect or have a conflict of interest,
or if the appointment has ended. A person may not process a consent that they give or sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from core.codes.case import ContactRole
from core.errors import Conflict, ConflictOfInterest, InvalidInput
from core.policy.case.consent import APPOINTED_GIVERS, EMERGENCY_GIVER
from core.refusals import Refusal
from models.records.record import Record
from services.agencies import user_directory
from services.case import guardians
from services.case.consent_form import ConsentForm
from services.case.guardians import HeldAppointment
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.foundation.facts.name_words import is_same_full_name
from services.records.intake import contact_screening

COLLEAGUE_MESSAGE = (
    "an official who reported on duty consents through a colleague of the office, who signs"
)


def check_giver(
    session: Session, context: Context, actor: Actor, record: Record, form: ConsentForm
) -> None:
    """Check that the giver of a consent may give it now for the child of a record.

    Raise `ConflictOfInterest` for a reporter, a suspect or a guardian in conflict, and for such a
    signer. Raise `Conflict` if the appointment has ended, and for a step by the giver or the
    signer. Raise `InvalidInput` for a wrong signer, and for an emergency representative who
    consents as a guardian. A person's consent for themself is not checked here.
    """
    if form.giver not in APPOINTED_GIVERS:
        return
    every = guardians.held_appointments(session, context, record)
    _check_appointments(session, context, record, form, every)
    if form.signer:
        _check_name(session, context, record, form.signer, every)
    _check_not_acting(session, context, actor, [form.giver_name, form.signer])


def has_conflict(session: Session, context: Context, record: Record, form: ConsentForm) -> bool:
    """Return whether the giver or the signer of a consent has a conflict of interest now.

    The end of an appointment is no conflict: a consent that was given before stays.
    """
    if form.giver not in APPOINTED_GIVERS:
        return False
    every = guardians.held_appointments(session, context, record)
    try:
        _check_appointments(session, context, record, form, every)
        if form.signer:
            _check_name(session, context, record, form.signer, every)
    except ConflictOfInterest:
        return True
    except (Conflict, InvalidInput):
        return False
    return False


def _check_appointments(
    session: Session,
    context: Context,
    record: Record,
    form: ConsentForm,
    every: Sequence[HeldAppointment],
) -> None:
    named = [one for one in every if is_same_full_name(one.paper.name, form.giver_name)]
    lasting = [one for one in named if one.lasts]
    official = next(
        (one for one in lasting if one.row.institution_id is not None and not one.row.has_conflict),
        None,
    )
    if official is None:
        _check_name(session, context, record, form.giver_name, every)
        if named and not lasting:
            raise Conflict(Refusal.APPOINTMENT_HAS_ENDED)
        if form.signer:
            raise InvalidInput(
                "appointment.signed_by",
                "not_official",
                "only an official guardian has a colleague sign",
            )
    else:
        _check_official(session, context, record, official, form)
    if form.giver != EMERGENCY_GIVER and lasting and all(one.is_emergency for one in lasting):
        raise InvalidInput(
            "giver", "emergency_representative", "choose the emergency representative by law"
        )


def _check_official(
    session: Session,
    context: Context,
    record: Record,
    official: HeldAppointment,
    form: ConsentForm,
) -> None:
    """Raise if an official guardian may not give the consent.

    Raise `ConflictOfInterest` for a suspect, and for a reporter whose institution did not report
    the person on duty. Raise `InvalidInput` for another reporter without a colleague who signs.
    """
    roles = _known_roles(session, context, record, form.giver_name, [official])
    is_on_duty = guardians.is_on_duty(session, record, official.row.institution_id)
    if ContactRole.SUSPECT in roles or (ContactRole.REPORTER in roles and not is_on_duty):
        raise ConflictOfInterest(Refusal.CONFLICT_OF_INTEREST)
    if ContactRole.REPORTER in roles and not form.signer:
        raise InvalidInput("appointment.signed_by", "colleague_needed", COLLEAGUE_MESSAGE)


def _check_name(
    session: Session,
    context: Context,
    record: Record,
    name: str,
    every: Iterable[HeldAppointment],
) -> None:
    """Raise `ConflictOfInterest` if a person of this name is reporter, suspect or has a conflict.

    Guardians of this name are found as reporter or suspect by their telephone numbers, too.
    """
    named = [one for one in every if is_same_full_name(one.paper.name, name)]
    roles = _known_roles(session, context, record, name, named)
    is_barred = not roles.isdisjoint({ContactRole.REPORTER, ContactRole.SUSPECT})
    if is_barred or any(one.row.has_conflict for one in named):
        raise ConflictOfInterest(Refusal.CONFLICT_OF_INTEREST)


def _known_roles(
    session: Session,
    context: Context,
    record: Record,
    name: str,
    named: Iterable[HeldAppointment],
) -> set[str]:
    """Return the roles in which a record names a person or the telephones of its appointments."""
    phones = [phone for one in named for phone in one.paper.phones]
    tags = contact_screening.contact_tags(context, names=[name], phones=phones)
    return contact_screening.known_roles(session, record, tags)


def _check_not_acting(
    session: Session, context: Context, actor: Actor, names: Iterable[str]
) -> None:
    """Raise `Conflict` if the actor has one of these names."""
    own = user_directory.names_of(session, context, [actor.user_id])
    if any(is_same_full_name(one, name) for one in own for name in names):
        raise Conflict(Refusal.GIVER_TAKES_NO_STEP)
