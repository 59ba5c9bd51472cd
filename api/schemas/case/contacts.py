"""Reporters and guardians."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from api.schemas.common import Answer, answer_from
from api.schemas.next_steps import ActionOut
from services.case import guardians, reporters
from services.case.institution_contacts import InstitutionContact
from services.case.reporters import ReporterForm


class ReporterOut(Answer):
    """A reporter, for the responsible agency of the record only.

    An empty `name` means that no reporter is named. `institution` is null if a person reports. Send
    `revision` with the decision to check the reporter. `verified_at` is null without a proof of
    identity. `institution_contact` is the contact of a listed institution, which you inform of the
    report before you check the reporter; null if there is none to inform. `actions` has one
    decision for each reporter check, named by its code, if your role decides; it is empty
    otherwise.
    """

    name: str
    phones: tuple[str, ...]
    relation: str
    identity_how: str
    relation_proof: str
    institution: UUID | None
    reporter_check: str
    revision: str
    is_reporter_check_asked: bool
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
            ActionOut.refused_by(reporter_check, refusal)
            for reporter_check, refusal in reporter.decision_refusals.items()
        ]
        return answer_from(cls, reporter, **written, actions=actions)


class GuardianCreatedOut(Answer):
    """The recorded appointment.

    With a conflict of interest, ask the authority for an appointed representative.
    """

    guardian: UUID
    has_conflict: bool


class GuardianOut(Answer):
    """A guardian, for the responsible agency of the record only.

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
