"""The table of statistics: what may be counted, when counts are published, and the random sample.

The consent scope `statistics` decides whether sealed facts of a person are counted. If nobody asked
the person, the legal basis of the record permits counting (modelled on GDPR Art. 5(1)(b) and 89; to
be checked by a lawyer), for a found person without the special categories. The plain columns (kind,
state, agency, status) are counted for everybody except restricted records.
"""

from __future__ import annotations

from core.codes.records import RecordKind
from core.policy.fields import FieldClass
from core.policy.sharing.views import VIEW_CLASSES, View

_PLAIN: frozenset[FieldClass] = frozenset()
_MATCHED = VIEW_CLASSES[View.CONTACTS] | {FieldClass.F4A}
_EVERYTHING = _MATCHED | {FieldClass.F4B}

# answer of the person -> kind of record -> the classes opened for counting. yes: a valid consent
# covers statistics. no: a valid consent leaves them out, or the last consent was withdrawn.
# not_asked: neither.
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
# counted on a legal basis; without one, no class is opened
NEEDS_LEGAL_BASIS = frozenset(
    {("not_asked", RecordKind.FOUND), ("not_asked", RecordKind.PREVENTIVE)}
)

# The smallest published count, and the smallest change between two publications.
MIN_CELL_COUNT = 11
# A new count replaces the published one after the first number of days if it has as many open
# cells, and after the second number in any case. If there is no published count, it is published at
# once.
PUBLICATION_DELAY_DAYS = (7, 28)
COUNTED_PERIOD_DAYS = 365  # period in which decisions and refusals are counted

# Number of undecided matches per band that are drawn for each agency per night, and the maximum
# number of drawn pairs that wait.
PAIRS_DRAWN_PER_NIGHT = {"weak": 2, "possible": 2, "strong": 1}
MAX_DRAWN_WAITING = 20
