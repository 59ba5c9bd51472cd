from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="EnrolmentIn")


@_attrs_define
class EnrolmentIn:
    """The new password and the first one-time password.

    Attributes:
        token (str):
        password (str):
        code (str | Unset):  Default: ''.
    """

    token: str
    password: str
    code: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        token = self.token

        password = self.password

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "token": token,
                "password": password,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        token = d.pop("token")

        password = d.pop("password")

        code = d.pop("code", UNSET)

        enrolment_in = cls(
            token=token,
            password=password,
            code=code,
        )

        return enrolment_in
