from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FailedJob")


@_attrs_define
class FailedJob:
    """A quarantined job, named as in the log.

    `error` is the class of its last error, `run` the id of its run. `run` is None for a job without
    a run.

        Attributes:
            job (int):
            kind (str):
            error (str):
            run (None | UUID):
            created_at (datetime.datetime):
            created_at_local (datetime.datetime): `created_at` in the time zone of your agency, with its offset from UTC.
    """

    job: int
    kind: str
    error: str
    run: None | UUID
    created_at: datetime.datetime
    created_at_local: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        job = self.job

        kind = self.kind

        error = self.error

        run: None | str
        if isinstance(self.run, UUID):
            run = str(self.run)
        else:
            run = self.run

        created_at = self.created_at.isoformat()

        created_at_local = self.created_at_local.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "job": job,
                "kind": kind,
                "error": error,
                "run": run,
                "created_at": created_at,
                "created_at_local": created_at_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        job = d.pop("job")

        kind = d.pop("kind")

        error = d.pop("error")

        def _parse_run(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                run_type_0 = UUID(data)

                return run_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        run = _parse_run(d.pop("run"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_at_local = datetime.datetime.fromisoformat(d.pop("created_at_local"))

        failed_job = cls(
            job=job,
            kind=kind,
            error=error,
            run=run,
            created_at=created_at,
            created_at_local=created_at_local,
        )

        failed_job.additional_properties = d
        return failed_job

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
