"""The table of indicators of trafficking: groups of observations, each with a weight.

It follows the six dimensions of the operational indicators of ILO and the European Commission
(2009), with a set for children. The weights are written from memory of them and must be checked by
an expert.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable


class IndicatorWeight(enum.StrEnum):
    """The weight of a single indicator."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


_S, _M, _W = IndicatorWeight.STRONG, IndicatorWeight.MEDIUM, IndicatorWeight.WEAK

# group -> indicator -> weight
INDICATORS: dict[str, dict[str, IndicatorWeight]] = {
    "child": {
        "with_unrelated_adult": _M,
        "adult_speaks_for_child": _M,
        "coached_story": _M,
        "owes_for_the_journey": _S,
        "phone_controlled": _S,
        "documents_held": _M,
        "many_moves": _W,
        "unexplained_goods": _W,
        "missing_before": _M,
        "sexualised_or_infected": _S,
    },
    "deceptive_recruitment": {
        "deceived_about_work": _S,
        "deceived_about_place_or_papers": _M,
        "deceived_about_pay": _M,
        "promised_school_or_marriage": _S,
        "deceived_through_family": _M,
    },
    "coercive_recruitment": {
        "taken_by_force": _S,
        "debt_before_leaving": _M,
        "threatened": _M,
        "family_threatened": _M,
        "locked_up_before_leaving": _M,
        "papers_taken_before_leaving": _M,
    },
    "vulnerability_abused_at_recruitment": {
        "no_parents_or_care": _M,
        "no_legal_stay": _M,
        "poverty_of_family": _M,
        "violence_at_home": _M,
        "does_not_know_language_or_place": _W,
        "illness_or_addiction": _M,
    },
    "exploitative_conditions": {
        "works_too_long": _S,
        "dangerous_or_degrading_work": _M,
        "no_or_little_pay": _M,
        "sold_for_sex": _S,
        "begs_or_steals_for_others": _S,
        "house_of_another_as_servant": _M,
        "no_school_no_doctor": _M,
    },
    "coercion_at_destination": {
        "locked_in_or_watched": _S,
        "beaten_or_abused": _S,
        "made_to_commit_offences": _S,
        "debt_grows": _M,
        "wages_kept": _S,
        "threatened_with_police_or_removal": _M,
        "papers_taken": _M,
        "drugs_given": _M,
    },
    "vulnerability_abused_at_destination": {
        "depends_on_exploiter": _M,
        "cut_off_from_family": _M,
        "afraid_of_authorities": _W,
        "does_not_know_where_they_are": _W,
        "spell_or_oath": _M,
    },
}
WEIGHTS = {code: weight for group in INDICATORS.values() for code, weight in group.items()}


class IndicatorResult(enum.StrEnum):
    """The result of the indicators of one group, or of all."""

    NONE = "none"
    SOME = "some"
    STANDS_OUT = "stands_out"


def indicator_result(codes: Iterable[str]) -> IndicatorResult:
    """Return the result of the indicators of one group; repeated codes count once.

    `STANDS_OUT` for two strong indicators, a strong and any other, three medium, or two medium and
    a weak one, as in the ILO's method. `SOME` for any other indicators, `NONE` without one. Raise
    KeyError for an unknown code.
    """
    counts = Counter(WEIGHTS[code] for code in set(codes))
    strong, medium, weak = (counts[weight] for weight in IndicatorWeight)
    if strong >= 2 or (strong and medium + weak) or medium >= 3 or (medium >= 2 and weak):
        return IndicatorResult.STANDS_OUT
    return IndicatorResult.SOME if counts else IndicatorResult.NONE
