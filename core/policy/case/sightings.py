"""THE table of sightings: how many a day, the one answer, and the steps at the desk of the report.

Any person who may register sends a sighting by the reference of a report. Its sender never learns
whether there is such a report (`SIGHTING` in `core.policy.sharing.events`).
"""

from __future__ import annotations

import enum

from core.codes.operations import JobKind
from core.codes.records import RecordKind, StatementSource
from core.codes.sightings import SightingState, SightingTeller
from core.policy.effects import Writes
from core.policy.process import Process, Step
from core.policy.roles import CASE_ROLES
from core.refusals import Refusal

MAX_LENGTH = 1000  # of a text, in letters
MAX_PLACE_LENGTH = 100
# In 24 hours, by one person. A hotline hears of several children in a night.
PER_PERSON_A_DAY = 20
LIMIT_HOURS = 24
# The sender reads the line of a sighting for so long. A sighting that belongs to no report ends
# then; any other is kept with its report.
KEPT_DAYS = 90

# A sighting is about the person of one of these. A found person is in care.
SIGHTED_KINDS = frozenset(RecordKind) - {RecordKind.FOUND}

# THE answer to the sender in every case. It is a constant, so it cannot depend on a record.
ANSWER_WORDS = (
    "The sighting is sent. If there is such a report, its desk gets it now, and so do the police of"
    " its state if they see the report. No other answer follows. In danger, call 112 as well."
)

# teller -> the source of the statement that an accepted sighting adds to the report
SOURCES_BY_TELLER: dict[SightingTeller, StatementSource] = {
    SightingTeller.OWN_OBSERVATION: StatementSource.PROFESSIONAL,
    SightingTeller.PUBLIC: StatementSource.WITNESS,
    SightingTeller.CHILD: StatementSource.PERSON,
    SightingTeller.PROFESSIONAL: StatementSource.PROFESSIONAL,
    SightingTeller.OTHER: StatementSource.WITNESS,
}


class SightingSide(enum.StrEnum):
    """The readers of a sighting: the desk of the report, and the police of the report's state."""

    DESK = "desk"
    POLICE = "police"


_DESK = frozenset({SightingSide.DESK})
_RECEIVED = frozenset({SightingState.RECEIVED})

SIGHTING_PROCESS = Process(
    name="sighting",
    states=tuple(SightingState),
    steps=(
        Step(
            "accept",
            _RECEIVED,
            _DESK,
            CASE_ROLES,
            guards=(Refusal.RECORD_IS_CLOSED, Refusal.RECORD_IS_RESTRICTED),
            to=(SightingState.ACCEPTED,),
            is_main=True,
        ),
        Step("reject", _RECEIVED, _DESK, CASE_ROLES, to=(SightingState.REJECTED,)),
    ),
    wrong_state=dict.fromkeys(SightingState, Refusal.SIGHTING_IS_DECIDED),
    wrong_role=Refusal.STEP_OF_ANOTHER_ROLE,
    page="/records/{record}/sightings",
    # an edit of the report, so it is matched again
    writes={
        "accept": Writes(("decide_sighting", "edit_record"), jobs=(JobKind.MATCH,)),
        "reject": Writes(("decide_sighting",)),
    },
)
