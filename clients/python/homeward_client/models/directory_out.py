from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.listed_desk import ListedDesk
    from ..models.service_out import ServiceOut


T = TypeVar("T", bound="DirectoryOut")


@_attrs_define
class DirectoryOut:
    """Desks to call, and services that help.

    Attributes:
        desks (list[ListedDesk]):
        services (list[ServiceOut]):
    """

    desks: list[ListedDesk]
    services: list[ServiceOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        desks = []
        for desks_item_data in self.desks:
            desks_item = desks_item_data.to_dict()
            desks.append(desks_item)

        services = []
        for services_item_data in self.services:
            services_item = services_item_data.to_dict()
            services.append(services_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "desks": desks,
                "services": services,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.listed_desk import ListedDesk  # noqa: PLC0415
        from ..models.service_out import ServiceOut  # noqa: PLC0415

        d = dict(src_dict)
        desks = []
        _desks = d.pop("desks")
        for desks_item_data in _desks:
            desks_item = ListedDesk.from_dict(desks_item_data)

            desks.append(desks_item)

        services = []
        _services = d.pop("services")
        for services_item_data in _services:
            services_item = ServiceOut.from_dict(services_item_data)

            services.append(services_item)

        directory_out = cls(
            desks=desks,
            services=services,
        )

        directory_out.additional_properties = d
        return directory_out

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
