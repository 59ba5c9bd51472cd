"""The columns of one record, without names and birth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sample_data.agencies import STATES, Agency
from sample_data.appearance import draw_mark, height_at
from sample_data.births import write_birth
from sample_data.name_lists import Name
from sample_data.people import NameParts, SyntheticPerson
from sample_data.profiles import Profile
from sample_data.routes import OTHER_NAMES, PLACES
from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom
from sample_data.spelling import NamePlan, write_names, write_relative

_CATEGORIES = {
    "missing": (
        ("missing_in_migration", 76),
        ("runaway_or_thrown_out", 12),
        ("criminal_abduction", 5),
        ("lost_injured_other", 5),
        ("parental_abduction", 2),
    ),
    "found": (
        ("missing_in_migration", 86),
        ("lost_injured_other", 8),
        ("runaway_or_thrown_out", 6),
    ),
    "tracing": (("missing_in_migration", 100),),
}
_CARE = (
    ("residential", 36),
    ("reception_centre", 28),
    ("foster", 12),
    ("kinship", 6),
    ("hospital", 4),
    ("street", 4),
    ("adult_sibling", 4),
    ("unrelated_adult", 3),
    ("other", 3),
)
_SHARING = {
    "missing": (("", 44), ("identity", 51), ("profile", 3), ("link", 2)),
    "found": (("", 92), ("link", 5), ("none", 3)),
    "tracing": (("", 100),),
}
_DESCRIPTIONS = {
    "missing": (
        "Lost contact with the group at night.",
        "Did not return to the accommodation.",
        "Family has had no call since.",
        "Was to travel on with others and did not arrive.",
        "Separated from relatives in a crowd.",
    ),
    "found": (
        "Came alone, little said at first.",
        "Taken in after a check at the station.",
        "Brought by a volunteer.",
        "Speaks of relatives further north.",
        "Asks to call the family.",
    ),
    "tracing": ("Family asks for news.", "Relative abroad is looking."),
}
_EYES = ("brown", "black", "hazel", "green", "blue", "grey")
_HAIR = ("black", "brown", "blond")
_WRONG_NATIONALITIES = ("SY", "AF", "IR", "IQ", "PK", "ER", "ET", "SD", "GN", "ML", "XXX")


@dataclass(frozen=True, slots=True)
class Observation:
    """One registration of a person: day, place, agency, and what is known of name and birth."""

    kind: str
    agency: Agency
    day: date
    country: str
    names: NamePlan
    has_birth: bool


def _last_name(parts: NameParts, relation: str) -> Name | None:
    """Return the name that may follow a relative's given name.

    It is the family name, or the name of that relative's father.
    """
    if relation == "mother":
        # A mother mostly keeps the name of her own family, which the child's record does not have.
        return None
    return parts.family or (parts.grandfather if relation == "father" else parts.father)


class RowWriter:
    """Writes rows.

    The profile's shares decide whether a value is left out, wrong or expressed in other words.
    """

    def __init__(self, draws: SeededRandom, profile: Profile) -> None:
        self._draws = draws
        self._profile = profile

    def write(self, person: SyntheticPerson, occasion: Observation) -> Row:
        """Return one intake row without record_ref. Columns without a value are left out."""
        draws, profile = self._draws, self._profile
        row = {
            "kind": occasion.kind,
            "category": (
                draws.weighted(_CATEGORIES[occasion.kind]) if self._reports("category") else ""
            ),
            **write_names(draws, person, plan=occasion.names, noise=profile.names),
            **write_birth(
                draws, person, day=occasion.day, has_birth=occasion.has_birth, profile=profile
            ),
            **self._identity(person),
            **self._event(occasion),
            "phones": self._phones(person),
            "documents": self._document(person),
            "relatives": self._relatives(person, occasion.names.script),
            **self._appearance(person, occasion),
            "marks": self._marks(person),
            "description": (
                draws.pick(_DESCRIPTIONS[occasion.kind]) if self._reports("description") else ""
            ),
            **self._sharing(occasion),
        }
        if occasion.kind == "found":
            row["care"] = draws.weighted(_CARE)
        return row

    def _reports(self, field: str) -> bool:
        return self._draws.chance(self._profile.fields[field])

    def _identity(self, person: SyntheticPerson) -> Row:
        draws = self._draws
        sex = person.sex
        if self._reports("sex_wrong"):
            sex = "F" if sex == "M" else "M"
        nationality = (
            draws.pick(_WRONG_NATIONALITIES)
            if self._reports("nationality_wrong")
            else person.nationality
        )
        languages = person.languages.split("|")
        return {
            "sex": sex if self._reports("sex") else draws.pick(("", "U")),
            "nationalities": nationality if self._reports("nationality") else "",
            "languages": (
                "|".join(languages[: draws.integer(1, len(languages))])
                if self._reports("languages")
                else ""
            ),
            "birth_place": self._town(person.town) if self._reports("birth_place") else "",
        }

    def _town(self, town: Name | None) -> str:
        if town is None:
            return ""
        return town.native[0] if self._draws.chance(0.15) else self._draws.ranked(town.latin, 0.8)

    def _event(self, occasion: Observation) -> Row:
        place = self._draws.pick(PLACES[occasion.country]) if self._reports("event_place") else ""
        return {
            "event_date": occasion.day.isoformat() if self._reports("event_date") else "",
            "event_country": occasion.country,
            "event_place": OTHER_NAMES.get(place, place) if self._reports("other_words") else place,
        }

    def _phones(self, person: SyntheticPerson) -> str:
        phones = {
            "own": person.papers.own_phone,
            "relative": person.papers.relative_phone,
            "exploiter": person.papers.exploiter_phone,
        }
        return "|".join(
            f"{holder}:{self._dialled(phone)}"
            for holder, phone in phones.items()
            if self._reports(f"{holder}_phone")
        )

    def _dialled(self, phone: str) -> str:
        """Return a number in an office's format: with +, 00 or spaces, or without country code."""
        form = self._draws.weighted((("plus", 56), ("zeros", 16), ("spaces", 18), ("local", 10)))
        country, number = phone.split(" ")
        if form == "zeros":
            return f"00{country[1:]}{number}"
        if form == "spaces":
            return f"{country} {number[:-7]} {number[-7:-4]} {number[-4:]}"
        return f"0{number}" if form == "local" else f"{country}{number}"

    def _document(self, person: SyntheticPerson) -> str:
        if not self._reports("documents"):
            return ""
        kind, country, number = person.papers.document.split(":")
        if self._reports("document_wrong"):
            number = number[:-2] + number[-1] + number[-2]
        return f"{kind}:{country if self._draws.chance(0.85) else ''}:{number}"

    def _relatives(self, person: SyntheticPerson, script: str) -> str:
        if not self._reports("relatives"):
            return ""
        draws, parts = self._draws, person.parts
        relatives = [("mother", parts.mother), ("father", parts.father), *person.siblings]
        named = draws.distinct(relatives, draws.weighted(((1, 56), (2, 34), (3, 10))))
        script = "native" if script == "native" and draws.chance(0.7) else "latin"
        noise = self._profile.names
        written = []
        for relation, name in named:
            last = _last_name(parts, relation)
            relative = write_relative(draws, name, last=last, script=script, noise=noise)
            written.append(f"{relation}:{relative}")
        return "|".join(written)

    def _appearance(self, person: SyntheticPerson, occasion: Observation) -> Row:
        draws = self._draws
        row: Row = {}
        if self._reports("height"):
            height = height_at(person.appearance, person.sex, birth=person.birth, day=occasion.day)
            # The height of a found child is measured, that of a missing one is from memory.
            height += draws.bell(1.0 if occasion.kind == "found" else 3.0)
            row["height_cm"] = str(
                int(height / 5 + 0.5) * 5 if draws.chance(0.3) else int(height + 0.5)
            )
        for feature, colours, own in (
            ("eyes", _EYES, person.appearance.eyes),
            ("hair", _HAIR, person.appearance.hair),
        ):
            if self._reports(feature):
                row[feature] = draws.pick(colours) if self._reports("look_wrong") else own
        return row

    def _marks(self, person: SyntheticPerson) -> str:
        marks = [mark for mark in person.appearance.marks if self._reports("marks")]
        if self._reports("mark_wrong"):
            if marks:
                kind, part, side = marks[-1].split(":")
                marks[-1] = f"{kind}:{part}:{ {'left': 'right', 'right': 'left'}.get(side, '') }"
            else:
                # A fresh bruise taken for a mark, or a mark that only this record has.
                marks.append(draw_mark(self._draws))
        return "|".join(dict.fromkeys(marks))

    def _sharing(self, occasion: Observation) -> Row:
        sharing = self._draws.weighted(_SHARING[occasion.kind])
        if sharing in ("", "none"):
            return {"sharing": sharing}
        other_states = [state for state in STATES if state != occasion.agency.state]
        return {
            "sharing": sharing,
            "recipients": "|".join(self._draws.distinct(other_states, self._draws.integer(1, 3))),
        }
