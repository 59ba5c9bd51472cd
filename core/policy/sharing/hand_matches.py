"""THE table of matches by hand: how long an entry is valid, how many a day, and the one answer.

Two desks that spoke by telephone each enter both references. Neither learns of the other's entry
before a match may be shown to both (`HAND_MATCH` in `core.policy.sharing.events`).
"""

from __future__ import annotations

# The second desk enters the references within the hour or after a weekend. Ten references a person
# and day allow for typing errors. They are random numbers of 122 bits, so none can be guessed.
VALID_DAYS = 7
PER_PERSON_A_DAY = 10
LIMIT_HOURS = 24

# THE answer in every case. It is a constant, so it cannot depend on the other record.
ANSWER_WORDS = (
    "Both references are stored. A match opens only when the other desk has entered both as well"
    " and the rules allow both desks to see it. No answer is given before, also if there is no such"
    " record."
)
