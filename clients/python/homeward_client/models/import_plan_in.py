from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.import_plan_in_mapping import ImportPlanInMapping


T = TypeVar("T", bound="ImportPlanIn")


@_attrs_define
class ImportPlanIn:
    """The plan of an import: columns of the file and of the intake row, the kind of rows without
    one, and the declarations for all rows.

    If `legal_basis` is null, no legal basis is declared.

        Attributes:
            mapping (ImportPlanInMapping):
            kind (str | Unset):  Default: ''.
            legal_basis (None | str | Unset):
            clearance (str | Unset): `unverified` or `flagged`. Reporters are cleared one by one. Default: 'unverified'.
            international_protection (str | Unset):  Default: 'unknown'.
    """

    mapping: ImportPlanInMapping
    kind: str | Unset = ""
    legal_basis: None | str | Unset = UNSET
    clearance: str | Unset = "unverified"
    international_protection: str | Unset = "unknown"

    def to_dict(self) -> dict[str, Any]:
        mapping = self.mapping.to_dict()

        kind = self.kind

        legal_basis: None | str | Unset
        if isinstance(self.legal_basis, Unset):
            legal_basis = UNSET
        else:
            legal_basis = self.legal_basis

        clearance = self.clearance

        international_protection = self.international_protection

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "mapping": mapping,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind
        if legal_basis is not UNSET:
            field_dict["legal_basis"] = legal_basis
        if clearance is not UNSET:
            field_dict["clearance"] = clearance
        if international_protection is not UNSET:
            field_dict["international_protection"] = international_protection

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.import_plan_in_mapping import ImportPlanInMapping  # noqa: PLC0415

        d = dict(src_dict)
        mapping = ImportPlanInMapping.from_dict(d.pop("mapping"))

        kind = d.pop("kind", UNSET)

        def _parse_legal_basis(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        legal_basis = _parse_legal_basis(d.pop("legal_basis", UNSET))

        clearance = d.pop("clearance", UNSET)

        international_protection = d.pop("international_protection", UNSET)

        import_plan_in = cls(
            mapping=mapping,
            kind=kind,
            legal_basis=legal_basis,
            clearance=clearance,
            international_protection=international_protection,
        )

        return import_plan_in
