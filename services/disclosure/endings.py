"""The reason why a request for disclosure was refused, revoked or withdrawn: a code and a remark.

They are sealed with the record. The side that ends a request can always read them; the other side
if `core.policy.sharing.disclosure.ENDING_REASONS` permits it.
"""

from __future__ import annotations

import dataclasses
from uuid import UUID

from sqlalchemy.orm import Session

from core.errors import InvalidInput, require_code
from core.policy.fields import FieldClass
from core.policy.sharing.disclosure import ENDING_REASONS
from core.security.crypto import SealPlace
from models.disclosure.requests_and_grants import Disclosure
from services.foundation import data_keys
from services.foundation.context import Context

REMARK_LENGTH = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Ending:
    """The reason for an end: a code, and a remark in free text; both may be ""."""

    reason: str = ""
    remark: str = ""

    def check(self, act: str) -> None:
        """Raise `InvalidInput` if an ending act lacks its reason, or another act has one."""
        if act not in ENDING_REASONS:
            if self.reason or self.remark:
                raise InvalidInput("reason", "not_allowed")
            return
        if not self.reason:
            raise InvalidInput("reason", "needed")
        require_code("reason", self.reason, ENDING_REASONS[act])
        if len(self.remark) > REMARK_LENGTH:
            raise InvalidInput("remark", "too_long")


NO_ENDING = Ending()


def is_reason_shown(act: str, reason: str) -> bool:
    """Return whether the other side may read the reason."""
    return ENDING_REASONS.get(act, {}).get(reason, False)


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("disclosure_ending", public_id, FieldClass.F4B.value, 1)


def store_ending(
    session: Session, context: Context, disclosure: Disclosure, subject: UUID, ending: Ending
) -> None:
    """Seal the reason of an end with the key of its record; skip an erased record."""
    key = data_keys.open_data_keys(session, context.keys, [subject]).get(subject)
    if key is not None and ending != NO_ENDING:
        disclosure.ending = data_keys.seal_json(
            key, dataclasses.asdict(ending), _place(disclosure.public_id)
        )


def read_ending(key: bytes | None, disclosure: Disclosure) -> Ending:
    """Return the reason of an end; `NO_ENDING` if there is none or it cannot be read any more."""
    if key is None or disclosure.ending is None:
        return NO_ENDING
    return Ending(**data_keys.unseal_json(key, disclosure.ending, _place(disclosure.public_id)))
