from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sampled_search_facts import SampledSearchFacts


T = TypeVar("T", bound="SampledSearch")


@_attrs_define
class SampledSearch:
    """A search of a sample, opened: user, reason, case, facts, and the number of shown records.

    Attributes:
        id (UUID):
        user (int):
        channel (str):
        purpose (str):
        legal_basis (str):
        case_number (str):
        facts (SampledSearchFacts):
        shown (int):
        at (datetime.datetime):
        at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    user: int
    channel: str
    purpose: str
    legal_basis: str
    case_number: str
    facts: SampledSearchFacts
    shown: int
    at: datetime.datetime
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        user = self.user

        channel = self.channel

        purpose = self.purpose

        legal_basis = self.legal_basis

        case_number = self.case_number

        facts = self.facts.to_dict()

        shown = self.shown

        at = self.at.isoformat()

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "user": user,
                "channel": channel,
                "purpose": purpose,
                "legal_basis": legal_basis,
                "case_number": case_number,
                "facts": facts,
                "shown": shown,
                "at": at,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sampled_search_facts import SampledSearchFacts  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        user = d.pop("user")

        channel = d.pop("channel")

        purpose = d.pop("purpose")

        legal_basis = d.pop("legal_basis")

        case_number = d.pop("case_number")

        facts = SampledSearchFacts.from_dict(d.pop("facts"))

        shown = d.pop("shown")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        sampled_search = cls(
            id=id,
            user=user,
            channel=channel,
            purpose=purpose,
            legal_basis=legal_basis,
            case_number=case_number,
            facts=facts,
            shown=shown,
            at=at,
            at_local=at_local,
        )

        sampled_search.additional_properties = d
        return sampled_search

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
