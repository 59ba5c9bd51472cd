from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ReauthenticationIn")


@_attrs_define
class ReauthenticationIn:
    """The password again, and a code if the account has a second factor.

    Attributes:
        password (str):
        code (str | Unset):  Default: ''.
    """

    password: str
    code: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        password = self.password

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "password": password,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        password = d.pop("password")

        code = d.pop("code", UNSET)

        reauthentication_in = cls(
            password=password,
            code=code,
        )

        return reauthentication_in
