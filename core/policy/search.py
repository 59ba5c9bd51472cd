"""The table of searches: purposes, quotas, approvals, bursts, series and saved searches."""

from __future__ import annotations

import dataclasses
import re
from datetime import timedelta

from core.codes.notifications import AlertKind
from core.codes.search import SearchState
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step, automatic_step
from core.policy.roles import CASE_ROLES, Role
from core.refusals import Refusal

SEARCH_PURPOSES = frozenset(
    {
        "locate_missing",
        "identify_found",
        "prevent_abduction",
        "protect_victim",
        "trace_family",
        "investigate_trafficking",
        "verify_hit",
        "data_quality",
    }
)
REFUSED_PURPOSES: dict[str, str] = {
    "return": "Homeward is for finding people. It may not be used to return them by force.",
    "immigration_control": "Homeward may not be used for immigration control.",
    "asylum_credibility": "Homeward may not be used to test an asylum seeker's account.",
    "general_intelligence": "A search is for one named case. It is not for general intelligence.",
}
# The whole text of an empty result. It is the same whether a record is hidden or there is none.
NOTHING_SEEN = (
    "Nothing that you may see. Most records of other states are not shown, so this says nothing"
    " about the child.",
    "Now: register the child (matching asks all states silently); ask SIRENE for SIS and Interpol;"
    " call 116 000; save the search.",
)
# Below the results of each search, whatever they are.
REPORTERS_NOT_SHOWN = (
    "A telephone number may be that of a person who reported a child to another agency. Such a"
    " report is not shown here. Its agency is notified of your search."
)
SEARCHES_PER_HOUR = 60
SEARCHES_PER_DAY = 200
MAX_SEARCH_RESULTS = 20
IDENTIFYING_FACTS_NEEDED = 2
PHONE_DIGITS_NEEDED = 6  # a phone identifies from its last digits
# independent kinds of evidence before a search bound to a report may show F1
REPORT_BOUND_KINDS_NEEDED = 2

SEARCH_APPROVAL_HOURS = 24  # deadline of a supervisor to check a search that belongs to no own case


@dataclasses.dataclass(frozen=True, slots=True)
class GuessingRule:
    """A number of similar acts of one person within some hours that alerts the auditor."""

    hours: int
    size: int

    @property
    def window(self) -> timedelta:
        """Return the time in which acts are counted together."""
        return timedelta(hours=self.hours)

    def is_multiple(self, count: int) -> bool:
        """Return whether a new act with this count raises an alert: at each multiple of `size`."""
        return count % self.size == 0


# A burst counts near-identical queries. A series counts the different values of one group of facts
# (matching/packing/fact_groups.py) that one person tries while all other facts stay the same.
GUESSING_RULES: dict[AlertKind, GuessingRule] = {
    AlertKind.QUERY_BURST: GuessingRule(hours=1, size=6),
    AlertKind.VALUE_SERIES: GuessingRule(hours=24, size=6),
}
# Share of common keys from which two queries are near-identical. Measured on a name of two words:
# one changed fact gives 0.44 to 0.50, another spelling 1.0, and the same family name with another
# given name and birth 0.06.
BURST_OVERLAP = 0.4
# A new act is compared with the newest acts of the same person, and with the newest people in these
# acts. The search quota permits 200 acts a day. A chunk of an import is one act with up to 500
# people.
SERIES_ACTS = 300
SERIES_PEOPLE = 5_000
# An edit of a compared fact works like a search: its effect on the matching reveals information.
# Scope of edits -> (limit, hours). Correcting a record at night takes a few versions, and one edit
# can hold many corrections. An attacker found a town in 37 edits.
EDIT_LIMITS = {"record": (10, 24), "person": (60, 1)}
SAVED_SEARCH_DAYS = 90  # at most; a saved search then ends automatically
MAX_SAVED_SEARCHES = 20  # per person at the same time
SAVED_SEARCH_INTERVAL_MINUTES = 60
# How long a saved search waits for its approval: longer than a holiday.
SAVED_SEARCH_WAIT_DAYS = 7
PAST_SEARCHES_PAGE = 50
# Sides of a saved search: the person who saved it, and the agency of the search.
SAVER, SEARCHING_AGENCY = "saver", "agency"
_WAITING, _RUNNING = frozenset({SearchState.WAITING}), frozenset({SearchState.RUNNING})
# A saved search begins as `running` if its search needs no approval or has one.
SAVED_SEARCH_PROCESS = Process(
    name="saved_search",
    page="/saved-searches",
    states=(
        SearchState.WAITING,
        SearchState.RUNNING,
        SearchState.REFUSED,
        SearchState.WITHDRAWN,
        SearchState.ENDED,
        SearchState.EXPIRED,
    ),
    steps=(
        Step(
            "sign",
            _WAITING,
            frozenset({SEARCHING_AGENCY}),
            frozenset({Role.SUPERVISOR}),
            Refusal.AGENCY_OF_SEARCH_APPROVES,
            distinct_from=("save",),
            same_person=Refusal.SECOND_PERSON_APPROVES_SEARCH,
            to=(SearchState.RUNNING,),
            is_main=True,
        ),
        Step(
            "refuse",
            _WAITING,
            frozenset({SEARCHING_AGENCY}),
            frozenset({Role.SUPERVISOR}),
            Refusal.AGENCY_OF_SEARCH_APPROVES,
            distinct_from=("save",),
            same_person=Refusal.SECOND_PERSON_APPROVES_SEARCH,
            to=(SearchState.REFUSED,),
            effects=(StepEffect.RAISES_ALERT,),
        ),
        Step(
            "withdraw",
            _WAITING,
            frozenset({SAVER}),
            CASE_ROLES,
            Refusal.ANOTHER_PERSONS_SAVED_SEARCH,
            to=(SearchState.WITHDRAWN,),
        ),
        Step(
            "end",
            _RUNNING,
            frozenset({SAVER}),
            CASE_ROLES,
            Refusal.ANOTHER_PERSONS_SAVED_SEARCH,
            to=(SearchState.ENDED,),
        ),
        automatic_step("expire", _WAITING | _RUNNING, SearchState.EXPIRED),
    ),
    wrong_state={
        SearchState.WAITING: Refusal.SAVED_SEARCH_WAITS,
        SearchState.RUNNING: Refusal.SAVED_SEARCH_RUNS,
        SearchState.REFUSED: Refusal.SAVED_SEARCH_IS_OVER,
        SearchState.WITHDRAWN: Refusal.SAVED_SEARCH_IS_OVER,
        SearchState.ENDED: Refusal.SAVED_SEARCH_IS_OVER,
        SearchState.EXPIRED: Refusal.SAVED_SEARCH_IS_OVER,
    },
    wrong_role=Refusal.SUPERVISOR_TAKES_STEP,
    start="save",
    writes={
        "sign": Writes(("start_saved_search", "decide_search_approval")),
        "refuse": Writes(("refuse_saved_search", "decide_search_approval")),
        "withdraw": Writes(("withdraw_saved_search",)),
        "end": Writes(("end_saved_search",)),
        "expire": Writes(()),  # its time is over, and no row is written
    },
)
MAX_WARNED_DESKS = 3  # of other agencies, in a warning at registration
DECOY_ONE_IN = 500
SAMPLE_SIZE = 10  # searches in a random sample
SAMPLE_DAYS = 92
SAMPLE_HOURS = 24  # time for reading a sample after a second auditor approved it

# Syntax of case-number patterns: letters, digits and - / . _ as they are, \d, [A-Z], [A-Z0-9], each
# with a limited repetition. Unlimited repetition is not permitted, so no text makes matching slow.
CASE_NUMBER_PATTERN_SYNTAX = re.compile(
    r"(?:(?:[A-Za-z0-9/._-]|\\d|\[A-Z\]|\[A-Z0-9\])(?:\{\d{1,2}(?:,\d{1,2})?\})?){1,40}"
)
_PATTERN_PART = re.compile(
    r"(?P<letter>[A-Za-z0-9/._-]|\\d|\[A-Z\]|\[A-Z0-9\])(?:\{(?P<times>\d{1,2})(?:,\d{1,2})?\})?"
)
_EXAMPLE_LETTERS = {"\\d": "1234567890", "[A-Z]": "ABCDEFGHIJ", "[A-Z0-9]": "A1B2C3D4E5"}


def case_number_example(pattern: str) -> str:
    r"""Return the shortest case number that fits a pattern: `DE-1234` for `DE-\d{4}`."""
    parts = (
        (_EXAMPLE_LETTERS.get(part["letter"], part["letter"]), int(part["times"] or 1))
        for part in _PATTERN_PART.finditer(pattern)
    )
    return "".join((letters * times)[:times] for letters, times in parts)
