from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.episode_out_said import EpisodeOutSaid


T = TypeVar("T", bound="EpisodeOut")


@_attrs_define
class EpisodeOut:
    """An episode, for the owner of the record only.

    Attributes:
        id (UUID):
        kind (str):
        at (datetime.datetime):
        said (EpisodeOutSaid):
        at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    kind: str
    at: datetime.datetime
    said: EpisodeOutSaid
    at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        at = self.at.isoformat()

        said = self.said.to_dict()

        at_local = self.at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "at": at,
                "said": said,
                "at_local": at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.episode_out_said import EpisodeOutSaid  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        at = datetime.datetime.fromisoformat(d.pop("at"))

        said = EpisodeOutSaid.from_dict(d.pop("said"))

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        episode_out = cls(
            id=id,
            kind=kind,
            at=at,
            said=said,
            at_local=at_local,
        )

        episode_out.additional_properties = d
        return episode_out

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
