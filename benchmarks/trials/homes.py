"""The effect of home addresses on worlds of minors: the same worlds without and with addresses.

The worlds have no addresses. Here each person gets one, which a similar sibling or namesake shares.
This is the worst case, because real namesakes would not share it. Seven in ten records have it,
written differently each time: parts reordered or left out, letters swapped, a digit misread. One in
ten has another address. Nothing was fitted on these worlds; the weights of addresses were set
before.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence

import numpy as np

from benchmarks.figures import OURS, PART, Figure
from benchmarks.linking import Doubles, Flags, RankedPairs, bootstrap, wilson_share
from benchmarks.trials.cases import ComparedCase, TrialCase, compare_case
from matching import BANDS
from sample_data.profiles import PROFILES
from sample_data.world import SyntheticWorld

TEST = "worlds, homes"
STRONG = BANDS.index("strong")
ADDRESS_SHARE, ELSEWHERE, PART_LEFT_OUT, SLIP, MISREAD = 0.7, 0.1, 0.25, 0.15, 0.1
STREETS, QUARTERS, TOWNS = 400, 120, 30  # of a world; a few towns have most people
BEGINNINGS = "ba da fa ga ha ja ka la ma na qa ra sa ta wa za sha kho du mi no pe ri su ze".split()
ENDINGS = "bad dan far gul hat jan kal lin mar nek pur rud shan tab van yar zar dovo grad".split()


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the figures of both variants, over all worlds together."""
    figures = []
    for system, has_addresses in ((f"{PART}no address", False), (OURS, True)):
        worlds = [
            _load(seed, arguments.size, has_addresses=has_addresses) for seed in arguments.worlds
        ]
        figures += _figures(
            system, [found for found, _ in worlds], [near_flags for _, near_flags in worlds]
        )
    return figures


def _load(seed: int, size: int, *, has_addresses: bool) -> tuple[ComparedCase, Flags]:
    """Return a report world, compared, and which pairs are of two similar people."""
    observed = list(SyntheticWorld(seed, PROFILES["report"]).observe(size))
    near_of = {person_rows.person: person_rows.near for person_rows in observed}
    written = [(row, person_rows.person) for person_rows in observed for row in person_rows.rows]
    random.Random(seed).shuffle(written)
    if has_addresses:
        homes = Homes(seed)
        written = [
            (row | {"home_address": homes.write(owner, near_of[owner])}, owner)
            for row, owner in written
        ]
    found = compare_case(
        TrialCase(
            f"report {seed}", [row for row, _ in written], np.array([owner for _, owner in written])
        )
    )
    left, right = found.case.who[found.left].tolist(), found.case.who[found.right].tolist()
    return found, np.array(
        [
            near_of[left_person] == right_person
            for left_person, right_person in zip(left, right, strict=True)
        ]
    )


class Homes:
    """The addresses of a world's people, and how records write them.

    It has its own random draws.
    """

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(f"homes {seed}")
        self._streets, self._quarters, self._towns = (
            self._words(count) for count in (STREETS, QUARTERS, TOWNS)
        )
        self._living: dict[int, list[str]] = {}

    def write(self, person: int, near_person: int) -> str:
        """Return the address in a record of a person, who may share it with another (0: nobody).

        "" if the record has none.
        """
        household = min(person, near_person) if near_person else person
        if household not in self._living:
            self._living[household] = self._home()
        if self._draw.random() >= ADDRESS_SHARE:
            return ""
        parts = self._home() if self._draw.random() < ELSEWHERE else self._living[household]
        address_parts = [
            self._slipped(part) for part in parts if self._draw.random() >= PART_LEFT_OUT
        ]
        self._draw.shuffle(address_parts)
        return ", ".join(address_parts)

    def _words(self, count: int) -> list[str]:
        return [
            "".join(map(self._draw.choice, (BEGINNINGS, BEGINNINGS, ENDINGS))) for _ in range(count)
        ]

    def _home(self) -> list[str]:
        draw = self._draw
        town = min(int(draw.expovariate(0.2)), TOWNS - 1)
        quarter = town * (QUARTERS // TOWNS) + draw.randrange(QUARTERS // TOWNS)
        street = f"{draw.choice(self._streets)} street {draw.randint(1, 150)}"
        return [
            street,
            self._quarters[quarter],
            self._towns[town],
            str(10_000 + 100 * town + quarter),
        ]

    def _slipped(self, part: str) -> str:
        draw = self._draw
        place = draw.randrange(len(part))
        if part[place].isalpha() and draw.random() < SLIP:
            return part[:place] + draw.choice("aeiourstln") + part[place + 1 :]
        if part[place].isdigit() and draw.random() < MISREAD:
            return part[:place] + draw.choice("0123456789") + part[place + 1 :]
        return part


def _figures(
    system: str, worlds: Sequence[ComparedCase], near_flags: Sequence[Flags]
) -> list[Figure]:
    truth = np.concatenate([world.is_true for world in worlds])
    bits: Doubles = np.concatenate([world.scores.bits.astype(np.float64) for world in worlds])
    probability = np.concatenate([world.scores.probability for world in worlds])
    is_strong = np.concatenate([world.scores.band == STRONG for world in worlds])
    is_near = np.concatenate(near_flags)
    owners = np.concatenate(
        [world.case.who[world.left] * 10 + at for at, world in enumerate(worlds)]
    )
    by_bits, by_probability = RankedPairs(bits, truth), RankedPairs(probability - 0.5, truth)
    count = int(truth.sum())
    figures = [
        Figure(TEST, system, "best F1", *bootstrap(by_bits.best_f1, owners), count),
        Figure(
            TEST,
            system,
            "F1 at .5",
            *bootstrap(lambda w: by_probability.f1_at(0.0, w), owners),
            count,
        ),
        Figure(TEST, system, "AP", *bootstrap(by_bits.average_precision, owners), count),
        Figure(
            TEST,
            system,
            "true pairs strong",
            *wilson_share(int((is_strong & truth).sum()), count),
            count,
        ),
    ]
    for name, chosen in (("strong", is_strong), (".5 and over", probability >= 0.5)):
        figures += [
            Figure(
                TEST,
                system,
                f"precision of {name}",
                *wilson_share(int((chosen & truth).sum()), int(chosen.sum())),
            ),
            Figure(
                TEST,
                system,
                f"planted pairs {name}",
                *wilson_share(int((chosen & is_near).sum()), int(is_near.sum())),
            ),
        ]
    return figures
