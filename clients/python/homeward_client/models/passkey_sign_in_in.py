from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.passkey_sign_in_in_credential import PasskeySignInInCredential


T = TypeVar("T", bound="PasskeySignInIn")


@_attrs_define
class PasskeySignInIn:
    """A sign-in with a passkey after the right password.

    Attributes:
        ticket (str):
        credential (PasskeySignInInCredential):
        is_deputy (bool | Unset): Whether the person acts as deputy of the supervisor. Default: False.
        acting_state (None | str | Unset):
        reason (str | Unset): Necessary for another state than that of the agency. Default: ''.
    """

    ticket: str
    credential: PasskeySignInInCredential
    is_deputy: bool | Unset = False
    acting_state: None | str | Unset = UNSET
    reason: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        ticket = self.ticket

        credential = self.credential.to_dict()

        is_deputy = self.is_deputy

        acting_state: None | str | Unset
        if isinstance(self.acting_state, Unset):
            acting_state = UNSET
        else:
            acting_state = self.acting_state

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ticket": ticket,
                "credential": credential,
            }
        )
        if is_deputy is not UNSET:
            field_dict["is_deputy"] = is_deputy
        if acting_state is not UNSET:
            field_dict["acting_state"] = acting_state
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.passkey_sign_in_in_credential import PasskeySignInInCredential  # noqa: PLC0415

        d = dict(src_dict)
        ticket = d.pop("ticket")

        credential = PasskeySignInInCredential.from_dict(d.pop("credential"))

        is_deputy = d.pop("is_deputy", UNSET)

        def _parse_acting_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        acting_state = _parse_acting_state(d.pop("acting_state", UNSET))

        reason = d.pop("reason", UNSET)

        passkey_sign_in_in = cls(
            ticket=ticket,
            credential=credential,
            is_deputy=is_deputy,
            acting_state=acting_state,
            reason=reason,
        )

        return passkey_sign_in_in
