"""THE tables of views: which field classes each view opens, and what is shared by default."""

from __future__ import annotations

import dataclasses
import enum

from core.codes.records import Clearance, RecordKind
from core.policy.fields import FieldClass


class View(enum.IntEnum):
    """How much of another's record one sees; each level contains the one before."""

    NONE = 0
    HIT = 1
    PROFILE = 2
    IDENTITY = 3
    RELATIVES = 4  # in a pair only: see core.policy.case.custody
    CONTACTS = 5  # in a confirmed pair only
    FULL = 6


_IDENTITY = frozenset({FieldClass.F1, FieldClass.F2, FieldClass.F3})
_CONTACTS = _IDENTITY | {FieldClass.F2A, FieldClass.F2B}
VIEW_CLASSES: dict[View, frozenset[FieldClass]] = {
    View.NONE: frozenset(),
    View.HIT: frozenset(),
    View.PROFILE: frozenset({FieldClass.F1}),
    View.IDENTITY: _IDENTITY,
    View.RELATIVES: _IDENTITY | {FieldClass.F2A},
    View.CONTACTS: _CONTACTS,
    View.FULL: _CONTACTS | {FieldClass.F4A, FieldClass.F4B, FieldClass.F5},
}
# An agency's software reads back F0-F3 of its own records, nothing of anybody else's.
SYSTEM_CLASSES = VIEW_CLASSES[View.CONTACTS]
REASONS_FROM_VIEW = View.IDENTITY  # evidence is explained from here up; below it only the band

SHARING_VIEWS: dict[str, View] = {
    "none": View.NONE,
    "hit": View.HIT,
    "profile": View.PROFILE,
    "identity": View.IDENTITY,
}


class Audience(enum.StrEnum):
    """Whose agencies a share is meant for."""

    POLICE = "police"
    PROTECTION = "protection"


@dataclasses.dataclass(frozen=True, slots=True)
class DefaultShare:
    """What is shared when the owner sets nothing, and the most the owner may set."""

    default: View
    most: View
    audiences: frozenset[Audience]


_ALL_AUDIENCES = frozenset(Audience)
# (kind, situation) -> default; `situation` is chosen by services.sharing.visibility.situation from
# the record's own words.
DEFAULT_SHARES: dict[tuple[str, str], DefaultShare] = {
    (RecordKind.MISSING, Clearance.CLEARED): DefaultShare(
        View.IDENTITY, View.IDENTITY, _ALL_AUDIENCES
    ),
    (RecordKind.MISSING, Clearance.UNVERIFIED): DefaultShare(
        View.IDENTITY, View.IDENTITY, frozenset({Audience.POLICE})
    ),
    (RecordKind.MISSING, Clearance.FLAGGED): DefaultShare(View.NONE, View.NONE, frozenset()),
    (RecordKind.FOUND, "minor_with_basis"): DefaultShare(View.HIT, View.HIT, _ALL_AUDIENCES),
    (RecordKind.FOUND, "consented_identity"): DefaultShare(View.HIT, View.IDENTITY, _ALL_AUDIENCES),
    (RecordKind.FOUND, "other"): DefaultShare(View.NONE, View.NONE, frozenset()),
    (RecordKind.TRACING, "any"): DefaultShare(View.NONE, View.NONE, frozenset()),
    # A person who is not missing: others learn that a record exists, whom to call and what to do.
    (RecordKind.PREVENTIVE, Clearance.CLEARED): DefaultShare(View.HIT, View.HIT, _ALL_AUDIENCES),
    (RecordKind.PREVENTIVE, Clearance.UNVERIFIED): DefaultShare(
        View.HIT, View.HIT, frozenset({Audience.POLICE})
    ),
    (RecordKind.PREVENTIVE, Clearance.FLAGGED): DefaultShare(View.NONE, View.NONE, frozenset()),
    (RecordKind.PREVENTIVE, "undecided"): DefaultShare(View.NONE, View.NONE, frozenset()),
}
# Kinds of record that reach every state where the owner names none.
SHARED_WITH_ANY_STATE = frozenset({RecordKind.FOUND, RecordKind.PREVENTIVE})
# The found side of a candidate pair may see more of the missing report than is shared, whatever its
# sharing but `none`: from this band up, while both are open, on a legal basis of its own, and never
# where international protection bars its state. How much more is the table
# `core.policy.case.custody.PAIR_VIEWS`.
PAIR_VIEW_FROM_BAND = "possible"
