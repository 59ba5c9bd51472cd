from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.row_desks import RowDesks
    from ..models.row_note import RowNote


T = TypeVar("T", bound="DryRunResult")


@_attrs_define
class DryRunResult:
    """The result of a dry run: counts of rows, at most `MAX_NOTES` notes, and the desks to call.

    `looked_for` is the number of rows searched. `not_looked_for` is the number of rows after the
    last one, left out because the searches were used up.

        Attributes:
            rows (int):
            rejected (int):
            warned (int):
            notes (list[RowNote]):
            calls (list[RowDesks]):
            looked_for (int):
            not_looked_for (int):
    """

    rows: int
    rejected: int
    warned: int
    notes: list[RowNote]
    calls: list[RowDesks]
    looked_for: int
    not_looked_for: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rows = self.rows

        rejected = self.rejected

        warned = self.warned

        notes = []
        for notes_item_data in self.notes:
            notes_item = notes_item_data.to_dict()
            notes.append(notes_item)

        calls = []
        for calls_item_data in self.calls:
            calls_item = calls_item_data.to_dict()
            calls.append(calls_item)

        looked_for = self.looked_for

        not_looked_for = self.not_looked_for

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rows": rows,
                "rejected": rejected,
                "warned": warned,
                "notes": notes,
                "calls": calls,
                "looked_for": looked_for,
                "not_looked_for": not_looked_for,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.row_desks import RowDesks  # noqa: PLC0415
        from ..models.row_note import RowNote  # noqa: PLC0415

        d = dict(src_dict)
        rows = d.pop("rows")

        rejected = d.pop("rejected")

        warned = d.pop("warned")

        notes = []
        _notes = d.pop("notes")
        for notes_item_data in _notes:
            notes_item = RowNote.from_dict(notes_item_data)

            notes.append(notes_item)

        calls = []
        _calls = d.pop("calls")
        for calls_item_data in _calls:
            calls_item = RowDesks.from_dict(calls_item_data)

            calls.append(calls_item)

        looked_for = d.pop("looked_for")

        not_looked_for = d.pop("not_looked_for")

        dry_run_result = cls(
            rows=rows,
            rejected=rejected,
            warned=warned,
            notes=notes,
            calls=calls,
            looked_for=looked_for,
            not_looked_for=not_looked_for,
        )

        dry_run_result.additional_properties = d
        return dry_run_result

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
