"""Reporters and guardians."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, Request, answer_from
from api.schemas.next_steps import ActionOut
from core.published import MomentIn, Reason, Text
from services.case import guardians, reporters
from services.case.guardians import GuardianForm
from services.case.institution_contacts import InstitutionContact
from services.case.reporters import ReporterForm

Phones = Annotated[tuple[Text, ...], Field(max_length=20)]


class ReporterIn(
    Request,
    examples=[
        {
            "name": "Maryam Hosseini",
            "phones": ["+302101234567"],
            "relation": "mother",
            "identity_how": "passport seen at the desk",
            "relation_proof": "family register",
        }
    ],
):
    """A reporter with the proofs of identity and relation. Empty proofs mean: not proven yet."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    phones: Phones = ()
    relation: Annotated[str, Field(max_length=40)] = ""
    identity_how: Reason = ""
    relation_proof: Reason = ""
    institution: UUID | None = Field(
        default=None,
        description="Id of the listed institution that reports; null if a person reports.",
    )

    def form(self) -> ReporterForm:
        """Return the form for the service."""
        return ReporterForm(
            institution=str(self.institution or ""), **self.model_dump(exclude={"institution"})
        )


class ReporterOut(Answer):
    """A reporter, for the owner of the record only.

    An empty `name` means that no reporter is named. Send `revision` with the decision to clear the
    reporter. `verified_at` is null without a proof of identity. `institution_contact` is the
    contact of a listed institution, which you tell of the report before you clear it; null if
    nobody is told. `actions` has one decision for each
    clearance, named by its code, if your role decides; it is empty otherwise.
    """

    name: str
    phones: tuple[str, ...]
    relation: str
    identity_how: str
    relation_proof: str
    institution: str
    clearance: str
    revision: str
    is_clearance_asked: bool
    verified_at: datetime | None
    is_relation_proven: bool
    institution_contact: InstitutionContact | None
    actions: list[ActionOut]

    @classmethod
    def of(cls, reporter: reporters.ReporterView) -> ReporterOut:
        """Return the reporter's form, state and decisions in one answer.

        Without a form, its fields are empty. `verified_by` is left out.
        """
        written = dataclasses.asdict(reporter.form or ReporterForm(""))
        actions = [
            ActionOut.refused_by(clearance, refusal)
            for clearance, refusal in reporter.decision_refusals.items()
        ]
        return answer_from(cls, reporter, **written, actions=actions)


class ClearanceDecisionIn(Request, examples=[{"clearance": "flagged", "reason": "papers forged"}]):
    """The decision of a second person about a reporter, and the reason.

    A clearance needs the `revision` that the person read. If the reporter has an
    `institution_contact`, it needs `is_institution_informed`: the person told this contact.
    """

    clearance: Annotated[str, Field(max_length=40)]
    reason: Reason
    revision: Annotated[str, Field(max_length=60)] = ""
    is_institution_informed: bool = False


class GuardianIn(
    Request,
    examples=[
        {
            "name": "Anna Weber",
            "authority": "court",
            "appointed_at": "2026-02-01T00:00:00Z",
            "document": "AG Hamburg 12 F 34/26",
        }
    ],
):
    """An appointment: the guardian, the authority, the day and the document."""

    name: Annotated[str, Field(max_length=200)]
    authority: Annotated[str, Field(max_length=40)]
    appointed_at: MomentIn
    document: Annotated[str, Field(max_length=200)]
    relation: Annotated[str, Field(max_length=40)] = ""
    phones: Phones = ()
    is_of_suspects_family: bool = False
    institution: UUID | None = Field(
        default=None,
        description=(
            "For an official: id of the listed institution of the office; otherwise null."
        ),
    )
    until: date | None = Field(
        default=None,
        description=(
            "Last day of the mandate; null if the document names none. An emergency"
            " representation ends in 30 days."
        ),
    )
    legal_ground: Annotated[
        str,
        Field(
            max_length=40,
            description=(
                "For an authority that acts by law until a guardian is appointed:"
                " statutory_guardianship, provisional_care or interim_order."
            ),
        ),
    ] = ""

    def appointment(self) -> GuardianForm:
        """Return the appointment for the service."""
        return GuardianForm(
            institution=str(self.institution or ""), **self.model_dump(exclude={"institution"})
        )


class GuardianCreatedOut(Answer):
    """The recorded appointment.

    With a conflict of interest, ask the authority for an appointed representative.
    """

    guardian: UUID
    has_conflict: bool


class GuardianOut(Answer):
    """A guardian, for the owner of the record only.

    `is_official`: a listed institution holds the guardianship. `has_conflict`: the guardian has a
    known conflict of interest. `until` is the last day of the mandate. It is null if the document
    names none.
    """

    id: UUID
    name: str
    authority: str
    appointed_at: datetime
    document: str
    relation: str
    kind: str = Field(description="One of institution, person, statutory_emergency.")
    legal_ground: str
    until: date | None
    is_official: bool
    has_conflict: bool
    ended_at: datetime | None

    @classmethod
    def of(cls, guardian: guardians.GuardianView) -> GuardianOut:
        """Return the appointment with its id, conflict and end.

        `is_official` is true for an appointment with an institution. The answer leaves out the
        telephone numbers, the id of the institution and `is_of_suspects_family`.
        """
        return answer_from(
            cls,
            guardian.appointment,
            id=guardian.id,
            is_official=bool(guardian.appointment.institution),
            has_conflict=guardian.has_conflict,
            ended_at=guardian.ended_at,
        )


class GuardianList(Answer):
    """The guardians of a record."""

    guardians: list[GuardianOut]
