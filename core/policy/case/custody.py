"""THE tables of custody: how it is confirmed that a found child is there, and what that opens of a
missing report.

A found record is a claim that a child exists. A claim of a single person opens no relatives and no
telephone number. No machinery: services read these tables, tests walk them.
"""

from __future__ import annotations

import dataclasses
import enum

from core.codes.case import DeclarationState
from core.codes.records import EpisodeKind
from core.policy.fields import FIELD_CLASSES, FieldClass
from core.policy.views import View


class CustodyProof(enum.StrEnum):
    """What the found side has to show for its child."""

    NOTHING = "nothing"
    DECLARED = (
        "declared"  # one person declared that the child is here, and the time limit is not over
    )
    CONFIRMED = "confirmed"  # a second person confirmed it


PAIR_KIND_BITS = (
    2.0  # from here up an attribute agrees: four times likelier for one person than for two
)
PAIR_KINDS_NEEDED = 2

# (proof, has the pair kinds enough, is the pair confirmed by both sides) -> how far the found side
# of a candidate pair sees the missing report; NONE: no further than it is shared.
PAIR_VIEWS: dict[tuple[CustodyProof, bool, bool], View] = {
    (CustodyProof.NOTHING, False, False): View.NONE,
    (CustodyProof.NOTHING, True, False): View.IDENTITY,
    (CustodyProof.NOTHING, False, True): View.IDENTITY,
    (CustodyProof.NOTHING, True, True): View.IDENTITY,
    (CustodyProof.DECLARED, False, False): View.IDENTITY,
    (CustodyProof.DECLARED, True, False): View.IDENTITY,
    (CustodyProof.DECLARED, False, True): View.IDENTITY,
    (CustodyProof.DECLARED, True, True): View.IDENTITY,
    (CustodyProof.CONFIRMED, False, False): View.RELATIVES,
    (CustodyProof.CONFIRMED, True, False): View.RELATIVES,
    (CustodyProof.CONFIRMED, False, True): View.CONTACTS,
    (CustodyProof.CONFIRMED, True, True): View.CONTACTS,
}


class Confirmer(enum.StrEnum):
    """Who may confirm custody; it is never the person who registered the record."""

    OWN_AGENCY = "own_agency"
    STATE_POLICE = "state_police"  # police of the record's state that see the record at `hit`
    # the contact desk of the record's state, of another agency, that sees it at `hit`
    STATE_DESK = "state_desk"
    RECEIVER = "receiver"  # who accepts the record from another agency; no act of its own


@dataclasses.dataclass(frozen=True, slots=True)
class ConfirmationWay:
    """A way to confirm custody: the confirming person, and the earlier act of another person ("":
    none).
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
CARE_EPISODE = EpisodeKind.RETURNED  # the latest episode that puts the child in care
# Why a confirmation or a declaration ends. The first three are chosen by a person, the others
# follow from an act.
CHOSEN_CUSTODY_ENDINGS = ("mistake", "child_gone", "other_child")
CUSTODY_ENDINGS = frozenset(
    {*CHOSEN_CUSTODY_ENDINGS, "edited", "left_care", "handed_over", "reopened"}
)
# The child as the second person confirmed it: every column that the engine compares. An edit of one
# of these ends the confirmation, and makes its writer an author of who the child is.
_COMPARED = frozenset(
    {FieldClass.F1, FieldClass.F2, FieldClass.F2A, FieldClass.F2B, FieldClass.F3, FieldClass.F4A}
)
CONFIRMED_FIELDS = frozenset(field for field, of in FIELD_CLASSES.items() if of in _COMPARED) - {
    "record_ref"
}


RUNNING_DECLARATIONS = frozenset({DeclarationState.OPEN, DeclarationState.WAITING})
# Ours, not the law's. A night's duty is over after twelve hours; on the next day colleagues and
# desks are at work.
DECLARATION_OPENS_HOURS = 12
DECLARATION_COMPLETE_HOURS = 24
MAX_DECLARATIONS = 3  # of one person
DECLARATIONS_WITHIN_DAYS = 30
