from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.upload_result_suggested import UploadResultSuggested


T = TypeVar("T", bound="UploadResult")


@_attrs_define
class UploadResult:
    """An uploaded file: headings, suggested mapping, number of rows and expiry, without values.

    Attributes:
        id (UUID):
        columns (list[str]):
        suggested (UploadResultSuggested):
        rows (int):
        expires_at (datetime.datetime):
        expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    columns: list[str]
    suggested: UploadResultSuggested
    rows: int
    expires_at: datetime.datetime
    expires_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        columns = self.columns

        suggested = self.suggested.to_dict()

        rows = self.rows

        expires_at = self.expires_at.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "columns": columns,
                "suggested": suggested,
                "rows": rows,
                "expires_at": expires_at,
                "expires_at_local": expires_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.upload_result_suggested import UploadResultSuggested  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        columns = cast(list[str], d.pop("columns"))

        suggested = UploadResultSuggested.from_dict(d.pop("suggested"))

        rows = d.pop("rows")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        upload_result = cls(
            id=id,
            columns=columns,
            suggested=suggested,
            rows=rows,
            expires_at=expires_at,
            expires_at_local=expires_at_local,
        )

        upload_result.additional_properties = d
        return upload_result

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
