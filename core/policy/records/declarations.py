"""The tables of declarations about a record: clearance, protection, legal basis."""

from __future__ import annotations

from core.codes.agencies import Regime
from core.policy.participating_states import STATES

INTERNATIONAL_PROTECTION = ("no", "applicant", "beneficiary", "unknown")
LEGAL_BASES = (
    "gdpr_6_1_a_9_2_a",
    "gdpr_6_1_c_9_2_g",
    "gdpr_6_1_d_9_2_c",
    "gdpr_6_1_e_9_2_g",
    "led_8_10",
    "sis_decision",
    "court_order",
    "interpol_rules",
)
CONSENT_BASIS = "gdpr_6_1_a_9_2_a"  # holds only while the consent is not withdrawn
# Regime of an agency -> its state -> the legal basis that the registration form proposes, and that
# a person confirms. The data controller of each state sets the values of its state.
USUAL_BASES: dict[Regime, dict[str, str]] = {
    Regime.GDPR: dict.fromkeys(sorted(STATES), "gdpr_6_1_e_9_2_g"),
    Regime.LED: dict.fromkeys(sorted(STATES), "led_8_10"),
}


def usual_basis(regime: str, state: str) -> str:
    """Return the usual legal basis of an agency of a state; "" without one."""
    return USUAL_BASES[Regime(regime)].get(state, "")
