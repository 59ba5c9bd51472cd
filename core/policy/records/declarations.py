"""The tables of declarations about a record: reporter check, protection, legal basis."""

from __future__ import annotations

from core.codes.agencies import Regime
from core.policy.participating_states import STATES

INTERNATIONAL_PROTECTION = ("no", "applicant", "beneficiary", "unknown")
CONSENT_BASIS = "gdpr_6_1_a_9_2_a"  # holds only while the consent is not withdrawn
# Regime of an agency -> its state -> the legal basis that the registration form proposes, and that
# a person confirms. The data controller of each state sets the values of its state.
USUAL_BASES: dict[Regime, dict[str, str]] = {
    Regime.GDPR: dict.fromkeys(sorted(STATES), "gdpr_6_1_e_9_2_g"),
    Regime.LED: dict.fromkeys(sorted(STATES), "led_8_10"),
}

# The regime of each legal basis. A change of the regime needs a second person.
BASIS_REGIMES: dict[str, Regime] = {
    "gdpr_6_1_a_9_2_a": Regime.GDPR,
    "gdpr_6_1_c_9_2_g": Regime.GDPR,
    "gdpr_6_1_d_9_2_c": Regime.GDPR,
    "gdpr_6_1_e_9_2_g": Regime.GDPR,
    "led_8_10": Regime.LED,
    "sis_decision": Regime.LED,
    "court_order": Regime.GDPR,
    "interpol_rules": Regime.LED,
}
LEGAL_BASES = tuple(BASIS_REGIMES)


def changes_regime(before: str | None, after: str) -> bool:
    """Return whether a legal basis belongs to another regime than the one before.

    `before` is None for a record without a legal basis, which has no regime yet.
    """
    return before is not None and BASIS_REGIMES[before] is not BASIS_REGIMES[after]


def usual_basis(regime: str, state: str) -> str:
    """Return the usual legal basis of an agency of a state; "" without one."""
    return USUAL_BASES[Regime(regime)].get(state, "")
