from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.passkey_challenge_view_options import PasskeyChallengeViewOptions


T = TypeVar("T", bound="PasskeyChallengeView")


@_attrs_define
class PasskeyChallengeView:
    """A challenge: the ticket to return with the answer, and the browser's options.

    Attributes:
        ticket (str):
        options (PasskeyChallengeViewOptions):
    """

    ticket: str
    options: PasskeyChallengeViewOptions
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ticket = self.ticket

        options = self.options.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ticket": ticket,
                "options": options,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.passkey_challenge_view_options import PasskeyChallengeViewOptions  # noqa: PLC0415

        d = dict(src_dict)
        ticket = d.pop("ticket")

        options = PasskeyChallengeViewOptions.from_dict(d.pop("options"))

        passkey_challenge_view = cls(
            ticket=ticket,
            options=options,
        )

        passkey_challenge_view.additional_properties = d
        return passkey_challenge_view

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
