from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.reason_out import ReasonOut
    from ..models.record_out import RecordOut


T = TypeVar("T", bound="SearchResultOut")


@_attrs_define
class SearchResultOut:
    """A record that was found.

    Attributes:
        band (str): Strength by permitted evidence: `strong`, `possible` or `weak`. `link` with the view `hit`: call the
            desk of the record. A link has no strength.
        record (RecordOut): A record as the reader may see it.
        reasons (list[str]): From the view `identity` up, reasons in words; below, only the kinds of facts that agree.
        evidence (list[ReasonOut]): The parts of the same reasons; empty below the view `identity`.
    """

    band: str
    record: RecordOut
    reasons: list[str]
    evidence: list[ReasonOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        band = self.band

        record = self.record.to_dict()

        reasons = self.reasons

        evidence = []
        for evidence_item_data in self.evidence:
            evidence_item = evidence_item_data.to_dict()
            evidence.append(evidence_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "band": band,
                "record": record,
                "reasons": reasons,
                "evidence": evidence,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.reason_out import ReasonOut  # noqa: PLC0415
        from ..models.record_out import RecordOut  # noqa: PLC0415

        d = dict(src_dict)
        band = d.pop("band")

        record = RecordOut.from_dict(d.pop("record"))

        reasons = cast(list[str], d.pop("reasons"))

        evidence = []
        _evidence = d.pop("evidence")
        for evidence_item_data in _evidence:
            evidence_item = ReasonOut.from_dict(evidence_item_data)

            evidence.append(evidence_item)

        search_result_out = cls(
            band=band,
            record=record,
            reasons=reasons,
            evidence=evidence,
        )

        search_result_out.additional_properties = d
        return search_result_out

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
