"""The form of a consent and its required content: giver, view of the child, scopes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from core.code_sets import CODE_SETS, STATE_SET, OneOf
from core.errors import ConflictOfInterest, InvalidInput, unknown_code
from core.policy.case.consent import (
    APPOINTED_GIVERS,
    BARRED_GIVERS,
    BARRED_RELATIONS,
    CHILD_VIEWS,
    CONSENT_DAYS,
    EMERGENCY_DAYS,
    EMERGENCY_GIVER,
    EMERGENCY_GROUNDS,
    EMERGENCY_SCOPES,
    GIVERS,
)
from core.published import Code, Text, published
from core.refusals import Refusal
from services.foundation.facts import person_view
from services.foundation.facts.age_range import AgeRange, age_range_of
from services.foundation.facts.name_words import may_be_same_name, name_words
from services.foundation.facts.statements import Statement


@published()
@dataclasses.dataclass(frozen=True, slots=True)
class Appointment:
    """The appointment of a guardian or representative."""

    authority: Text
    appointed_on: date
    document: Text
    legal_ground: Annotated[
        Code,
        OneOf("legal_ground", may_be_empty=True),
        Field(
            description=(
                "For an emergency representative: statutory_guardianship, provisional_care or"
                " interim_order."
            )
        ),
    ] = ""
    signed_by: Annotated[
        str,
        Field(
            max_length=200,
            description="Colleague who signs for an official guardian who reported on duty.",
        ),
    ] = ""


@dataclasses.dataclass(frozen=True, slots=True)
class ConsentForm:
    """The consent form.

    `giver` is the kind of giver. `giver_is` lists other roles of the giver in the case.
    `has_conflict_of_interest`: the giver has a conflict of interest. `is_briefed_spoken` and
    `is_briefed_written`: the giver got the explanation in speech and in writing. `text_hash` is the
    SHA-256 of the signed text. `appointment` is None for a giver without one. Without `until` the
    consent ends after `CONSENT_DAYS`.
    """

    giver: str
    giver_name: str
    proof: str
    scopes: frozenset[str]
    recipients: frozenset[str]
    purposes: frozenset[str]
    language: str
    text_hash: str
    interpreter: str
    counsellor: str
    is_briefed_spoken: bool
    is_briefed_written: bool
    child_view: str
    child_heard_how: str
    appointment: Appointment | None = None
    giver_is: frozenset[str] = frozenset()
    has_conflict_of_interest: bool = False
    until: date | None = None

    @property
    def is_explained_in_writing(self) -> bool:
        """Return whether the giver got the explanation in writing, with a text that is known."""
        return self.is_briefed_written and bool(self.text_hash)

    @property
    def signer(self) -> str:
        """Return the colleague who signs for an official guardian, "" without one."""
        return "" if self.appointment is None else self.appointment.signed_by.strip()

    def as_paper(self) -> dict[str, Any]:
        """Return the form as JSON values for sealing."""
        paper: dict[str, Any] = _FORM.dump_python(self, mode="json")
        codes = ("scopes", "recipients", "purposes", "giver_is")
        return paper | {name: sorted(paper[name]) for name in codes}

    @classmethod
    def of_paper(cls, paper: Mapping[str, Any]) -> ConsentForm:
        """Return the form from its unsealed JSON values.

        Raise `pydantic.ValidationError` for an unknown field, which might limit the consent, and
        for a missing field without a default.
        """
        return _FORM.validate_python(paper, extra="forbid")


_FORM = TypeAdapter(ConsentForm)
_SHA_256 = re.compile(r"[0-9a-f]{64}")


def ages_in(
    statements: Sequence[Statement], kind: str, *, protected_since: date | None = None
) -> AgeRange:
    """Return the age range of the person of these statements."""
    person = person_view.person_of(statements, ref="", kind=kind)
    return age_range_of(person, statements, protected_since=protected_since)


def find_problems(form: ConsentForm, *, ages: AgeRange, today: date) -> list[InvalidInput]:
    """Return everything that is not valid in a consent form.

    These are missing and unknown values, a giver or a child's view that does not fit the age, an
    invalid appointment, and an end in the past or after `CONSENT_DAYS`.
    """
    problems = [
        *_code_problems(form),
        *_giver_problems(form, ages, today),
        *_child_problems(form, ages),
    ]
    if form.until is not None and not today <= form.until <= today + timedelta(days=CONSENT_DAYS):
        problems.append(InvalidInput("until", "twelve_months_at_most"))
    return problems


_Problems = Iterator[InvalidInput]


def _code_problems(form: ConsentForm) -> _Problems:
    for field, values, allowed in (
        ("scopes", form.scopes, CODE_SETS["scope"]),
        ("recipients", form.recipients, CODE_SETS[STATE_SET]),
        ("purposes", form.purposes, CODE_SETS["purpose"]),
        ("giver_is", form.giver_is, BARRED_GIVERS),
        ("giver", {form.giver} - {""}, GIVERS),
        ("child_view", {form.child_view} - {""}, CHILD_VIEWS),
    ):
        if not values <= set(allowed):
            yield unknown_code(field, allowed)
        elif not values and field != "giver_is":
            yield InvalidInput(field, "needed")
    if not re.fullmatch(r"[a-z]{3}", form.language):
        yield InvalidInput("language", "iso_639_3" if form.language else "needed")
    if form.text_hash and not _SHA_256.fullmatch(form.text_hash):
        yield InvalidInput("text_hash", "sha_256_hex")
    for field in ("giver_name", "proof", "interpreter", "counsellor", "child_heard_how"):
        if not getattr(form, field).strip():
            yield InvalidInput(field, "needed")


def check_text_hash(form: ConsentForm) -> None:
    """Raise `InvalidInput` for a hash of the text that is no SHA-256."""
    if not _SHA_256.fullmatch(form.text_hash):
        raise InvalidInput("text_hash", "sha_256_hex")


def _giver_problems(form: ConsentForm, ages: AgeRange, today: date) -> _Problems:
    is_appointed = form.giver in APPOINTED_GIVERS
    needs_guardian = ages.is_child(today) and not ages.may_be_of_age(today)
    if is_appointed and not needs_guardian:
        yield InvalidInput("giver", "own_consent_needed", "the person may be of age and consents")
    if not is_appointed and needs_guardian:
        yield InvalidInput(
            "giver", "guardian_needed", "for a child a guardian or representative consents"
        )
    if form.has_conflict_of_interest and form.giver == "guardian":
        yield InvalidInput(
            "giver",
            "representative_needed",
            "after a conflict of interest a representative must be appointed",
        )
    # The person who then consents has an appointment, so it is asked for at the same time.
    if form.appointment is None and (needs_guardian or is_appointed):
        yield InvalidInput("appointment", "needed")
    if form.appointment is not None and is_appointed:
        yield from _appointment_problems(form, form.appointment, today)


def _appointment_problems(form: ConsentForm, appointment: Appointment, today: date) -> _Problems:
    """Yield the faults of an appointment.

    An emergency representation needs a listed ground, ends after its days, and does not cover
    scopes that can wait. Any other giver has no emergency ground. A colleague signs for a guardian
    only.
    """
    if appointment.appointed_on > today:
        yield InvalidInput("appointment.appointed_on", "in_future")
    for field in ("authority", "document"):
        if not getattr(appointment, field).strip():
            yield InvalidInput(f"appointment.{field}", "needed")
    if form.signer and form.giver != "guardian":
        yield InvalidInput("appointment.signed_by", "not_official")
    if form.giver != EMERGENCY_GIVER:
        if appointment.legal_ground:
            yield InvalidInput("appointment.legal_ground", "not_allowed")
        return
    if appointment.legal_ground not in EMERGENCY_GROUNDS:
        error = unknown_code("appointment.legal_ground", EMERGENCY_GROUNDS)
        error.reason = error.reason if appointment.legal_ground else "needed"
        yield error
    if today >= emergency_ends_on(appointment.appointed_on):
        yield InvalidInput(
            "appointment.appointed_on", "emergency_over", f"it lasts {EMERGENCY_DAYS} days at most"
        )
    if not form.scopes <= EMERGENCY_SCOPES:
        yield InvalidInput("scopes", "not_in_emergency", "ask for it once a guardian is appointed")


def emergency_ends_on(appointed_on: date) -> date:
    """Return the day from which an emergency representative may not consent any more."""
    return appointed_on + timedelta(days=EMERGENCY_DAYS)


def check_not_barred(form: ConsentForm, statements: Sequence[Statement]) -> None:
    """Refuse the reporter, a companion, a relative of a suspect, and a person who asks for the
    child.

    Both the form and the names in `statements`, the facts of the record, are checked. If a
    colleague signs for a guardian, having reported the child does not bar the guardian, but it bars
    the colleague. Raise `ConflictOfInterest`, or `InvalidInput` for a guardian who signs for
    themself.
    """
    signer = form.signer
    barring = form.giver_is - {"reporter"} if signer else form.giver_is
    if barring:
        raise ConflictOfInterest(Refusal.CONFLICT_OF_INTEREST)
    if form.giver not in APPOINTED_GIVERS:
        return
    giver = name_words(form.giver_name)
    if signer and may_be_same_name(name_words(signer), giver):
        raise InvalidInput(
            "appointment.signed_by", "another_person", "a colleague signs, not the guardian"
        )
    for statement in statements:
        entry = statement.entry
        is_barred = entry.column == "reporter" or (
            entry.column == "relatives" and entry.code in BARRED_RELATIONS
        )
        named = name_words(entry.text if entry.column == "reporter" else entry.rest)
        names = [name_words(signer)] if signer else []
        # an official who reported on duty does not sign
        if not signer or statement.field != "reporter":
            names.append(giver)
        if is_barred and any(may_be_same_name(named, name) for name in names):
            raise ConflictOfInterest(Refusal.CONFLICT_OF_INTEREST)


def _child_problems(form: ConsentForm, ages: AgeRange) -> _Problems:
    """Yield the faults of the child's view.

    With an unknown birth a guardian needs the person's own agreement: the person may be of age, so
    a guardian may not consent without or against them.
    """
    if form.giver in APPOINTED_GIVERS and ages.first is None and form.child_view != "yes":
        yield InvalidInput("child_view", "needed_while_age_unknown")
    if form.giver not in APPOINTED_GIVERS and form.child_view == "no":
        yield InvalidInput("child_view", "contradicts_giver")
