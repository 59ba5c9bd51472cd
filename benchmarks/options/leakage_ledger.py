"""The ledger of each option: what its parties and a corrupt one learn, messages, bytes and cost.

Every number has a basis, in the terms of reports/figures.py. `measured`: on this machine (only
seconds). `simulated`: counted or drawn in the synthetic world. `assumed`: not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from benchmarks.options import unavailability
from benchmarks.options.attack_results import AttackResult
from benchmarks.options.costs import ASSUMED_VALUES, YearlyCost, yearly_cost
from benchmarks.options.encoded_linkage import EncodedLinkage
from benchmarks.options.manual_requests import RequestResult
from benchmarks.options.measure import Accuracy, measure_accuracy
from benchmarks.options.plaintext_linkage import StoreAnswers
from benchmarks.options.world import Longs, OptionsWorld

# of core/policy/fields.py, F2 with its parts: the classes that the engine compares
MATCH_CLASSES: Final = (
    "F1",
    "F2",
    "F3",
)
MEASURED, SIMULATED, ASSUMED = "measured", "simulated", "assumed"


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """A number with its unit and its basis."""

    what: str
    value: float
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class OptionResult:
    """One option: accuracy, knowledge of each party and of a corrupt node, work and cost."""

    code: str
    name: str
    accuracy_basis: str
    accuracy: tuple[Accuracy, ...]
    learned: tuple[LedgerCount, ...]
    corrupt: tuple[LedgerCount, ...]
    work: tuple[LedgerCount, ...]
    cost: YearlyCost


def _partnered(world: OptionsWorld) -> set[tuple[int, int]]:
    """Return (record row, state number) for each record with a true partner in another state.

    The state is the partner's.
    """
    left, right = world.sides(world.true_pairs)
    return {
        (int(row), int(world.state_of[partner]))
        for rows, partners in ((left, right), (right, left))
        for row, partner in zip(rows, partners, strict=True)
    }


def _hits(world: OptionsWorld, found: Longs) -> tuple[LedgerCount, ...]:
    """Return what found pairs reveal: one notification per side, correct or wrong."""
    true = _right(world, found)
    return (
        LedgerCount(
            "right pairs shown to their two responsible agencies (F0 and a band)",
            true,
            "pairs",
            SIMULATED,
        ),
        LedgerCount(
            "wrong pairs shown to two responsible agencies",
            int(found.size) - true,
            "pairs",
            SIMULATED,
        ),
    )


def _unanswered_requests(
    world: OptionsWorld, requests: set[tuple[int, int]], basis: str
) -> tuple[LedgerCount, ...]:
    """Return the counts of records shown to states that hold no record of the child."""
    in_vain = requests - _partnered(world)
    never = {row for row, _ in in_vain} - {row for row, _ in requests & _partnered(world)}
    return (
        LedgerCount(
            "questions shown to a state that holds no record of the child",
            len(in_vain),
            "record x state",
            basis,
        ),
        LedgerCount(
            "records shown to other states and held by none of them", len(never), "records", basis
        ),
    )


def _right(world: OptionsWorld, found: Longs) -> int:
    return int(np.isin(found, world.true_pairs).sum())


def _answers(count: int) -> LedgerCount:
    return LedgerCount(
        "bytes of answers and notifications",
        count * ASSUMED_VALUES["answer_bytes"],
        "bytes",
        ASSUMED,
    )


def _sent(world: OptionsWorld) -> int:
    return sum(record.row_bytes for record in world.records)


def central_option(world: OptionsWorld, found: Longs) -> OptionResult:
    """Return the result of a central store that found these pairs."""
    records, notifications = len(world), 2 * int(found.size)
    return OptionResult(
        code="central",
        name="Central store, hit or no hit",
        accuracy_basis=SIMULATED,
        accuracy=measure_accuracy(world, found),
        learned=(
            LedgerCount(
                "records whose match fields the centre opens",
                records * len(MATCH_CLASSES),
                "record x class",
                SIMULATED,
            ),
            *_hits(world, found),
            *_unanswered_requests(world, set(), SIMULATED),
        ),
        corrupt=(
            LedgerCount("records a corrupt centre reads", records, "records", SIMULATED),
            LedgerCount(
                "records a corrupt state reads in addition to its own hits", 0, "records", SIMULATED
            ),
        ),
        work=(
            LedgerCount("messages", 2 * records + notifications, "messages", SIMULATED),
            LedgerCount("bytes of records sent", _sent(world), "bytes", SIMULATED),
            _answers(records + notifications),
            LedgerCount(
                "bytes stored beyond the responsible agencies' own",
                sum(map(len, world.packed)),
                "bytes",
                SIMULATED,
            ),
            LedgerCount("until an answer", ASSUMED_VALUES["round_trip_s"], "seconds", ASSUMED),
            LedgerCount("nodes that must be up for any answer", 1, "nodes", SIMULATED),
        ),
        cost=yearly_cost(
            ASSUMED_VALUES["central_node_eur"] + len(world.states) * ASSUMED_VALUES["client_eur"],
            found.size * ASSUMED_VALUES["hit_minutes"],
            _right(world, found),
        ),
    )


def federated_option(world: OptionsWorld, answers: StoreAnswers) -> OptionResult:
    """Return the result if every record queries every other state's store at registration."""
    found = unavailability.pairs_found(world, answers, are_there=True)
    records, other_states = len(world), len(world.states) - 1
    requests = {
        (row, state)
        for row in range(records)
        for state in range(other_states + 1)
        if state != int(world.state_of[row])
    }
    questions = len(requests)
    return OptionResult(
        code="federated",
        name="Federated search of national stores",
        accuracy_basis=SIMULATED,
        accuracy=measure_accuracy(world, found),
        learned=(
            LedgerCount(
                "records whose match fields other states are shown",
                questions * len(MATCH_CLASSES),
                "record x class x state",
                SIMULATED,
            ),
            *_hits(world, found),
            *_unanswered_requests(world, requests, SIMULATED),
        ),
        corrupt=(
            LedgerCount(
                "records a corrupt state reads: its own and all that asked it",
                records,
                "records",
                SIMULATED,
            ),
        ),
        work=(
            LedgerCount("messages", 2 * questions + int(found.size), "messages", SIMULATED),
            LedgerCount("bytes of records sent", _sent(world) * other_states, "bytes", SIMULATED),
            _answers(questions + int(found.size)),
            LedgerCount("bytes stored beyond the responsible agencies' own", 0, "bytes", SIMULATED),
            LedgerCount(
                "until all have answered, asked at once",
                ASSUMED_VALUES["round_trip_s"],
                "seconds",
                ASSUMED,
            ),
            LedgerCount(
                "until all have answered, one after another",
                other_states * ASSUMED_VALUES["round_trip_s"],
                "seconds",
                ASSUMED,
            ),
            LedgerCount("nodes that must be up for every answer", other_states, "nodes", SIMULATED),
        ),
        cost=yearly_cost(
            len(world.states) * ASSUMED_VALUES["national_node_eur"],
            found.size * ASSUMED_VALUES["hit_minutes"],
            _right(world, found),
        ),
    )


def encodings_option(
    world: OptionsWorld, linkage: EncodedLinkage, attacks: tuple[AttackResult, ...]
) -> OptionResult:
    """Return the result of a matching unit with these encodings, and of attacks on them."""
    notifications = 2 * int(linkage.found.size)
    own = [row for row in attacks if row.target == linkage.hardening.name]
    with_key = max((row.read.hits for row in own if row.attack == "dictionary"), default=0)
    without = max((row.read.hits for row in own if row.attack != "dictionary"), default=0)
    blind = max((row.blind.hits for row in own), default=0)
    return OptionResult(
        code="encodings",
        name=f"Encodings only, hardened: {linkage.hardening.name}",
        accuracy_basis=SIMULATED,
        accuracy=measure_accuracy(world, linkage.found),
        learned=(
            LedgerCount(
                "records whose match fields anybody else is shown", 0, "record x class", SIMULATED
            ),
            LedgerCount(
                "encodings the matching unit holds", linkage.encodings, "encodings", SIMULATED
            ),
            *_hits(world, linkage.found),
            *_unanswered_requests(world, set(), SIMULATED),
        ),
        corrupt=(
            LedgerCount(
                "names a corrupt matching unit reads, best attack", without, "records", SIMULATED
            ),
            LedgerCount("names that blind guessing gets right", blind, "records", SIMULATED),
            LedgerCount(
                "names read by a matching unit and one state together (the key)",
                with_key,
                "records",
                SIMULATED,
            ),
            LedgerCount(
                "records a corrupt state reads in addition to its own hits", 0, "records", SIMULATED
            ),
        ),
        work=(
            LedgerCount("messages", linkage.encodings + notifications, "messages", SIMULATED),
            LedgerCount("bytes of encodings sent", linkage.bytes_held, "bytes", SIMULATED),
            _answers(notifications),
            LedgerCount(
                "bytes stored beyond the responsible agencies' own",
                linkage.bytes_held,
                "bytes",
                SIMULATED,
            ),
            LedgerCount("until an answer", ASSUMED_VALUES["round_trip_s"], "seconds", ASSUMED),
            LedgerCount("nodes that must be up for any answer", 1, "nodes", SIMULATED),
        ),
        cost=yearly_cost(
            ASSUMED_VALUES["matching_unit_eur"] + len(world.states) * ASSUMED_VALUES["client_eur"],
            linkage.found.size * ASSUMED_VALUES["hit_minutes"],
            _right(world, linkage.found),
        ),
    )


def manual_option(world: OptionsWorld, result: RequestResult) -> OptionResult:
    """Return the result of manual requests to desks."""
    pairs = set(result.pairs_asked)
    states_per_pair = np.bincount([state for _, state in pairs], minlength=len(world.states))
    own = np.bincount(world.state_of, minlength=len(world.states))
    minutes = (
        result.questions * ASSUMED_VALUES["question_minutes"]
        + result.answers * ASSUMED_VALUES["manual_answer_minutes"]
        + result.found.size * ASSUMED_VALUES["hit_minutes"]
    )
    return OptionResult(
        code="desks",
        name="No register: desks asked by hand on open cases",
        accuracy_basis=SIMULATED,
        accuracy=measure_accuracy(world, result.found),
        learned=(
            LedgerCount(
                "cases whose match fields other desks are shown",
                len(pairs) * len(MATCH_CLASSES),
                "record x class x state",
                SIMULATED,
            ),
            *_hits(world, result.found),
            *_unanswered_requests(world, pairs, SIMULATED),
        ),
        corrupt=(
            LedgerCount(
                "records a corrupt desk reads at most: its state's own and all it was asked",
                int((states_per_pair + own).max()),
                "records",
                SIMULATED,
            ),
        ),
        work=(
            LedgerCount("messages", result.questions + result.answers, "messages", SIMULATED),
            LedgerCount(
                "bytes of records sent",
                sum(world.records[row].row_bytes for row, _ in pairs),
                "bytes",
                SIMULATED,
            ),
            _answers(result.answers),
            LedgerCount("bytes stored beyond the responsible agencies' own", 0, "bytes", SIMULATED),
            LedgerCount(
                "until an answer", ASSUMED_VALUES["manual_answer_days"] * 86_400, "seconds", ASSUMED
            ),
            LedgerCount("open cases", result.cases, "cases", SIMULATED),
        ),
        cost=yearly_cost(0, minutes, _right(world, result.found)),
    )
