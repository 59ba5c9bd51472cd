"""Facts of a case that are never compared: alerts and trafficking.

Each record has its own random stream, named after the world and the reference. These facts
therefore change no other draw, and further facts can be added without changing these. A found
person of the sample is never a victim: victims are not shared, and the sample should show sharing.
"""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom

_YELLOW_STATUSES = (("not_reported", 8), ("reported", 55), ("confirmed", 32), ("deleted", 5))
_WITHOUT_EUROPOL = 0.1  # share of alerts for which it is recorded that Europol has no message
# (source, grade): how the facts of a case became known; the grade of the information is 2 or 3
_CASE_SOURCES = (("authority", 46), ("professional", 34), ("relative", 12), ("witness", 8))
_GRADES = {"authority": "A", "professional": "A", "relative": "B", "witness": "B"}
_ALERT_STATUSES = (("not_reported", 20), ("reported", 50), ("confirmed", 26), ("deleted", 4))
# share of missing reports that police entered into each system
_IN_SIS, _AT_INTERPOL, _AT_EUROPOL = 0.7, 0.12, 0.04
_SIS_CATEGORIES = (("32(1)(a)(i)", 92), ("32(1)(a)(ii)", 3), ("32(1)(b)", 5))
_ASSESSED = {"missing": 0.3, "found": 0.25, "tracing": 0.0}
_STATUSES = {
    "missing": (
        ("no_indicators", 50),
        ("possible", 32),
        ("presumed", 14),
        ("formally_identified", 4),
    ),
    "found": (("no_indicators", 100),),
}
_BASES = {
    "no_indicators": (("frontline", 70), ("assessor", 30)),
    "possible": (("frontline", 80), ("assessor", 20)),
    "presumed": (("assessor", 75), ("national_referral_mechanism", 25)),
    "formally_identified": (("national_referral_mechanism", 100),),
}
_EXPLOITATION = (
    ("sexual", 34),
    ("forced_labour", 20),
    ("criminality", 18),
    ("begging", 14),
    ("domestic_servitude", 8),
    ("forced_marriage", 6),
)
_CONTROL = (
    "debt_bondage",
    "threats",
    "false_promises",
    "restricts_movement",
    "withholds_documents",
    "takes_earnings",
    "psychological_abuse",
    "physical_abuse",
)
_RECRUITERS = (("other", 40), ("family", 20), ("friend", 16), ("partner", 14), ("unknown", 10))


def case_facts(world: str, row: Row) -> Row:
    """Return further columns for a row: alerts, trafficking, and the source of some facts.

    The row has its reference and kind, and the day of its event if known. The columns depend only
    on the name of the world and on the row.
    """
    draws = SeededRandom(f"{world}/case facts/{row['record_ref']}")
    day = date.fromisoformat(row["event_date"]) if row.get("event_date") else None
    facts = {**_alerts(draws, row), **_trafficking(draws, row["kind"], day)}
    random_draws = SeededRandom(f"{world}/sources of case facts/{row['record_ref']}")
    return {
        **facts,
        **_other_statuses(random_draws, facts),
        **_sources(random_draws, {**row, **facts}),
    }


def _other_statuses(draws: SeededRandom, facts: Row) -> Row:
    """Return statuses at Interpol and Europol that replace or add to those in `facts`.

    An existing Interpol status is drawn again. An alert without a Europol status may get "none".
    """
    statuses: Row = {}
    if "interpol_status" in facts:
        reference = facts["interpol_status"].partition(":")[2]
        status = draws.weighted(_YELLOW_STATUSES)
        statuses["interpol_status"] = (
            status if status == "not_reported" else f"{status}:{reference}"
        )
    has_sis_only = "sis_category" in facts and "europol_status" not in facts
    if has_sis_only and draws.chance(_WITHOUT_EUROPOL):
        statuses["europol_status"] = "none"
    return statuses


def _sources(draws: SeededRandom, facts: Row) -> Row:
    """Return columns with the source and the quality of some facts, without a date.

    The facts are `sis_category`, `trafficking_status` and `clothing`, where `facts` has them. The
    engine compares none of the three.
    """
    stated: Row = {}
    if "sis_category" in facts:
        stated["sis_category@source"] = "police"
        stated["sis_category@quality"] = "A2H0"
    for column in ("trafficking_status", "clothing"):
        if column in facts:
            source = draws.weighted(_CASE_SOURCES)
            stated[f"{column}@source"] = source
            stated[f"{column}@quality"] = f"{_GRADES[source]}{draws.integer(2, 3)}H0"
    return stated


def _alerts(draws: SeededRandom, row: Row) -> Row:
    if row["kind"] != "missing" or not draws.chance(_IN_SIS):
        return {}
    number = draws.integer(10_000, 99_999)
    status = draws.weighted(_ALERT_STATUSES)
    alerts = {
        "sis_category": draws.weighted(_SIS_CATEGORIES),
        "sis_status": status if status == "not_reported" else f"{status}:SIS-{number}",
    }
    if draws.chance(_AT_INTERPOL):
        alerts["interpol_status"] = f"reported:YN-{number}"
    if draws.chance(_AT_EUROPOL):
        alerts["europol_status"] = f"siena_reference:SIENA-{number}"
    return alerts


def _trafficking(draws: SeededRandom, kind: str, day: date | None) -> Row:
    if day is None or not draws.chance(_ASSESSED[kind]):
        return {}
    status = draws.weighted(_STATUSES[kind])
    on = day + timedelta(days=draws.integer(0, 20))
    facts = {"trafficking_status": f"{status}:{draws.weighted(_BASES[status])}:{on.isoformat()}"}
    if status in {"presumed", "formally_identified"}:
        facts["exploitation"] = draws.weighted(_EXPLOITATION)
        facts["means_of_control"] = "|".join(draws.distinct(_CONTROL, draws.integer(1, 3)))
        facts["recruiter"] = draws.weighted(_RECRUITERS)
    return facts
