"""The flow table: which comparison results an agency may know about another agency's record.

Every band, number, order and notification uses permitted comparison levels only. So an edit of the
agency's record, or a search, cannot confirm a fact that is not shown. Services read this table and
tests check each row.
"""

from __future__ import annotations

import enum

from core.codes.records import RecordKind
from core.policy.sharing.evidence import FLOWS, WHOLE_LEVELS, WHOLE_NUMBER_VIEW
from core.policy.sharing.views import View


def may_flow(view: View, kind: str, attribute: str, level: str) -> bool:
    """Return whether a viewer who sees the other record at `view` may know this comparison level.

    `kind` is the kind of the other record. Raises KeyError if `FLOWS` has no row for it.
    """
    needed = FLOWS[kind, attribute]
    if level in WHOLE_LEVELS.get(attribute, frozenset()):
        needed = WHOLE_NUMBER_VIEW
    return view >= needed


# kind of the other record -> the view from which an agency reads the action on a hit
# (core.policy.records.alerts). The action follows from the SIS category, which only the responsible
# agency reads. It reveals one bit: whether the person needs no protection, category (b). A record
# without a category has the action of one that needs protection, so the action does not reveal an
# alert. Found records and tracing requests ask for no action.
ACTION_KNOWN_FROM: dict[str, View] = {
    RecordKind.MISSING: View.LINK,
    RecordKind.FOUND: View.FULL,
    RecordKind.TRACING: View.FULL,
    RecordKind.PREVENTIVE: View.LINK,
}


def may_know_action(view: View, kind: str) -> bool:
    """Return whether a viewer who sees a record of this kind at `view` may read its action."""
    return view >= ACTION_KNOWN_FROM[kind]


# kind of blocking key -> the attributes that make it. A match exists for an agency only if both
# records share a key whose attributes may all be known. Otherwise the existence of the match would
# reveal hidden attributes.
KEY_ATTRIBUTES: dict[str, frozenset[str]] = {
    "document": frozenset({"document"}),
    "phone": frozenset({"phone"}),
    "birth_day": frozenset({"birth"}),
    "two_names": frozenset({"name"}),
    "two_beginnings": frozenset({"name", "origin"}),
    "relative_name": frozenset({"name", "relative"}),
    "name_place": frozenset({"name", "birth_place"}),
    "name_mark": frozenset({"name", "marks"}),
    "mark_nation": frozenset({"marks", "origin", "sex"}),
    "mark_window": frozenset({"marks", "birth", "sex"}),
    "name_only": frozenset({"name"}),
    "name_nation": frozenset({"name", "origin", "sex"}),
    "route": frozenset({"event", "origin", "sex"}),
    "sound_window": frozenset({"name", "birth", "sex"}),
    "beginning_year": frozenset({"name", "birth", "origin", "sex"}),
    "name_sensitive": frozenset({"name", "sensitive_marks"}),
    "sensitive_nation": frozenset({"sensitive_marks", "origin", "sex"}),
    "sensitive_window": frozenset({"sensitive_marks", "birth", "sex"}),
}


class MatchKnowledge(enum.IntEnum):
    """The knowledge of a record's responsible agency about a match.

    The list of matches shows the highest value first.
    """

    HIDDEN = 0  # the match does not exist for this side
    WEAK = 1
    LINK = 2  # at `link`: that a similar record exists, without a band
    POSSIBLE = 3
    STRONG = 4


# band -> the knowledge of a side that may know the band. A link has no band.
KNOWLEDGE_BY_BAND: dict[str, MatchKnowledge] = {
    "none": MatchKnowledge.HIDDEN,
    "weak": MatchKnowledge.WEAK,
    "possible": MatchKnowledge.POSSIBLE,
    "strong": MatchKnowledge.STRONG,
}
LINK_BAND = "link"  # shown instead of a band: "link: call this desk"
BAND_BY_KNOWLEDGE: dict[MatchKnowledge, str] = {
    known: band for band, known in KNOWLEDGE_BY_BAND.items()
} | {MatchKnowledge.LINK: LINK_BAND}
# responsible agencies are notified from this level; a weak match only appears in their list
NOTIFY_FROM = MatchKnowledge.LINK

# The lowest probability, computed from permitted levels, at which an agency that sees a record at
# `link` reads "link". One in five: a telephone call between desks is cheap, and a lower
# value doubles the wrong calls.
LINK_FROM_PROBABILITY = 0.2
# The links of a record at `link` are recomputed after its own edits only once in this many hours. A
# new record of another agency appears at once, because it cannot be used to try values.
LINK_INTERVAL_HOURS = 24
