from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.next_steps_out import NextStepsOut


T = TypeVar("T", bound="ImportOut")


@_attrs_define
class ImportOut:
    """The progress of an import, with what happens next. `rows_total` is null for a file that was
    read on the server.

    `pairs_withdrawn` and `notices_withdrawn` count the pairs and notices that undo withdrew. Hidden
    pairs and notices of other agencies are not counted.

        Attributes:
            id (UUID):
            state (str):
            rows_total (int | None):
            rows_in (int):
            rows_rejected (int):
            rows_warned (int):
            rows_undone (int):
            pairs_withdrawn (int):
            notices_withdrawn (int):
            created_at (datetime.datetime):
            finished_at (datetime.datetime | None):
            next_steps (NextStepsOut): The steps done, the step that comes next, and every action with its reason.

                `current` is null if no step comes next.
            created_at_local (datetime.datetime): `created_at` in the time zone of your agency, with its offset from UTC.
            finished_at_local (datetime.datetime | None): `finished_at` in the time zone of your agency, with its offset
                from UTC.
    """

    id: UUID
    state: str
    rows_total: int | None
    rows_in: int
    rows_rejected: int
    rows_warned: int
    rows_undone: int
    pairs_withdrawn: int
    notices_withdrawn: int
    created_at: datetime.datetime
    finished_at: datetime.datetime | None
    next_steps: NextStepsOut
    created_at_local: datetime.datetime
    finished_at_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        state = self.state

        rows_total: int | None
        rows_total = self.rows_total

        rows_in = self.rows_in

        rows_rejected = self.rows_rejected

        rows_warned = self.rows_warned

        rows_undone = self.rows_undone

        pairs_withdrawn = self.pairs_withdrawn

        notices_withdrawn = self.notices_withdrawn

        created_at = self.created_at.isoformat()

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        next_steps = self.next_steps.to_dict()

        created_at_local = self.created_at_local.isoformat()

        finished_at_local: None | str
        if isinstance(self.finished_at_local, datetime.datetime):
            finished_at_local = self.finished_at_local.isoformat()
        else:
            finished_at_local = self.finished_at_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "rows_total": rows_total,
                "rows_in": rows_in,
                "rows_rejected": rows_rejected,
                "rows_warned": rows_warned,
                "rows_undone": rows_undone,
                "pairs_withdrawn": pairs_withdrawn,
                "notices_withdrawn": notices_withdrawn,
                "created_at": created_at,
                "finished_at": finished_at,
                "next_steps": next_steps,
                "created_at_local": created_at_local,
                "finished_at_local": finished_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        state = d.pop("state")

        def _parse_rows_total(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        rows_total = _parse_rows_total(d.pop("rows_total"))

        rows_in = d.pop("rows_in")

        rows_rejected = d.pop("rows_rejected")

        rows_warned = d.pop("rows_warned")

        rows_undone = d.pop("rows_undone")

        pairs_withdrawn = d.pop("pairs_withdrawn")

        notices_withdrawn = d.pop("notices_withdrawn")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        next_steps = NextStepsOut.from_dict(d.pop("next_steps"))

        created_at_local = datetime.datetime.fromisoformat(d.pop("created_at_local"))

        def _parse_finished_at_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_local_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at_local = _parse_finished_at_local(d.pop("finished_at_local"))

        import_out = cls(
            id=id,
            state=state,
            rows_total=rows_total,
            rows_in=rows_in,
            rows_rejected=rows_rejected,
            rows_warned=rows_warned,
            rows_undone=rows_undone,
            pairs_withdrawn=pairs_withdrawn,
            notices_withdrawn=notices_withdrawn,
            created_at=created_at,
            finished_at=finished_at,
            next_steps=next_steps,
            created_at_local=created_at_local,
            finished_at_local=finished_at_local,
        )

        import_out.additional_properties = d
        return import_out

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
