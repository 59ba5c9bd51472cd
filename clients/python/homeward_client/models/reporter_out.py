from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.action_out import ActionOut


T = TypeVar("T", bound="ReporterOut")


@_attrs_define
class ReporterOut:
    """A reporter, for the owner of the record only.

    An empty `name` means that no reporter is named. Send `revision` with the decision to clear the
    reporter. `verified_at` is null without a proof of identity. `actions` has one decision for each
    clearance, named by its code, if your role decides; it is empty otherwise.

        Attributes:
            name (str):
            phones (list[str]):
            relation (str):
            identity_how (str):
            relation_proof (str):
            institution (str):
            clearance (str):
            revision (str):
            is_clearance_asked (bool):
            verified_at (datetime.datetime | None):
            is_relation_proven (bool):
            actions (list[ActionOut]):
            verified_at_local (datetime.datetime | None): `verified_at` in the time zone of your agency, with its offset
                from UTC.
    """

    name: str
    phones: list[str]
    relation: str
    identity_how: str
    relation_proof: str
    institution: str
    clearance: str
    revision: str
    is_clearance_asked: bool
    verified_at: datetime.datetime | None
    is_relation_proven: bool
    actions: list[ActionOut]
    verified_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        phones = self.phones

        relation = self.relation

        identity_how = self.identity_how

        relation_proof = self.relation_proof

        institution = self.institution

        clearance = self.clearance

        revision = self.revision

        is_clearance_asked = self.is_clearance_asked

        verified_at: None | str
        if isinstance(self.verified_at, datetime.datetime):
            verified_at = self.verified_at.isoformat()
        else:
            verified_at = self.verified_at

        is_relation_proven = self.is_relation_proven

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        verified_at_local: None | str
        if isinstance(self.verified_at_local, datetime.datetime):
            verified_at_local = self.verified_at_local.isoformat()
        else:
            verified_at_local = self.verified_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "phones": phones,
                "relation": relation,
                "identity_how": identity_how,
                "relation_proof": relation_proof,
                "institution": institution,
                "clearance": clearance,
                "revision": revision,
                "is_clearance_asked": is_clearance_asked,
                "verified_at": verified_at,
                "is_relation_proven": is_relation_proven,
                "actions": actions,
                "verified_at_local": verified_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.action_out import ActionOut  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        phones = cast(list[str], d.pop("phones"))

        relation = d.pop("relation")

        identity_how = d.pop("identity_how")

        relation_proof = d.pop("relation_proof")

        institution = d.pop("institution")

        clearance = d.pop("clearance")

        revision = d.pop("revision")

        is_clearance_asked = d.pop("is_clearance_asked")

        def _parse_verified_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                verified_at_type_0 = datetime.datetime.fromisoformat(data)

                return verified_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        verified_at = _parse_verified_at(d.pop("verified_at"))

        is_relation_proven = d.pop("is_relation_proven")

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = ActionOut.from_dict(actions_item_data)

            actions.append(actions_item)

        def _parse_verified_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                verified_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return verified_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        verified_at_local = _parse_verified_at_local(d.pop("verified_at_local"))

        reporter_out = cls(
            name=name,
            phones=phones,
            relation=relation,
            identity_how=identity_how,
            relation_proof=relation_proof,
            institution=institution,
            clearance=clearance,
            revision=revision,
            is_clearance_asked=is_clearance_asked,
            verified_at=verified_at,
            is_relation_proven=is_relation_proven,
            actions=actions,
            verified_at_local=verified_at_local,
        )

        reporter_out.additional_properties = d
        return reporter_out

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
