"""The effects of a step of a process, in addition to its next state.

The tables name the effects of each step. `tests/integration/test_stated_effects.py` and
`test_stated_effects_in_one_agency.py` there take the steps and compare them with the tables.
"""

from __future__ import annotations

import enum


class Effect(enum.StrEnum):
    """An effect of a step, or of the jobs that it starts, in at least one case."""

    NOTIFIES_OTHER_SIDE = (
        "notifies other side"  # a notice to another agency than that of the person
    )
    OPENS_DATA = "opens data"  # a grant begins
    REVOKES_GRANTS = "revokes grants"
    STARTS_BEST_INTERESTS = "starts best interests"  # the deadline of the decision
    OPENS_REVIEW = "opens review"  # of a pair, or of a release in danger
    ENDS_REVIEW = "ends review"
    FILES_REPORT = "files report"
    CLOSES_RECORD = "closes record"
    RAISES_ALERT = "raises alert"  # to the auditor
