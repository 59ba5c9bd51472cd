from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProviderCodeIn")


@_attrs_define
class ProviderCodeIn:
    """The answer of the identity provider, and the other fields of a sign-in.

    If `acting_state` is null, the person acts for the state of the agency.

        Attributes:
            code (str):
            state (str):
            one_time_code (str | Unset):  Default: ''.
            is_deputy (bool | Unset):  Default: False.
            acting_state (None | str | Unset):
            reason (str | Unset):  Default: ''.
    """

    code: str
    state: str
    one_time_code: str | Unset = ""
    is_deputy: bool | Unset = False
    acting_state: None | str | Unset = UNSET
    reason: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        state = self.state

        one_time_code = self.one_time_code

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
                "code": code,
                "state": state,
            }
        )
        if one_time_code is not UNSET:
            field_dict["one_time_code"] = one_time_code
        if is_deputy is not UNSET:
            field_dict["is_deputy"] = is_deputy
        if acting_state is not UNSET:
            field_dict["acting_state"] = acting_state
        if reason is not UNSET:
            field_dict["reason"] = reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        state = d.pop("state")

        one_time_code = d.pop("one_time_code", UNSET)

        is_deputy = d.pop("is_deputy", UNSET)

        def _parse_acting_state(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        acting_state = _parse_acting_state(d.pop("acting_state", UNSET))

        reason = d.pop("reason", UNSET)

        provider_code_in = cls(
            code=code,
            state=state,
            one_time_code=one_time_code,
            is_deputy=is_deputy,
            acting_state=acting_state,
            reason=reason,
        )

        return provider_code_in
