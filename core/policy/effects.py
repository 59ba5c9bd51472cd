"""The effects of a step of a process, in addition to its next state.

The tables name the effects of each step, and the rows that each act writes. The tests that use
`tests/integration/observed_effects.py` take the steps and compare both with the tables.
"""

from __future__ import annotations

import dataclasses
import enum

from core.codes.case import DeadlineKind
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind


class StepEffect(enum.StrEnum):
    """An effect of a step, or of the jobs that it starts, in at least one case."""

    NOTIFIES_OTHER_SIDE = (
        "notifies other side"  # a notification to another agency than that of the person
    )
    OPENS_DATA = "opens data"  # a grant begins
    REVOKES_GRANTS = "revokes grants"
    STARTS_BEST_INTERESTS = "starts best interests"  # the deadline of the decision
    OPENS_REVIEW = "opens review"  # of a match, or of a release in danger
    ENDS_REVIEW = "ends review"
    FILES_REPORT = "files report"
    CLOSES_RECORD = "closes record"
    RAISES_ALERT = "raises alert"  # to the auditor


@dataclasses.dataclass(frozen=True, slots=True)
class Writes:
    """The rows that an act writes, each in at least one case.

    `audit`: its entries in the audit log, the entry of the act first; entries of reads are not
    stated. `jobs`: the jobs that the act starts itself. `notifications`, `deadlines`: those that
    begin with the act or with the jobs that it starts.
    """

    audit: tuple[str, ...]
    notifications: tuple[NotificationKind, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    deadlines: tuple[DeadlineKind, ...] = ()
