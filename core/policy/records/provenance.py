"""The tables of provenance: source, day and reliability of a statement, and who may know them.

In an intake row the column `birth_date@source` has the source of `birth_date`; `all@source` has
that of every column without its own source. The other parts are `stated_on` and `quality`.
"""

from __future__ import annotations

import dataclasses
import re

from core.codes.agencies import AgencyKind
from core.codes.records import RecordKind, StatementSource
from core.intake import INTAKE_FIELDS
from core.policy.sharing.views import View

PARTS = ("source", "stated_on", "quality")
ALL_COLUMNS = "all"
# The responsible agency's decisions. They are not statements of any source.
_RESPONSIBLE_AGENCIES_COLUMNS = frozenset({"record_ref", "recipients"})
STATED_COLUMNS = tuple(
    field.name
    for field in INTAKE_FIELDS
    if field.field_class is not None and field.name not in _RESPONSIBLE_AGENCIES_COLUMNS
)
PROVENANCE_COLUMNS = tuple(
    f"{column}@{part}" for column in (ALL_COLUMNS, *STATED_COLUMNS) for part in PARTS
)

# Without a stated source, the agency itself is the source, by its kind.
SOURCES = (*StatementSource, *AgencyKind)

# A quality is a grade of the source, a grade of the information and a handling condition: `A1H0`.
# To be checked against the standard: the grades follow the 4x4 system of European police.
SOURCE_GRADES = "ABCX"  # certain, mostly reliable, unreliable, not assessed
_ORDER_OF_SOURCES = "ABXC"
INFORMATION_GRADES = "1234"  # certain, known at first hand, confirmed by others, not assessed
HANDLING_CONDITIONS = ("H0", "H1", "H2", "H3")  # none, not in court, not passed on, see the source
UNKNOWN_QUALITY = "X4H0"
QUALITY_PATTERN = re.compile(
    f"([{SOURCE_GRADES}])([{INFORMATION_GRADES}])({'|'.join(HANDLING_CONDITIONS)})?"
)
DEFAULT_HANDLING = "H0"

# A document counts as documented if one of these verified it, with the best grades of both kinds.
VERIFYING_SOURCES = frozenset[str]({StatementSource.AUTHORITY, AgencyKind.POLICE})
VERIFIED_GRADES = "A1"
# Statements under these conditions are for the responsible agency only, and are not compared.
WITHHELD_HANDLING = frozenset({"H2", "H3"})


@dataclasses.dataclass(frozen=True, slots=True)
class ProvenanceFlow:
    """The lowest view of a record at which a part of the provenance of a shown value is shown.

    `when_found` replaces it for the record of a found person.
    """

    lowest: View
    when_found: View

    def allows(self, view: View, kind: str) -> bool:
        """Return whether a reader at `view` of a record of this kind may know the part."""
        return view >= (self.when_found if kind == RecordKind.FOUND else self.lowest)


# A reader of a value may know how reliable it is, and whether an authority verified it. The source
# is for the responsible agency. The day may be close to the day on which a child was found.
PROVENANCE_FLOWS: dict[str, ProvenanceFlow] = {
    "source": ProvenanceFlow(View.FULL, View.FULL),
    "stated_on": ProvenanceFlow(View.IDENTITY, View.FULL),
    "quality": ProvenanceFlow(View.LINK, View.LINK),
}


def unreliability(source: str, quality: str) -> tuple[bool, int, int]:
    """Return what orders statements that contradict each other; the most reliable one comes first.

    What an authority verified comes before everything else. Then the grade of the source counts,
    then that of the information. A source that is not assessed comes before an unreliable one.
    """
    return (
        not is_verified(source, quality),
        _ORDER_OF_SOURCES.index(quality[0]),
        INFORMATION_GRADES.index(quality[1]),
    )


def is_verified(source: str, quality: str) -> bool:
    """Return whether an authority verified the statement."""
    return source in VERIFYING_SOURCES and quality.startswith(VERIFIED_GRADES)


def is_withheld(source: str, quality: str) -> bool:
    """Return whether a statement is for the responsible agency only.

    This is the case if an exploiter made it or its handling condition requires it.
    """
    return source == StatementSource.EXPLOITER or quality[-2:] in WITHHELD_HANDLING
