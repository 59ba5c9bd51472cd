"""Facts about protection, age and belongings that are never compared.

Each record has its own random stream, named after the world and the reference. These facts
therefore change no other draw, and further facts can be added without changing these.
"""

from __future__ import annotations

from datetime import date, timedelta

from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom

_DECIDED = {"missing": 0.6, "found": 0.85, "tracing": 0.2}
_STATUSES = (
    ("unaccompanied", 58),
    ("separated", 18),
    ("accompanied", 12),
    ("unaccompanied_after_arrival", 8),
    ("not_asked", 4),
)
_DECIDERS = ("Youth office", "Guardianship authority", "Family court", "Reception service")
_CIRCUMSTANCES = (
    ("left_reception_centre", 34),
    ("lost_on_the_journey", 18),
    ("left_care_placement", 14),
    ("contact_broke_off", 10),
    ("separated_at_border", 8),
    ("before_transfer_or_decision", 6),
    ("collected_by_unknown_person", 4),
    ("lost_at_sea", 3),
    ("left_home", 3),
)
_CAUSES = (
    ("conflict", 30),
    ("sent_ahead", 22),
    ("persecution", 12),
    ("poverty", 10),
    ("left_to_find_family", 8),
    ("death_of_caregiver", 7),
    ("lost_on_the_journey", 6),
    ("violence_in_family", 5),
)
_METHODS = (
    ("psychosocial", 34),
    ("multidisciplinary", 20),
    ("documents", 14),
    ("hand_wrist", 14),
    ("dental", 10),
    ("interview", 6),
    ("appearance", 2),
)
_NATIONALITY = (("claimed", 62), ("documented", 30), ("confirmed", 8))
_DIALECTS = {
    "prs": ("Hazaragi", "Herati", "Kabuli"),
    "pus": ("Kandahari", "Nangarhari"),
    "ara": ("Levantine", "Iraqi", "Sudanese"),
    "kur": ("Kurmanji", "Sorani"),
    "som": ("Maay", "Northern Somali"),
    "ful": ("Pular",),
}
_CLOTHES = ("dark jacket", "grey hooded sweater", "blue jeans", "red scarf", "white trainers")
_THINGS = ("small rucksack", "telephone without card", "plastic folder", "silver ring", "blanket")
_HELD = (("fingerprints:Border police", 70), ("face_image:Asylum office", 30))
_MAJORITY = 18


def protection_facts(world: str, row: Row, birth: date) -> Row:
    """Return further columns for a row about protection, age, origin and detention.

    The row has its reference and kind, and the day of its event if known. Only a child gets columns
    about protection. `birth` is the person's true date of birth. The columns depend only on the
    name of the world, the row and the birth.
    """
    draws = SeededRandom(f"{world}/protection facts/{row['record_ref']}")
    day = date.fromisoformat(row["event_date"]) if row.get("event_date") else None
    is_child = day is None or (day - birth).days < _MAJORITY * 365.25
    return {
        **(_protection(draws, row["kind"], day) if is_child else {}),
        **_age(draws, row["kind"], day, birth),
        **_origin(draws, row),
        **_held(draws, row),
    }


def _protection(draws: SeededRandom, kind: str, day: date | None) -> Row:
    facts: Row = {}
    if draws.chance(_DECIDED[kind]):
        status = draws.weighted(_STATUSES)
        decided = ""
        if day is not None and status != "not_asked":
            on = day + timedelta(days=draws.integer(0, 14))
            decided = f":{on.isoformat()}:{draws.pick(_DECIDERS)}"
        facts["protection_status"] = status + decided
        if status in {"unaccompanied", "separated"} and draws.chance(0.5):
            facts["separation_cause"] = draws.weighted(_CAUSES)
    if kind != "found" and draws.chance(0.6):
        facts["circumstances"] = draws.weighted(_CIRCUMSTANCES)
    return facts


def _age(draws: SeededRandom, kind: str, day: date | None, birth: date) -> Row:
    if kind != "found" or day is None or not draws.chance(0.1):
        return {}
    years = int((day - birth).days / 365.25)
    low, high = max(0, years - draws.integer(0, 2)), years + draws.integer(1, 3)
    result = "minor" if high < _MAJORITY else "adult" if low >= _MAJORITY else "inconclusive"
    on = day + timedelta(days=draws.integer(2, 60))
    contested = "contested" if draws.chance(0.15) else "not_contested"
    method = draws.weighted(_METHODS)
    age_statement = f"{result}:{method}:{low}-{high}:{on.isoformat()}:{contested}:Health office"
    return {"age_assessments": age_statement}


def _origin(draws: SeededRandom, row: Row) -> Row:
    facts: Row = {}
    if row.get("nationalities"):
        facts["nationality_known"] = draws.weighted(_NATIONALITY)
    if draws.chance(0.03):
        facts["statelessness"] = draws.weighted((("at_risk", 70), ("determined", 30)))
    language = row.get("languages", "").partition("|")[0]
    if language in _DIALECTS and draws.chance(0.3):
        facts["dialects"] = draws.pick(_DIALECTS[language])
    return facts


def _held(draws: SeededRandom, row: Row) -> Row:
    facts: Row = {}
    if draws.chance(0.4):
        facts["clothing"] = ", ".join(draws.distinct(_CLOTHES, draws.integer(1, 3)))
    if draws.chance(0.25):
        facts["belongings"] = ", ".join(draws.distinct(_THINGS, draws.integer(1, 2)))
    if row["kind"] == "found" and draws.chance(0.35):
        facts["biometrics_held"] = f"{draws.weighted(_HELD)}:{draws.integer(100_000, 999_999)}"
    return facts
