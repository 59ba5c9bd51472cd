"""Map the statements of a record to the codes it is counted under: pure functions.

If sealed data may not be counted, the code is that of "not known".
"""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from core.counted_facts import COUNTED_FACTS, NOT_SAID
from core.policy.sharing.evidence import EVIDENCE_FIELDS, EVIDENCE_KINDS
from matching import Person
from services.foundation.facts import person_view
from services.foundation.facts.statements import Statement
from services.statistics.definitions import DIMENSION_CODES
from services.statistics.regions import SEVERAL_OR_UNKNOWN, region_of

CONTRADICTORY_DAYS = 366  # two dates of birth further apart than this are not spellings of one date
_SEXES = {"F": "female", "M": "male"}
# first word of a letter's Unicode name -> code
_SCRIPTS = {
    "ARABIC": "arabic",
    "CYRILLIC": "cyrillic",
    "ETHIOPIC": "ethiopic",
    **dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"), "cjk"),
    **dict.fromkeys(
        ("BENGALI", "DEVANAGARI", "GURMUKHI", "GUJARATI", "TAMIL", "TELUGU", "SINHALA"), "indic"
    ),
}
_NAMES = frozenset({"full_name", "given_names", "family_names", "name_native", "aliases"})
# The fields needed for age, sex and origin; the others need not be read.
_READ = frozenset(
    "birth_date birth_known birth_calendar age age_on event_date sex nationalities languages"
    " documents".split()
)
_KIND_OF_FIELD = {EVIDENCE_FIELDS[name]: kind for name, kind in EVIDENCE_KINDS.items()} | {
    "given_names": "name",
    "family_names": "name",
    "name_native": "name",
    "age": "birth",
}


@dataclasses.dataclass(frozen=True, slots=True)
class RecordProfile:
    """The codes of a record under which the record and its matches are counted."""

    age_band: str = "unknown"
    birth_known: str = "unknown"
    sex: str = "other_or_unknown"
    origin: str = SEVERAL_OR_UNKNOWN
    script: str = "other"


@dataclasses.dataclass(frozen=True, slots=True)
class RecordDescription:
    """All codes of a record besides its plain columns; the default permits no counting."""

    profile: RecordProfile = RecordProfile()
    facts: Mapping[str, frozenset[str]] = dataclasses.field(default_factory=dict)
    days: str = "unknown"
    evidence_kinds: str = "0-1"
    held: frozenset[str] = frozenset()
    guardian: str = NOT_SAID


def describe_record(
    statements: Sequence[Statement], *, kind: str, registered: datetime, today: date
) -> RecordDescription:
    """Return the codes of a record that may be counted."""
    read = [statement for statement in statements if statement.field in _READ]
    person = person_view.person_of(read, ref="", kind=kind)
    seen = next(
        (place.on for place in person.places if place.on is not None and place.role != "route"),
        None,
    )
    entries = [statement.entry for statement in statements]
    fields = frozenset(entry.column for entry in entries)
    return RecordDescription(
        RecordProfile(
            _age_band(person, today),
            _birth_known(person),
            _SEXES.get(person.sex, "other_or_unknown"),
            region_of(person.nationalities),
            _script(statement.value for statement in statements if statement.field in _NAMES),
        ),
        {fact.cube: fact.codes_of(entries) for fact in COUNTED_FACTS},
        days_band(None if seen is None else (registered.date() - seen).days),
        _evidence_kinds({_KIND_OF_FIELD[field] for field in fields if field in _KIND_OF_FIELD}),
        fields & frozenset(DIMENSION_CODES["field"]),
    )


def _age_band(person: Person, today: date) -> str:
    band = person_view.age_band(person, today)
    if band is None:
        return "unknown"
    return band if band in DIMENSION_CODES["age_band"] else "several"


def _birth_known(person: Person) -> str:
    if not person.births:
        return "unknown"
    firsts = [birth.first for birth in person.births]
    if (max(firsts) - min(birth.last for birth in person.births)).days > CONTRADICTORY_DAYS:
        return "contradictory"
    if any(birth.is_placeholder for birth in person.births):
        return "placeholder"
    return "day" if all(birth.first == birth.last for birth in person.births) else "wider"


def _script(names: Iterable[str]) -> str:
    scripts = {
        unicodedata.name(letter, "?").split(" ")[0]
        for name in names
        for letter in set(name)
        if letter.isalpha()
    }
    native = {_SCRIPTS.get(word.split("-")[0], "other") for word in scripts - {"LATIN"}}
    if not native:
        return "latin_only" if scripts else "other"
    return native.pop() if len(native) == 1 else "other"


def _evidence_kinds(kinds: set[str]) -> str:
    return "0-1" if len(kinds) < 2 else "4+" if len(kinds) > 3 else str(len(kinds))


def days_band(days: int | None) -> str:
    """Return the band of a number of days; None is "unknown", days before the event count as 0."""
    if days is None:
        return "unknown"
    return value_band(days, ((0, "0"), (1, "1"), (7, "2-7"), (30, "8-30"), (180, "31-180")), "181+")


def value_band(value: float, bands: Sequence[tuple[float, str]], beyond: str) -> str:
    """Return the code of the first band whose end is not below the value, else `beyond`."""
    return next((code for end, code in bands if value <= end), beyond)


# Dimension -> codes that are nearly empty for a match (the other record's code is used), and the
# code if two differ.
UNCERTAIN_CODES: dict[str, tuple[frozenset[str], str]] = {
    "age_band": (frozenset({"several", "unknown"}), "several"),
    "sex": (frozenset({"other_or_unknown"}), "other_or_unknown"),
    "origin": (frozenset({SEVERAL_OR_UNKNOWN}), SEVERAL_OR_UNKNOWN),
    "script": (frozenset({"latin_only"}), "other"),
}


def match_code(dimension: str, first_profile: RecordProfile, second_profile: RecordProfile) -> str:
    """Return the code of a dimension under which a match is counted.

    It is the common code of both records, or the certain one of the two. Two certain codes that
    differ give the dimension's code for this (`UNCERTAIN_CODES`).
    """
    left, right = str(getattr(first_profile, dimension)), str(getattr(second_profile, dimension))
    unsure, differ = UNCERTAIN_CODES[dimension]
    if left == right or right in unsure:
        return left
    return right if left in unsure else differ
