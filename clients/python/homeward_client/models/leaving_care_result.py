from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.state_to_call import StateToCall


T = TypeVar("T", bound="LeavingCareResult")


@_attrs_define
class LeavingCareResult:
    """The result: the ids of the episode and of the missing report, and the notified desks.

    `desks` are `name, on-call number`; people must call them as well. `carried` names the fields
    that the report took over: photograph, clothing, belongings. `left_out` names the fields that
    were not taken over because they contain a place or a number. `to_call` lists likely states
    without a desk in the system.

        Attributes:
            episode (UUID):
            report (UUID):
            desks (list[str]):
            carried (list[str] | Unset):
            left_out (list[str] | Unset):
            to_call (list[StateToCall] | Unset):
    """

    episode: UUID
    report: UUID
    desks: list[str]
    carried: list[str] | Unset = UNSET
    left_out: list[str] | Unset = UNSET
    to_call: list[StateToCall] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        episode = str(self.episode)

        report = str(self.report)

        desks = self.desks

        carried: list[str] | Unset = UNSET
        if not isinstance(self.carried, Unset):
            carried = self.carried

        left_out: list[str] | Unset = UNSET
        if not isinstance(self.left_out, Unset):
            left_out = self.left_out

        to_call: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.to_call, Unset):
            to_call = []
            for to_call_item_data in self.to_call:
                to_call_item = to_call_item_data.to_dict()
                to_call.append(to_call_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "episode": episode,
                "report": report,
                "desks": desks,
            }
        )
        if carried is not UNSET:
            field_dict["carried"] = carried
        if left_out is not UNSET:
            field_dict["left_out"] = left_out
        if to_call is not UNSET:
            field_dict["to_call"] = to_call

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.state_to_call import StateToCall  # noqa: PLC0415

        d = dict(src_dict)
        episode = UUID(d.pop("episode"))

        report = UUID(d.pop("report"))

        desks = cast(list[str], d.pop("desks"))

        carried = cast(list[str], d.pop("carried", UNSET))

        left_out = cast(list[str], d.pop("left_out", UNSET))

        _to_call = d.pop("to_call", UNSET)
        to_call: list[StateToCall] | Unset = UNSET
        if _to_call is not UNSET:
            to_call = []
            for to_call_item_data in _to_call:
                to_call_item = StateToCall.from_dict(to_call_item_data)

                to_call.append(to_call_item)

        leaving_care_result = cls(
            episode=episode,
            report=report,
            desks=desks,
            carried=carried,
            left_out=left_out,
            to_call=to_call,
        )

        leaving_care_result.additional_properties = d
        return leaving_care_result

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
