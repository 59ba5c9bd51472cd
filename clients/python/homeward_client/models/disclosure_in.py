from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.disclosure_in_path import DisclosureInPath, check_disclosure_in_path
from ..models.disclosure_in_urgency import (
    DisclosureInUrgency,
    check_disclosure_in_urgency,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="DisclosureIn")


@_attrs_define
class DisclosureIn:
    """A request to disclose the other record of a pair.

    The path `vital_interest` needs the code of the danger in `imminent`. On the path `ordinary`,
    `imminent` must be empty.

        Attributes:
            scopes (list[str]):
            purpose (str):
            reason (str):
            urgency (DisclosureInUrgency | Unset):  Default: 'ordinary'.
            path (DisclosureInPath | Unset):  Default: 'ordinary'.
            imminent (str | Unset):  Default: ''.
            named_user (None | Unset | UUID): The reader; null: the asker.
    """

    scopes: list[str]
    purpose: str
    reason: str
    urgency: DisclosureInUrgency | Unset = "ordinary"
    path: DisclosureInPath | Unset = "ordinary"
    imminent: str | Unset = ""
    named_user: None | Unset | UUID = UNSET

    def to_dict(self) -> dict[str, Any]:
        scopes = self.scopes

        purpose = self.purpose

        reason = self.reason

        urgency: str | Unset = UNSET
        if not isinstance(self.urgency, Unset):
            urgency = self.urgency

        path: str | Unset = UNSET
        if not isinstance(self.path, Unset):
            path = self.path

        imminent = self.imminent

        named_user: None | str | Unset
        if isinstance(self.named_user, Unset):
            named_user = UNSET
        elif isinstance(self.named_user, UUID):
            named_user = str(self.named_user)
        else:
            named_user = self.named_user

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "scopes": scopes,
                "purpose": purpose,
                "reason": reason,
            }
        )
        if urgency is not UNSET:
            field_dict["urgency"] = urgency
        if path is not UNSET:
            field_dict["path"] = path
        if imminent is not UNSET:
            field_dict["imminent"] = imminent
        if named_user is not UNSET:
            field_dict["named_user"] = named_user

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        scopes = cast(list[str], d.pop("scopes"))

        purpose = d.pop("purpose")

        reason = d.pop("reason")

        _urgency = d.pop("urgency", UNSET)
        urgency: DisclosureInUrgency | Unset
        if isinstance(_urgency, Unset):
            urgency = UNSET
        else:
            urgency = check_disclosure_in_urgency(_urgency)

        _path = d.pop("path", UNSET)
        path: DisclosureInPath | Unset
        if isinstance(_path, Unset):
            path = UNSET
        else:
            path = check_disclosure_in_path(_path)

        imminent = d.pop("imminent", UNSET)

        def _parse_named_user(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                named_user_type_0 = UUID(data)

                return named_user_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        named_user = _parse_named_user(d.pop("named_user", UNSET))

        disclosure_in = cls(
            scopes=scopes,
            purpose=purpose,
            reason=reason,
            urgency=urgency,
            path=path,
            imminent=imminent,
            named_user=named_user,
        )

        return disclosure_in
