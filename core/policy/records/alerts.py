"""The table of SIS categories: action on a hit, review of the alert, and kinds of record.

Modelled on Regulation (EU) 2018/1862. Articles 32 and 33 were compared with their published text,
Article 53 is from memory: **every row is to be checked by a lawyer** of the state that means to
rely on it.

- Art. 32(1): the categories, as the paragraph lists them.
- Art. 32(3), (4): the alerts of (c), (d) and (e) need a decision of the competent authorities.
- Art. 33(1): the whereabouts of every person who was located are communicated, for adults within
  the limits of paragraph 4. For (b) no other action follows.
- Art. 33(2): for (a), (c), (d) and (e) the states consult at once and agree on the next steps.
  Where national law allows, the person is moved to a safe place to prevent the onward journey.
- Art. 33(3): a decision about a child follows its best interests. It is taken at once, at the
  latest 12 hours after the child was located, with the child protection authorities.
- Art. 33(4): data on an adult goes beyond the competent authorities only with consent. The person
  who reported the adult missing may learn that the person was located and the alert deleted.
- Art. 53(2), (4): (a) and (b) are reviewed within 5 years; (c), (d) and (e) within 1 year.
"""

from __future__ import annotations

import dataclasses

from core.codes.alerts import HitAction, SisCategory
from core.codes.records import RecordKind
from core.intake_values import as_code
from core.policy.sharing.disclosure import BEST_INTERESTS_HOURS

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
_TO_BE_PREVENTED = SisRule(
    HitAction.PROTECT, 12, frozenset({RecordKind.PREVENTIVE}), needs_decision=True
)
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
# Records that search for a person. Those of other kinds have no alert whose review falls due.
ALERTED_KINDS = frozenset(kind for rule in SIS_RULES.values() for kind in rule.kinds)
# The action for a record without a category, or with a category of another kind of record. For a
# missing person it is protection, so that the action does not reveal whether there is an alert.
DEFAULT_ACTIONS: dict[RecordKind, HitAction] = {
    RecordKind.MISSING: HitAction.PROTECT,
    RecordKind.FOUND: HitAction.NONE,
    RecordKind.TRACING: HitAction.NONE,
    RecordKind.PREVENTIVE: HitAction.PROTECT,
}

_ABOUT_CHILDREN = (
    "If the person is or may be a child: decide in the child's best interests, together with child"
    f" protection, within {BEST_INTERESTS_HOURS} hours of tracing the child."  # Art. 33(3)
)
_ABOUT_ADULTS = (
    "If the person is an adult: without the adult's consent, share details only with the desk. The"
    " reporter is informed only: “located, alert deleted”."  # Art. 33(4)
)
# What an agency does that has located the person: the action, then the duties that come with it.
# Pages and answers have these sentences; pages translate them.
ACTION_SENTENCES: dict[str, tuple[str, ...]] = {
    HitAction.PROTECT: (
        "Call the desk at once and agree what to do. Where national law allows it, bring"
        " the person to a safe place so that the journey does not continue.",
        _ABOUT_CHILDREN,
        _ABOUT_ADULTS,
    ),
    HitAction.WHEREABOUTS: (
        "Tell only the desk where the person is. Do not hold the person.",
        _ABOUT_CHILDREN,
        _ABOUT_ADULTS,
    ),
    HitAction.NONE: (),
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
