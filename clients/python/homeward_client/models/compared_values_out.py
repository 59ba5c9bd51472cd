from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.remark_out import RemarkOut
    from ..models.value_part_out import ValuePartOut


T = TypeVar("T", bound="ComparedValuesOut")


@_attrs_define
class ComparedValuesOut:
    """Two compared values, "" where a side has none.

    Isolate right-to-left values when you show them.

    `words` is English. For another language, use the parts with their codes: `left_pieces` and
    `right_pieces` for `left` and `right`, `remarks` for `words`. The pieces are empty for values
    that are not codes. `bits` is null if the bits of these values cannot be separated from those of
    the whole attribute.

        Attributes:
            left (str):
            right (str):
            words (str):
            bits (float | None):
            left_pieces (list[ValuePartOut]):
            right_pieces (list[ValuePartOut]):
            remarks (list[RemarkOut]):
    """

    left: str
    right: str
    words: str
    bits: float | None
    left_pieces: list[ValuePartOut]
    right_pieces: list[ValuePartOut]
    remarks: list[RemarkOut]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        left = self.left

        right = self.right

        words = self.words

        bits: float | None
        bits = self.bits

        left_pieces = []
        for left_pieces_item_data in self.left_pieces:
            left_pieces_item = left_pieces_item_data.to_dict()
            left_pieces.append(left_pieces_item)

        right_pieces = []
        for right_pieces_item_data in self.right_pieces:
            right_pieces_item = right_pieces_item_data.to_dict()
            right_pieces.append(right_pieces_item)

        remarks = []
        for remarks_item_data in self.remarks:
            remarks_item = remarks_item_data.to_dict()
            remarks.append(remarks_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "left": left,
                "right": right,
                "words": words,
                "bits": bits,
                "left_pieces": left_pieces,
                "right_pieces": right_pieces,
                "remarks": remarks,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.remark_out import RemarkOut  # noqa: PLC0415
        from ..models.value_part_out import ValuePartOut  # noqa: PLC0415

        d = dict(src_dict)
        left = d.pop("left")

        right = d.pop("right")

        words = d.pop("words")

        def _parse_bits(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        bits = _parse_bits(d.pop("bits"))

        left_pieces = []
        _left_pieces = d.pop("left_pieces")
        for left_pieces_item_data in _left_pieces:
            left_pieces_item = ValuePartOut.from_dict(left_pieces_item_data)

            left_pieces.append(left_pieces_item)

        right_pieces = []
        _right_pieces = d.pop("right_pieces")
        for right_pieces_item_data in _right_pieces:
            right_pieces_item = ValuePartOut.from_dict(right_pieces_item_data)

            right_pieces.append(right_pieces_item)

        remarks = []
        _remarks = d.pop("remarks")
        for remarks_item_data in _remarks:
            remarks_item = RemarkOut.from_dict(remarks_item_data)

            remarks.append(remarks_item)

        compared_values_out = cls(
            left=left,
            right=right,
            words=words,
            bits=bits,
            left_pieces=left_pieces,
            right_pieces=right_pieces,
            remarks=remarks,
        )

        compared_values_out.additional_properties = d
        return compared_values_out

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
