from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ReportRunView")


@_attrs_define
class ReportRunView:
    """A report in a list, without its document.

    `counted_at` is the time of its newest counts. `until` is the end of the day up to which counts
    were used, None for the newest. `since` is the end of the day with whose counts they were
    compared, None without a comparison.

        Attributes:
            id (UUID):
            made_at (datetime.datetime):
            since (datetime.datetime | None):
            until (datetime.datetime | None):
            counted_at (datetime.datetime):
            engine_version (str):
            benchmarks_digest (str):
            made_at_local (datetime.datetime): `made_at` in the time zone of your agency, with its offset from UTC.
            since_local (datetime.datetime | None): `since` in the time zone of your agency, with its offset from UTC.
            until_local (datetime.datetime | None): `until` in the time zone of your agency, with its offset from UTC.
            counted_at_local (datetime.datetime): `counted_at` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    made_at: datetime.datetime
    since: datetime.datetime | None
    until: datetime.datetime | None
    counted_at: datetime.datetime
    engine_version: str
    benchmarks_digest: str
    made_at_local: datetime.datetime
    since_local: datetime.datetime | None
    until_local: datetime.datetime | None
    counted_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        made_at = self.made_at.isoformat()

        since: None | str
        if isinstance(self.since, datetime.datetime):
            since = self.since.isoformat()
        else:
            since = self.since

        until: None | str
        if isinstance(self.until, datetime.datetime):
            until = self.until.isoformat()
        else:
            until = self.until

        counted_at = self.counted_at.isoformat()

        engine_version = self.engine_version

        benchmarks_digest = self.benchmarks_digest

        made_at_local = self.made_at_local.isoformat()

        since_local: None | str
        if isinstance(self.since_local, datetime.datetime):
            since_local = self.since_local.isoformat()
        else:
            since_local = self.since_local

        until_local: None | str
        if isinstance(self.until_local, datetime.datetime):
            until_local = self.until_local.isoformat()
        else:
            until_local = self.until_local

        counted_at_local = self.counted_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "made_at": made_at,
                "since": since,
                "until": until,
                "counted_at": counted_at,
                "engine_version": engine_version,
                "benchmarks_digest": benchmarks_digest,
                "made_at_local": made_at_local,
                "since_local": since_local,
                "until_local": until_local,
                "counted_at_local": counted_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        made_at = datetime.datetime.fromisoformat(d.pop("made_at"))

        def _parse_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_type_0 = datetime.datetime.fromisoformat(data)

                return since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since = _parse_since(d.pop("since"))

        def _parse_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.datetime.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until = _parse_until(d.pop("until"))

        counted_at = datetime.datetime.fromisoformat(d.pop("counted_at"))

        engine_version = d.pop("engine_version")

        benchmarks_digest = d.pop("benchmarks_digest")

        made_at_local = datetime.datetime.fromisoformat(d.pop("made_at_local"))

        def _parse_since_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                since_local_type_0 = datetime.datetime.fromisoformat(data)

                return since_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        since_local = _parse_since_local(d.pop("since_local"))

        def _parse_until_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_local_type_0 = datetime.datetime.fromisoformat(data)

                return until_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        until_local = _parse_until_local(d.pop("until_local"))

        counted_at_local = datetime.datetime.fromisoformat(d.pop("counted_at_local"))

        report_run_view = cls(
            id=id,
            made_at=made_at,
            since=since,
            until=until,
            counted_at=counted_at,
            engine_version=engine_version,
            benchmarks_digest=benchmarks_digest,
            made_at_local=made_at_local,
            since_local=since_local,
            until_local=until_local,
            counted_at_local=counted_at_local,
        )

        report_run_view.additional_properties = d
        return report_run_view

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
