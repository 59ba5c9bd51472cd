from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.audit_finding_out import AuditFindingOut


T = TypeVar("T", bound="AuditVerificationOut")


@_attrs_define
class AuditVerificationOut:
    """The number of rows, the number of breaks, and the first breaks.

    Attributes:
        rows (int):
        broken (int):
        findings (list[AuditFindingOut]):
    """

    rows: int
    broken: int
    findings: list[AuditFindingOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        rows = self.rows

        broken = self.broken

        findings = []
        for findings_item_data in self.findings:
            findings_item = findings_item_data.to_dict()
            findings.append(findings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "rows": rows,
                "broken": broken,
                "findings": findings,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.audit_finding_out import AuditFindingOut  # noqa: PLC0415

        d = dict(src_dict)
        rows = d.pop("rows")

        broken = d.pop("broken")

        findings = []
        _findings = d.pop("findings")
        for findings_item_data in _findings:
            findings_item = AuditFindingOut.from_dict(findings_item_data)

            findings.append(findings_item)

        audit_verification_out = cls(
            rows=rows,
            broken=broken,
            findings=findings,
        )

        audit_verification_out.additional_properties = d
        return audit_verification_out

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
