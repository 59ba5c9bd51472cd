"""The tables of care confirmation: how it is confirmed, and what it opens of a missing report.

A found record only claims that a child exists. A claim by a single person opens neither relatives
nor telephone numbers. Services read these tables and tests walk them.
"""

from __future__ import annotations

import dataclasses
import enum

from core.codes.case import DeclarationState
from core.codes.records import EpisodeKind
from core.policy.fields import FIELD_CLASSES, FieldClass
from core.policy.sharing.views import View


class CareProof(enum.StrEnum):
    """The level of proof that the found side has the child."""

    NOTHING = "nothing"
    # one person declared that the child is here, and the time limit is not over
    DECLARED = "declared"
    CONFIRMED = "confirmed"  # a second person confirmed it


# an attribute agrees from this value up: four times more likely for one person than for two
MATCH_KIND_BITS = 2.0
MATCH_KINDS_NEEDED = 2

# (proof, enough kinds of evidence, confirmed by both sides) -> the found side's view of the missing
# report. NONE: only what the report shares anyway.
MATCH_VIEWS: dict[tuple[CareProof, bool, bool], View] = {
    (CareProof.NOTHING, False, False): View.NONE,
    (CareProof.NOTHING, True, False): View.IDENTITY,
    (CareProof.NOTHING, False, True): View.IDENTITY,
    (CareProof.NOTHING, True, True): View.IDENTITY,
    (CareProof.DECLARED, False, False): View.IDENTITY,
    (CareProof.DECLARED, True, False): View.IDENTITY,
    (CareProof.DECLARED, False, True): View.IDENTITY,
    (CareProof.DECLARED, True, True): View.IDENTITY,
    (CareProof.CONFIRMED, False, False): View.RELATIVES,
    (CareProof.CONFIRMED, True, False): View.RELATIVES,
    (CareProof.CONFIRMED, False, True): View.CONTACTS,
    (CareProof.CONFIRMED, True, True): View.CONTACTS,
}


class Confirmer(enum.StrEnum):
    """Who may confirm care. It is never the person who registered the record."""

    OWN_AGENCY = "own_agency"
    STATE_POLICE = "state_police"  # police of the record's state that see the record at `link`
    # the contact desk of the record's state, in another agency, if it sees the record at `link`
    STATE_DESK = "state_desk"
    RECEIVER = "receiver"  # the agency that accepts a transfer of the record; no separate act


@dataclasses.dataclass(frozen=True, slots=True)
class ConfirmationWay:
    """A way to confirm care: who confirms, and the earlier act of another person that it needs.

    `needs` is "" if it needs none.
    """

    confirmer: Confirmer
    needs: str = ""


CONFIRMATION_WAYS: dict[str, ConfirmationWay] = {
    "colleague": ConfirmationWay(Confirmer.OWN_AGENCY, "registration"),
    "photo": ConfirmationWay(Confirmer.OWN_AGENCY, "photo"),
    "care": ConfirmationWay(Confirmer.OWN_AGENCY, "episode"),
    "police": ConfirmationWay(Confirmer.STATE_POLICE),
    "state_desk": ConfirmationWay(Confirmer.STATE_DESK),
    "hand_over": ConfirmationWay(Confirmer.RECEIVER),
}
CARE_EPISODE = EpisodeKind.RETURNED  # the last episode if the child is in care
# Reasons that a person chooses for the end of a confirmation or declaration.
CHOSEN_CARE_CONFIRMATION_ENDINGS = ("mistake", "child_gone", "other_child")
# The child as the second person confirmed it: every column that the engine compares. An edit of one
# of them ends the confirmation, and makes the editor an author of the child's identity.
_COMPARED = frozenset(
    {FieldClass.F1, FieldClass.F2, FieldClass.F2A, FieldClass.F2B, FieldClass.F3, FieldClass.F4A}
)
CONFIRMED_FIELDS = frozenset(field for field, of in FIELD_CLASSES.items() if of in _COMPARED) - {
    "record_ref"
}


RUNNING_DECLARATIONS = frozenset({DeclarationState.OPEN, DeclarationState.WAITING})
# Our limits, not legal ones. A night shift ends within the first of them. On the next day
# colleagues and desks are at work.
DECLARATION_OPENS_HOURS = 12
DECLARATION_COMPLETE_HOURS = 24
MAX_DECLARATIONS = 3  # per person
DECLARATIONS_WITHIN_DAYS = 30
