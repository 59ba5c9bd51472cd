"""The table of SIS categories: action on a hit, review of the alert, and kinds of record.

Modelled on Regulation (EU) 2018/1862, Articles 32, 33 and 53. Written from memory of the text:
**every row is to be checked by a lawyer** of the state that means to rely on it.

For (a), (c), (d) and (e), the states consult at once and agree on the next steps. Where national
law allows, the person is brought to a safe place (Art. 33(2)). For (b), only the whereabouts are
communicated (Art. 33(1)). A decision about a child follows its best interests, at the latest 12
hours after it was located (Art. 33(3)). Without an adult's consent, the reporter only learns that
the person was located and the alert deleted (Art. 33(4)). Reviews take place after 5 years or 1
year (Art. 53).
"""

from __future__ import annotations

import dataclasses

from core.codes.alerts import HitAction, SisCategory
from core.codes.records import RecordKind
from core.intake_values import as_code

SIS_COLUMN = "sis_category"  # the intake column that holds the category


@dataclasses.dataclass(frozen=True, slots=True)
class SisRule:
    """The consequences of a category: action on a hit, months to the review, and kinds of record.

    `needs_decision`: the alert needs the decision of an authority (Art. 32(3) and (4)).
    """

    action: HitAction
    review_months: int
    kinds: frozenset[RecordKind]
    needs_decision: bool


_MISSING = frozenset({RecordKind.MISSING})
_PREVENTIVE = frozenset({RecordKind.PREVENTIVE})
_TO_BE_PREVENTED = SisRule(HitAction.PROTECT, 12, _PREVENTIVE, needs_decision=True)
SIS_RULES: dict[SisCategory, SisRule] = {
    SisCategory.MISSING_OWN_PROTECTION: SisRule(
        HitAction.PROTECT, 60, _MISSING, needs_decision=False
    ),
    SisCategory.MISSING_PUBLIC_SECURITY: SisRule(
        HitAction.PROTECT, 60, _MISSING, needs_decision=False
    ),
    SisCategory.MISSING_WITHOUT_PROTECTION: SisRule(
        HitAction.WHEREABOUTS, 60, _MISSING, needs_decision=False
    ),
    SisCategory.CHILD_ABDUCTION_RISK: _TO_BE_PREVENTED,
    SisCategory.CHILD_TRAFFICKING_OR_GENDER_VIOLENCE: _TO_BE_PREVENTED,
    SisCategory.CHILD_TERRORIST_OFFENCES: _TO_BE_PREVENTED,
    SisCategory.CHILD_ARMED_GROUPS: _TO_BE_PREVENTED,
    SisCategory.VULNERABLE_ADULT: _TO_BE_PREVENTED,
}
# The action for a record without a category, or with a category of another kind of record. For a
# missing person it is protection, so that the action does not reveal whether there is an alert.
DEFAULT_ACTIONS: dict[RecordKind, HitAction] = {
    RecordKind.MISSING: HitAction.PROTECT,
    RecordKind.FOUND: HitAction.NONE,
    RecordKind.TRACING: HitAction.NONE,
    RecordKind.PREVENTIVE: HitAction.PROTECT,
}


def sis_rule(category: str) -> SisRule | None:
    """Return the row of a category, or None if there is no such category."""
    code = as_code(category)
    return SIS_RULES[SisCategory(code)] if code in set(SisCategory) else None


def hit_action(kind: str, *categories: str) -> HitAction:
    """Return the action of an agency that has located the person of a record of this kind.

    Of categories that contradict each other the one that protects counts.
    """
    rules = [rule for one in categories if (rule := sis_rule(one)) and kind in rule.kinds]
    actions = {rule.action for rule in rules} or {DEFAULT_ACTIONS[RecordKind(kind)]}
    return HitAction.PROTECT if HitAction.PROTECT in actions else min(actions)
