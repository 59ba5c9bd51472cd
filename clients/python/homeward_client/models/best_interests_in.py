from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.weighed_option_in import WeighedOptionIn


T = TypeVar("T", bound="BestInterestsIn")


@_attrs_define
class BestInterestsIn:
    """A best-interests determination.

    `opens` lists the scopes that may be disclosed although the child refuses: photo, place,
    contact. It may be empty.

        Attributes:
            trigger (str):
            is_guardian_present (bool):
            child_view (str):
            child_heard_how (str):
            options (list[WeighedOptionIn]):
            family_assessed_by (str):
            panel (list[str]):
            decision (str):
            review_on (datetime.date):
            dissent (str | Unset):  Default: ''.
            opens (list[str] | Unset):
    """

    trigger: str
    is_guardian_present: bool
    child_view: str
    child_heard_how: str
    options: list[WeighedOptionIn]
    family_assessed_by: str
    panel: list[str]
    decision: str
    review_on: datetime.date
    dissent: str | Unset = ""
    opens: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
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

        review_on = self.review_on.isoformat()

        dissent = self.dissent

        opens: list[str] | Unset = UNSET
        if not isinstance(self.opens, Unset):
            opens = self.opens

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "trigger": trigger,
                "is_guardian_present": is_guardian_present,
                "child_view": child_view,
                "child_heard_how": child_heard_how,
                "options": options,
                "family_assessed_by": family_assessed_by,
                "panel": panel,
                "decision": decision,
                "review_on": review_on,
            }
        )
        if dissent is not UNSET:
            field_dict["dissent"] = dissent
        if opens is not UNSET:
            field_dict["opens"] = opens

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.weighed_option_in import WeighedOptionIn  # noqa: PLC0415

        d = dict(src_dict)
        trigger = d.pop("trigger")

        is_guardian_present = d.pop("is_guardian_present")

        child_view = d.pop("child_view")

        child_heard_how = d.pop("child_heard_how")

        options = []
        _options = d.pop("options")
        for options_item_data in _options:
            options_item = WeighedOptionIn.from_dict(options_item_data)

            options.append(options_item)

        family_assessed_by = d.pop("family_assessed_by")

        panel = cast(list[str], d.pop("panel"))

        decision = d.pop("decision")

        review_on = datetime.date.fromisoformat(d.pop("review_on"))

        dissent = d.pop("dissent", UNSET)

        opens = cast(list[str], d.pop("opens", UNSET))

        best_interests_in = cls(
            trigger=trigger,
            is_guardian_present=is_guardian_present,
            child_view=child_view,
            child_heard_how=child_heard_how,
            options=options,
            family_assessed_by=family_assessed_by,
            panel=panel,
            decision=decision,
            review_on=review_on,
            dissent=dissent,
            opens=opens,
        )

        return best_interests_in
