"""The table of steps that the clock starts, and how many items each may process in a day.

A wrong clock makes much due at once. The limits keep it from ending the protection of many people
before a person reads the alert. Each day is one of UTC, over all jobs and processes.
"""

from __future__ import annotations

import dataclasses
import enum


class ClockStep(enum.StrEnum):
    """A step that starts because time has passed, with an effect that is limited per day."""

    ERASE = "erase"  # turn a closed record into a tombstone
    COME_OF_AGE = "come_of_age"
    OPEN_PLAN = "open_plan"  # the task for the time after the 18th birthday
    END_CONSENT = "end_consent"  # sharing ends at the expiry, also before this step has run
    FORGET_SEARCH = "forget_search"  # destroy the key of a search or export
    DELETE_FILE = "delete_file"  # an uploaded file of an import
    DELETE_DRAFT = "delete_draft"


@dataclasses.dataclass(frozen=True, slots=True)
class StepLimit:
    """The maximum number of items per day.

    `is_destructive`: it cannot be undone, so it waits while the clock is unconfirmed.
    """

    per_day: int
    is_destructive: bool = True


# A store of a million children has about 150 birthdays of this kind in a day.
STEP_LIMITS: dict[ClockStep, StepLimit] = {
    ClockStep.ERASE: StepLimit(200),
    ClockStep.COME_OF_AGE: StepLimit(200),
    ClockStep.OPEN_PLAN: StepLimit(200, is_destructive=False),
    ClockStep.END_CONSENT: StepLimit(500),
    ClockStep.FORGET_SEARCH: StepLimit(2_000),
    ClockStep.DELETE_FILE: StepLimit(500),
    ClockStep.DELETE_DRAFT: StepLimit(2_000),
}
# The database often runs on the same machine, so its clock is no second source. After a gap of more
# than these days in the audit log, the clock may be ahead, and destructive steps wait until a
# person confirms it.
IDLE_DAYS = 7
