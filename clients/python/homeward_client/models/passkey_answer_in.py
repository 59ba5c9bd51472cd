from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.passkey_answer_in_credential import PasskeyAnswerInCredential


T = TypeVar("T", bound="PasskeyAnswerIn")


@_attrs_define
class PasskeyAnswerIn:
    """The ticket that followed the right password, and the answer of the passkey
    (`AuthenticationResponseJSON`).

        Attributes:
            ticket (str):
            credential (PasskeyAnswerInCredential):
    """

    ticket: str
    credential: PasskeyAnswerInCredential

    def to_dict(self) -> dict[str, Any]:
        ticket = self.ticket

        credential = self.credential.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ticket": ticket,
                "credential": credential,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.passkey_answer_in_credential import PasskeyAnswerInCredential  # noqa: PLC0415

        d = dict(src_dict)
        ticket = d.pop("ticket")

        credential = PasskeyAnswerInCredential.from_dict(d.pop("credential"))

        passkey_answer_in = cls(
            ticket=ticket,
            credential=credential,
        )

        return passkey_answer_in
