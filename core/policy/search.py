"""THE table of looking for people: who countersigns when, what counts as a burst, how long a search
may stand.
"""

from __future__ import annotations

import re

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
    "return": "Homeward finds people; it never serves their return against their will.",
    "immigration_control": "Homeward is not used to control immigration.",
    "asylum_credibility": "Homeward is not used to test a person's account in an asylum procedure.",
    "general_intelligence": "A search serves one named case, not intelligence in general.",
}
SEARCHES_PER_HOUR = 60
SEARCHES_PER_DAY = 200
MAX_SEARCH_RESULTS = 20
IDENTIFYING_FACTS_NEEDED = 2
REPORT_BOUND_KINDS_NEEDED = 2  # independent kinds of evidence before a bound search may show F1

COUNTERSIGN_HOURS = 24  # a search whose case number is no own record's is looked at by a supervisor
BURST_HOURS = 1
BURST_SIZE = (
    6  # near-identical queries of one person in that time; the auditor is told at each multiple
)
# Overlap of two queries' keys (shared of all) from which they are near-identical. Measured on a
# name of two words: one fact varied 0.44 to 0.50, another spelling 1.0, the same family name with
# another given name and birth 0.06.
BURST_OVERLAP = 0.4
# A series: one person tries value after value of one group of facts
# (matching/packing/fact_groups.py) while all other facts stay.
SERIES_HOURS = 24
SERIES_SIZE = 6  # distinct values in that time; the auditor is alerted at each multiple
# A new act is compared with the newest acts of its person, and with the newest people in these. The
# quota of searches permits 200 acts a day. A chunk of an import is one act of up to 500 people.
SERIES_ACTS = 300
SERIES_PEOPLE = 5_000
# An edit of a compared fact asks the matching a question, as a search does. Whose edits -> (most,
# hours). A record that is corrected at night needs a few versions, and one edit holds many
# corrections; a town was found in 37 edits.
EDIT_LIMITS = {"record": (10, 24), "person": (60, 1)}
SAVED_SEARCH_DAYS = 90  # at most; a standing search ends by itself
MAX_SAVED_SEARCHES = 20  # at a time, a person
SAVED_SEARCH_INTERVAL_MINUTES = 60
MAX_WARNED_DESKS = 3  # of other agencies, at registration
CANARY_ONE_IN = 500
SAMPLE_SIZE = 10  # searches an auditor draws at once, by chance
SAMPLE_DAYS = 92
SAMPLE_HOURS = 24  # how long a sample opens once a second auditor approved it

# A state's case numbers: letters, digits and - / . _ as they are, \d, [A-Z], [A-Z0-9], each so many
# times. Nothing that repeats without end, so that no text makes the matching slow.
CASE_NUMBER_PATTERN_SYNTAX = re.compile(
    r"(?:(?:[A-Za-z0-9/._-]|\\d|\[A-Z\]|\[A-Z0-9\])(?:\{\d{1,2}(?:,\d{1,2})?\})?){1,40}"
)
_PATTERN_PART = re.compile(
    r"(?P<letter>[A-Za-z0-9/._-]|\\d|\[A-Z\]|\[A-Z0-9\])(?:\{(?P<times>\d{1,2})(?:,\d{1,2})?\})?"
)
_EXAMPLE_LETTERS = {"\\d": "1234567890", "[A-Z]": "ABCDEFGHIJ", "[A-Z0-9]": "A1B2C3D4E5"}


def case_number_example(pattern: str) -> str:
    """Return the shortest case number of a kind that fits a pattern: `DE-1234` for `DE-\\d{4}`."""
    parts = (
        (_EXAMPLE_LETTERS.get(part["letter"], part["letter"]), int(part["times"] or 1))
        for part in _PATTERN_PART.finditer(pattern)
    )
    return "".join((letters * times)[:times] for letters, times in parts)
