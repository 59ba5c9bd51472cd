"""THE table of statistics: what may be counted of whom, when counts are published, what people are
asked to look at.

What scope `statistics` of a consent means: the word of the person decides whether what is sealed of
them is counted at all; where nobody asked, the legal basis of the record bears it (modelled on GDPR
Art. 5(1)(b) and 89; to be checked by a lawyer), of a found person without the special categories.
That a record is there (kind, state, agency, status) is counted of everybody but those who are
restricted.
"""

from __future__ import annotations

from core.codes.records import RecordKind
from core.policy.fields import FieldClass
from core.policy.views import VIEW_CLASSES, View

_PLAIN: frozenset[FieldClass] = frozenset()
_MATCHED = VIEW_CLASSES[View.CONTACTS] | {FieldClass.F4A}
_EVERYTHING = _MATCHED | {FieldClass.F4B}

# what the person said -> kind of the record -> the classes that are opened to count. yes: a consent
# in force covers statistics; no: one is in force that leaves them out, or the last one was
# withdrawn; not_asked: neither.
COUNTED_CLASSES: dict[str, dict[str, frozenset[FieldClass]]] = {
    "yes": dict.fromkeys(RecordKind, _EVERYTHING),
    "no": dict.fromkeys(RecordKind, _PLAIN),
    "not_asked": {
        RecordKind.MISSING: _EVERYTHING,
        RecordKind.FOUND: _MATCHED,
        RecordKind.TRACING: _EVERYTHING,
        RecordKind.PREVENTIVE: _MATCHED,
    },
}
NEEDS_LEGAL_BASIS = frozenset(
    {("not_asked", RecordKind.FOUND), ("not_asked", RecordKind.PREVENTIVE)}
)  # counted on a legal basis: without one nothing is opened

# A night's count is published after the first number of days if it tells as many cells as the one
# that stands, after the second in any case, and at once where nothing is told yet.
PUBLICATION_DELAY_DAYS = (7, 28)
COUNTED_PERIOD_DAYS = 365  # verdicts, refusals: how far back acts are counted

# How many undecided pairs a band are drawn for each agency a night, and how many drawn ones may
# wait there at most.
PAIRS_DRAWN_PER_NIGHT = {"weak": 2, "possible": 2, "strong": 1}
MAX_DRAWN_WAITING = 20
