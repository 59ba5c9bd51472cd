from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.search_out import SearchOut


T = TypeVar("T", bound="BatchRowOut")


@_attrs_define
class BatchRowOut:
    """A row of the file: its result, or the reason why no search was made.

    `result` is null if no search was made.

        Attributes:
            line (int):
            result (None | SearchOut):
            reason (str):
    """

    line: int
    result: None | SearchOut
    reason: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.search_out import SearchOut  # noqa: PLC0415

        line = self.line

        result: dict[str, Any] | None
        if isinstance(self.result, SearchOut):
            result = self.result.to_dict()
        else:
            result = self.result

        reason = self.reason

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "line": line,
                "result": result,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.search_out import SearchOut  # noqa: PLC0415

        d = dict(src_dict)
        line = d.pop("line")

        def _parse_result(data: object) -> None | SearchOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_type_0 = SearchOut.from_dict(data)

                return result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SearchOut, data)

        result = _parse_result(d.pop("result"))

        reason = d.pop("reason")

        batch_row_out = cls(
            line=line,
            result=result,
            reason=reason,
        )

        batch_row_out.additional_properties = d
        return batch_row_out

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
