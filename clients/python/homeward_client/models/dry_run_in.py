from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.dry_run_in_mapping import DryRunInMapping


T = TypeVar("T", bound="DryRunIn")


@_attrs_define
class DryRunIn:
    """A plan to try.

    `looks` is the number of rows that are also searched at other agencies; each counts as a search
    of the quota.

        Attributes:
            mapping (DryRunInMapping):
            kind (str | Unset):  Default: ''.
            legal_basis (None | str | Unset):
            clearance (str | Unset): `unverified` or `flagged`. Reporters are cleared one by one. Default: 'unverified'.
            international_protection (str | Unset):  Default: 'unknown'.
            looks (int | Unset):  Default: 20.
    """

    mapping: DryRunInMapping
    kind: str | Unset = ""
    legal_basis: None | str | Unset = UNSET
    clearance: str | Unset = "unverified"
    international_protection: str | Unset = "unknown"
    looks: int | Unset = 20

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

        looks = self.looks

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
        if looks is not UNSET:
            field_dict["looks"] = looks

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.dry_run_in_mapping import DryRunInMapping  # noqa: PLC0415

        d = dict(src_dict)
        mapping = DryRunInMapping.from_dict(d.pop("mapping"))

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

        looks = d.pop("looks", UNSET)

        dry_run_in = cls(
            mapping=mapping,
            kind=kind,
            legal_basis=legal_basis,
            clearance=clearance,
            international_protection=international_protection,
            looks=looks,
        )

        return dry_run_in
