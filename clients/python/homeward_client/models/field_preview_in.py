from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FieldPreviewIn")


@_attrs_define
class FieldPreviewIn:
    """Facts to preview, with the columns of a record. They are not stored.

    Attributes:
        birth_date (list[str] | str | Unset):
        birth_known (str | Unset):  Default: ''.
        birth_calendar (str | Unset):  Default: ''.
        age (str | Unset):  Default: ''.
        age_on (str | Unset):  Default: ''.
        nationalities (list[str] | str | Unset):
        languages (list[str] | str | Unset):
        event_date (str | Unset):  Default: ''.
        event_country (str | Unset):  Default: ''.
        phones (list[str] | str | Unset):
        documents (list[str] | str | Unset):
    """

    birth_date: list[str] | str | Unset = UNSET
    birth_known: str | Unset = ""
    birth_calendar: str | Unset = ""
    age: str | Unset = ""
    age_on: str | Unset = ""
    nationalities: list[str] | str | Unset = UNSET
    languages: list[str] | str | Unset = UNSET
    event_date: str | Unset = ""
    event_country: str | Unset = ""
    phones: list[str] | str | Unset = UNSET
    documents: list[str] | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        birth_date: list[str] | str | Unset
        if isinstance(self.birth_date, Unset):
            birth_date = UNSET
        elif isinstance(self.birth_date, list):
            birth_date = self.birth_date

        else:
            birth_date = self.birth_date

        birth_known = self.birth_known

        birth_calendar = self.birth_calendar

        age = self.age

        age_on = self.age_on

        nationalities: list[str] | str | Unset
        if isinstance(self.nationalities, Unset):
            nationalities = UNSET
        elif isinstance(self.nationalities, list):
            nationalities = self.nationalities

        else:
            nationalities = self.nationalities

        languages: list[str] | str | Unset
        if isinstance(self.languages, Unset):
            languages = UNSET
        elif isinstance(self.languages, list):
            languages = self.languages

        else:
            languages = self.languages

        event_date = self.event_date

        event_country = self.event_country

        phones: list[str] | str | Unset
        if isinstance(self.phones, Unset):
            phones = UNSET
        elif isinstance(self.phones, list):
            phones = self.phones

        else:
            phones = self.phones

        documents: list[str] | str | Unset
        if isinstance(self.documents, Unset):
            documents = UNSET
        elif isinstance(self.documents, list):
            documents = self.documents

        else:
            documents = self.documents

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if birth_date is not UNSET:
            field_dict["birth_date"] = birth_date
        if birth_known is not UNSET:
            field_dict["birth_known"] = birth_known
        if birth_calendar is not UNSET:
            field_dict["birth_calendar"] = birth_calendar
        if age is not UNSET:
            field_dict["age"] = age
        if age_on is not UNSET:
            field_dict["age_on"] = age_on
        if nationalities is not UNSET:
            field_dict["nationalities"] = nationalities
        if languages is not UNSET:
            field_dict["languages"] = languages
        if event_date is not UNSET:
            field_dict["event_date"] = event_date
        if event_country is not UNSET:
            field_dict["event_country"] = event_country
        if phones is not UNSET:
            field_dict["phones"] = phones
        if documents is not UNSET:
            field_dict["documents"] = documents

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_birth_date(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                birth_date_type_0 = cast(list[str], data)

                return birth_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        birth_date = _parse_birth_date(d.pop("birth_date", UNSET))

        birth_known = d.pop("birth_known", UNSET)

        birth_calendar = d.pop("birth_calendar", UNSET)

        age = d.pop("age", UNSET)

        age_on = d.pop("age_on", UNSET)

        def _parse_nationalities(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                nationalities_type_0 = cast(list[str], data)

                return nationalities_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        nationalities = _parse_nationalities(d.pop("nationalities", UNSET))

        def _parse_languages(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                languages_type_0 = cast(list[str], data)

                return languages_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        languages = _parse_languages(d.pop("languages", UNSET))

        event_date = d.pop("event_date", UNSET)

        event_country = d.pop("event_country", UNSET)

        def _parse_phones(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                phones_type_0 = cast(list[str], data)

                return phones_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        phones = _parse_phones(d.pop("phones", UNSET))

        def _parse_documents(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                documents_type_0 = cast(list[str], data)

                return documents_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        documents = _parse_documents(d.pop("documents", UNSET))

        field_preview_in = cls(
            birth_date=birth_date,
            birth_known=birth_known,
            birth_calendar=birth_calendar,
            age=age,
            age_on=age_on,
            nationalities=nationalities,
            languages=languages,
            event_date=event_date,
            event_country=event_country,
            phones=phones,
            documents=documents,
        )

        return field_preview_in
