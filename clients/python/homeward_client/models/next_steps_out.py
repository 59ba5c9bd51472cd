from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.action_out import ActionOut
    from ..models.current_step_out import CurrentStepOut
    from ..models.done_step_out import DoneStepOut


T = TypeVar("T", bound="NextStepsOut")


@_attrs_define
class NextStepsOut:
    """The steps done, the step that comes next, and every action with its reason.

    `current` is null if no step comes next.

        Attributes:
            process (str):
            state (str):
            done (list[DoneStepOut]):
            current (CurrentStepOut | None):
            actions (list[ActionOut]):
    """

    process: str
    state: str
    done: list[DoneStepOut]
    current: CurrentStepOut | None
    actions: list[ActionOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.current_step_out import CurrentStepOut  # noqa: PLC0415

        process = self.process

        state = self.state

        done = []
        for done_item_data in self.done:
            done_item = done_item_data.to_dict()
            done.append(done_item)

        current: dict[str, Any] | None
        if isinstance(self.current, CurrentStepOut):
            current = self.current.to_dict()
        else:
            current = self.current

        actions = []
        for actions_item_data in self.actions:
            actions_item = actions_item_data.to_dict()
            actions.append(actions_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "process": process,
                "state": state,
                "done": done,
                "current": current,
                "actions": actions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.action_out import ActionOut  # noqa: PLC0415
        from ..models.current_step_out import CurrentStepOut  # noqa: PLC0415
        from ..models.done_step_out import DoneStepOut  # noqa: PLC0415

        d = dict(src_dict)
        process = d.pop("process")

        state = d.pop("state")

        done = []
        _done = d.pop("done")
        for done_item_data in _done:
            done_item = DoneStepOut.from_dict(done_item_data)

            done.append(done_item)

        def _parse_current(data: object) -> CurrentStepOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                current_type_0 = CurrentStepOut.from_dict(data)

                return current_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CurrentStepOut | None, data)

        current = _parse_current(d.pop("current"))

        actions = []
        _actions = d.pop("actions")
        for actions_item_data in _actions:
            actions_item = ActionOut.from_dict(actions_item_data)

            actions.append(actions_item)

        next_steps_out = cls(
            process=process,
            state=state,
            done=done,
            current=current,
            actions=actions,
        )

        next_steps_out.additional_properties = d
        return next_steps_out

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
