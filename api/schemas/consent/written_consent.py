"""Consents."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.common import Answer, RequestBody, answer_from
from api.schemas.next_steps import NextStepsOut
from core.code_sets import OneOf
from core.codes.consent import ConsentTextAudience
from core.errors import InvalidInput
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.case.consent_texts import find_text, text_of_hash
from core.published import Codes, Text
from services.case.consent_form import Appointment, ConsentForm
from services.consent.written_consent import ConsentView

CONSENT_EXAMPLE: JsonDict = {
    "giver": "guardian",
    "giver_name": "Marlene Vogt",
    "proof": "identity card seen, certificate of appointment seen",
    "appointment": {
        "authority": "Local court, family division",
        "appointed_on": "2026-01-12",
        "document": "F 12/26",
    },
    "scopes": ["match_abroad", "identity"],
    "recipients": ["GR"],
    "purposes": ["trace_family"],
    "language": "prs",
    "text_version": "1",
    "interpreter": "sworn, Dari",
    "counsellor": "youth welfare",
    "is_briefed_spoken": True,
    "is_briefed_written": True,
    "child_view": "yes",
    "child_heard_how": "alone with the counsellor, twice",
}


class ConsentIn(RequestBody, examples=[CONSENT_EXAMPLE]):
    """The document of a consent.

    `is_briefed_spoken` and `is_briefed_written`: the giver got the explanation in speech and in
    writing. `has_conflict_of_interest`: the giver has a conflict of interest. `appointment` is null
    if the person consents without a guardian or representative. If `until` is null, the consent
    ends after %(consent_days)s days.
    """

    giver: Annotated[str, OneOf("giver", may_be_empty=True)]
    giver_name: Text
    giver_is: Annotated[Codes, OneOf("giver_is")] = Field(
        default=frozenset(),
        description="Other roles of the giver. Each is a conflict.",
    )
    proof: Text
    appointment: Appointment | None = None
    has_conflict_of_interest: bool = False
    scopes: Annotated[Codes, OneOf("scope")]
    recipients: Annotated[Codes, OneOf("state")]
    purposes: Annotated[Codes, OneOf("purpose")]
    language: Annotated[
        str, Field(max_length=3, description="Language of the explained text, ISO 639-3.")
    ]
    text_version: Annotated[
        str,
        Field(
            max_length=20,
            description=(
                "Version of the system's text (`GET /v1/consent-texts`). Giver and language choose"
                " the text; without a text in the language it is the English one, which the"
                " interpreter reads. Empty for a spoken consent and for a text of your agency."
            ),
        ),
    ] = ""
    text_hash: Annotated[
        str,
        Field(
            max_length=64,
            description="SHA-256 of a text that your agency holds itself, without `text_version`.",
        ),
    ] = ""
    interpreter: Text
    counsellor: Text
    is_briefed_spoken: bool
    is_briefed_written: bool
    child_view: Annotated[str, OneOf("child_view", may_be_empty=True)]
    child_heard_how: Text
    until: date | None = None

    def form(self) -> ConsentForm:
        """Return the form for the service, with the hash of the text that the version names.

        Raise `InvalidInput` for an unknown version, or for another hash beside it.
        """
        values: dict[str, Any] = self.model_dump(exclude={"appointment", "text_version"})
        if self.text_version:
            held = find_text(self.text_version, self.language, self.giver).text_hash
            if self.text_hash not in ("", held):
                raise InvalidInput("text_hash", "not_this_text_version")
            values["text_hash"] = held
        return ConsentForm(**values, appointment=self.appointment)


class ConsentStepIn(RequestBody, examples=[{"act": "witness"}]):
    """A step of a consent.

    `explain_orally` and `explain_in_writing`: the giver got this explanation after the consent was
    recorded, in any order. `witness`: a second person witnesses the consent, after both.
    `start_spoken`: a spoken consent starts. `activate`: the consent becomes active.
    """

    act: Literal["explain_orally", "explain_in_writing", "witness", "start_spoken", "activate"]
    text_version: Annotated[
        str,
        Field(
            max_length=20,
            description="For `explain_in_writing`: version of the system's text that was given.",
        ),
    ] = ""
    text_hash: Annotated[
        str,
        Field(
            max_length=64,
            description="For `explain_in_writing`: SHA-256 of a text of your agency, instead.",
        ),
    ] = ""


class ConsentStateOut(Answer):
    """A consent and its state."""

    id: UUID
    state: str


class ConsentTextOut(Answer):
    """A consent text of the system: its version, language (ISO 639-3), reader and SHA-256."""

    version: str
    language: str
    audience: ConsentTextAudience
    text_hash: str

    @classmethod
    def of_hash(cls, text_hash: str) -> ConsentTextOut | None:
        """Return the text with a hash; None for a text that the agency holds itself."""
        consent_text = text_of_hash(text_hash)
        return None if consent_text is None else answer_from(cls, consent_text)


class ConsentWordingOut(ConsentTextOut):
    """A consent text of the system with its wording."""

    text: str = Field(description="The wording in UTF-8. `text_hash` is its SHA-256.")


class ConsentTextList(Answer):
    """Every consent text of the system; earlier versions stay readable."""

    current_version: str
    fallback_language: str = Field(
        description="Language of the text that an interpreter reads where a language has no text."
    )
    texts: list[ConsentWordingOut]


class ConsentOut(Answer):
    """A consent as its responsible agency sees it: states and times, its paper, and what comes
    next.

    `is_spoken`: an oral consent, which ends soon unless it is witnessed. `is_witnessed`: a second
    person has witnessed it. `text` is null for a text that the agency holds itself.
    """

    id: UUID
    record: UUID
    state: str
    is_spoken: bool
    is_witnessed: bool
    scopes: list[str]
    recipients: list[str]
    recorded_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    paper: dict[str, Any]
    text: ConsentTextOut | None = Field(
        description=(
            "The system's text that was explained; null for a text that the agency holds itself,"
            " and while the consent is only spoken."
        )
    )
    next_steps: NextStepsOut

    @classmethod
    def of(cls, consent: ConsentView, *, user_id: int | None) -> ConsentOut:
        """Return the consent with the system's text that was signed, if there is one.

        `user_id` is the reader, for the steps that the reader took.
        """
        steps = NextStepsOut.of(
            CONSENT_PROCESS,
            consent.next_steps,
            user_id=user_id,
            ids={"consent": consent.id, "record": consent.record},
        )
        text = ConsentTextOut.of_hash(consent.paper["text_hash"])
        return answer_from(cls, consent, text=text, next_steps=steps)


class ConsentList(Answer):
    """The consents of a record, newest first."""

    consents: list[ConsentOut]
