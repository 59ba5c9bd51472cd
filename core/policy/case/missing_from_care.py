"""The report of a child missing from care: which desks of a state it reaches, before and after the
approval of a second person, by who could harm the child there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import Final

from core.codes.missing_from_care import StateDanger
from core.codes.records import ReporterCheck
from core.policy.sharing.views import Audience

# The report of one person is shared at once this often; the next one waits for its approval.
MAX_AT_ONCE = 3
AT_ONCE_WITHIN_DAYS = 30
MISSING_FROM_CARE_DESK_HOURS = 2  # until the desks of the state are asked to check the report too
# until the supervisors are asked again, and called, and the auditor is alerted
MISSING_FROM_CARE_CHECK_HOURS = 4
# Everybody who reads the report is warned if one of these could harm the child in any state.
NO_FAMILY_CONTACT: Final[frozenset[StateDanger]] = frozenset(
    {StateDanger.FAMILY, StateDanger.EXPLOITER}
)
# A state where one of these could harm the child is barred until the approval, also in a match.
BARRED_UNTIL_APPROVED: Final[frozenset[StateDanger]] = frozenset({StateDanger.AUTHORITY})


@dataclasses.dataclass(frozen=True, slots=True)
class ReportReach:
    """The desks of a state that see the report, and whether its class F3 is hidden from them.

    F3 has the photograph, the appearance and the places.
    """

    audiences: frozenset[Audience] = frozenset()
    hides_appearance: bool = False


_NOBODY = ReportReach()
_ALL = ReportReach(frozenset(Audience))
_POLICE = ReportReach(frozenset({Audience.POLICE}))
_NAMES_TO_POLICE = ReportReach(frozenset({Audience.POLICE}), hides_appearance=True)

# (danger, reporter check of the report) -> the desks of a state that the child may go to.
REACH: Final[dict[tuple[StateDanger, ReporterCheck], ReportReach]] = {
    # shared at once; a second person approves it after
    (StateDanger.NOBODY_KNOWN, ReporterCheck.PROVISIONAL): _ALL,
    (StateDanger.FAMILY, ReporterCheck.PROVISIONAL): _NAMES_TO_POLICE,
    (StateDanger.EXPLOITER, ReporterCheck.PROVISIONAL): _NAMES_TO_POLICE,
    (StateDanger.AUTHORITY, ReporterCheck.PROVISIONAL): _NOBODY,
    # approved
    (StateDanger.NOBODY_KNOWN, ReporterCheck.CHECKED): _ALL,
    (StateDanger.FAMILY, ReporterCheck.CHECKED): _POLICE,
    (StateDanger.EXPLOITER, ReporterCheck.CHECKED): _POLICE,
    (StateDanger.AUTHORITY, ReporterCheck.CHECKED): _ALL,
    # waits for the approval
    **{(danger, ReporterCheck.UNVERIFIED): _NOBODY for danger in StateDanger},
    **{(danger, ReporterCheck.FLAGGED): _NOBODY for danger in StateDanger},
}
# The police of the record's own state learn of a report that waits.
OWN_STATE_WAITING: Final[dict[StateDanger, ReportReach]] = {
    StateDanger.NOBODY_KNOWN: _POLICE,
    StateDanger.FAMILY: _NAMES_TO_POLICE,
    StateDanger.EXPLOITER: _NAMES_TO_POLICE,
    StateDanger.AUTHORITY: _NOBODY,
}


def reach(danger: StateDanger | None, reporter_check: str, *, is_own_state: bool) -> ReportReach:
    """Return the desks of a state that see the report of a child missing from care.

    `danger` is None for a state that was not named when the report was filed; it sees the report
    only after the approval.
    """
    if danger is None:
        return _ALL if reporter_check == ReporterCheck.CHECKED else _NOBODY
    if is_own_state and reporter_check == ReporterCheck.UNVERIFIED:
        return OWN_STATE_WAITING[danger]
    return REACH[danger, ReporterCheck(reporter_check)]


def is_barred(danger: StateDanger, reporter_check: str) -> bool:
    """Return whether a bar keeps a state from the report until a second person approves it."""
    return danger in BARRED_UNTIL_APPROVED and reporter_check != ReporterCheck.CHECKED


def forbids_family_contact(dangers: Iterable[StateDanger]) -> bool:
    """Return whether readers of the report are warned not to contact the family."""
    return not NO_FAMILY_CONTACT.isdisjoint(dangers)
