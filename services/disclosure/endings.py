"""Why a request for disclosure was refused, revoked or withdrawn: a code and a remark, sealed with
the record.

The side that ends it always reads them; the other one where `core.policy.disclosure.ENDING_REASONS`
says so.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from core.errors import InvalidInput, require_code
from core.policy.disclosure import ENDING_REASONS
from core.policy.fields import FieldClass
from core.security.crypto import SealPlace
from models.disclosure.disclosure import Disclosure
from services.foundation import data_keys, free_text_screening
from services.foundation.context import Context
from services.foundation.statements import Statement

REMARK_LENGTH = 500


@dataclasses.dataclass(frozen=True, slots=True)
class Ending:
    """Why something was ended: a code, and in free words what it leaves open; both "" where there
    is nothing to say.
    """

    reason: str = ""
    remark: str = ""

    def check(self, act: str) -> None:
        """Raise `InvalidInput` where an act that ends a request lacks its reason, or another act
        brings one.
        """
        if act not in ENDING_REASONS:
            if self.reason or self.remark:
                raise InvalidInput("reason", "not_allowed")
            return
        if not self.reason:
            raise InvalidInput("reason", "needed")
        require_code("reason", self.reason, ENDING_REASONS[act])
        if len(self.remark) > REMARK_LENGTH:
            raise InvalidInput("remark", "too_long")

    def check_remark(self, statements: Iterable[Statement]) -> None:
        """Raise `InvalidInput` for a remark that tells where the writing side's person is or how to
        reach them.
        """
        if self.remark.strip():
            free_text_screening.check_text(self.remark, statements, field="remark")


NO_ENDING = Ending()


def is_reason_shown(act: str, reason: str) -> bool:
    """Tell whether the other side reads why."""
    return ENDING_REASONS.get(act, {}).get(reason, False)


def _place(public_id: UUID) -> SealPlace:
    return SealPlace("disclosure_ending", public_id, FieldClass.F4B.value, 1)


def store_ending(
    session: Session, context: Context, disclosure: Disclosure, subject: UUID, ending: Ending
) -> None:
    """Seal why a request ended under the key of its record; of a record that was forgotten nothing
    is kept.
    """
    key = data_keys.open_data_keys(session, context.keys, [subject]).get(subject)
    if key is not None and ending != NO_ENDING:
        disclosure.ending = data_keys.seal_json(
            key, dataclasses.asdict(ending), _place(disclosure.public_id)
        )


def read_ending(key: bytes | None, disclosure: Disclosure) -> Ending:
    """Return why a request ended; `NO_ENDING` where nothing was said, or is readable no more."""
    if key is None or disclosure.ending is None:
        return NO_ENDING
    return Ending(**data_keys.unseal_json(key, disclosure.ending, _place(disclosure.public_id)))
