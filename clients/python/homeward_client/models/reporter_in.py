from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReporterIn")


@_attrs_define
class ReporterIn:
    """A reporter with the proofs of identity and relation. Empty proofs mean: not proven yet.

    Attributes:
        name (str):
        phones (list[str] | Unset):
        relation (str | Unset):  Default: ''.
        identity_how (str | Unset):  Default: ''.
        relation_proof (str | Unset):  Default: ''.
        institution (None | Unset | UUID): Id of the listed institution that reports; null if a person reports.
    """

    name: str
    phones: list[str] | Unset = UNSET
    relation: str | Unset = ""
    identity_how: str | Unset = ""
    relation_proof: str | Unset = ""
    institution: None | Unset | UUID = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        phones: list[str] | Unset = UNSET
        if not isinstance(self.phones, Unset):
            phones = self.phones

        relation = self.relation

        identity_how = self.identity_how

        relation_proof = self.relation_proof

        institution: None | str | Unset
        if isinstance(self.institution, Unset):
            institution = UNSET
        elif isinstance(self.institution, UUID):
            institution = str(self.institution)
        else:
            institution = self.institution

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if phones is not UNSET:
            field_dict["phones"] = phones
        if relation is not UNSET:
            field_dict["relation"] = relation
        if identity_how is not UNSET:
            field_dict["identity_how"] = identity_how
        if relation_proof is not UNSET:
            field_dict["relation_proof"] = relation_proof
        if institution is not UNSET:
            field_dict["institution"] = institution

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        phones = cast(list[str], d.pop("phones", UNSET))

        relation = d.pop("relation", UNSET)

        identity_how = d.pop("identity_how", UNSET)

        relation_proof = d.pop("relation_proof", UNSET)

        def _parse_institution(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                institution_type_0 = UUID(data)

                return institution_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        institution = _parse_institution(d.pop("institution", UNSET))

        reporter_in = cls(
            name=name,
            phones=phones,
            relation=relation,
            identity_how=identity_how,
            relation_proof=relation_proof,
            institution=institution,
        )

        return reporter_in
