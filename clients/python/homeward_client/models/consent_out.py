from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.consent_out_paper import ConsentOutPaper
    from ..models.consent_text_out import ConsentTextOut
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="ConsentOut")


@_attrs_define
class ConsentOut:
    """A consent as its owner sees it: states and times, its paper, and what comes next.

    `is_spoken`: an oral consent, which ends soon unless it is witnessed. `is_witnessed`: a second
    person has witnessed it. `text` is null for a text that the agency holds itself.

        Attributes:
            id (UUID):
            record (UUID):
            state (str):
            is_spoken (bool):
            is_witnessed (bool):
            scopes (list[str]):
            recipients (list[str]):
            recorded_at (datetime.datetime):
            expires_at (datetime.datetime):
            ended_at (datetime.datetime | None):
            paper (ConsentOutPaper):
            text (ConsentTextOut | None): The system's text that was explained; null for a text that the agency holds
                itself, and while the consent is only spoken.
            next_steps (NextStepsOut): The steps done, the step that comes next, and every action with its reason.

                `current` is null if no step comes next.
            recorded_at_local (datetime.datetime): `recorded_at` in the time zone of your agency, with its offset from UTC.
            expires_at_local (datetime.datetime): `expires_at` in the time zone of your agency, with its offset from UTC.
            ended_at_local (datetime.datetime | None): `ended_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    record: UUID
    state: str
    is_spoken: bool
    is_witnessed: bool
    scopes: list[str]
    recipients: list[str]
    recorded_at: datetime.datetime
    expires_at: datetime.datetime
    ended_at: datetime.datetime | None
    paper: ConsentOutPaper
    text: ConsentTextOut | None
    next_steps: NextStepsOut
    recorded_at_local: datetime.datetime
    expires_at_local: datetime.datetime
    ended_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.consent_text_out import ConsentTextOut  # noqa: PLC0415

        id = str(self.id)

        record = str(self.record)

        state = self.state

        is_spoken = self.is_spoken

        is_witnessed = self.is_witnessed

        scopes = self.scopes

        recipients = self.recipients

        recorded_at = self.recorded_at.isoformat()

        expires_at = self.expires_at.isoformat()

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        paper = self.paper.to_dict()

        text: dict[str, Any] | None
        if isinstance(self.text, ConsentTextOut):
            text = self.text.to_dict()
        else:
            text = self.text

        next_steps = self.next_steps.to_dict()

        recorded_at_local = self.recorded_at_local.isoformat()

        expires_at_local = self.expires_at_local.isoformat()

        ended_at_local: None | str
        if isinstance(self.ended_at_local, datetime.datetime):
            ended_at_local = self.ended_at_local.isoformat()
        else:
            ended_at_local = self.ended_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "record": record,
                "state": state,
                "is_spoken": is_spoken,
                "is_witnessed": is_witnessed,
                "scopes": scopes,
                "recipients": recipients,
                "recorded_at": recorded_at,
                "expires_at": expires_at,
                "ended_at": ended_at,
                "paper": paper,
                "text": text,
                "next_steps": next_steps,
                "recorded_at_local": recorded_at_local,
                "expires_at_local": expires_at_local,
                "ended_at_local": ended_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.consent_out_paper import ConsentOutPaper  # noqa: PLC0415
        from ..models.consent_text_out import ConsentTextOut  # noqa: PLC0415
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        record = UUID(d.pop("record"))

        state = d.pop("state")

        is_spoken = d.pop("is_spoken")

        is_witnessed = d.pop("is_witnessed")

        scopes = cast(list[str], d.pop("scopes"))

        recipients = cast(list[str], d.pop("recipients"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        paper = ConsentOutPaper.from_dict(d.pop("paper"))

        def _parse_text(data: object) -> ConsentTextOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                text_type_0 = ConsentTextOut.from_dict(data)

                return text_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ConsentTextOut | None, data)

        text = _parse_text(d.pop("text"))

        next_steps = NextStepsOut.from_dict(d.pop("next_steps"))

        recorded_at_local = datetime.datetime.fromisoformat(d.pop("recorded_at_local"))

        expires_at_local = datetime.datetime.fromisoformat(d.pop("expires_at_local"))

        def _parse_ended_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at_local = _parse_ended_at_local(d.pop("ended_at_local"))

        consent_out = cls(
            id=id,
            record=record,
            state=state,
            is_spoken=is_spoken,
            is_witnessed=is_witnessed,
            scopes=scopes,
            recipients=recipients,
            recorded_at=recorded_at,
            expires_at=expires_at,
            ended_at=ended_at,
            paper=paper,
            text=text,
            next_steps=next_steps,
            recorded_at_local=recorded_at_local,
            expires_at_local=expires_at_local,
            ended_at_local=ended_at_local,
        )

        consent_out.additional_properties = d
        return consent_out

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
