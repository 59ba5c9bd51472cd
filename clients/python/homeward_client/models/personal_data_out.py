from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.consent_entry import ConsentEntry
    from ..models.disclosure_entry import DisclosureEntry
    from ..models.exported_access_out import ExportedAccessOut
    from ..models.exported_fact_out import ExportedFactOut
    from ..models.message_entry import MessageEntry
    from ..models.share import Share


T = TypeVar("T", bound="PersonalDataOut")


@_attrs_define
class PersonalDataOut:
    """All stored data about the person, for the person.

    `review_at` is the time of the next review of the record. It is null after an erasure.

        Attributes:
            record (UUID):
            kind (str):
            status (str):
            entered_at (datetime.datetime):
            review_at (datetime.datetime | None):
            controller (str):
            data_protection_contact (str):
            supervisory_authority (str):
            facts (list[ExportedFactOut]):
            match_keys (list[str]):
            shared (list[Share]):
            consents (list[ConsentEntry]):
            disclosed (list[DisclosureEntry]):
            messages (list[MessageEntry]):
            looks (list[ExportedAccessOut]):
            entered_at_local (datetime.datetime): `entered_at` in the time zone of your agency, with its offset from UTC.
            review_at_local (datetime.datetime | None): `review_at` in the time zone of your agency, with its offset from
                UTC.
    """

    record: UUID
    kind: str
    status: str
    entered_at: datetime.datetime
    review_at: datetime.datetime | None
    controller: str
    data_protection_contact: str
    supervisory_authority: str
    facts: list[ExportedFactOut]
    match_keys: list[str]
    shared: list[Share]
    consents: list[ConsentEntry]
    disclosed: list[DisclosureEntry]
    messages: list[MessageEntry]
    looks: list[ExportedAccessOut]
    entered_at_local: datetime.datetime
    review_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        record = str(self.record)

        kind = self.kind

        status = self.status

        entered_at = self.entered_at.isoformat()

        review_at: None | str
        if isinstance(self.review_at, datetime.datetime):
            review_at = self.review_at.isoformat()
        else:
            review_at = self.review_at

        controller = self.controller

        data_protection_contact = self.data_protection_contact

        supervisory_authority = self.supervisory_authority

        facts = []
        for facts_item_data in self.facts:
            facts_item = facts_item_data.to_dict()
            facts.append(facts_item)

        match_keys = self.match_keys

        shared = []
        for shared_item_data in self.shared:
            shared_item = shared_item_data.to_dict()
            shared.append(shared_item)

        consents = []
        for consents_item_data in self.consents:
            consents_item = consents_item_data.to_dict()
            consents.append(consents_item)

        disclosed = []
        for disclosed_item_data in self.disclosed:
            disclosed_item = disclosed_item_data.to_dict()
            disclosed.append(disclosed_item)

        messages = []
        for messages_item_data in self.messages:
            messages_item = messages_item_data.to_dict()
            messages.append(messages_item)

        looks = []
        for looks_item_data in self.looks:
            looks_item = looks_item_data.to_dict()
            looks.append(looks_item)

        entered_at_local = self.entered_at_local.isoformat()

        review_at_local: None | str
        if isinstance(self.review_at_local, datetime.datetime):
            review_at_local = self.review_at_local.isoformat()
        else:
            review_at_local = self.review_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "record": record,
                "kind": kind,
                "status": status,
                "entered_at": entered_at,
                "review_at": review_at,
                "controller": controller,
                "data_protection_contact": data_protection_contact,
                "supervisory_authority": supervisory_authority,
                "facts": facts,
                "match_keys": match_keys,
                "shared": shared,
                "consents": consents,
                "disclosed": disclosed,
                "messages": messages,
                "looks": looks,
                "entered_at_local": entered_at_local,
                "review_at_local": review_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.consent_entry import ConsentEntry  # noqa: PLC0415
        from ..models.disclosure_entry import DisclosureEntry  # noqa: PLC0415
        from ..models.exported_access_out import ExportedAccessOut  # noqa: PLC0415
        from ..models.exported_fact_out import ExportedFactOut  # noqa: PLC0415
        from ..models.message_entry import MessageEntry  # noqa: PLC0415
        from ..models.share import Share  # noqa: PLC0415

        d = dict(src_dict)
        record = UUID(d.pop("record"))

        kind = d.pop("kind")

        status = d.pop("status")

        entered_at = datetime.datetime.fromisoformat(d.pop("entered_at"))

        def _parse_review_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                review_at_type_0 = datetime.datetime.fromisoformat(data)

                return review_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        review_at = _parse_review_at(d.pop("review_at"))

        controller = d.pop("controller")

        data_protection_contact = d.pop("data_protection_contact")

        supervisory_authority = d.pop("supervisory_authority")

        facts = []
        _facts = d.pop("facts")
        for facts_item_data in _facts:
            facts_item = ExportedFactOut.from_dict(facts_item_data)

            facts.append(facts_item)

        match_keys = cast(list[str], d.pop("match_keys"))

        shared = []
        _shared = d.pop("shared")
        for shared_item_data in _shared:
            shared_item = Share.from_dict(shared_item_data)

            shared.append(shared_item)

        consents = []
        _consents = d.pop("consents")
        for consents_item_data in _consents:
            consents_item = ConsentEntry.from_dict(consents_item_data)

            consents.append(consents_item)

        disclosed = []
        _disclosed = d.pop("disclosed")
        for disclosed_item_data in _disclosed:
            disclosed_item = DisclosureEntry.from_dict(disclosed_item_data)

            disclosed.append(disclosed_item)

        messages = []
        _messages = d.pop("messages")
        for messages_item_data in _messages:
            messages_item = MessageEntry.from_dict(messages_item_data)

            messages.append(messages_item)

        looks = []
        _looks = d.pop("looks")
        for looks_item_data in _looks:
            looks_item = ExportedAccessOut.from_dict(looks_item_data)

            looks.append(looks_item)

        entered_at_local = datetime.datetime.fromisoformat(d.pop("entered_at_local"))

        def _parse_review_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                review_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return review_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        review_at_local = _parse_review_at_local(d.pop("review_at_local"))

        personal_data_out = cls(
            record=record,
            kind=kind,
            status=status,
            entered_at=entered_at,
            review_at=review_at,
            controller=controller,
            data_protection_contact=data_protection_contact,
            supervisory_authority=supervisory_authority,
            facts=facts,
            match_keys=match_keys,
            shared=shared,
            consents=consents,
            disclosed=disclosed,
            messages=messages,
            looks=looks,
            entered_at_local=entered_at_local,
            review_at_local=review_at_local,
        )

        personal_data_out.additional_properties = d
        return personal_data_out

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
