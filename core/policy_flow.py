"""THE flow table: which results of the engine's comparison an agency may know about another agency's record.

A band, a number, an order or a notice is made from permitted comparison levels alone. So editing an own record or a
search cannot confirm a fact that is not shown. No machinery: services read this table, tests walk it.
"""

from __future__ import annotations

import dataclasses
import enum

from core.policy import View


@dataclasses.dataclass(frozen=True, slots=True)
class Flow:
    """From which view of the other record the comparison of an attribute may be known.

    `whole`: the levels of `WHOLE_LEVELS`. `every`: all levels.
    """

    whole: View
    every: View


# A phone or a document number: part of it would be found by trying digits.
WHOLE_LEVELS: dict[str, frozenset[str]] = {
    "phone": frozenset({"own", "relative"}),
    "document": frozenset({"number", "agree", "agree_checked"}),
}

_HIT = Flow(View.HIT, View.HIT)
_IDENTITY = Flow(View.IDENTITY, View.IDENTITY)
_OWNER = Flow(View.FULL, View.FULL)
# A hit says that somebody like this person is known: name, birth, sex, origin, relatives and ordinary looks. It says
# nothing of places and dates of finding, of a home, of ethnicity and of sensitive marks.
_EVERY_KIND: dict[str, Flow] = {
    "name": _HIT,
    "birth": _HIT,
    "sex": _HIT,
    "origin": _HIT,
    "relative": _HIT,
    "height": _HIT,
    "eyes": _HIT,
    "hair": _HIT,
    "marks": _HIT,
    "phone": Flow(View.HIT, View.CONTACTS),
    "document": Flow(View.HIT, View.IDENTITY),
    "birth_place": _IDENTITY,
    "sensitive_marks": _OWNER,
    "ethnicity": _OWNER,
    "home": _OWNER,
}
_BY_KIND: dict[str, dict[str, Flow]] = {
    "missing": {"event": _IDENTITY, "interval": _IDENTITY},
    "tracing": {"event": _IDENTITY, "interval": _IDENTITY},
    "found": {"event": _OWNER, "interval": _OWNER},  # where a found person is or was
}
# (kind of the other record, attribute) -> flow. The attribute `family` is computed from the permitted ones.
FLOWS: dict[tuple[str, str], Flow] = {
    (kind, attribute): flow for kind, own in _BY_KIND.items() for attribute, flow in {**_EVERY_KIND, **own}.items()
}


def may_flow(view: View, kind: str, attribute: str, level: str) -> bool:
    """Return whether a comparison level may be known to who sees the other record, of `kind`, at `view`.

    A row that is missing in `FLOWS` is a KeyError.
    """
    flow = FLOWS[kind, attribute]
    if view is View.NONE:
        return False
    return view >= flow.every or (view >= flow.whole and level in WHOLE_LEVELS.get(attribute, frozenset()))


# kind of blocking key -> the attributes it is made of. A pair exists for an agency only if a key brings it whose
# attributes may all be known: else the existence of the pair would tell of the others.
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
}


class Known(enum.IntEnum):
    """What the owner of one side of a pair may know of it, in the order of its list."""

    HIDDEN = 0  # the pair does not exist for this side
    WEAK = 1
    LINK = 2  # at `hit`: a possible link, without a band
    POSSIBLE = 3
    STRONG = 4


# band -> what a side knows that may know a band, and back; a link has no band
KNOWN_BANDS: dict[str, Known] = {
    "none": Known.HIDDEN,
    "weak": Known.WEAK,
    "possible": Known.POSSIBLE,
    "strong": Known.STRONG,
}
LINK_BAND = "link"  # said in place of a band: a possible link, call this desk
BAND_OF_KNOWN: dict[Known, str] = {known: band for band, known in KNOWN_BANDS.items()} | {Known.LINK: LINK_BAND}
TOLD_FROM = Known.LINK  # owners are notified from here up; a weak pair waits in their list

# At `hit` an agency is told of a possible link, without band, order or number, from this probability on that permitted
# levels give. One in five: a telephone call between desks is cheap, and a lower figure doubles the wrong calls.
LINK_FROM = 0.2
# How often the links of a report at `hit` follow its own edits, in hours. A new record of another agency is told of at
# once: nobody learns from it by trying values.
LINKS_EVERY_HOURS = 24
