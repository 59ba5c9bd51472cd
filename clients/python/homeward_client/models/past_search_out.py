from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.search_state import SearchState, check_search_state

if TYPE_CHECKING:
    from ..models.saved_search_out import SavedSearchOut


T = TypeVar("T", bound="PastSearchOut")


@_attrs_define
class PastSearchOut:
    """One of your searches. `state` is `asked`, `waiting` (for a countersignature), or after saving
    `running`, `ended`, `withdrawn` or `expired`.

    `sign_by` is the deadline of the countersignature, null if it needs none or has one. `saved` is
    its newest saved search, null if it was never saved.

        Attributes:
            id (UUID):
            at (datetime.datetime):
            purpose (str):
            legal_basis (str):
            case_number (str):
            looked_for (str):
            state (SearchState): The state of a search or of a saved search. `ASKED` belongs to searches that are not saved.

                The state is derived from stored times (`services.search.saved_searches`). No job has to store
                that a search has expired.
            sign_by (datetime.datetime | None):
            saved (None | SavedSearchOut):
            at_local (datetime.datetime): `at` in the time zone of your agency, with its offset from UTC.
            sign_by_local (datetime.datetime | None): `sign_by` in the time zone of your agency, with its offset from UTC.
    """

    id: UUID
    at: datetime.datetime
    purpose: str
    legal_basis: str
    case_number: str
    looked_for: str
    state: SearchState
    sign_by: datetime.datetime | None
    saved: None | SavedSearchOut
    at_local: datetime.datetime
    sign_by_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.saved_search_out import SavedSearchOut  # noqa: PLC0415

        id = str(self.id)

        at = self.at.isoformat()

        purpose = self.purpose

        legal_basis = self.legal_basis

        case_number = self.case_number

        looked_for = self.looked_for

        state: str = self.state

        sign_by: None | str
        if isinstance(self.sign_by, datetime.datetime):
            sign_by = self.sign_by.isoformat()
        else:
            sign_by = self.sign_by

        saved: dict[str, Any] | None
        if isinstance(self.saved, SavedSearchOut):
            saved = self.saved.to_dict()
        else:
            saved = self.saved

        at_local = self.at_local.isoformat()

        sign_by_local: None | str
        if isinstance(self.sign_by_local, datetime.datetime):
            sign_by_local = self.sign_by_local.isoformat()
        else:
            sign_by_local = self.sign_by_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "at": at,
                "purpose": purpose,
                "legal_basis": legal_basis,
                "case_number": case_number,
                "looked_for": looked_for,
                "state": state,
                "sign_by": sign_by,
                "saved": saved,
                "at_local": at_local,
                "sign_by_local": sign_by_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.saved_search_out import SavedSearchOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        at = datetime.datetime.fromisoformat(d.pop("at"))

        purpose = d.pop("purpose")

        legal_basis = d.pop("legal_basis")

        case_number = d.pop("case_number")

        looked_for = d.pop("looked_for")

        state = check_search_state(d.pop("state"))

        def _parse_sign_by(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sign_by_type_0 = datetime.datetime.fromisoformat(data)

                return sign_by_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sign_by = _parse_sign_by(d.pop("sign_by"))

        def _parse_saved(data: object) -> None | SavedSearchOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                saved_type_0 = SavedSearchOut.from_dict(data)

                return saved_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SavedSearchOut, data)

        saved = _parse_saved(d.pop("saved"))

        at_local = datetime.datetime.fromisoformat(d.pop("at_local"))

        def _parse_sign_by_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sign_by_local_type_0 = datetime.datetime.fromisoformat(data)

                return sign_by_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sign_by_local = _parse_sign_by_local(d.pop("sign_by_local"))

        past_search_out = cls(
            id=id,
            at=at,
            purpose=purpose,
            legal_basis=legal_basis,
            case_number=case_number,
            looked_for=looked_for,
            state=state,
            sign_by=sign_by,
            saved=saved,
            at_local=at_local,
            sign_by_local=sign_by_local,
        )

        past_search_out.additional_properties = d
        return past_search_out

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
