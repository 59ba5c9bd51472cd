from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.form_section_out import FormSectionOut


T = TypeVar("T", bound="PrintedFormOut")


@_attrs_define
class PrintedFormOut:
    """A form of a missing report. `missing` names the necessary lines without a fact.

    Attributes:
        form (str):
        record (str):
        state (str):
        desk (str):
        entered_on (str):
        printed_at (datetime.datetime):
        has_photo (bool):
        missing (list[str]):
        sections (list[FormSectionOut]):
        printed_at_local (datetime.datetime): `printed_at` in the time zone of your agency, with its offset from UTC.
    """

    form: str
    record: str
    state: str
    desk: str
    entered_on: str
    printed_at: datetime.datetime
    has_photo: bool
    missing: list[str]
    sections: list[FormSectionOut]
    printed_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        form = self.form

        record = self.record

        state = self.state

        desk = self.desk

        entered_on = self.entered_on

        printed_at = self.printed_at.isoformat()

        has_photo = self.has_photo

        missing = self.missing

        sections = []
        for sections_item_data in self.sections:
            sections_item = sections_item_data.to_dict()
            sections.append(sections_item)

        printed_at_local = self.printed_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "form": form,
                "record": record,
                "state": state,
                "desk": desk,
                "entered_on": entered_on,
                "printed_at": printed_at,
                "has_photo": has_photo,
                "missing": missing,
                "sections": sections,
                "printed_at_local": printed_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.form_section_out import FormSectionOut  # noqa: PLC0415

        d = dict(src_dict)
        form = d.pop("form")

        record = d.pop("record")

        state = d.pop("state")

        desk = d.pop("desk")

        entered_on = d.pop("entered_on")

        printed_at = datetime.datetime.fromisoformat(d.pop("printed_at"))

        has_photo = d.pop("has_photo")

        missing = cast(list[str], d.pop("missing"))

        sections = []
        _sections = d.pop("sections")
        for sections_item_data in _sections:
            sections_item = FormSectionOut.from_dict(sections_item_data)

            sections.append(sections_item)

        printed_at_local = datetime.datetime.fromisoformat(d.pop("printed_at_local"))

        printed_form_out = cls(
            form=form,
            record=record,
            state=state,
            desk=desk,
            entered_on=entered_on,
            printed_at=printed_at,
            has_photo=has_photo,
            missing=missing,
            sections=sections,
            printed_at_local=printed_at_local,
        )

        printed_form_out.additional_properties = d
        return printed_form_out

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
