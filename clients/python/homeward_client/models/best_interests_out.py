from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.action_out import ActionOut
    from ..models.weighed_option import WeighedOption


T = TypeVar("T", bound="BestInterestsOut")


@_attrs_define
class BestInterestsOut:
    """A determination, for the owner of the record only.

    With `is_waiting`, a second person must confirm it first. `is_own`: you decided it. `actions`
    has the confirmation, and why you cannot give it.

        Attributes:
            id (UUID):
            trigger (str):
            is_guardian_present (bool):
            child_view (str):
            child_heard_how (str):
            options (list[WeighedOption]):
            family_assessed_by (str):
            panel (list[str]):
            decision (str):
            dissent (str):
            opens (list[str]):
            review_on (datetime.date):
            decided_at (datetime.datetime):
            is_waiting (bool):
            is_own (bool):
            actions (list[ActionOut]):
            decided_at_local (datetime.datetime): `decided_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    trigger: str
    is_guardian_present: bool
    child_view: str
    child_heard_how: str
    options: list[WeighedOption]
    family_assessed_by: str
    panel: list[str]
    decision: str
    dissent: str
    opens: list[str]
    review_on: datetime.date
    decided_at: datetime.datetime
    is_waiting: bool
    is_own: bool
    actions: list[ActionOut]
    decided_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        trigger = self.trigger

        is_guardian_present = self.is_guardian_present

        child_view = self.child_view

        child_heard_how = self.child_heard_how

        options = []
        for options_item_data in self.options:
            options_item = options_item_data.to_dict()
            options.append(options_item)

        family_assessed_by = self.family_assessed_by

        panel = self.panel

        decision = self.decision

        dissent = self.dissent

        opens = self.opens

        review_on = self.review_on.isoformat()

        decided_at = self.decided_at.isoformat()

        is_waiting = self.is_waiting

        is_own = self.is_own

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        decided_at_local = self.decided_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "trigger": trigger,
                "is_guardian_present": is_guardian_present,
                "child_view": child_view,
                "child_heard_how": child_heard_how,
                "options": options,
                "family_assessed_by": family_assessed_by,
                "panel": panel,
                "decision": decision,
                "dissent": dissent,
                "opens": opens,
                "review_on": review_on,
                "decided_at": decided_at,
                "is_waiting": is_waiting,
                "is_own": is_own,
                "actions": actions,
                "decided_at_local": decided_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.action_out import ActionOut  # noqa: PLC0415
        from ..models.weighed_option import WeighedOption  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        trigger = d.pop("trigger")

        is_guardian_present = d.pop("is_guardian_present")

        child_view = d.pop("child_view")

        child_heard_how = d.pop("child_heard_how")

        options = []
        _options = d.pop("options")
        for options_item_data in _options:
            options_item = WeighedOption.from_dict(options_item_data)

            options.append(options_item)

        family_assessed_by = d.pop("family_assessed_by")

        panel = cast(list[str], d.pop("panel"))

        decision = d.pop("decision")

        dissent = d.pop("dissent")

        opens = cast(list[str], d.pop("opens"))

        review_on = datetime.date.fromisoformat(d.pop("review_on"))

        decided_at = datetime.datetime.fromisoformat(d.pop("decided_at"))

        is_waiting = d.pop("is_waiting")

        is_own = d.pop("is_own")

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = ActionOut.from_dict(actions_item_data)

            actions.append(actions_item)

        decided_at_local = datetime.datetime.fromisoformat(d.pop("decided_at_local"))

        best_interests_out = cls(
            id=id,
            trigger=trigger,
            is_guardian_present=is_guardian_present,
            child_view=child_view,
            child_heard_how=child_heard_how,
            options=options,
            family_assessed_by=family_assessed_by,
            panel=panel,
            decision=decision,
            dissent=dissent,
            opens=opens,
            review_on=review_on,
            decided_at=decided_at,
            is_waiting=is_waiting,
            is_own=is_own,
            actions=actions,
            decided_at_local=decided_at_local,
        )

        best_interests_out.additional_properties = d
        return best_interests_out

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
