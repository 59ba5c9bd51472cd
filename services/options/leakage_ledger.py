"""What each option's parties learn, what a corrupt one reads, messages, bytes and cost: counted
from what it did.

Every number says where it comes from, in the words of reports/figures.py: `measured` on this
machine (seconds alone), `simulated` (counted or drawn in the synthetic world), `assumed` (nobody
counted it).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from services.options import unavailability
from services.options.attack_results import Attacked
from services.options.costs import OF, Cost, cost
from services.options.encoded_linkage import Linked
from services.options.manual_requests import Asked
from services.options.measure import Accuracy, accuracy
from services.options.plaintext_linkage import Answers
from services.options.world import Longs, World

MATCH_CLASSES: Final = (
    "F1",
    "F2",
    "F3",
)  # of core/policy/fields.py, F2 with its parts: what the engine compares
MEASURED, SIMULATED, ASSUMED = "measured", "simulated", "assumed"


@dataclass(frozen=True, slots=True)
class Count:
    """A number with its unit and where it comes from."""

    what: str
    value: float | None
    unit: str
    basis: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what it finds, what each party learns, what a corrupt node learns, its work and
    its cost.
    """

    code: str
    name: str
    accuracy_basis: str
    accuracy: tuple[Accuracy, ...]
    learned: tuple[Count, ...]
    corrupt: tuple[Count, ...]
    work: tuple[Count, ...]
    cost: Cost


def _partnered(world: World) -> set[tuple[int, int]]:
    """Return which record has a true partner in which state."""
    one, other = world.sides(world.true_pairs)
    return {
        (int(row), int(world.state_of[partner]))
        for rows, partners in ((one, other), (other, one))
        for row, partner in zip(rows, partners, strict=True)
    }


def _hits(world: World, found: Longs) -> tuple[Count, ...]:
    """Return what pairs tell their owners: one notice a side, and whose existence is told by
    mistake.
    """
    true = int(np.isin(found, world.true_pairs).sum())
    return (
        Count("right pairs told to their two owners (F0 and a band)", true, "pairs", SIMULATED),
        Count("wrong pairs told to two owners", int(found.size) - true, "pairs", SIMULATED),
    )


def _asked_in_vain(world: World, asked: set[tuple[int, int]], basis: str) -> tuple[Count, ...]:
    """Return who learnt of a child although nobody there holds a record of it."""
    in_vain = asked - _partnered(world)
    never = {row for row, _ in in_vain} - {row for row, _ in asked & _partnered(world)}
    return (
        Count(
            "questions shown to a state that holds no record of the child",
            len(in_vain),
            "record x state",
            basis,
        ),
        Count(
            "records shown to other states and held by none of them", len(never), "records", basis
        ),
    )


def _right(world: World, found: Longs) -> int:
    return int(np.isin(found, world.true_pairs).sum())


def _answers(count: int) -> Count:
    return Count("bytes of answers and notices", count * OF["answer_bytes"], "bytes", ASSUMED)


def _sent(world: World) -> int:
    return sum(record.row_bytes for record in world.records)


def central(world: World, found: Longs) -> Option:
    """Return what a central store that found these pairs comes to."""
    records, notices = len(world), 2 * int(found.size)
    return Option(
        "central",
        "Central store, hit or no hit",
        SIMULATED,
        accuracy(world, found),
        (
            Count(
                "records whose match fields the centre opens",
                records * len(MATCH_CLASSES),
                "record x class",
                SIMULATED,
            ),
            *_hits(world, found),
            *_asked_in_vain(world, set(), SIMULATED),
        ),
        (
            Count("records a corrupt centre reads", records, "records", SIMULATED),
            Count("records a corrupt state reads beside its own hits", 0, "records", SIMULATED),
        ),
        (
            Count("messages", 2 * records + notices, "messages", SIMULATED),
            Count("bytes of records sent", _sent(world), "bytes", SIMULATED),
            _answers(records + notices),
            Count(
                "bytes stored beyond the owners' own",
                sum(map(len, world.packed)),
                "bytes",
                SIMULATED,
            ),
            Count("until an answer", OF["round_trip_s"], "seconds", ASSUMED),
            Count("nodes that must be up for any answer", 1, "nodes", SIMULATED),
        ),
        cost(
            OF["central_node_eur"] + len(world.states) * OF["client_eur"],
            found.size * OF["hit_minutes"],
            _right(world, found),
        ),
    )


def federated(world: World, answers: Answers) -> Option:
    """Return what it comes to when every record asks every other state's store on the day it is
    registered.
    """
    found = unavailability.found(world, answers, np.ones(answers.asker.size, np.bool_))
    records, others = len(world), len(world.states) - 1
    asked = {
        (row, state)
        for row in range(records)
        for state in range(others + 1)
        if state != int(world.state_of[row])
    }
    questions = len(asked)
    return Option(
        "federated",
        "Federated search of national stores",
        SIMULATED,
        accuracy(world, found),
        (
            Count(
                "records whose match fields other states are shown",
                questions * len(MATCH_CLASSES),
                "record x class x state",
                SIMULATED,
            ),
            *_hits(world, found),
            *_asked_in_vain(world, asked, SIMULATED),
        ),
        (
            Count(
                "records a corrupt state reads: its own and all that asked it",
                records,
                "records",
                SIMULATED,
            ),
        ),
        (
            Count("messages", 2 * questions + int(found.size), "messages", SIMULATED),
            Count("bytes of records sent", _sent(world) * others, "bytes", SIMULATED),
            _answers(questions + int(found.size)),
            Count("bytes stored beyond the owners' own", 0, "bytes", SIMULATED),
            Count("until all have answered, asked at once", OF["round_trip_s"], "seconds", ASSUMED),
            Count(
                "until all have answered, one after another",
                others * OF["round_trip_s"],
                "seconds",
                ASSUMED,
            ),
            Count("nodes that must be up for every answer", others, "nodes", SIMULATED),
        ),
        cost(
            len(world.states) * OF["national_node_eur"],
            found.size * OF["hit_minutes"],
            _right(world, found),
        ),
    )


def encodings(world: World, one: Linked, attacks: tuple[Attacked, ...]) -> Option:
    """Return what a matching unit that holds these encodings comes to, with what attacks on them
    read.
    """
    notices = 2 * int(one.found.size)
    own = [row for row in attacks if row.target == one.hardening.name]
    with_key = max((row.read.hits for row in own if row.attack == "dictionary"), default=0)
    without = max((row.read.hits for row in own if row.attack != "dictionary"), default=0)
    blind = max((row.blind.hits for row in own), default=0)
    return Option(
        "encodings",
        f"Encodings only, hardened: {one.hardening.name}",
        SIMULATED,
        accuracy(world, one.found),
        (
            Count(
                "records whose match fields anybody else is shown", 0, "record x class", SIMULATED
            ),
            Count("encodings the matching unit holds", one.encodings, "encodings", SIMULATED),
            *_hits(world, one.found),
            *_asked_in_vain(world, set(), SIMULATED),
        ),
        (
            Count(
                "names a corrupt matching unit reads, best attack", without, "records", SIMULATED
            ),
            Count("names that blind guessing gets right", blind, "records", SIMULATED),
            Count(
                "names read by a matching unit and one state together (the key)",
                with_key,
                "records",
                SIMULATED,
            ),
            Count("records a corrupt state reads beside its own hits", 0, "records", SIMULATED),
        ),
        (
            Count("messages", one.encodings + notices, "messages", SIMULATED),
            Count("bytes of encodings sent", one.bytes_held, "bytes", SIMULATED),
            _answers(notices),
            Count("bytes stored beyond the owners' own", one.bytes_held, "bytes", SIMULATED),
            Count("until an answer", OF["round_trip_s"], "seconds", ASSUMED),
            Count("nodes that must be up for any answer", 1, "nodes", SIMULATED),
        ),
        cost(
            OF["matching_unit_eur"] + len(world.states) * OF["client_eur"],
            one.found.size * OF["hit_minutes"],
            _right(world, one.found),
        ),
    )


def desks(world: World, asked: Asked) -> Option:
    """Return what asking desks by hand comes to."""
    pairs = set(asked.pairs_asked)
    shown = np.bincount([state for _, state in pairs], minlength=len(world.states))
    own = np.bincount(world.state_of, minlength=len(world.states))
    minutes = (
        asked.questions * OF["question_minutes"]
        + asked.answers * OF["manual_answer_minutes"]
        + asked.found.size * OF["hit_minutes"]
    )
    return Option(
        "desks",
        "No register: desks asked by hand on open cases",
        SIMULATED,
        accuracy(world, asked.found),
        (
            Count(
                "cases whose match fields other desks are shown",
                len(pairs) * len(MATCH_CLASSES),
                "record x class x state",
                SIMULATED,
            ),
            *_hits(world, asked.found),
            *_asked_in_vain(world, pairs, SIMULATED),
        ),
        (
            Count(
                "records a corrupt desk reads at most: its state's own and all it was asked",
                int((shown + own).max()),
                "records",
                SIMULATED,
            ),
        ),
        (
            Count("messages", asked.questions + asked.answers, "messages", SIMULATED),
            Count(
                "bytes of records sent",
                sum(world.records[row].row_bytes for row, _ in pairs),
                "bytes",
                SIMULATED,
            ),
            _answers(asked.answers),
            Count("bytes stored beyond the owners' own", 0, "bytes", SIMULATED),
            Count("until an answer", OF["manual_answer_days"] * 86_400, "seconds", ASSUMED),
            Count("open cases", asked.cases, "cases", SIMULATED),
        ),
        cost(0, minutes, _right(world, asked.found)),
    )
