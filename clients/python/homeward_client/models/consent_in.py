from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.appointment_in import AppointmentIn


T = TypeVar("T", bound="ConsentIn")


@_attrs_define
class ConsentIn:
    """The document of a consent.

    `is_briefed_spoken` and `is_briefed_written`: the giver got the explanation in speech and in
    writing. `has_conflict_of_interest`: the giver has a conflict of interest. `appointment` is null
    if the person consents without a guardian or representative. If `until` is null, the consent
    ends after twelve months.

        Attributes:
            giver (str): One of person, guardian, representative, emergency.
            giver_name (str):
            proof (str):
            scopes (list[str]):
            recipients (list[str]):
            purposes (list[str]):
            language (str): Language of the explained text, ISO 639-3.
            interpreter (str):
            counsellor (str):
            is_briefed_spoken (bool):
            is_briefed_written (bool):
            child_view (str): One of yes, no, unable.
            child_heard_how (str):
            giver_is (list[str] | Unset): Any of reporter, companion, suspects_relative, asker. Each is a conflict.
            appointment (AppointmentIn | None | Unset):
            has_conflict_of_interest (bool | Unset):  Default: False.
            text_version (str | Unset): Version of the system's text (`GET /v1/consent-texts`). Giver and language choose
                the text; without a text in the language it is the English one, which the interpreter reads. Empty for a spoken
                consent and for a text of your agency. Default: ''.
            text_hash (str | Unset): SHA-256 of a text that your agency holds itself, without `text_version`. Default: ''.
            until (datetime.date | None | Unset):
    """

    giver: str
    giver_name: str
    proof: str
    scopes: list[str]
    recipients: list[str]
    purposes: list[str]
    language: str
    interpreter: str
    counsellor: str
    is_briefed_spoken: bool
    is_briefed_written: bool
    child_view: str
    child_heard_how: str
    giver_is: list[str] | Unset = UNSET
    appointment: AppointmentIn | None | Unset = UNSET
    has_conflict_of_interest: bool | Unset = False
    text_version: str | Unset = ""
    text_hash: str | Unset = ""
    until: datetime.date | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.appointment_in import AppointmentIn  # noqa: PLC0415

        giver = self.giver

        giver_name = self.giver_name

        proof = self.proof

        scopes = self.scopes

        recipients = self.recipients

        purposes = self.purposes

        language = self.language

        interpreter = self.interpreter

        counsellor = self.counsellor

        is_briefed_spoken = self.is_briefed_spoken

        is_briefed_written = self.is_briefed_written

        child_view = self.child_view

        child_heard_how = self.child_heard_how

        giver_is: list[str] | Unset = UNSET
        if not isinstance(self.giver_is, Unset):
            giver_is = self.giver_is

        appointment: dict[str, Any] | None | Unset
        if isinstance(self.appointment, Unset):
            appointment = UNSET
        elif isinstance(self.appointment, AppointmentIn):
            appointment = self.appointment.to_dict()
        else:
            appointment = self.appointment

        has_conflict_of_interest = self.has_conflict_of_interest

        text_version = self.text_version

        text_hash = self.text_hash

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "giver": giver,
                "giver_name": giver_name,
                "proof": proof,
                "scopes": scopes,
                "recipients": recipients,
                "purposes": purposes,
                "language": language,
                "interpreter": interpreter,
                "counsellor": counsellor,
                "is_briefed_spoken": is_briefed_spoken,
                "is_briefed_written": is_briefed_written,
                "child_view": child_view,
                "child_heard_how": child_heard_how,
            }
        )
        if giver_is is not UNSET:
            field_dict["giver_is"] = giver_is
        if appointment is not UNSET:
            field_dict["appointment"] = appointment
        if has_conflict_of_interest is not UNSET:
            field_dict["has_conflict_of_interest"] = has_conflict_of_interest
        if text_version is not UNSET:
            field_dict["text_version"] = text_version
        if text_hash is not UNSET:
            field_dict["text_hash"] = text_hash
        if until is not UNSET:
            field_dict["until"] = until

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.appointment_in import AppointmentIn  # noqa: PLC0415

        d = dict(src_dict)
        giver = d.pop("giver")

        giver_name = d.pop("giver_name")

        proof = d.pop("proof")

        scopes = cast(list[str], d.pop("scopes"))

        recipients = cast(list[str], d.pop("recipients"))

        purposes = cast(list[str], d.pop("purposes"))

        language = d.pop("language")

        interpreter = d.pop("interpreter")

        counsellor = d.pop("counsellor")

        is_briefed_spoken = d.pop("is_briefed_spoken")

        is_briefed_written = d.pop("is_briefed_written")

        child_view = d.pop("child_view")

        child_heard_how = d.pop("child_heard_how")

        giver_is = cast(list[str], d.pop("giver_is", UNSET))

        def _parse_appointment(data: object) -> AppointmentIn | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                appointment_type_0 = AppointmentIn.from_dict(data)

                return appointment_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AppointmentIn | None | Unset, data)

        appointment = _parse_appointment(d.pop("appointment", UNSET))

        has_conflict_of_interest = d.pop("has_conflict_of_interest", UNSET)

        text_version = d.pop("text_version", UNSET)

        text_hash = d.pop("text_hash", UNSET)

        def _parse_until(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))

        consent_in = cls(
            giver=giver,
            giver_name=giver_name,
            proof=proof,
            scopes=scopes,
            recipients=recipients,
            purposes=purposes,
            language=language,
            interpreter=interpreter,
            counsellor=counsellor,
            is_briefed_spoken=is_briefed_spoken,
            is_briefed_written=is_briefed_written,
            child_view=child_view,
            child_heard_how=child_heard_how,
            giver_is=giver_is,
            appointment=appointment,
            has_conflict_of_interest=has_conflict_of_interest,
            text_version=text_version,
            text_hash=text_hash,
            until=until,
        )

        return consent_in
