from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pair_contact import PairContact, check_pair_contact

if TYPE_CHECKING:
    from ..models.next_steps_out import NextStepsOut
    from ..models.reason_out import ReasonOut
    from ..models.record_out import RecordOut
    from ..models.review_out import ReviewOut
    from ..models.turn_out import TurnOut


T = TypeVar("T", bound="PairOut")


@_attrs_define
class PairOut:
    """A pair as one owner sees it.

    Attributes:
        id (UUID):
        state (str):
        version (int):
        band (str): Strength by permitted evidence: `strong`, `possible` or `weak`. `link` with the view `hit`: a record
            like your own exists; call `other.desk`. A link has no strength.
        own (RecordOut): A record as the reader may see it.
        other (RecordOut): A record as the reader may see it.
        contact (PairContact): Whom the viewer's side of a pair calls about the other record.

            `own_agency`: both records belong to the viewer's agency. `own_desk`: the viewer's agency has
            the desk that reaches the owner.
        bits (float | None): Sum of the evidence; null below the view `identity` of the other record, and if
            `is_rescore_due`.
        probability (float | None): Probability that both records are one person; null below the view `identity`, and if
            `is_rescore_due`.
        amount (float | None): Amount of compared evidence; null below the view `identity`, and if `is_rescore_due`.
        reasons (list[ReasonOut]): The evidence; empty below the view `identity`.
        is_rescore_due (bool): Whether an older version scored the pair. Numbers and reasons follow with the next
            scoring.
        worked_until (datetime.datetime | None): End of the lock that a person of your side took; null if nobody took
            it, or returned it.
        withheld (str): Why the found side does not see facts of a missing report: `evidence`, `custody`, `verdict` or
            `sharing`; otherwise empty.
        evidence (str): Hash of the evidence. The ETag of a match decision names it.
        review (ReviewOut): A review that your side must do: its cause, and the attributes with other evidence.
        next_steps (NextStepsOut | None): The next steps, and whose turn it is; null in lists.
        turn (None | TurnOut): In lists: the step that comes next, null where none does.
        worked_until_local (datetime.datetime | None): `worked_until` in the time zone of your agency, with its offset
            from UTC.
    """

    id: UUID
    state: str
    version: int
    band: str
    own: RecordOut
    other: RecordOut
    contact: PairContact
    bits: float | None
    probability: float | None
    amount: float | None
    reasons: list[ReasonOut]
    is_rescore_due: bool
    worked_until: datetime.datetime | None
    withheld: str
    evidence: str
    review: ReviewOut
    next_steps: NextStepsOut | None
    turn: None | TurnOut
    worked_until_local: datetime.datetime | None
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415
        from ..models.turn_out import TurnOut  # noqa: PLC0415

        id = str(self.id)

        state = self.state

        version = self.version

        band = self.band

        own = self.own.to_dict()

        other = self.other.to_dict()

        contact: str = self.contact

        bits: float | None
        bits = self.bits

        probability: float | None
        probability = self.probability

        amount: float | None
        amount = self.amount

        reasons = []
        for reasons_item_data in self.reasons:
            reasons_item = reasons_item_data.to_dict()
            reasons.append(reasons_item)

        is_rescore_due = self.is_rescore_due

        worked_until: None | str
        if isinstance(self.worked_until, datetime.datetime):
            worked_until = self.worked_until.isoformat()
        else:
            worked_until = self.worked_until

        withheld = self.withheld

        evidence = self.evidence

        review = self.review.to_dict()

        next_steps: dict[str, Any] | None
        if isinstance(self.next_steps, NextStepsOut):
            next_steps = self.next_steps.to_dict()
        else:
            next_steps = self.next_steps

        turn: dict[str, Any] | None
        if isinstance(self.turn, TurnOut):
            turn = self.turn.to_dict()
        else:
            turn = self.turn

        worked_until_local: None | str
        if isinstance(self.worked_until_local, datetime.datetime):
            worked_until_local = self.worked_until_local.isoformat()
        else:
            worked_until_local = self.worked_until_local

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "state": state,
                "version": version,
                "band": band,
                "own": own,
                "other": other,
                "contact": contact,
                "bits": bits,
                "probability": probability,
                "amount": amount,
                "reasons": reasons,
                "is_rescore_due": is_rescore_due,
                "worked_until": worked_until,
                "withheld": withheld,
                "evidence": evidence,
                "review": review,
                "next_steps": next_steps,
                "turn": turn,
                "worked_until_local": worked_until_local,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.next_steps_out import NextStepsOut  # noqa: PLC0415
        from ..models.reason_out import ReasonOut  # noqa: PLC0415
        from ..models.record_out import RecordOut  # noqa: PLC0415
        from ..models.review_out import ReviewOut  # noqa: PLC0415
        from ..models.turn_out import TurnOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        state = d.pop("state")

        version = d.pop("version")

        band = d.pop("band")

        own = RecordOut.from_dict(d.pop("own"))

        other = RecordOut.from_dict(d.pop("other"))

        contact = check_pair_contact(d.pop("contact"))

        def _parse_bits(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        bits = _parse_bits(d.pop("bits"))

        def _parse_probability(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        probability = _parse_probability(d.pop("probability"))

        def _parse_amount(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        amount = _parse_amount(d.pop("amount"))

        reasons = []
        _reasons = d.pop("reasons")
        for reasons_item_data in _reasons:
            reasons_item = ReasonOut.from_dict(reasons_item_data)

            reasons.append(reasons_item)

        is_rescore_due = d.pop("is_rescore_due")

        def _parse_worked_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                worked_until_type_0 = datetime.datetime.fromisoformat(data)

                return worked_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        worked_until = _parse_worked_until(d.pop("worked_until"))

        withheld = d.pop("withheld")

        evidence = d.pop("evidence")

        review = ReviewOut.from_dict(d.pop("review"))

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

        def _parse_turn(data: object) -> None | TurnOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                turn_type_0 = TurnOut.from_dict(data)

                return turn_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TurnOut, data)

        turn = _parse_turn(d.pop("turn"))

        def _parse_worked_until_local(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                worked_until_local_type_0 = datetime.datetime.fromisoformat(data)

                return worked_until_local_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        worked_until_local = _parse_worked_until_local(d.pop("worked_until_local"))

        pair_out = cls(
            id=id,
            state=state,
            version=version,
            band=band,
            own=own,
            other=other,
            contact=contact,
            bits=bits,
            probability=probability,
            amount=amount,
            reasons=reasons,
            is_rescore_due=is_rescore_due,
            worked_until=worked_until,
            withheld=withheld,
            evidence=evidence,
            review=review,
            next_steps=next_steps,
            turn=turn,
            worked_until_local=worked_until_local,
        )

        pair_out.additional_properties = d
        return pair_out

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
