from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ProvenanceIn")


@_attrs_define
class ProvenanceIn:
    """The source of a value, its day and its quality.

    The default is the agency itself, today, not assessed.

        Attributes:
            source (str | Unset): One of: person, reporter, relative, guardian, companion, witness, professional, authority,
                controller, protection, police, hotline. Default: ''.
            stated_on (str | Unset): YYYY-MM-DD, not in the future. Default: ''.
            quality (str | Unset): Grade of the source (A B C X), grade of the information (1 to 4), handling (H0 to H3),
                for example A1H0. Default: ''.
    """

    source: str | Unset = ""
    stated_on: str | Unset = ""
    quality: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        source = self.source

        stated_on = self.stated_on

        quality = self.quality

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if source is not UNSET:
            field_dict["source"] = source
        if stated_on is not UNSET:
            field_dict["stated_on"] = stated_on
        if quality is not UNSET:
            field_dict["quality"] = quality

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        source = d.pop("source", UNSET)

        stated_on = d.pop("stated_on", UNSET)

        quality = d.pop("quality", UNSET)

        provenance_in = cls(
            source=source,
            stated_on=stated_on,
            quality=quality,
        )

        return provenance_in
