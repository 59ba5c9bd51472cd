from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Facts")


@_attrs_define
class Facts:
    """The columns of the intake row. Lists are lists of texts, or one text separated by `|`.

    Several values of a column for one fact come from sources that contradict each other. All of
    them are kept.

        Attributes:
            category (list[str] | str | Unset):
            sis_category (list[str] | str | Unset): Article 32(1) of Regulation (EU) 2018/1862, as 32(1)(a)(i); for the
                owner only
            sis_decision (list[str] | str | Unset): reference of the decision that 32(1)(c) to (e) need; for the owner only
            sis_status (list[str] | str | Unset): status[:reference] at SIS; for the owner only
            interpol_status (list[str] | str | Unset): status[:reference] of the Yellow Notice; for the owner only
            europol_status (list[str] | str | Unset): none or siena_reference:reference; for the owner only
            trafficking_status (list[str] | str | Unset): status[:basis[:YYYY-MM-DD[:by whom]]]; for the owner only
            exploitation (list[str] | str | Unset): for the owner only
            means_of_control (list[str] | str | Unset): for the owner only
            recruiter (list[str] | str | Unset): for the owner only
            full_name (list[str] | str | Unset):
            given_names (list[str] | str | Unset):
            family_names (list[str] | str | Unset):
            name_native (list[str] | str | Unset):
            aliases (list[str] | str | Unset):
            birth_date (list[str] | str | Unset): YYYY, YYYY-MM or YYYY-MM-DD; several when they conflict
            birth_known (list[str] | str | Unset): documented, claimed or assessed
            birth_calendar (list[str] | str | Unset): gregorian, solar_hijri, hijri or ethiopian
            age (list[str] | str | Unset):
            age_on (list[str] | str | Unset):
            age_assessments (list[str] | str | Unset): result:method:years:day:contested:authority, as
                minor:dental:15-17:2026-02-03; appearance as method carries no weight
            sex (list[str] | str | Unset): M, F, X or U
            nationalities (list[str] | str | Unset):
            nationality_known (list[str] | str | Unset): claimed, documented, or confirmed by the state; confirmed only if
                each is
            statelessness (list[str] | str | Unset): determined by an authority, at_risk, or not_stateless
            languages (list[str] | str | Unset):
            dialects (list[str] | str | Unset): in words, with its language or region; for the owner only, not compared
            ethnicity (list[str] | str | Unset): for the owner only; compared, never shown to others
            birth_place (list[str] | str | Unset):
            home_address (list[str] | str | Unset): where the family lives or last lived, parts by comma; for the owner
                only: compared, not shared; optionally controller: before it
            event_date (list[str] | str | Unset):
            event_country (list[str] | str | Unset):
            event_place (list[str] | str | Unset):
            route (list[str] | str | Unset): country[:place[:YYYY-MM-DD]], places passed or headed for
            phones (list[str] | str | Unset): optionally own:, relative: or controller: before the number
            documents (list[str] | str | Unset): type:country:number or a machine readable zone; optionally controller:
                before it
            relatives (list[str] | str | Unset): relation:name
            height_cm (list[str] | str | Unset):
            eyes (list[str] | str | Unset):
            hair (list[str] | str | Unset):
            marks (list[str] | str | Unset): kind:part:side:text
            clothing (str | Unset): worn when last seen, or when found Default: ''.
            belongings (str | Unset): carried when last seen, or when found Default: ''.
            biometrics_held (list[str] | str | Unset): kind:holder:reference; where a sample is kept, never the sample
            protection_status (list[str] | str | Unset): status:day:who decided, as unaccompanied:2026-02-03:youth office
            circumstances (list[str] | str | Unset): how the person disappeared; several codes
            separation_cause (list[str] | str | Unset): why a child was separated from its family
            care (list[str] | str | Unset): who cares for the child, as a code; another text is kept with a warning
            description (str | Unset):  Default: ''.
            sharing (str | Unset): none, hit, profile or identity; empty: the default of the situation Default: ''.
            recipients (list[str] | str | Unset): states the record is shared with
    """

    category: list[str] | str | Unset = UNSET
    sis_category: list[str] | str | Unset = UNSET
    sis_decision: list[str] | str | Unset = UNSET
    sis_status: list[str] | str | Unset = UNSET
    interpol_status: list[str] | str | Unset = UNSET
    europol_status: list[str] | str | Unset = UNSET
    trafficking_status: list[str] | str | Unset = UNSET
    exploitation: list[str] | str | Unset = UNSET
    means_of_control: list[str] | str | Unset = UNSET
    recruiter: list[str] | str | Unset = UNSET
    full_name: list[str] | str | Unset = UNSET
    given_names: list[str] | str | Unset = UNSET
    family_names: list[str] | str | Unset = UNSET
    name_native: list[str] | str | Unset = UNSET
    aliases: list[str] | str | Unset = UNSET
    birth_date: list[str] | str | Unset = UNSET
    birth_known: list[str] | str | Unset = UNSET
    birth_calendar: list[str] | str | Unset = UNSET
    age: list[str] | str | Unset = UNSET
    age_on: list[str] | str | Unset = UNSET
    age_assessments: list[str] | str | Unset = UNSET
    sex: list[str] | str | Unset = UNSET
    nationalities: list[str] | str | Unset = UNSET
    nationality_known: list[str] | str | Unset = UNSET
    statelessness: list[str] | str | Unset = UNSET
    languages: list[str] | str | Unset = UNSET
    dialects: list[str] | str | Unset = UNSET
    ethnicity: list[str] | str | Unset = UNSET
    birth_place: list[str] | str | Unset = UNSET
    home_address: list[str] | str | Unset = UNSET
    event_date: list[str] | str | Unset = UNSET
    event_country: list[str] | str | Unset = UNSET
    event_place: list[str] | str | Unset = UNSET
    route: list[str] | str | Unset = UNSET
    phones: list[str] | str | Unset = UNSET
    documents: list[str] | str | Unset = UNSET
    relatives: list[str] | str | Unset = UNSET
    height_cm: list[str] | str | Unset = UNSET
    eyes: list[str] | str | Unset = UNSET
    hair: list[str] | str | Unset = UNSET
    marks: list[str] | str | Unset = UNSET
    clothing: str | Unset = ""
    belongings: str | Unset = ""
    biometrics_held: list[str] | str | Unset = UNSET
    protection_status: list[str] | str | Unset = UNSET
    circumstances: list[str] | str | Unset = UNSET
    separation_cause: list[str] | str | Unset = UNSET
    care: list[str] | str | Unset = UNSET
    description: str | Unset = ""
    sharing: str | Unset = ""
    recipients: list[str] | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        category: list[str] | str | Unset
        if isinstance(self.category, Unset):
            category = UNSET
        elif isinstance(self.category, list):
            category = self.category

        else:
            category = self.category

        sis_category: list[str] | str | Unset
        if isinstance(self.sis_category, Unset):
            sis_category = UNSET
        elif isinstance(self.sis_category, list):
            sis_category = self.sis_category

        else:
            sis_category = self.sis_category

        sis_decision: list[str] | str | Unset
        if isinstance(self.sis_decision, Unset):
            sis_decision = UNSET
        elif isinstance(self.sis_decision, list):
            sis_decision = self.sis_decision

        else:
            sis_decision = self.sis_decision

        sis_status: list[str] | str | Unset
        if isinstance(self.sis_status, Unset):
            sis_status = UNSET
        elif isinstance(self.sis_status, list):
            sis_status = self.sis_status

        else:
            sis_status = self.sis_status

        interpol_status: list[str] | str | Unset
        if isinstance(self.interpol_status, Unset):
            interpol_status = UNSET
        elif isinstance(self.interpol_status, list):
            interpol_status = self.interpol_status

        else:
            interpol_status = self.interpol_status

        europol_status: list[str] | str | Unset
        if isinstance(self.europol_status, Unset):
            europol_status = UNSET
        elif isinstance(self.europol_status, list):
            europol_status = self.europol_status

        else:
            europol_status = self.europol_status

        trafficking_status: list[str] | str | Unset
        if isinstance(self.trafficking_status, Unset):
            trafficking_status = UNSET
        elif isinstance(self.trafficking_status, list):
            trafficking_status = self.trafficking_status

        else:
            trafficking_status = self.trafficking_status

        exploitation: list[str] | str | Unset
        if isinstance(self.exploitation, Unset):
            exploitation = UNSET
        elif isinstance(self.exploitation, list):
            exploitation = self.exploitation

        else:
            exploitation = self.exploitation

        means_of_control: list[str] | str | Unset
        if isinstance(self.means_of_control, Unset):
            means_of_control = UNSET
        elif isinstance(self.means_of_control, list):
            means_of_control = self.means_of_control

        else:
            means_of_control = self.means_of_control

        recruiter: list[str] | str | Unset
        if isinstance(self.recruiter, Unset):
            recruiter = UNSET
        elif isinstance(self.recruiter, list):
            recruiter = self.recruiter

        else:
            recruiter = self.recruiter

        full_name: list[str] | str | Unset
        if isinstance(self.full_name, Unset):
            full_name = UNSET
        elif isinstance(self.full_name, list):
            full_name = self.full_name

        else:
            full_name = self.full_name

        given_names: list[str] | str | Unset
        if isinstance(self.given_names, Unset):
            given_names = UNSET
        elif isinstance(self.given_names, list):
            given_names = self.given_names

        else:
            given_names = self.given_names

        family_names: list[str] | str | Unset
        if isinstance(self.family_names, Unset):
            family_names = UNSET
        elif isinstance(self.family_names, list):
            family_names = self.family_names

        else:
            family_names = self.family_names

        name_native: list[str] | str | Unset
        if isinstance(self.name_native, Unset):
            name_native = UNSET
        elif isinstance(self.name_native, list):
            name_native = self.name_native

        else:
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

        birth_known: list[str] | str | Unset
        if isinstance(self.birth_known, Unset):
            birth_known = UNSET
        elif isinstance(self.birth_known, list):
            birth_known = self.birth_known

        else:
            birth_known = self.birth_known

        birth_calendar: list[str] | str | Unset
        if isinstance(self.birth_calendar, Unset):
            birth_calendar = UNSET
        elif isinstance(self.birth_calendar, list):
            birth_calendar = self.birth_calendar

        else:
            birth_calendar = self.birth_calendar

        age: list[str] | str | Unset
        if isinstance(self.age, Unset):
            age = UNSET
        elif isinstance(self.age, list):
            age = self.age

        else:
            age = self.age

        age_on: list[str] | str | Unset
        if isinstance(self.age_on, Unset):
            age_on = UNSET
        elif isinstance(self.age_on, list):
            age_on = self.age_on

        else:
            age_on = self.age_on

        age_assessments: list[str] | str | Unset
        if isinstance(self.age_assessments, Unset):
            age_assessments = UNSET
        elif isinstance(self.age_assessments, list):
            age_assessments = self.age_assessments

        else:
            age_assessments = self.age_assessments

        sex: list[str] | str | Unset
        if isinstance(self.sex, Unset):
            sex = UNSET
        elif isinstance(self.sex, list):
            sex = self.sex

        else:
            sex = self.sex

        nationalities: list[str] | str | Unset
        if isinstance(self.nationalities, Unset):
            nationalities = UNSET
        elif isinstance(self.nationalities, list):
            nationalities = self.nationalities

        else:
            nationalities = self.nationalities

        nationality_known: list[str] | str | Unset
        if isinstance(self.nationality_known, Unset):
            nationality_known = UNSET
        elif isinstance(self.nationality_known, list):
            nationality_known = self.nationality_known

        else:
            nationality_known = self.nationality_known

        statelessness: list[str] | str | Unset
        if isinstance(self.statelessness, Unset):
            statelessness = UNSET
        elif isinstance(self.statelessness, list):
            statelessness = self.statelessness

        else:
            statelessness = self.statelessness

        languages: list[str] | str | Unset
        if isinstance(self.languages, Unset):
            languages = UNSET
        elif isinstance(self.languages, list):
            languages = self.languages

        else:
            languages = self.languages

        dialects: list[str] | str | Unset
        if isinstance(self.dialects, Unset):
            dialects = UNSET
        elif isinstance(self.dialects, list):
            dialects = self.dialects

        else:
            dialects = self.dialects

        ethnicity: list[str] | str | Unset
        if isinstance(self.ethnicity, Unset):
            ethnicity = UNSET
        elif isinstance(self.ethnicity, list):
            ethnicity = self.ethnicity

        else:
            ethnicity = self.ethnicity

        birth_place: list[str] | str | Unset
        if isinstance(self.birth_place, Unset):
            birth_place = UNSET
        elif isinstance(self.birth_place, list):
            birth_place = self.birth_place

        else:
            birth_place = self.birth_place

        home_address: list[str] | str | Unset
        if isinstance(self.home_address, Unset):
            home_address = UNSET
        elif isinstance(self.home_address, list):
            home_address = self.home_address

        else:
            home_address = self.home_address

        event_date: list[str] | str | Unset
        if isinstance(self.event_date, Unset):
            event_date = UNSET
        elif isinstance(self.event_date, list):
            event_date = self.event_date

        else:
            event_date = self.event_date

        event_country: list[str] | str | Unset
        if isinstance(self.event_country, Unset):
            event_country = UNSET
        elif isinstance(self.event_country, list):
            event_country = self.event_country

        else:
            event_country = self.event_country

        event_place: list[str] | str | Unset
        if isinstance(self.event_place, Unset):
            event_place = UNSET
        elif isinstance(self.event_place, list):
            event_place = self.event_place

        else:
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

        height_cm: list[str] | str | Unset
        if isinstance(self.height_cm, Unset):
            height_cm = UNSET
        elif isinstance(self.height_cm, list):
            height_cm = self.height_cm

        else:
            height_cm = self.height_cm

        eyes: list[str] | str | Unset
        if isinstance(self.eyes, Unset):
            eyes = UNSET
        elif isinstance(self.eyes, list):
            eyes = self.eyes

        else:
            eyes = self.eyes

        hair: list[str] | str | Unset
        if isinstance(self.hair, Unset):
            hair = UNSET
        elif isinstance(self.hair, list):
            hair = self.hair

        else:
            hair = self.hair

        marks: list[str] | str | Unset
        if isinstance(self.marks, Unset):
            marks = UNSET
        elif isinstance(self.marks, list):
            marks = self.marks

        else:
            marks = self.marks

        clothing = self.clothing

        belongings = self.belongings

        biometrics_held: list[str] | str | Unset
        if isinstance(self.biometrics_held, Unset):
            biometrics_held = UNSET
        elif isinstance(self.biometrics_held, list):
            biometrics_held = self.biometrics_held

        else:
            biometrics_held = self.biometrics_held

        protection_status: list[str] | str | Unset
        if isinstance(self.protection_status, Unset):
            protection_status = UNSET
        elif isinstance(self.protection_status, list):
            protection_status = self.protection_status

        else:
            protection_status = self.protection_status

        circumstances: list[str] | str | Unset
        if isinstance(self.circumstances, Unset):
            circumstances = UNSET
        elif isinstance(self.circumstances, list):
            circumstances = self.circumstances

        else:
            circumstances = self.circumstances

        separation_cause: list[str] | str | Unset
        if isinstance(self.separation_cause, Unset):
            separation_cause = UNSET
        elif isinstance(self.separation_cause, list):
            separation_cause = self.separation_cause

        else:
            separation_cause = self.separation_cause

        care: list[str] | str | Unset
        if isinstance(self.care, Unset):
            care = UNSET
        elif isinstance(self.care, list):
            care = self.care

        else:
            care = self.care

        description = self.description

        sharing = self.sharing

        recipients: list[str] | str | Unset
        if isinstance(self.recipients, Unset):
            recipients = UNSET
        elif isinstance(self.recipients, list):
            recipients = self.recipients

        else:
            recipients = self.recipients

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if category is not UNSET:
            field_dict["category"] = category
        if sis_category is not UNSET:
            field_dict["sis_category"] = sis_category
        if sis_decision is not UNSET:
            field_dict["sis_decision"] = sis_decision
        if sis_status is not UNSET:
            field_dict["sis_status"] = sis_status
        if interpol_status is not UNSET:
            field_dict["interpol_status"] = interpol_status
        if europol_status is not UNSET:
            field_dict["europol_status"] = europol_status
        if trafficking_status is not UNSET:
            field_dict["trafficking_status"] = trafficking_status
        if exploitation is not UNSET:
            field_dict["exploitation"] = exploitation
        if means_of_control is not UNSET:
            field_dict["means_of_control"] = means_of_control
        if recruiter is not UNSET:
            field_dict["recruiter"] = recruiter
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
        if age_assessments is not UNSET:
            field_dict["age_assessments"] = age_assessments
        if sex is not UNSET:
            field_dict["sex"] = sex
        if nationalities is not UNSET:
            field_dict["nationalities"] = nationalities
        if nationality_known is not UNSET:
            field_dict["nationality_known"] = nationality_known
        if statelessness is not UNSET:
            field_dict["statelessness"] = statelessness
        if languages is not UNSET:
            field_dict["languages"] = languages
        if dialects is not UNSET:
            field_dict["dialects"] = dialects
        if ethnicity is not UNSET:
            field_dict["ethnicity"] = ethnicity
        if birth_place is not UNSET:
            field_dict["birth_place"] = birth_place
        if home_address is not UNSET:
            field_dict["home_address"] = home_address
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
        if clothing is not UNSET:
            field_dict["clothing"] = clothing
        if belongings is not UNSET:
            field_dict["belongings"] = belongings
        if biometrics_held is not UNSET:
            field_dict["biometrics_held"] = biometrics_held
        if protection_status is not UNSET:
            field_dict["protection_status"] = protection_status
        if circumstances is not UNSET:
            field_dict["circumstances"] = circumstances
        if separation_cause is not UNSET:
            field_dict["separation_cause"] = separation_cause
        if care is not UNSET:
            field_dict["care"] = care
        if description is not UNSET:
            field_dict["description"] = description
        if sharing is not UNSET:
            field_dict["sharing"] = sharing
        if recipients is not UNSET:
            field_dict["recipients"] = recipients

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_category(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                category_type_0 = cast(list[str], data)

                return category_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        category = _parse_category(d.pop("category", UNSET))

        def _parse_sis_category(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sis_category_type_0 = cast(list[str], data)

                return sis_category_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        sis_category = _parse_sis_category(d.pop("sis_category", UNSET))

        def _parse_sis_decision(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sis_decision_type_0 = cast(list[str], data)

                return sis_decision_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        sis_decision = _parse_sis_decision(d.pop("sis_decision", UNSET))

        def _parse_sis_status(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sis_status_type_0 = cast(list[str], data)

                return sis_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        sis_status = _parse_sis_status(d.pop("sis_status", UNSET))

        def _parse_interpol_status(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                interpol_status_type_0 = cast(list[str], data)

                return interpol_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        interpol_status = _parse_interpol_status(d.pop("interpol_status", UNSET))

        def _parse_europol_status(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                europol_status_type_0 = cast(list[str], data)

                return europol_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        europol_status = _parse_europol_status(d.pop("europol_status", UNSET))

        def _parse_trafficking_status(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                trafficking_status_type_0 = cast(list[str], data)

                return trafficking_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        trafficking_status = _parse_trafficking_status(d.pop("trafficking_status", UNSET))

        def _parse_exploitation(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                exploitation_type_0 = cast(list[str], data)

                return exploitation_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        exploitation = _parse_exploitation(d.pop("exploitation", UNSET))

        def _parse_means_of_control(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                means_of_control_type_0 = cast(list[str], data)

                return means_of_control_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        means_of_control = _parse_means_of_control(d.pop("means_of_control", UNSET))

        def _parse_recruiter(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                recruiter_type_0 = cast(list[str], data)

                return recruiter_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        recruiter = _parse_recruiter(d.pop("recruiter", UNSET))

        def _parse_full_name(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                full_name_type_0 = cast(list[str], data)

                return full_name_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        full_name = _parse_full_name(d.pop("full_name", UNSET))

        def _parse_given_names(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                given_names_type_0 = cast(list[str], data)

                return given_names_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        given_names = _parse_given_names(d.pop("given_names", UNSET))

        def _parse_family_names(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                family_names_type_0 = cast(list[str], data)

                return family_names_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        family_names = _parse_family_names(d.pop("family_names", UNSET))

        def _parse_name_native(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                name_native_type_0 = cast(list[str], data)

                return name_native_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        name_native = _parse_name_native(d.pop("name_native", UNSET))

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

        def _parse_birth_known(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                birth_known_type_0 = cast(list[str], data)

                return birth_known_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        birth_known = _parse_birth_known(d.pop("birth_known", UNSET))

        def _parse_birth_calendar(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                birth_calendar_type_0 = cast(list[str], data)

                return birth_calendar_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        birth_calendar = _parse_birth_calendar(d.pop("birth_calendar", UNSET))

        def _parse_age(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                age_type_0 = cast(list[str], data)

                return age_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        age = _parse_age(d.pop("age", UNSET))

        def _parse_age_on(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                age_on_type_0 = cast(list[str], data)

                return age_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        age_on = _parse_age_on(d.pop("age_on", UNSET))

        def _parse_age_assessments(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                age_assessments_type_0 = cast(list[str], data)

                return age_assessments_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        age_assessments = _parse_age_assessments(d.pop("age_assessments", UNSET))

        def _parse_sex(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                sex_type_0 = cast(list[str], data)

                return sex_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        sex = _parse_sex(d.pop("sex", UNSET))

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

        def _parse_nationality_known(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                nationality_known_type_0 = cast(list[str], data)

                return nationality_known_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        nationality_known = _parse_nationality_known(d.pop("nationality_known", UNSET))

        def _parse_statelessness(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                statelessness_type_0 = cast(list[str], data)

                return statelessness_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        statelessness = _parse_statelessness(d.pop("statelessness", UNSET))

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

        def _parse_dialects(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                dialects_type_0 = cast(list[str], data)

                return dialects_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        dialects = _parse_dialects(d.pop("dialects", UNSET))

        def _parse_ethnicity(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                ethnicity_type_0 = cast(list[str], data)

                return ethnicity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        ethnicity = _parse_ethnicity(d.pop("ethnicity", UNSET))

        def _parse_birth_place(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                birth_place_type_0 = cast(list[str], data)

                return birth_place_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        birth_place = _parse_birth_place(d.pop("birth_place", UNSET))

        def _parse_home_address(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                home_address_type_0 = cast(list[str], data)

                return home_address_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        home_address = _parse_home_address(d.pop("home_address", UNSET))

        def _parse_event_date(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                event_date_type_0 = cast(list[str], data)

                return event_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        event_date = _parse_event_date(d.pop("event_date", UNSET))

        def _parse_event_country(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                event_country_type_0 = cast(list[str], data)

                return event_country_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        event_country = _parse_event_country(d.pop("event_country", UNSET))

        def _parse_event_place(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                event_place_type_0 = cast(list[str], data)

                return event_place_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        event_place = _parse_event_place(d.pop("event_place", UNSET))

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

        def _parse_height_cm(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                height_cm_type_0 = cast(list[str], data)

                return height_cm_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        height_cm = _parse_height_cm(d.pop("height_cm", UNSET))

        def _parse_eyes(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                eyes_type_0 = cast(list[str], data)

                return eyes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        eyes = _parse_eyes(d.pop("eyes", UNSET))

        def _parse_hair(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                hair_type_0 = cast(list[str], data)

                return hair_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        hair = _parse_hair(d.pop("hair", UNSET))

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

        clothing = d.pop("clothing", UNSET)

        belongings = d.pop("belongings", UNSET)

        def _parse_biometrics_held(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                biometrics_held_type_0 = cast(list[str], data)

                return biometrics_held_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        biometrics_held = _parse_biometrics_held(d.pop("biometrics_held", UNSET))

        def _parse_protection_status(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                protection_status_type_0 = cast(list[str], data)

                return protection_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        protection_status = _parse_protection_status(d.pop("protection_status", UNSET))

        def _parse_circumstances(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                circumstances_type_0 = cast(list[str], data)

                return circumstances_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        circumstances = _parse_circumstances(d.pop("circumstances", UNSET))

        def _parse_separation_cause(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                separation_cause_type_0 = cast(list[str], data)

                return separation_cause_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        separation_cause = _parse_separation_cause(d.pop("separation_cause", UNSET))

        def _parse_care(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                care_type_0 = cast(list[str], data)

                return care_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        care = _parse_care(d.pop("care", UNSET))

        description = d.pop("description", UNSET)

        sharing = d.pop("sharing", UNSET)

        def _parse_recipients(data: object) -> list[str] | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                recipients_type_0 = cast(list[str], data)

                return recipients_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | str | Unset, data)

        recipients = _parse_recipients(d.pop("recipients", UNSET))

        facts = cls(
            category=category,
            sis_category=sis_category,
            sis_decision=sis_decision,
            sis_status=sis_status,
            interpol_status=interpol_status,
            europol_status=europol_status,
            trafficking_status=trafficking_status,
            exploitation=exploitation,
            means_of_control=means_of_control,
            recruiter=recruiter,
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
            age_assessments=age_assessments,
            sex=sex,
            nationalities=nationalities,
            nationality_known=nationality_known,
            statelessness=statelessness,
            languages=languages,
            dialects=dialects,
            ethnicity=ethnicity,
            birth_place=birth_place,
            home_address=home_address,
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
            clothing=clothing,
            belongings=belongings,
            biometrics_held=biometrics_held,
            protection_status=protection_status,
            circumstances=circumstances,
            separation_cause=separation_cause,
            care=care,
            description=description,
            sharing=sharing,
            recipients=recipients,
        )

        return facts
