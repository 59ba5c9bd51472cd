from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.callable_desk import CallableDesk
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="DisclosureOut")


@_attrs_define
class DisclosureOut:
    """A request as one side sees it.

    For the asker, a refusal looks like any other end without a release.

    `record` is the record that is asked for. It is null for the contact desk, and for a reader who
    may not see the record. `about` is the record of the reader that the request is about; null for
    a reader without one. `record_ref` is its own reference. `acting_desk` is the desk of the
    owner's police that acts in danger.

    Only the owner gets five fields: `desks`, which a step of calling may name; `tell`, the person
    who is informed of the release; `needs_consent`, null in a list and after the end; `ended_at`
    and `called_at`. For other readers, the last three are always null.

    `grant` is the grant of the reader. It is null unless the record is released to the reader.
    `next_steps` has the next step and every action; null in a list. Those of the asker follow from
    the state that it is shown.

        Attributes:
            id (UUID):
            side (str):
            about (None | UUID):
            record_ref (str):
            state (str):
            path (str):
            urgency (str):
            asked (list[str]):
            permitted (list[str]):
            record (None | UUID):
            purpose (str):
            reason (str):
            imminent (str):
            agency (str):
            requested_at (datetime.datetime):
            answer_by (datetime.datetime):
            ended_at (datetime.datetime | None):
            needs_another_unit (bool):
            called_at (datetime.datetime | None):
            acting_desk (str):
            police_called_at (datetime.datetime | None):
            needs_second_approver (bool):
            desks (list[CallableDesk]):
            needs_consent (bool | None):
            tell (str):
            told (str):
            is_guardian_told (bool):
            is_reviewed (bool):
            why_ended (str):
            remark (str):
            grant (None | UUID):
            next_steps (NextStepsOut | None):
            requested_at_local (datetime.datetime): `requested_at` in the time zone of your agency, with its offset from
                UTC.
            answer_by_local (datetime.datetime): `answer_by` in the time zone of your agency, with its offset from UTC.
            ended_at_local (datetime.datetime | None): `ended_at` in the time zone of your agency, with its offset from UTC.
            called_at_local (datetime.datetime | None): `called_at` in the time zone of your agency, with its offset from
                UTC.
            police_called_at_local (datetime.datetime | None): `police_called_at` in the time zone of your agency, with its
                offset from UTC.
    """

    id: UUID
    side: str
    about: None | UUID
    record_ref: str
    state: str
    path: str
    urgency: str
    asked: list[str]
    permitted: list[str]
    record: None | UUID
    purpose: str
    reason: str
    imminent: str
    agency: str
    requested_at: datetime.datetime
    answer_by: datetime.datetime
    ended_at: datetime.datetime | None
    needs_another_unit: bool
    called_at: datetime.datetime | None
    acting_desk: str
    police_called_at: datetime.datetime | None
    needs_second_approver: bool
    desks: list[CallableDesk]
    needs_consent: bool | None
    tell: str
    told: str
    is_guardian_told: bool
    is_reviewed: bool
    why_ended: str
    remark: str
    grant: None | UUID
    next_steps: NextStepsOut | None
    requested_at_local: datetime.datetime
    answer_by_local: datetime.datetime
    ended_at_local: datetime.datetime | None
    called_at_local: datetime.datetime | None
    police_called_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        id = str(self.id)

        side = self.side

        about: None | str
        if isinstance(self.about, UUID):
            about = str(self.about)
        else:
            about = self.about

        record_ref = self.record_ref

        state = self.state

        path = self.path

        urgency = self.urgency

        asked = self.asked

        permitted = self.permitted

        record: None | str
        if isinstance(self.record, UUID):
            record = str(self.record)
        else:
            record = self.record

        purpose = self.purpose

        reason = self.reason

        imminent = self.imminent

        agency = self.agency

        requested_at = self.requested_at.isoformat()

        answer_by = self.answer_by.isoformat()

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        needs_another_unit = self.needs_another_unit

        called_at: None | str
        if isinstance(self.called_at, datetime.datetime):
            called_at = self.called_at.isoformat()
        else:
            called_at = self.called_at

        acting_desk = self.acting_desk

        police_called_at: None | str
        if isinstance(self.police_called_at, datetime.datetime):
            police_called_at = self.police_called_at.isoformat()
        else:
            police_called_at = self.police_called_at

        needs_second_approver = self.needs_second_approver

        desks = []
        for desks_item_data in self.desks:
            desks_item = desks_item_data.to_dict()
            desks.append(desks_item)

        needs_consent: bool | None
        needs_consent = self.needs_consent

        tell = self.tell

        told = self.told

        is_guardian_told = self.is_guardian_told

        is_reviewed = self.is_reviewed

        why_ended = self.why_ended

        remark = self.remark

        grant: None | str
        if isinstance(self.grant, UUID):
            grant = str(self.grant)
        else:
            grant = self.grant

        next_steps: dict[str, Any] | None
        if isinstance(self.next_steps, NextStepsOut):
            next_steps = self.next_steps.to_dict()
        else:
            next_steps = self.next_steps

        requested_at_local = self.requested_at_local.isoformat()

        answer_by_local = self.answer_by_local.isoformat()

        ended_at_local: None | str
        if isinstance(self.ended_at_local, datetime.datetime):
            ended_at_local = self.ended_at_local.isoformat()
        else:
            ended_at_local = self.ended_at_local

        called_at_local: None | str
        if isinstance(self.called_at_local, datetime.datetime):
            called_at_local = self.called_at_local.isoformat()
        else:
            called_at_local = self.called_at_local

        police_called_at_local: None | str
        if isinstance(self.police_called_at_local, datetime.datetime):
            police_called_at_local = self.police_called_at_local.isoformat()
        else:
            police_called_at_local = self.police_called_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "side": side,
                "about": about,
                "record_ref": record_ref,
                "state": state,
                "path": path,
                "urgency": urgency,
                "asked": asked,
                "permitted": permitted,
                "record": record,
                "purpose": purpose,
                "reason": reason,
                "imminent": imminent,
                "agency": agency,
                "requested_at": requested_at,
                "answer_by": answer_by,
                "ended_at": ended_at,
                "needs_another_unit": needs_another_unit,
                "called_at": called_at,
                "acting_desk": acting_desk,
                "police_called_at": police_called_at,
                "needs_second_approver": needs_second_approver,
                "desks": desks,
                "needs_consent": needs_consent,
                "tell": tell,
                "told": told,
                "is_guardian_told": is_guardian_told,
                "is_reviewed": is_reviewed,
                "why_ended": why_ended,
                "remark": remark,
                "grant": grant,
                "next_steps": next_steps,
                "requested_at_local": requested_at_local,
                "answer_by_local": answer_by_local,
                "ended_at_local": ended_at_local,
                "called_at_local": called_at_local,
                "police_called_at_local": police_called_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.callable_desk import CallableDesk  # noqa: PLC0415
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        side = d.pop("side")

        def _parse_about(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                about_type_0 = UUID(data)

                return about_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        about = _parse_about(d.pop("about"))

        record_ref = d.pop("record_ref")

        state = d.pop("state")

        path = d.pop("path")

        urgency = d.pop("urgency")

        asked = cast(list[str], d.pop("asked"))

        permitted = cast(list[str], d.pop("permitted"))

        def _parse_record(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                record_type_0 = UUID(data)

                return record_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        record = _parse_record(d.pop("record"))

        purpose = d.pop("purpose")

        reason = d.pop("reason")

        imminent = d.pop("imminent")

        agency = d.pop("agency")

        requested_at = datetime.datetime.fromisoformat(d.pop("requested_at"))

        answer_by = datetime.datetime.fromisoformat(d.pop("answer_by"))

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

        needs_another_unit = d.pop("needs_another_unit")

        def _parse_called_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                called_at_type_0 = datetime.datetime.fromisoformat(data)

                return called_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        called_at = _parse_called_at(d.pop("called_at"))

        acting_desk = d.pop("acting_desk")

        def _parse_police_called_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                police_called_at_type_0 = datetime.datetime.fromisoformat(data)

                return police_called_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        police_called_at = _parse_police_called_at(d.pop("police_called_at"))

        needs_second_approver = d.pop("needs_second_approver")

        desks = []
        _desks = d.pop("desks")
        for desks_item_data in _desks:
            desks_item = CallableDesk.from_dict(desks_item_data)

            desks.append(desks_item)

        def _parse_needs_consent(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        needs_consent = _parse_needs_consent(d.pop("needs_consent"))

        tell = d.pop("tell")

        told = d.pop("told")

        is_guardian_told = d.pop("is_guardian_told")

        is_reviewed = d.pop("is_reviewed")

        why_ended = d.pop("why_ended")

        remark = d.pop("remark")

        def _parse_grant(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                grant_type_0 = UUID(data)

                return grant_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        grant = _parse_grant(d.pop("grant"))

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

        requested_at_local = datetime.datetime.fromisoformat(d.pop("requested_at_local"))

        answer_by_local = datetime.datetime.fromisoformat(d.pop("answer_by_local"))

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

        def _parse_called_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                called_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return called_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        called_at_local = _parse_called_at_local(d.pop("called_at_local"))

        def _parse_police_called_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                police_called_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return police_called_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        police_called_at_local = _parse_police_called_at_local(d.pop("police_called_at_local"))

        disclosure_out = cls(
            id=id,
            side=side,
            about=about,
            record_ref=record_ref,
            state=state,
            path=path,
            urgency=urgency,
            asked=asked,
            permitted=permitted,
            record=record,
            purpose=purpose,
            reason=reason,
            imminent=imminent,
            agency=agency,
            requested_at=requested_at,
            answer_by=answer_by,
            ended_at=ended_at,
            needs_another_unit=needs_another_unit,
            called_at=called_at,
            acting_desk=acting_desk,
            police_called_at=police_called_at,
            needs_second_approver=needs_second_approver,
            desks=desks,
            needs_consent=needs_consent,
            tell=tell,
            told=told,
            is_guardian_told=is_guardian_told,
            is_reviewed=is_reviewed,
            why_ended=why_ended,
            remark=remark,
            grant=grant,
            next_steps=next_steps,
            requested_at_local=requested_at_local,
            answer_by_local=answer_by_local,
            ended_at_local=ended_at_local,
            called_at_local=called_at_local,
            police_called_at_local=police_called_at_local,
        )

        disclosure_out.additional_properties = d
        return disclosure_out

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
