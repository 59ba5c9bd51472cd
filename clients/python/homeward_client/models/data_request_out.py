from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.data_request_line import DataRequestLine
    from ..models.data_request_out_changes import DataRequestOutChanges
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="DataRequestOut")


@_attrs_define
class DataRequestOut:
    """A request with its content.

    Attributes:
        request (DataRequestLine): A request with its deadline, without personal data.
        record (UUID):
        requester (str):
        proof (str):
        grounds (str):
        changes (DataRequestOutChanges):
        extension (str):
        decision (str):
        next_steps (NextStepsOut): The steps done, the step that comes next, and every action with its reason.

            `current` is null if no step comes next.
    """

    request: DataRequestLine
    record: UUID
    requester: str
    proof: str
    grounds: str
    changes: DataRequestOutChanges
    extension: str
    decision: str
    next_steps: NextStepsOut
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        request = self.request.to_dict()

        record = str(self.record)

        requester = self.requester

        proof = self.proof

        grounds = self.grounds

        changes = self.changes.to_dict()

        extension = self.extension

        decision = self.decision

        next_steps = self.next_steps.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "request": request,
                "record": record,
                "requester": requester,
                "proof": proof,
                "grounds": grounds,
                "changes": changes,
                "extension": extension,
                "decision": decision,
                "next_steps": next_steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.data_request_line import DataRequestLine  # noqa: PLC0415
        from ..models.data_request_out_changes import DataRequestOutChanges  # noqa: PLC0415
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        request = DataRequestLine.from_dict(d.pop("request"))

        record = UUID(d.pop("record"))

        requester = d.pop("requester")

        proof = d.pop("proof")

        grounds = d.pop("grounds")

        changes = DataRequestOutChanges.from_dict(d.pop("changes"))

        extension = d.pop("extension")

        decision = d.pop("decision")

        next_steps = NextStepsOut.from_dict(d.pop("next_steps"))

        data_request_out = cls(
            request=request,
            record=record,
            requester=requester,
            proof=proof,
            grounds=grounds,
            changes=changes,
            extension=extension,
            decision=decision,
            next_steps=next_steps,
        )

        data_request_out.additional_properties = d
        return data_request_out

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
