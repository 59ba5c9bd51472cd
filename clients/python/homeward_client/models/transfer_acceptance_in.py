from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="TransferAcceptanceIn")


@_attrs_define
class TransferAcceptanceIn:
    """The legal basis of the new owner.

    Attributes:
        legal_basis (str):
    """

    legal_basis: str

    def to_dict(self) -> dict[str, Any]:
        legal_basis = self.legal_basis

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "legal_basis": legal_basis,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        legal_basis = d.pop("legal_basis")

        transfer_acceptance_in = cls(
            legal_basis=legal_basis,
        )

        return transfer_acceptance_in
