from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.batch_in_mapping import BatchInMapping


T = TypeVar("T", bound="BatchIn")


@_attrs_define
class BatchIn:
    """People to search for, as CSV, with the columns, the purpose, the legal basis and the case.

    Attributes:
        file (str):
        mapping (BatchInMapping):
        purpose (str):
        legal_basis (str):
        case_number (str):
    """

    file: str
    mapping: BatchInMapping
    purpose: str
    legal_basis: str
    case_number: str

    def to_dict(self) -> dict[str, Any]:
        file = self.file

        mapping = self.mapping.to_dict()

        purpose = self.purpose

        legal_basis = self.legal_basis

        case_number = self.case_number

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "file": file,
                "mapping": mapping,
                "purpose": purpose,
                "legal_basis": legal_basis,
                "case_number": case_number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.batch_in_mapping import BatchInMapping  # noqa: PLC0415

        d = dict(src_dict)
        file = d.pop("file")

        mapping = BatchInMapping.from_dict(d.pop("mapping"))

        purpose = d.pop("purpose")

        legal_basis = d.pop("legal_basis")

        case_number = d.pop("case_number")

        batch_in = cls(
            file=file,
            mapping=mapping,
            purpose=purpose,
            legal_basis=legal_basis,
            case_number=case_number,
        )

        return batch_in
