"""Synthetic people and their families.

Every person is a random combination of common names. A real person of the same name is a
coincidence.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sample_data import name_lists
from sample_data.appearance import Appearance, draw_appearance
from sample_data.name_lists import Name
from sample_data.origins import Origin, load_origins
from sample_data.profiles import Profile
from sample_data.routes import ROUTES
from sample_data.seeded_random import SeededRandom, ShuffledDeck

# Siblings and namesakes count as near if born within three years.
SIMILAR_BIRTH_DAYS = 3 * 365

_EXPLOITERS = 25


@dataclass(frozen=True, slots=True)
class NameParts:
    """The names of a person. A part that the origin does not use is None."""

    given: Name
    before: Name | None
    middle: Name | None
    father: Name
    grandfather: Name
    mother: Name
    patronymic: Name | None
    family: Name | None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """The telephones and the document of a person.

    Telephones are `+country number`: own, a relative's and an exploiter's. The document is
    type:country:number.
    """

    own_phone: str
    relative_phone: str
    exploiter_phone: str
    document: str


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """The true facts of one synthetic person. `siblings` are (relation, name)."""

    number: int
    origin: Origin
    sex: str
    parts: NameParts
    birth: date
    is_january: bool
    route: tuple[str, ...]
    first_event: date
    nationality: str
    languages: str
    town: Name | None
    papers: ContactDetails
    siblings: tuple[tuple[str, Name], ...]
    appearance: Appearance


def _phone(draws: SeededRandom, origin: Origin) -> str:
    lead = draws.weighted(origin.dial)
    return f"{lead}{draws.integer(0, 9_999_999):07d}"


def _papers(draws: SeededRandom, origin: Origin, exploiters: Sequence[str]) -> ContactDetails:
    kind = draws.weighted((("national_id", 50), ("passport", 30), ("birth_certificate", 20)))
    # No authority uses the prefix ZX, so the number belongs to no real person.
    document = f"{kind}:{origin.nationalities[0][0]}:ZX{draws.integer(0, 9_999_999):07d}"
    return ContactDetails(
        _phone(draws, origin), _phone(draws, origin), draws.pick(exploiters), document
    )


def _relation(sex: str) -> str:
    return "sister" if sex == "F" else "brother"


class PersonGenerator:
    """Generates families: one person, or two people who are similar to each other."""

    def __init__(self, draws: SeededRandom, profile: Profile) -> None:
        self._draws = draws
        self._profile = profile
        # A share q of families of two gives a share 2q / (1 + q) of all people.
        share = profile.honesty.near_other
        self._near = ShuffledDeck(draws, share / (2 - share))
        self._mix = tuple((origin, origin.weights[profile.origins]) for origin in load_origins())
        # A few exploiters hold many children. Their numbers are in the records of people who have
        # no other fact in common.
        self._exploiters = tuple(
            _phone(draws, draws.pick(load_origins())) for _ in range(_EXPLOITERS)
        )
        self._numbers = itertools.count(1)

    def families(self) -> Iterator[tuple[SyntheticPerson, ...]]:
        """Yield families without end: one person, or two siblings or namesakes born within three
        years.
        """
        while True:
            first = self._person(self._draws.weighted(self._mix))
            if self._near.deal():
                yield (
                    self._siblings(first)
                    if self._draws.chance(0.65)
                    else (first, self._namesake(first))
                )
            else:
                yield (first,)

    def _name(self, origin: Origin, role: str) -> Name | None:
        # Each profile leaves out a different quarter of the names. A quarter of the names in one
        # profile is therefore new to the other.
        names = name_lists.load_names(origin.code).of(role)
        used = (
            names
            if len(names) < 4
            else [n for i, n in enumerate(names) if i % 4 != self._profile.skipped_rank]
        )
        return self._draws.ranked(used, self._profile.name_head) if used else None

    def _given(self, origin: Origin, sex: str) -> Name:
        name = self._name(origin, sex.lower())
        if name is None:
            raise LookupError(f"names/{origin.code}.tsv has no given name for sex {sex}")
        return name

    def _family(self, origin: Origin, sex: str) -> Name | None:
        ending = self._name(origin, "e") if self._draws.chance(origin.ended) else None
        if ending is None:
            family = self._name(origin, "s")
            return family and _gendered(origin, sex, family)
        stem = self._given(origin, "M")
        latin = tuple(start + end.lower() for start in stem.latin[:3] for end in ending.latin)
        return Name(tuple(stem.native[0] + end for end in ending.native), latin)

    def _parts(self, origin: Origin, sex: str) -> NameParts:
        father = self._given(origin, "M")
        is_prefixed = sex == "M" and self._draws.chance(origin.prefixed)
        return NameParts(
            given=self._given(origin, sex),
            before=self._name(origin, "c") if is_prefixed else None,
            middle=self._name(origin, f"x{sex.lower()}"),
            father=father,
            grandfather=self._given(origin, "M"),
            mother=self._given(origin, "F"),
            patronymic=_patronymic(origin, sex, father),
            family=self._family(origin, sex),
        )

    def _born(self, event: date) -> date:
        low, high = self._draws.weighted(self._profile.ages)
        years = self._draws.integer(low, high)
        return event - timedelta(days=int(years * 365.2425) + self._draws.integer(1, 364))

    def _person(self, origin: Origin) -> SyntheticPerson:
        draws = self._draws
        sex = "F" if draws.chance(0.36) else "M"
        first, last = self._profile.first_event
        event = first + timedelta(days=draws.integer(0, (last - first).days))
        return SyntheticPerson(
            number=next(self._numbers),
            origin=origin,
            sex=sex,
            parts=self._parts(origin, sex),
            birth=self._born(event),
            is_january=draws.chance(origin.january),
            route=ROUTES[draws.weighted(origin.routes)],
            first_event=event,
            nationality=draws.weighted(origin.nationalities),
            languages=draws.weighted(origin.languages),
            town=self._name(origin, "t"),
            papers=_papers(draws, origin, self._exploiters),
            siblings=tuple(self._sibling_name(origin) for _ in range(draws.integer(0, 2))),
            appearance=draw_appearance(draws, origin.eyes, origin.hair),
        )

    def _sibling_name(self, origin: Origin) -> tuple[str, Name]:
        sex = self._draws.pick("FM")
        return _relation(sex), self._given(origin, sex)

    def _near_birth(self, first: SyntheticPerson, least: int) -> date:
        offset = timedelta(days=self._draws.integer(least, SIMILAR_BIRTH_DAYS))
        is_younger = self._draws.chance(
            0.5
        ) and first.birth + offset < first.first_event - timedelta(days=60)
        return first.birth + offset if is_younger else first.birth - offset

    def _siblings(self, first: SyntheticPerson) -> tuple[SyntheticPerson, SyntheticPerson]:
        """Return two children of the same parents, born at least a year apart.

        They travel together and name each other.
        """
        sibling = self._person(first.origin)
        parts = replace(
            sibling.parts,
            father=first.parts.father,
            grandfather=first.parts.grandfather,
            mother=first.parts.mother,
            patronymic=_patronymic(first.origin, sibling.sex, first.parts.father),
            family=first.parts.family and _gendered(first.origin, sibling.sex, first.parts.family),
        )
        second = replace(
            sibling,
            parts=parts,
            birth=self._near_birth(first, 300),
            route=first.route,
            first_event=first.first_event,
            nationality=first.nationality,
            languages=first.languages,
            town=first.town,
            papers=replace(sibling.papers, relative_phone=first.papers.relative_phone),
            siblings=((_relation(first.sex), first.parts.given), *first.siblings[:1]),
        )
        return replace(
            first, siblings=((_relation(sibling.sex), parts.given), *first.siblings[:1])
        ), second

    def _namesake(self, first: SyntheticPerson) -> SyntheticPerson:
        """Return another child with the same name, sex and origin, born within three years, of
        other parents.
        """
        other = self._person(first.origin)
        parts = replace(
            other.parts,
            given=first.parts.given,
            before=first.parts.before,
            family=first.parts.family,
        )
        if first.parts.family is None:
            # If the father's name is used as the family name, a namesake shares it too.
            parts = replace(parts, father=first.parts.father)
        return replace(
            other,
            sex=first.sex,
            parts=replace(parts, patronymic=_patronymic(first.origin, first.sex, parts.father)),
            birth=self._near_birth(first, 0),
            first_event=first.first_event,
        )


def _patronymic(origin: Origin, sex: str, father: Name) -> Name | None:
    return name_lists.load_names(origin.code).linked("pf" if sex == "F" else "pm", father.native[0])


def _gendered(origin: Origin, sex: str, family: Name) -> Name:
    """Return the form of a family name for this sex.

    Names without two forms are unchanged.
    """
    names = name_lists.load_names(origin.code)
    base = next((name for name in names.of("s") if name.native[0] == family.link), family)
    return (names.linked("sf", base.native[0]) or base) if sex == "F" else base
