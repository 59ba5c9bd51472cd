from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.facts import Facts
    from ..models.record_patch_provenance import RecordPatchProvenance


T = TypeVar("T", bound="RecordPatch")


@_attrs_define
class RecordPatch:
    """Changed columns.

    An empty value withdraws a fact. Supervisors need a reason.

    A value that stays keeps its provenance, unless `provenance` has its column. If `legal_basis`,
    `clearance` or `international_protection` is null, the declaration stays as it is. `clearance:
    cleared` asks a second person to clear the report.

        Attributes:
            changes (Facts | Unset): The columns of the intake row. Lists are lists of texts, or one text separated by `|`.

                Several values of a column for one fact come from sources that contradict each other. All of
                them are kept.
            provenance (RecordPatchProvenance | Unset): Provenance by column; `all` is for columns without their own.
            legal_basis (None | str | Unset):
            clearance (None | str | Unset):
            international_protection (None | str | Unset):
            reason (str | Unset):  Default: ''.
    """

    changes: Facts | Unset = UNSET
    provenance: RecordPatchProvenance | Unset = UNSET
    legal_basis: None | str | Unset = UNSET
    clearance: None | str | Unset = UNSET
    international_protection: None | str | Unset = UNSET
    reason: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        changes: dict[str, Any] | Unset = UNSET
        if not isinstance(self.changes, Unset):
            changes = self.changes.to_dict()

        provenance: dict[str, Any] | Unset = UNSET
        if not isinstance(self.provenance, Unset):
            provenance = self.provenance.to_dict()

        legal_basis: None | str | Unset
        if isinstance(self.legal_basis, Unset):
            legal_basis = UNSET
        else:
            legal_basis = self.legal_basis

        clearance: None | str | Unset
        if isinstance(self.clearance, Unset):
            clearance = UNSET
        else:
            clearance = self.clearance

        international_protection: None | str | Unset
        if isinstance(self.international_protection, Unset):
            international_protection = UNSET
        else:
            international_protection = self.international_protection

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if changes is not UNSET:
            field_dict["changes"] = changes
        if provenance is not UNSET:
            field_dict["provenance"] = provenance
        if legal_basis is not UNSET:
            field_dict["legal_basis"] = legal_basis
        if clearance is not UNSET:
            field_dict["clearance"] = clearance
        if international_protection is not UNSET:
            field_dict["international_protection"] = international_protection
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.facts import Facts  # noqa: PLC0415
        from ..models.record_patch_provenance import RecordPatchProvenance  # noqa: PLC0415

        d = dict(src_dict)
        _changes = d.pop("changes", UNSET)
        changes: Facts | Unset
        if isinstance(_changes, Unset):
            changes = UNSET
        else:
            changes = Facts.from_dict(_changes)

        _provenance = d.pop("provenance", UNSET)
        provenance: RecordPatchProvenance | Unset
        if isinstance(_provenance, Unset):
            provenance = UNSET
        else:
            provenance = RecordPatchProvenance.from_dict(_provenance)

        def _parse_legal_basis(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        legal_basis = _parse_legal_basis(d.pop("legal_basis", UNSET))

        def _parse_clearance(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        clearance = _parse_clearance(d.pop("clearance", UNSET))

        def _parse_international_protection(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        international_protection = _parse_international_protection(
            d.pop("international_protection", UNSET)
        )

        reason = d.pop("reason", UNSET)

        record_patch = cls(
            changes=changes,
            provenance=provenance,
            legal_basis=legal_basis,
            clearance=clearance,
            international_protection=international_protection,
            reason=reason,
        )

        return record_patch
