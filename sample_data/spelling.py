"""How a record writes a name: script, romanisation, parts, order and errors."""

from __future__ import annotations

from dataclasses import dataclass

from sample_data.name_lists import Name
from sample_data.origins import CUSTOMS
from sample_data.people import NameParts, SyntheticPerson
from sample_data.profiles import NameNoise
from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom
from sample_data.typos import join_words, make_typo, truncate_word

_HABITS = ((0, 52), (1, 26), (2, 14), (3, 8))
_PLACEHOLDERS = (
    "unknown",
    "N/A",
    "?",
    "unbekannt",
    "inconnu",
    "sconosciuto",
    "desconocido",
    "XXX",
    "-",
)
# Hospitals and first registrations write this for a child under three.
_BABY_DAYS = 1095
_BABY = {"F": "Baby girl", "M": "Baby boy"}
_ALIAS_KINDS = (("nickname", 50), ("spelling", 34), ("patronymic", 10), ("exploiter", 6))
# Customs whose script has no space between family and given name.
_UNSPACED_CUSTOMS = ("chinese",)


@dataclass(frozen=True, slots=True)
class NamePlan:
    """The form of a name in a record.

    `script` is latin, native or both. `thin` is "", part, part_and_placeholder or nickname.
    """

    script: str
    thin: str = ""


class NameWriter:
    """A clerk who writes one record, with a romanisation habit and errors."""

    def __init__(self, draws: SeededRandom, noise: NameNoise) -> None:
        self._draws = draws
        self._noise = noise
        self._habit = draws.weighted(_HABITS)

    def write(self, name: Name, script: str) -> str:
        """Return a name in Latin script or, for script "native", in its original script.

        The Latin spelling is that of this clerk's habit, or a received one.
        """
        if script == "native":
            return self._draws.ranked(name.native, 0.5)
        if self._draws.chance(self._noise.habit):
            return name.latin[min(self._habit, len(name.latin) - 1)]
        return self._draws.ranked(name.latin, self._noise.spelling_head)

    def given(self, parts: NameParts, script: str) -> str:
        """Return the given name with the name set before it.

        The latter may be left out or, in Latin script, be an initial.
        """
        own = self.write(parts.given, script)
        if parts.before is None or self._draws.chance(self._noise.prefix_dropped):
            return own
        before = self.write(parts.before, script)
        if script == "latin" and self._draws.chance(self._noise.initial * 4):
            before = f"{before[0]}."
        return f"{before} {own}"

    def flawed(self, words: list[str]) -> list[str]:
        """Return the words of a name with the errors of this clerk.

        At most one word gets a typo, and the last word may be cut off. `NameNoise` has both
        shares.
        """
        draws, noise = self._draws, self._noise
        if draws.chance(noise.typo):
            at = draws.integer(0, len(words) - 1)
            words = [
                make_typo(draws, word) if index == at else word for index, word in enumerate(words)
            ]
        if draws.chance(noise.truncated):
            words = [*words[:-1], truncate_word(draws, words[-1])]
        return words


def _part(hand: NameWriter, person: SyntheticPerson, letter: str, script: str) -> str:
    parts = person.parts
    if letter == "g":
        return hand.given(parts, script)
    name = {
        "f": parts.father,
        "r": parts.grandfather,
        "s": parts.family,
        "p": parts.patronymic,
        "x": parts.middle,
    }[letter]
    return hand.write(name, script) if name else ""


def _written(
    hand: NameWriter, person: SyntheticPerson, order: str, script: str
) -> list[tuple[str, str]]:
    written = [(letter, _part(hand, person, letter, script)) for letter in order]
    return [(letter, text) for letter, text in written if text]


def _latin_columns(
    draws: SeededRandom, hand: NameWriter, person: SyntheticPerson, noise: NameNoise
) -> Row:
    written = _written(hand, person, draws.weighted(CUSTOMS[person.origin.custom]), "latin")
    if draws.chance(noise.upper):
        written = [(letter, text.upper() if letter == "s" else text) for letter, text in written]
    if draws.chance(noise.split_fields):
        # Without a family name, an office uses the last part as one.
        last = "s" if any(letter == "s" for letter, _ in written) else written[-1][0]
        given_name = " ".join(text for letter, text in written if letter != last)
        family = " ".join(text for letter, text in written if letter == last)
        if draws.chance(0.03):
            given_name, family = family, given_name
        return {
            "given_names": " ".join(hand.flawed(given_name.split(" "))),
            "family_names": " ".join(hand.flawed(family.split(" "))),
        }
    words = " ".join(text for _, text in written).split(" ")
    if draws.chance(noise.joined):
        words = join_words(draws, words)
    return {"full_name": " ".join(hand.flawed(words))}


def _native_text(draws: SeededRandom, hand: NameWriter, person: SyntheticPerson) -> str:
    custom = person.origin.custom
    if custom in _UNSPACED_CUSTOMS:
        return "".join(text for _, text in _written(hand, person, "sg", "native"))
    written = _written(hand, person, draws.weighted(CUSTOMS[custom]), "native")
    return " ".join(hand.flawed(" ".join(text for _, text in written).split(" ")))


def _thin_columns(
    draws: SeededRandom, hand: NameWriter, person: SyntheticPerson, plan: NamePlan
) -> Row:
    script = "native" if plan.script == "native" else "latin"
    nicknames = person.parts.given.nicknames
    if plan.thin == "nickname" and nicknames:
        own, romanised = draws.pick(nicknames)
        placeholder = draws.pick(("", "", *_PLACEHOLDERS[:4])) if script == "latin" else ""
        return {
            "full_name": placeholder,
            "aliases": f"nickname:{own if script == 'native' else romanised}",
        }
    name = person.parts.given
    if person.parts.family and draws.chance(0.15):
        name = person.parts.family
    # A part is one word here, because "Abd al-Rahman" would look like two parts.
    text = hand.write(name, script).replace(" ", "")
    if script == "native":
        return {"name_native": text}
    if (person.first_event - person.birth).days < _BABY_DAYS and draws.chance(0.5):
        return {"full_name": _BABY[person.sex], "aliases": text}
    if plan.thin == "part_and_placeholder":
        return {"given_names": text, "family_names": draws.pick(_PLACEHOLDERS)}
    return {draws.pick(("full_name", "given_names")): text}


def _alias(draws: SeededRandom, hand: NameWriter, person: SyntheticPerson, script: str) -> str:
    kind = draws.weighted(_ALIAS_KINDS)
    parts = person.parts
    if kind == "nickname":
        if not parts.given.nicknames:
            return ""
        own, romanised = draws.pick(parts.given.nicknames)
        return f"nickname:{own if script == 'native' else romanised}"
    if kind == "patronymic":
        return f"patronymic:{hand.write(parts.patronymic or parts.father, script)}"
    if kind == "exploiter":
        # A name given by an exploiter of the child: another name of the same origin.
        name = parts.grandfather if person.sex == "M" else parts.mother
        return f"exploiter:{hand.write(name, script)}"
    written = _written(hand, person, draws.weighted(CUSTOMS[person.origin.custom]), script)
    return ("" if script == "native" and person.origin.custom in _UNSPACED_CUSTOMS else " ").join(
        t for _, t in written
    )


def write_names(
    draws: SeededRandom, person: SyntheticPerson, *, plan: NamePlan, noise: NameNoise
) -> Row:
    """Return the name columns of one record by its plan. Columns without a value are left out.

    A `latin` plan has no letter of another script, and a `native` one no Latin letter. This
    includes aliases.
    """
    hand = NameWriter(draws, noise)
    if plan.thin:
        return _thin_columns(draws, hand, person, plan)
    row: Row = {}
    if plan.script != "native":
        row.update(_latin_columns(draws, hand, person, noise))
    if plan.script != "latin":
        text = _native_text(draws, hand, person)
        # Some forms have only one field for names in any script.
        row["full_name" if plan.script == "native" and draws.chance(0.2) else "name_native"] = text
    if draws.chance(noise.alias):
        row["aliases"] = _alias(
            draws, hand, person, "native" if plan.script == "native" else "latin"
        )
    return row


def write_relative(
    draws: SeededRandom, name: Name, *, last: Name | None, script: str, noise: NameNoise
) -> str:
    """Return a relative's name with or without a last name, with a separate romanisation habit."""
    hand = NameWriter(draws, noise)
    own = hand.write(name, script)
    return f"{own} {hand.write(last, script)}" if last and draws.chance(0.45) else own
