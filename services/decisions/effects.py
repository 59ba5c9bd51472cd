"""The effect of each kind of approval on its subject."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from core.codes.approvals import ApprovalKind
from models.oversight.approval import Approval
from services.clearance import institutions
from services.disclosure import exports
from services.foundation.actor import Actor
from services.foundation.context import Context
from services.oversight import search_samples

Step = Callable[[Session, Context, Actor, Approval], None]


def _nothing(_session: Session, _context: Context, _actor: Actor, _approval: Approval) -> None:
    pass


def _no_titles(_session: Session, _subjects: Collection[UUID]) -> Mapping[UUID, str]:
    return {}


@dataclasses.dataclass(frozen=True, slots=True)
class Effect:
    """What a kind does to its subject.

    `approve` and `refuse` change the subject after the decision. `check` raises if the subject
    allows no decision now. `titles` returns a text for each subject that the list shows; a subject
    without one is left out.
    """

    approve: Step
    refuse: Step = _nothing
    check: Step = _nothing
    titles: Callable[[Session, Collection[UUID]], Mapping[UUID, str]] = _no_titles


EFFECTS: dict[ApprovalKind, Effect] = {
    ApprovalKind.INSTITUTION: Effect(
        approve=institutions.confirm_institution,
        refuse=institutions.refuse_institution,
        titles=institutions.institution_names,
    ),
    ApprovalKind.EXPORT: Effect(approve=exports.open_export, check=exports.check_export),
    ApprovalKind.SEARCH_SAMPLE: Effect(approve=search_samples.open_sample),
}
