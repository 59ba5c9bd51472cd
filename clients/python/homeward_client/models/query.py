from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Query")


@_attrs_define
class Query:
    """Facts about the person: two identifying facts or more, or a full document or phone number.

    Attributes:
        full_name (str | Unset):  Default: ''.
        given_names (str | Unset):  Default: ''.
        family_names (str | Unset):  Default: ''.
        name_native (str | Unset):  Default: ''.
        aliases (list[str] | str | Unset):
        birth_date (list[str] | str | Unset):
        birth_known (str | Unset):  Default: ''.
        birth_calendar (str | Unset):  Default: ''.
        age (str | Unset):  Default: ''.
        age_on (str | Unset):  Default: ''.
        sex (str | Unset):  Default: ''.
        nationalities (list[str] | str | Unset):
        languages (list[str] | str | Unset):
        birth_place (str | Unset):  Default: ''.
        event_date (str | Unset):  Default: ''.
        event_country (str | Unset):  Default: ''.
        event_place (str | Unset):  Default: ''.
        route (list[str] | str | Unset):
        phones (list[str] | str | Unset):
        documents (list[str] | str | Unset):
        relatives (list[str] | str | Unset):
        height_cm (str | Unset):  Default: ''.
        eyes (str | Unset):  Default: ''.
        hair (str | Unset):  Default: ''.
        marks (list[str] | str | Unset):
    """

    full_name: str | Unset = ""
    given_names: str | Unset = ""
    family_names: str | Unset = ""
    name_native: str | Unset = ""
    aliases: list[str] | str | Unset = UNSET
    birth_date: list[str] | str | Unset = UNSET
    birth_known: str | Unset = ""
    birth_calendar: str | Unset = ""
    age: str | Unset = ""
    age_on: str | Unset = ""
    sex: str | Unset = ""
    nationalities: list[str] | str | Unset = UNSET
    languages: list[str] | str | Unset = UNSET
    birth_place: str | Unset = ""
    event_date: str | Unset = ""
    event_country: str | Unset = ""
    event_place: str | Unset = ""
    route: list[str] | str | Unset = UNSET
    phones: list[str] | str | Unset = UNSET
    documents: list[str] | str | Unset = UNSET
    relatives: list[str] | str | Unset = UNSET
    height_cm: str | Unset = ""
    eyes: str | Unset = ""
    hair: str | Unset = ""
    marks: list[str] | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        full_name = self.full_name

        given_names = self.given_names

        family_names = self.family_names

        name_native = self.name_native

        aliases: list[str] | str | Unset
        if isinstance(self.aliases, Unset):
            aliases = UNSET
        elif isinstance(self.aliases, list):
            aliases = self.aliases

        else:
            aliases = self.aliases

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

        sex = self.sex

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

        birth_place = self.birth_place

        event_date = self.event_date

        event_country = self.event_country

        event_place = self.event_place

        route: list[str] | str | Unset
        if isinstance(self.route, Unset):
            route = UNSET
        elif isinstance(self.route, list):
            route = self.route

        else:
            route = self.route

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

        relatives: list[str] | str | Unset
        if isinstance(self.relatives, Unset):
            relatives = UNSET
        elif isinstance(self.relatives, list):
            relatives = self.relatives

        else:
            relatives = self.relatives

        height_cm = self.height_cm

        eyes = self.eyes

        hair = self.hair

        marks: list[str] | str | Unset
        if isinstance(self.marks, Unset):
            marks = UNSET
        elif isinstance(self.marks, list):
            marks = self.marks

        else:
            marks = self.marks

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if full_name is not UNSET:
            field_dict["full_name"] = full_name
        if given_names is not UNSET:
            field_dict["given_names"] = given_names
        if family_names is not UNSET:
            field_dict["family_names"] = family_names
        if name_native is not UNSET:
            field_dict["name_native"] = name_native
        if aliases is not UNSET:
            field_dict["aliases"] = aliases
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
        if sex is not UNSET:
            field_dict["sex"] = sex
        if nationalities is not UNSET:
            field_dict["nationalities"] = nationalities
        if languages is not UNSET:
            field_dict["languages"] = languages
        if birth_place is not UNSET:
            field_dict["birth_place"] = birth_place
        if event_date is not UNSET:
            field_dict["event_date"] = event_date
        if event_country is not UNSET:
            field_dict["event_country"] = event_country
        if event_place is not UNSET:
            field_dict["event_place"] = event_place
        if route is not UNSET:
            field_dict["route"] = route
        if phones is not UNSET:
            field_dict["phones"] = phones
        if documents is not UNSET:
            field_dict["documents"] = documents
        if relatives is not UNSET:
            field_dict["relatives"] = relatives
        if height_cm is not UNSET:
            field_dict["height_cm"] = height_cm
        if eyes is not UNSET:
            field_dict["eyes"] = eyes
        if hair is not UNSET:
            field_dict["hair"] = hair
        if marks is not UNSET:
            field_dict["marks"] = marks

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        full_name = d.pop("full_name", UNSET)

        given_names = d.pop("given_names", UNSET)

        family_names = d.pop("family_names", UNSET)

        name_native = d.pop("name_native", UNSET)

        def _parse_aliases(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                aliases_type_0 = cast(list[str], data)

                return aliases_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        aliases = _parse_aliases(d.pop("aliases", UNSET))

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

        sex = d.pop("sex", UNSET)

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

        birth_place = d.pop("birth_place", UNSET)

        event_date = d.pop("event_date", UNSET)

        event_country = d.pop("event_country", UNSET)

        event_place = d.pop("event_place", UNSET)

        def _parse_route(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                route_type_0 = cast(list[str], data)

                return route_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        route = _parse_route(d.pop("route", UNSET))

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

        def _parse_relatives(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                relatives_type_0 = cast(list[str], data)

                return relatives_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        relatives = _parse_relatives(d.pop("relatives", UNSET))

        height_cm = d.pop("height_cm", UNSET)

        eyes = d.pop("eyes", UNSET)

        hair = d.pop("hair", UNSET)

        def _parse_marks(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                marks_type_0 = cast(list[str], data)

                return marks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        marks = _parse_marks(d.pop("marks", UNSET))

        query = cls(
            full_name=full_name,
            given_names=given_names,
            family_names=family_names,
            name_native=name_native,
            aliases=aliases,
            birth_date=birth_date,
            birth_known=birth_known,
            birth_calendar=birth_calendar,
            age=age,
            age_on=age_on,
            sex=sex,
            nationalities=nationalities,
            languages=languages,
            birth_place=birth_place,
            event_date=event_date,
            event_country=event_country,
            event_place=event_place,
            route=route,
            phones=phones,
            documents=documents,
            relatives=relatives,
            height_cm=height_cm,
            eyes=eyes,
            hair=hair,
            marks=marks,
        )

        return query
