from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.anchor_failure import AnchorFailure, check_anchor_failure

T = TypeVar("T", bound="AnchorOut")


@_attrs_define
class AnchorOut:
    """A place outside the host for checkpoints of the audit log.

    Attributes:
        kind (str):
        last_row (int): Newest audit row that is anchored there; 0 for none.
        sent_at (datetime.datetime | None):
        unsent_seconds (int): Age of the oldest checkpoint that is not sent.
        trouble (AnchorFailure): Why the last attempt did not send everything.
        sent_at_local (datetime.datetime | None): `sent_at` in the time zone of your agency, with its offset from UTC.
    """

    kind: str
    last_row: int
    sent_at: datetime.datetime | None
    unsent_seconds: int
    trouble: AnchorFailure
    sent_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        last_row = self.last_row

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        unsent_seconds = self.unsent_seconds

        trouble: str = self.trouble

        sent_at_local: None | str
        if isinstance(self.sent_at_local, datetime.datetime):
            sent_at_local = self.sent_at_local.isoformat()
        else:
            sent_at_local = self.sent_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "last_row": last_row,
                "sent_at": sent_at,
                "unsent_seconds": unsent_seconds,
                "trouble": trouble,
                "sent_at_local": sent_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        last_row = d.pop("last_row")

        def _parse_sent_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent_at = _parse_sent_at(d.pop("sent_at"))

        unsent_seconds = d.pop("unsent_seconds")

        trouble = check_anchor_failure(d.pop("trouble"))

        def _parse_sent_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent_at_local = _parse_sent_at_local(d.pop("sent_at_local"))

        anchor_out = cls(
            kind=kind,
            last_row=last_row,
            sent_at=sent_at,
            unsent_seconds=unsent_seconds,
            trouble=trouble,
            sent_at_local=sent_at_local,
        )

        anchor_out.additional_properties = d
        return anchor_out

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
