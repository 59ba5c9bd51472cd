from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.episode_out import EpisodeOut
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="StoryOut")


@_attrs_define
class StoryOut:
    """A record's story, oldest first, and what became of the person: `open`, `located`, `safe`,
    `returned` or `reunified`.

        Attributes:
            outcome (str):
            episodes (list[EpisodeOut]):
            next_steps (NextStepsOut | None): What may be written next; null for a kind of record without a story.
    """

    outcome: str
    episodes: list[EpisodeOut]
    next_steps: NextStepsOut | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        outcome = self.outcome

        episodes = []
        for episodes_item_data in self.episodes:
            episodes_item = episodes_item_data.to_dict()
            episodes.append(episodes_item)

        next_steps: dict[str, Any] | None
        if isinstance(self.next_steps, NextStepsOut):
            next_steps = self.next_steps.to_dict()
        else:
            next_steps = self.next_steps

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "outcome": outcome,
                "episodes": episodes,
                "next_steps": next_steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.episode_out import EpisodeOut  # noqa: PLC0415
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        outcome = d.pop("outcome")

        episodes = []
        _episodes = d.pop("episodes")
        for episodes_item_data in _episodes:
            episodes_item = EpisodeOut.from_dict(episodes_item_data)

            episodes.append(episodes_item)

        def _parse_next_steps(data: object) -> NextStepsOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                next_steps_type_0 = NextStepsOut.from_dict(data)

                return next_steps_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(NextStepsOut | None, data)

        next_steps = _parse_next_steps(d.pop("next_steps"))

        story_out = cls(
            outcome=outcome,
            episodes=episodes,
            next_steps=next_steps,
        )

        story_out.additional_properties = d
        return story_out

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
