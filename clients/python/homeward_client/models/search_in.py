from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.query import Query


T = TypeVar("T", bound="SearchIn")


@_attrs_define
class SearchIn:
    """A search, with its purpose, legal basis and case.

    Attributes:
        facts (Query): Facts about the person: two identifying facts or more, or a full document or phone number.
        purpose (str): Code of the purpose, for example `locate_missing`.
        legal_basis (str): Code of the legal basis, for example `led_8_10`.
        case_number (str): Case number in the form of your state.
        bound_to (None | Unset | UUID): Your own missing report that the search is for; null for another search.
    """

    facts: Query
    purpose: str
    legal_basis: str
    case_number: str
    bound_to: None | Unset | UUID = UNSET

    def to_dict(self) -> dict[str, Any]:
        facts = self.facts.to_dict()

        purpose = self.purpose

        legal_basis = self.legal_basis

        case_number = self.case_number

        bound_to: None | str | Unset
        if isinstance(self.bound_to, Unset):
            bound_to = UNSET
        elif isinstance(self.bound_to, UUID):
            bound_to = str(self.bound_to)
        else:
            bound_to = self.bound_to

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "facts": facts,
                "purpose": purpose,
                "legal_basis": legal_basis,
                "case_number": case_number,
            }
        )
        if bound_to is not UNSET:
            field_dict["bound_to"] = bound_to

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.query import Query  # noqa: PLC0415

        d = dict(src_dict)
        facts = Query.from_dict(d.pop("facts"))

        purpose = d.pop("purpose")

        legal_basis = d.pop("legal_basis")

        case_number = d.pop("case_number")

        def _parse_bound_to(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                bound_to_type_0 = UUID(data)

                return bound_to_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        bound_to = _parse_bound_to(d.pop("bound_to", UNSET))

        search_in = cls(
            facts=facts,
            purpose=purpose,
            legal_basis=legal_basis,
            case_number=case_number,
            bound_to=bound_to,
        )

        return search_in
