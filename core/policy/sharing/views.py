"""The tables of views: the field classes of each view, and the default sharing."""

from __future__ import annotations

import dataclasses
import enum

from core.codes.records import RecordKind, ReporterCheck
from core.policy.fields import FieldClass
from core.policy.participating_states import STATES


class View(enum.IntEnum):
    """The extent of access to another agency's record. A level includes the lower levels."""

    NONE = 0
    LINK = 1
    PROFILE = 2
    IDENTITY = 3
    RELATIVES = 4  # only in a match: see core.policy.case.care_confirmation
    CONTACTS = 5  # only in a confirmed match
    FULL = 6


_IDENTITY = frozenset({FieldClass.F1, FieldClass.F2, FieldClass.F3})
_CONTACTS = _IDENTITY | {FieldClass.F2A, FieldClass.F2B}
VIEW_CLASSES: dict[View, frozenset[FieldClass]] = {
    View.NONE: frozenset(),
    View.LINK: frozenset(),
    View.PROFILE: frozenset({FieldClass.F1}),
    View.IDENTITY: _IDENTITY,
    View.RELATIVES: _IDENTITY | {FieldClass.F2A},
    View.CONTACTS: _CONTACTS,
    View.FULL: _CONTACTS | {FieldClass.F4A, FieldClass.F4B, FieldClass.F5},
}
# evidence is explained from this view up; below it only the band is shown
REASONS_FROM_VIEW = View.IDENTITY

SHARING_VIEWS: dict[str, View] = {
    "none": View.NONE,
    "link": View.LINK,
    "profile": View.PROFILE,
    "identity": View.IDENTITY,
}


class Audience(enum.StrEnum):
    """The kind of agencies that a share is for."""

    POLICE = "police"
    PROTECTION = "protection"


@dataclasses.dataclass(frozen=True, slots=True)
class DefaultShare:
    """The sharing if the responsible agency sets none, and the maximum that the responsible agency
    may set.
    """

    default: View
    most: View
    audiences: frozenset[Audience]


_ALL_AUDIENCES = frozenset(Audience)
# (kind, situation) -> default. services.sharing.visibility.situation chooses the situation from the
# record's facts.
DEFAULT_SHARES: dict[tuple[str, str], DefaultShare] = {
    (RecordKind.MISSING, ReporterCheck.CHECKED): DefaultShare(
        View.IDENTITY, View.IDENTITY, _ALL_AUDIENCES
    ),
    (RecordKind.MISSING, ReporterCheck.PROVISIONAL): DefaultShare(
        View.IDENTITY, View.IDENTITY, _ALL_AUDIENCES
    ),
    (RecordKind.MISSING, ReporterCheck.UNVERIFIED): DefaultShare(
        View.IDENTITY, View.IDENTITY, frozenset({Audience.POLICE})
    ),
    (RecordKind.MISSING, ReporterCheck.FLAGGED): DefaultShare(View.NONE, View.NONE, frozenset()),
    # The default is that of the record's state: `STATE_DEFAULTS`.
    (RecordKind.FOUND, "minor_with_basis"): DefaultShare(View.NONE, View.LINK, _ALL_AUDIENCES),
    # The questions of `core.policy.sharing.opening` are open: matching is silent.
    (RecordKind.FOUND, "minor_unanswered"): DefaultShare(View.NONE, View.NONE, frozenset()),
    (RecordKind.FOUND, "consented_match"): DefaultShare(View.LINK, View.LINK, _ALL_AUDIENCES),
    (RecordKind.FOUND, "consented_identity"): DefaultShare(
        View.LINK, View.IDENTITY, _ALL_AUDIENCES
    ),
    (RecordKind.FOUND, "other"): DefaultShare(View.NONE, View.NONE, frozenset()),
    (RecordKind.TRACING, "any"): DefaultShare(View.NONE, View.NONE, frozenset()),
    # A person who is not missing: others learn that a record exists, the desk to call, and the
    # action.
    (RecordKind.PREVENTIVE, ReporterCheck.CHECKED): DefaultShare(
        View.LINK, View.LINK, _ALL_AUDIENCES
    ),
    (RecordKind.PREVENTIVE, ReporterCheck.UNVERIFIED): DefaultShare(
        View.LINK, View.LINK, frozenset({Audience.POLICE})
    ),
    # not in use: only the report of a child missing from care is provisional
    (RecordKind.PREVENTIVE, ReporterCheck.PROVISIONAL): DefaultShare(
        View.LINK, View.LINK, frozenset({Audience.POLICE})
    ),
    (RecordKind.PREVENTIVE, ReporterCheck.FLAGGED): DefaultShare(View.NONE, View.NONE, frozenset()),
    (RecordKind.PREVENTIVE, "undecided"): DefaultShare(View.NONE, View.NONE, frozenset()),
}
# (kind, situation) -> state of the record -> its default. The data controller of each state sets
# the value of its state, at most `DefaultShare.most`. A state without a value has the default of
# `DEFAULT_SHARES`.
STATE_DEFAULTS: dict[tuple[str, str], dict[str, View]] = {
    (RecordKind.FOUND, "minor_with_basis"): dict.fromkeys(sorted(STATES), View.LINK),
}
# Kinds of record that are shared with every state if the responsible agency names none.
SHARED_WITH_ANY_STATE = frozenset({RecordKind.FOUND, RecordKind.PREVENTIVE})
# The found side of a possible match may see more of the missing report than its sharing permits,
# unless the sharing is `none`. The match must have at least this band, both records must be open,
# and the found record needs a legal basis. International protection that bars the state always
# wins. The table `core.policy.case.care_confirmation.MATCH_VIEWS` has the views.
MATCH_VIEW_FROM_BAND = "possible"


def default_view(kind: str, situation: str, state: str) -> View:
    """Return the view of a record of a state if its responsible agency sets no sharing.

    Raise KeyError for a situation that the kind does not have.
    """
    rule = DEFAULT_SHARES[kind, situation]
    return min(STATE_DEFAULTS.get((kind, situation), {}).get(state, rule.default), rule.most)
