"""The seeded world: how often, by whom and how similarly each person is recorded.

It streams people.

Each profile has its own seed space, because the profile's name is part of the seed. A tuning world
can therefore never equal a reported one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sample_data import name_lists
from sample_data.agencies import BY_CODE, REGISTRATION_SHARES, ReferenceGenerator
from sample_data.case_facts import case_facts
from sample_data.demo_pair import DEMO_PAIR_ROWS
from sample_data.observations import Observation, RowWriter
from sample_data.origins import load_origins
from sample_data.people import PersonGenerator, SyntheticPerson
from sample_data.profiles import Profile
from sample_data.protection_facts import protection_facts
from sample_data.routes import PLACES
from sample_data.rows import Row
from sample_data.seeded_random import SeededRandom, ShuffledDeck
from sample_data.spelling import NamePlan

_TWO_KINDS = (
    (("missing", "found"), 72),
    (("found", "found"), 20),
    (("missing", "missing"), 4),
    (("tracing", "found"), 4),
)
_THREE_KINDS = (
    (("missing", "found", "found"), 70),
    (("found", "found", "found"), 15),
    (("missing", "missing", "found"), 15),
)
_ONE_KIND = ((("missing",), 45), (("found",), 51), (("tracing",), 4))


@dataclass(frozen=True, slots=True)
class ObservedPerson:
    """One person as recorded by agencies: rows in intake columns, each with its record_ref.

    `near` is the number of the similar sibling or namesake, 0 for none.
    """

    person: int
    origin: str
    near: int
    rows: tuple[Row, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Return every true pair of references, the smaller one first."""
        refs = sorted(row["record_ref"] for row in self.rows)
        return tuple(itertools.combinations(refs, 2))


class _Flags:
    """Distributes a flaw over records, so that a given share of all true pairs has it.

    One flawed record of three affects two of three pairs. A share s of the pairs therefore needs
    1.5 s of the people with three records.
    """

    def __init__(self, draws: SeededRandom, share: float) -> None:
        self._draws = draws
        self._decks = {2: ShuffledDeck(draws, share), 3: ShuffledDeck(draws, min(1.0, share * 1.5))}

    def deal(self, sightings: int) -> int | None:
        """Return the index of the record with the flaw among `sightings`; None for no flaw."""
        return self._draws.integer(0, sightings - 1) if self._decks[sightings].deal() else None


class SyntheticWorld:
    """An endless synthetic world. Its people depend only on the seed and the profile.

    `observe(size)` yields people with their records until there are `size` records.
    """

    def __init__(self, seed: int, profile: Profile) -> None:
        self._profile = profile
        self._name = f"homeward sample world 1/{profile.name}/{seed}"
        self._draws = SeededRandom(self._name)
        self._registry = PersonGenerator(self._draws, profile)
        self._clerk = RowWriter(self._draws, profile)
        self._references = ReferenceGenerator()
        honesty = profile.honesty
        self._alone = ShuffledDeck(self._draws, honesty.no_partner)
        self._no_birth = _Flags(self._draws, honesty.no_birth)
        self._thin = _Flags(self._draws, honesty.thin_name)
        weights = [
            (origin.weights[profile.origins], name_lists.load_names(origin.code).is_latin_only)
            for origin in load_origins()
        ]
        able = sum(weight for weight, latin_only in weights if not latin_only) / sum(
            weight for weight, _ in weights
        )
        self._no_script = _Flags(self._draws, honesty.no_script / able)

    def observe(self, size: int) -> Iterator[ObservedPerson]:
        """Yield people until exactly `size` records are written.

        The last person may have fewer records than planned.
        """
        left = size
        if self._profile.has_showcase and left > 0:
            observed = self._showcase(left)
            left -= len(observed.rows)
            yield observed
        families = self._registry.families()
        while left > 0:
            family = next(families)
            for person in family:
                sibling = next(
                    (other_person.number for other_person in family if other_person is not person),
                    0,
                )
                observed = self._observe(person, sibling, left)
                left -= len(observed.rows)
                yield observed
                if left == 0:
                    return

    def _showcase(self, left: int) -> ObservedPerson:
        rows = tuple(
            {"record_ref": self._references.next(agency), **row}
            for agency, row in DEMO_PAIR_ROWS[: min(left, len(DEMO_PAIR_ROWS))]
        )
        return ObservedPerson(0, "afghan_dari", 0, rows)

    def _observe(self, person: SyntheticPerson, sibling: int, left: int) -> ObservedPerson:
        occasions = self._occasions(person)[:left]
        rows = tuple(
            {
                "record_ref": self._references.next(occasion.agency.code),
                **self._clerk.write(person, occasion),
            }
            for occasion in occasions
        )
        rows = tuple({**row, **protection_facts(self._name, row, person.birth)} for row in rows)
        rows = tuple({**row, **case_facts(self._name, row)} for row in rows)
        return ObservedPerson(person.number, person.origin.code, sibling, rows)

    def _kinds(self) -> tuple[str, ...]:
        draws = self._draws
        if self._alone.deal():
            return draws.weighted(_ONE_KIND)
        return draws.weighted(
            _TWO_KINDS if draws.chance(self._profile.two_sightings) else _THREE_KINDS
        )

    def _occasions(self, person: SyntheticPerson) -> list[Observation]:
        draws = self._draws
        kinds = self._kinds()
        plans, births = self._plans(person, len(kinds)), self._births(len(kinds))
        day = person.first_event
        stop = draws.integer(0, len(person.route) // 2)
        # One child in seven was found first and then went missing from care.
        if kinds == ("missing", "found") and draws.chance(0.14):
            kinds = ("found", "missing")
        used_codes: list[str] = []
        occasions = []
        for kind, plan, has_birth in zip(kinds, plans, births, strict=True):
            agency = BY_CODE[self._agency(kind, used_codes)]
            used_codes.append(agency.code)
            country = self._country(kind, agency.state, person.route[stop])
            occasions.append(Observation(kind, agency, day, country, plan, has_birth))
            day += timedelta(days=3 + int(500 * draws.unit() * draws.unit()))
            stop = min(len(person.route) - 1, stop + draws.integer(0, 3))
        return occasions

    def _agency(self, kind: str, used_codes: list[str]) -> str:
        agency = self._draws.weighted(REGISTRATION_SHARES[kind])
        # Two records at one agency are possible, but rare.
        return (
            self._draws.weighted(REGISTRATION_SHARES[kind])
            if agency in used_codes and self._draws.chance(0.8)
            else agency
        )

    def _country(self, kind: str, state: str, stop: str) -> str:
        is_here = self._draws.chance(0.93 if kind == "found" else 0.4)
        return state if is_here or stop not in PLACES else stop

    def _births(self, sightings: int) -> list[bool]:
        if sightings == 1:
            return [not self._draws.chance(self._profile.honesty.alone_no_birth)]
        missing = self._no_birth.deal(sightings)
        return [index != missing for index in range(sightings)]

    def _plans(self, person: SyntheticPerson, sightings: int) -> list[NamePlan]:
        scripts = self._scripts(person, sightings)
        thin_at = self._thin_at(sightings)
        thin_kind = self._draws.weighted(self._profile.names.thin_kinds)
        return [
            NamePlan(script, thin_kind if index == thin_at else "")
            for index, script in enumerate(scripts)
        ]

    def _thin_at(self, sightings: int) -> int | None:
        if sightings == 1:
            return 0 if self._draws.chance(self._profile.honesty.alone_thin) else None
        return self._thin.deal(sightings)

    def _scripts(self, person: SyntheticPerson, sightings: int) -> list[str]:
        draws, mix = self._draws, self._profile.names.script_mix
        if name_lists.load_names(person.origin.code).is_latin_only:
            return ["latin"] * sightings
        if sightings == 1:
            return [
                "native"
                if draws.chance(self._profile.honesty.alone_native)
                else draws.weighted(mix)
            ]
        odd = self._no_script.deal(sightings)
        if odd is not None:
            return ["native" if index == odd else "latin" for index in range(sightings)]
        # One script is in all of the records; each may also have the other.
        shared = "native" if draws.chance(0.1) else "latin"
        return [shared if draws.weighted(mix) == "latin" else "both" for _ in range(sightings)]
