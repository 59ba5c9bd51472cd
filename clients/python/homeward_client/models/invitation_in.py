from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.role import Role, check_role
from ..types import UNSET, Unset

T = TypeVar("T", bound="InvitationIn")


@_attrs_define
class InvitationIn:
    """An invitation. An administrator names the agency; a supervisor invites to their agency.

    Attributes:
        login (str):
        name (str):
        role (Role): The role of a user. `system` is an agency's software with a token; `matcher` is a worker.
        agency (str | Unset):  Default: ''.
        states (list[str] | Unset):
    """

    login: str
    name: str
    role: Role
    agency: str | Unset = ""
    states: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        login = self.login

        name = self.name

        role: str = self.role

        agency = self.agency

        states: list[str] | Unset = UNSET
        if not isinstance(self.states, Unset):
            states = self.states

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "login": login,
                "name": name,
                "role": role,
            }
        )
        if agency is not UNSET:
            field_dict["agency"] = agency
        if states is not UNSET:
            field_dict["states"] = states

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        login = d.pop("login")

        name = d.pop("name")

        role = check_role(d.pop("role"))

        agency = d.pop("agency", UNSET)

        states = cast(list[str], d.pop("states", UNSET))

        invitation_in = cls(
            login=login,
            name=name,
            role=role,
            agency=agency,
            states=states,
        )

        return invitation_in
