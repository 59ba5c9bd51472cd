"""THE table of data rights: which there are, who may ask, how long an answer takes, why one may be
refused.

Modelled on GDPR Art. 12, 15 to 18 and 21 and LED Art. 12 to 17; to be checked by a lawyer.
"""

from __future__ import annotations

from core.codes.agencies import Regime
from core.codes.data_rights import DataRight

ANSWER_MONTHS = 1  # GDPR Art. 12(3)
EXTENSION_MONTHS = 2  # the same: once, and the person is told why
# While it is looked at whether they are founded, the record is already restricted (GDPR Art.
# 18(1)(a) and (d)).
RESTRICTS_AT_ONCE = frozenset({DataRight.RESTRICT, DataRight.OBJECT})

REQUESTERS = frozenset({"person", "guardian", "representative"})
# A report of somebody still missing is erased at the word of that person alone: who claims to be a
# guardian may be whom the child fled.
ERASE_MISSING_BY = frozenset({"person"})

# reason of a refusal -> the regimes under which it is one
REFUSAL_REGIMES: dict[str, frozenset[str]] = {
    "identity_not_proven": frozenset({Regime.GDPR, Regime.LED}),
    "manifestly_unfounded": frozenset({Regime.GDPR, Regime.LED}),
    "legal_claims": frozenset({Regime.GDPR, Regime.LED}),
    "vital_interests_of_the_child": frozenset({Regime.GDPR, Regime.LED}),
    "rights_of_others": frozenset({Regime.GDPR, Regime.LED}),
    "compelling_grounds": frozenset({Regime.GDPR}),
    "ongoing_investigation": frozenset({Regime.LED}),
}

# Fields about somebody else: of these an export shows what that person is, never who.
THIRD_PARTY_FIELDS = frozenset({"relatives", "reporter"})
# Phones and homes whose owner is said before the colon, and is somebody else.
THIRD_PARTY_FIELDS_BY_OWNER = frozenset({"phones", "home_address"})
THIRD_PARTY_OWNERS = frozenset({"relative", "controller", "smuggler"})
REDACTION_TEXT = "[somebody else]"
