from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.link_view import LinkView
    from ..models.record_out_facts import RecordOutFacts


T = TypeVar("T", bound="RecordOut")


@_attrs_define
class RecordOut:
    """A record as the reader may see it.

    Attributes:
        id (UUID):
        kind (str):
        status (str):
        state (str): State of the record. Empty for a person at risk below the view `identity`.
        desk (str): Number of the desk to call. Where `state` is empty, it is the relay desk or the desk of the reader's
            own state.
        entered_on (datetime.date):
        view (str): How much the reader sees, for example `hit`, `identity` or `full`.
        is_owner (bool):
        version (int):
        sharing (str): Who may see the record, for the owner.
        action (str): What to do at the place where the person was located. `protect`: consult the desk immediately, and
            bring the person to a safe place if national law allows it. `whereabouts`: inform the desk about the place.
            Empty: no action.
        instructions (list[str]): The action in words, then the duties that come with it: when a decision about a child
            is due, and what the reporter of an adult may learn. Empty: no action.
        facts (RecordOutFacts): Statements of the opened field classes, by column.
        links (list[LinkView]): Other records of the same child that you may see: the found record of a child that left
            care, and its missing report.
    """

    id: UUID
    kind: str
    status: str
    state: str
    desk: str
    entered_on: datetime.date
    view: str
    is_owner: bool
    version: int
    sharing: str
    action: str
    instructions: list[str]
    facts: RecordOutFacts
    links: list[LinkView]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        status = self.status

        state = self.state

        desk = self.desk

        entered_on = self.entered_on.isoformat()

        view = self.view

        is_owner = self.is_owner

        version = self.version

        sharing = self.sharing

        action = self.action

        instructions = self.instructions

        facts = self.facts.to_dict()

        links = []
        for links_item_data in self.links:
            links_item = links_item_data.to_dict()
            links.append(links_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "status": status,
                "state": state,
                "desk": desk,
                "entered_on": entered_on,
                "view": view,
                "is_owner": is_owner,
                "version": version,
                "sharing": sharing,
                "action": action,
                "instructions": instructions,
                "facts": facts,
                "links": links,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.link_view import LinkView  # noqa: PLC0415
        from ..models.record_out_facts import RecordOutFacts  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        status = d.pop("status")

        state = d.pop("state")

        desk = d.pop("desk")

        entered_on = datetime.date.fromisoformat(d.pop("entered_on"))

        view = d.pop("view")

        is_owner = d.pop("is_owner")

        version = d.pop("version")

        sharing = d.pop("sharing")

        action = d.pop("action")

        instructions = cast(list[str], d.pop("instructions"))

        facts = RecordOutFacts.from_dict(d.pop("facts"))

        links = []
        _links = d.pop("links")
        for links_item_data in _links:
            links_item = LinkView.from_dict(links_item_data)

            links.append(links_item)

        record_out = cls(
            id=id,
            kind=kind,
            status=status,
            state=state,
            desk=desk,
            entered_on=entered_on,
            view=view,
            is_owner=is_owner,
            version=version,
            sharing=sharing,
            action=action,
            instructions=instructions,
            facts=facts,
            links=links,
        )

        record_out.additional_properties = d
        return record_out

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
