from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.custody_proof import CustodyProof, check_custody_proof
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.call_back_desk import CallBackDesk
    from ..models.declaration_view import DeclarationView


T = TypeVar("T", bound="CustodyView")


@_attrs_define
class CustodyView:
    """The custody of a found child, or the declarations about a missing report.

    `proof` and `way` say how custody is proven; `way` is "" without confirmed custody.
    `confirmed_at` is None without confirmed custody. `ways` are those by which the reader may
    confirm now. The reader may declare custody (`may_declare`), close declarations about their
    report (`may_object`) or end custody or a running declaration (`may_withdraw`). `desks` are
    those to telephone about a declaration. `step` is the code of the next step, "" if there is
    none.

        Attributes:
            proof (CustodyProof): The level of proof that the found side has the child.
            confirmed_at_local (datetime.datetime | None): `confirmed_at` in the time zone of your agency, with its offset
                from UTC.
            way (str | Unset):  Default: ''.
            confirmed_at (datetime.datetime | None | Unset):
            declarations (list[DeclarationView] | Unset):
            ways (list[str] | Unset):
            may_declare (bool | Unset):  Default: False.
            may_object (bool | Unset):  Default: False.
            may_withdraw (bool | Unset):  Default: False.
            desks (list[CallBackDesk] | Unset):
            step (str | Unset):  Default: ''.
    """

    proof: CustodyProof
    confirmed_at_local: datetime.datetime | None
    way: str | Unset = ""
    confirmed_at: datetime.datetime | None | Unset = UNSET
    declarations: list[DeclarationView] | Unset = UNSET
    ways: list[str] | Unset = UNSET
    may_declare: bool | Unset = False
    may_object: bool | Unset = False
    may_withdraw: bool | Unset = False
    desks: list[CallBackDesk] | Unset = UNSET
    step: str | Unset = ""
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        proof: str = self.proof

        confirmed_at_local: None | str
        if isinstance(self.confirmed_at_local, datetime.datetime):
            confirmed_at_local = self.confirmed_at_local.isoformat()
        else:
            confirmed_at_local = self.confirmed_at_local

        way = self.way

        confirmed_at: None | str | Unset
        if isinstance(self.confirmed_at, Unset):
            confirmed_at = UNSET
        elif isinstance(self.confirmed_at, datetime.datetime):
            confirmed_at = self.confirmed_at.isoformat()
        else:
            confirmed_at = self.confirmed_at

        declarations: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.declarations, Unset):
            declarations = []
            for declarations_item_data in self.declarations:
                declarations_item = declarations_item_data.to_dict()
                declarations.append(declarations_item)

        ways: list[str] | Unset = UNSET
        if not isinstance(self.ways, Unset):
            ways = self.ways

        may_declare = self.may_declare

        may_object = self.may_object

        may_withdraw = self.may_withdraw

        desks: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.desks, Unset):
            desks = []
            for desks_item_data in self.desks:
                desks_item = desks_item_data.to_dict()
                desks.append(desks_item)

        step = self.step

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "proof": proof,
                "confirmed_at_local": confirmed_at_local,
            }
        )
        if way is not UNSET:
            field_dict["way"] = way
        if confirmed_at is not UNSET:
            field_dict["confirmed_at"] = confirmed_at
        if declarations is not UNSET:
            field_dict["declarations"] = declarations
        if ways is not UNSET:
            field_dict["ways"] = ways
        if may_declare is not UNSET:
            field_dict["may_declare"] = may_declare
        if may_object is not UNSET:
            field_dict["may_object"] = may_object
        if may_withdraw is not UNSET:
            field_dict["may_withdraw"] = may_withdraw
        if desks is not UNSET:
            field_dict["desks"] = desks
        if step is not UNSET:
            field_dict["step"] = step

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.call_back_desk import CallBackDesk  # noqa: PLC0415
        from ..models.declaration_view import DeclarationView  # noqa: PLC0415

        d = dict(src_dict)
        proof = check_custody_proof(d.pop("proof"))

        def _parse_confirmed_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                confirmed_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return confirmed_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        confirmed_at_local = _parse_confirmed_at_local(d.pop("confirmed_at_local"))

        way = d.pop("way", UNSET)

        def _parse_confirmed_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                confirmed_at_type_0 = datetime.datetime.fromisoformat(data)

                return confirmed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        confirmed_at = _parse_confirmed_at(d.pop("confirmed_at", UNSET))

        _declarations = d.pop("declarations", UNSET)
        declarations: list[DeclarationView] | Unset = UNSET
        if _declarations is not UNSET:
            declarations = []
            for declarations_item_data in _declarations:
                declarations_item = DeclarationView.from_dict(declarations_item_data)

                declarations.append(declarations_item)

        ways = cast(list[str], d.pop("ways", UNSET))

        may_declare = d.pop("may_declare", UNSET)

        may_object = d.pop("may_object", UNSET)

        may_withdraw = d.pop("may_withdraw", UNSET)

        _desks = d.pop("desks", UNSET)
        desks: list[CallBackDesk] | Unset = UNSET
        if _desks is not UNSET:
            desks = []
            for desks_item_data in _desks:
                desks_item = CallBackDesk.from_dict(desks_item_data)

                desks.append(desks_item)

        step = d.pop("step", UNSET)

        custody_view = cls(
            proof=proof,
            confirmed_at_local=confirmed_at_local,
            way=way,
            confirmed_at=confirmed_at,
            declarations=declarations,
            ways=ways,
            may_declare=may_declare,
            may_object=may_object,
            may_withdraw=may_withdraw,
            desks=desks,
            step=step,
        )

        custody_view.additional_properties = d
        return custody_view

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
