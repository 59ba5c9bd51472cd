from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RunProgress")


@_attrs_define
class RunProgress:
    """The progress of a run.

    `shards_done` of `shards` jobs are finished. `records` is the number of records in the run,
    `pairs_scored` the number of compared pairs, and `pairs_kept` the number of stored pairs.

        Attributes:
            id (UUID):
            kind (str):
            state (str):
            engine_version (str):
            shards (int):
            shards_done (int):
            records (int):
            pairs_scored (int):
            pairs_kept (int):
    """

    id: UUID
    kind: str
    state: str
    engine_version: str
    shards: int
    shards_done: int
    records: int
    pairs_scored: int
    pairs_kept: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        state = self.state

        engine_version = self.engine_version

        shards = self.shards

        shards_done = self.shards_done

        records = self.records

        pairs_scored = self.pairs_scored

        pairs_kept = self.pairs_kept

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "state": state,
                "engine_version": engine_version,
                "shards": shards,
                "shards_done": shards_done,
                "records": records,
                "pairs_scored": pairs_scored,
                "pairs_kept": pairs_kept,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        state = d.pop("state")

        engine_version = d.pop("engine_version")

        shards = d.pop("shards")

        shards_done = d.pop("shards_done")

        records = d.pop("records")

        pairs_scored = d.pop("pairs_scored")

        pairs_kept = d.pop("pairs_kept")

        run_progress = cls(
            id=id,
            kind=kind,
            state=state,
            engine_version=engine_version,
            shards=shards,
            shards_done=shards_done,
            records=records,
            pairs_scored=pairs_scored,
            pairs_kept=pairs_kept,
        )

        run_progress.additional_properties = d
        return run_progress

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
