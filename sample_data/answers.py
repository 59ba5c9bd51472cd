"""A desk's answers about a found child, added to a row when the row is imported.

The files of the sample do not have them, so `homeward link` and the files stay as they are. Each
record has its own random stream, named after its reference.
"""

from __future__ import annotations

from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom

# Some desks have not asked yet: matching of these records stays silent.
_ASKED = 0.96
_DANGERS = (("none", 62), ("unknown", 24), ("person::a smuggler", 10), ("person", 4))


def with_answers(row: Row) -> Row:
    """Return a row with the answers of its desk.

    A row of another kind stays as it is, and so does the row of a desk that has not asked.
    """
    draws = SeededRandom(f"answers/{row['record_ref']}")
    if row["kind"] != "found" or not draws.chance(_ASKED):
        return row
    answers = {
        "dangers": draws.weighted(_DANGERS),
        "trafficking_status": row.get("trafficking_status") or "unknown",
    }
    if not row.get("nationalities"):
        answers["nationality_known"] = "unknown"
    return row | answers
