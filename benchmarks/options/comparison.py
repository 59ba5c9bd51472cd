"""The report of the comparison of options, and the function that computes it.

Two runs of one size, seed and engine differ only in `seconds`. The basis of each number is
explained in leakage_ledger.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from benchmarks.options import costs, leakage_ledger, plaintext_linkage, unavailability
from benchmarks.options.attack_results import AttackResult, attack_match_keys, attack_variants
from benchmarks.options.costs import Assumption
from benchmarks.options.encoded_linkage import KEY, link_encoded
from benchmarks.options.encodings import HARDENED, PLAIN, Hardening
from benchmarks.options.features import pieces_of
from benchmarks.options.frequency_attack import PublicRecords
from benchmarks.options.leakage_ledger import ASSUMED, MEASURED, SIMULATED, OptionResult
from benchmarks.options.manual_requests import RequestHabits, likely_states, simulate_requests
from benchmarks.options.measure import Accuracy, MeasuredShare, measure_accuracy
from benchmarks.options.unavailability import OutageResult
from benchmarks.options.world import OptionsWorld
from matching import Engine
from reports.sections.options import OPTIONS_SCHEMA

COMPARED_HARDENINGS: Final = (
    PLAIN,
    Hardening(record_level=True),
    Hardening(record_level=True, salted=True),
    Hardening(record_level=True, balanced=True),
    HARDENED,
    Hardening(keyed=True, record_level=True, salted=True, balanced=True, next_year_too=True),
)
# for parts without a basis of their own
BASES: Final = {
    **dict.fromkeys(
        ("options", "unaware_stores", "outages", "habits", "encodings", "attacks"), SIMULATED
    ),
    **dict.fromkeys(("cost", "assumptions"), ASSUMED),
    "seconds": MEASURED,
}
COMPARED_HABITS: Final = (
    *(RequestHabits(desks=desks, times=times) for times in (1, 6) for desks in (1, 2, 3, 5)),
    # a system that sends every open case to every desk each day
    RequestHabits(desks=5, times=180, days_apart=1, answered=1.0),
)


@dataclass(frozen=True, slots=True)
class EncodingResult:
    """The result of a hardening at the best threshold of the tuning world."""

    hardening: str
    threshold: float
    encodings: int
    bytes_held: int
    accuracy: tuple[Accuracy, ...]


@dataclass(frozen=True, slots=True)
class HabitResult:
    """The result of manual requests by habit; simulated on assumptions."""

    habits: RequestHabits
    questions: int
    recall: MeasuredShare
    precision: MeasuredShare


@dataclass(frozen=True, slots=True)
class OptionsReport:
    """The whole comparison; `seconds` are processor seconds by step and differ between runs."""

    schema: str
    world: dict[str, int | str]
    options: tuple[OptionResult, ...]
    unaware_stores: tuple[Accuracy, ...]
    outages: tuple[OutageResult, ...]
    habits: tuple[HabitResult, ...]
    encodings: tuple[EncodingResult, ...]
    attacks: tuple[AttackResult, ...]
    assumptions: tuple[Assumption, ...]
    bases: dict[str, str]
    seconds: dict[str, float]


@dataclass(frozen=True)
class StudyWorlds:
    """The worlds of a study: reported, for tuning thresholds, and known to an attacker."""

    reported: OptionsWorld
    tuning: OptionsWorld
    public: OptionsWorld


def compare_all_options(
    worlds: StudyWorlds, engine: Engine, report_step: Callable[[str], None] = lambda step: None
) -> OptionsReport:
    """Return all options on one world; `report_step` is called with each step when it starts."""
    world = worlds.reported
    seconds: dict[str, float] = {}
    report_step("central store")
    central, seconds["central: compare"] = plaintext_linkage.link_centrally(world, engine)
    report_step("federated search")
    answers = plaintext_linkage.link_federated(world, engine)
    unaware = plaintext_linkage.link_federated(world, engine, knows_size=False)
    seconds["federated: compare, both ways"] = answers.seconds
    report_step("encodings")
    pieces, tuning = [
        [pieces_of(record.person) for record in options_world.records]
        for options_world in (world, worlds.tuning)
    ]
    by_hardening = [
        link_encoded(world, pieces, worlds.tuning, tuning, hardening)
        for hardening in COMPARED_HARDENINGS
    ]
    for hardening_result in by_hardening:
        seconds[f"encodings, {hardening_result.hardening.name}: encode"] = (
            hardening_result.encode_seconds
        )
        seconds[f"encodings, {hardening_result.hardening.name}: compare"] = (
            hardening_result.compare_seconds
        )
    report_step("desks asked by hand")
    likely = likely_states(world, worlds.public)
    swept = [
        (habits, simulate_requests(world, answers, likely, habits)) for habits in COMPARED_HABITS
    ]
    report_step("attacks")
    started = time.process_time()
    public = PublicRecords(tuple(pieces_of(record.person) for record in worlds.public.records))
    attacks = (
        *attack_variants(pieces, public),
        attack_match_keys(world, pieces, worlds.public, public, KEY),
    )
    seconds["attacks"] = time.process_time() - started
    hardened = by_hardening[COMPARED_HARDENINGS.index(HARDENED)]
    options = (
        leakage_ledger.central_option(world, central),
        leakage_ledger.federated_option(world, answers),
        leakage_ledger.encodings_option(world, hardened, attacks),
        leakage_ledger.manual_option(
            world, simulate_requests(world, answers, likely, RequestHabits())
        ),
    )
    return OptionsReport(
        schema=OPTIONS_SCHEMA,
        world=_world_facts(worlds, engine),
        options=options,
        unaware_stores=measure_accuracy(
            world, unavailability.pairs_found(world, unaware, are_there=True)
        ),
        outages=unavailability.simulate_outages(world, answers),
        habits=tuple(
            HabitResult(
                habits, result.questions, *_shares(measure_accuracy(world, result.found)[0])
            )
            for habits, result in swept
        ),
        encodings=tuple(
            EncodingResult(
                hardened.hardening.name,
                hardened.threshold,
                hardened.encodings,
                hardened.bytes_held,
                measure_accuracy(world, hardened.found),
            )
            for hardened in by_hardening
        ),
        attacks=attacks,
        assumptions=costs.ASSUMPTIONS,
        bases=BASES,
        seconds={step: round(value, 3) for step, value in seconds.items()},
    )


def _shares(both: Accuracy) -> tuple[MeasuredShare, MeasuredShare]:
    return both.recall, both.precision


def _world_facts(worlds: StudyWorlds, engine: Engine) -> dict[str, int | str]:
    world = worlds.reported
    return {
        "people": "synthetic",
        "records": len(world),
        "seed": world.seed,
        "tuning_records": len(worlds.tuning),
        "tuning_seed": worlds.tuning.seed,
        "public_records": len(worlds.public),
        "public_seed": worlds.public.seed,
        "states": len(world.states),
        "true_pairs_of_two_states": int(world.true_pairs.size),
        "engine_version": engine.version,
    }
