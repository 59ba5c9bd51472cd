"""Corrections of own records by an agency's software: which columns, and no less protection.

Software corrects facts that it may read. It changes no declaration, no sharing and no identity,
and no fact that a person confirmed. It removes no protection of the person and shares no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.errors import Refused
from core.policy.case.care_confirmation import CONFIRMED_FIELDS, CareProof
from core.policy.fields import field_class
from core.policy.records.provenance import ALL_COLUMNS
from core.policy.sharing.views import VIEW_CLASSES, View
from core.refusals import Refusal
from services.foundation.facts.intake_row import Row
from services.foundation.facts.statements import Statement
from services.records.intake.preparation import EffectiveSharing
from services.records.sharing_changes import SHARING_COLUMNS
from services.sharing.visibility import VisibleRecord

READABLE_CLASSES = VIEW_CLASSES[View.IDENTITY]  # the view of software on own records


def check_changes(
    seen: VisibleRecord,
    statements: Iterable[Statement],
    changes: Row,
    declared: Mapping[str, str] | None,
) -> None:
    """Raise `Refused` for a declaration, and for a column that software may not correct.

    `declared` is None if no declaration changes. Refused are the columns of sharing, columns
    outside the classes that software may read, and columns with a statement of another class, which
    the correction would remove. For a found person in care they are also the facts that were
    confirmed with the care.
    """
    columns = {name.partition("@")[0] for name in changes} - {ALL_COLUMNS}
    kind = seen.record.kind
    hidden = {
        statement.field
        for statement in statements
        if statement.class_of(kind) not in READABLE_CLASSES
    }
    is_confirmed = seen.proof is not CareProof.NOTHING
    if (
        declared
        or columns & (SHARING_COLUMNS | hidden)
        or any(field_class(column, kind) not in READABLE_CLASSES for column in columns)
        or (is_confirmed and columns & CONFIRMED_FIELDS)
    ):
        raise Refused(Refusal.SOFTWARE_CORRECTS_FACTS)


def check_result(before: EffectiveSharing, after: EffectiveSharing, *, is_of_another: bool) -> None:
    """Raise `Refused` if a correction changes the identity, ends a protection or shares more.

    `is_of_another`: the identity differs in more than spelling. The protections are those of a
    minor, of a victim and of a person under international protection.
    """
    is_lost = (
        (before.is_minor and not after.is_minor)
        or (before.is_victim and not after.is_victim)
        or (before.is_eu_only and not after.is_eu_only)
    )
    views = {(share.state, share.audience): share.view for share in before.shares}
    is_wider = any(
        share.view > views.get((share.state, share.audience), View.NONE) for share in after.shares
    )
    if is_of_another or is_lost or is_wider:
        raise Refused(Refusal.SOFTWARE_CORRECTS_FACTS)
