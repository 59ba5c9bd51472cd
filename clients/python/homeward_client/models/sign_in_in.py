from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SignInIn")


@_attrs_define
class SignInIn:
    """A sign-in.

    Attributes:
        login (str):
        password (str):
        is_deputy (bool | Unset): Whether the person acts as deputy of the supervisor. Default: False.
        acting_state (None | str | Unset):
        reason (str | Unset): Necessary for another state than that of the agency. Default: ''.
        code (str | Unset): A one-time password or a recovery code. Default: ''.
    """

    login: str
    password: str
    is_deputy: bool | Unset = False
    acting_state: None | str | Unset = UNSET
    reason: str | Unset = ""
    code: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        login = self.login

        password = self.password

        is_deputy = self.is_deputy

        acting_state: None | str | Unset
        if isinstance(self.acting_state, Unset):
            acting_state = UNSET
        else:
            acting_state = self.acting_state

        reason = self.reason

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "login": login,
                "password": password,
            }
        )
        if is_deputy is not UNSET:
            field_dict["is_deputy"] = is_deputy
        if acting_state is not UNSET:
            field_dict["acting_state"] = acting_state
        if reason is not UNSET:
            field_dict["reason"] = reason
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        login = d.pop("login")

        password = d.pop("password")

        is_deputy = d.pop("is_deputy", UNSET)

        def _parse_acting_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        acting_state = _parse_acting_state(d.pop("acting_state", UNSET))

        reason = d.pop("reason", UNSET)

        code = d.pop("code", UNSET)

        sign_in_in = cls(
            login=login,
            password=password,
            is_deputy=is_deputy,
            acting_state=acting_state,
            reason=reason,
            code=code,
        )

        return sign_in_in
