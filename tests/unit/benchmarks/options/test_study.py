import json
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from benchmarks.options import __main__ as study
from benchmarks.options import attack_results, comparison, plaintext_linkage, unavailability
from benchmarks.options.costs import ASSUMED_VALUES, ASSUMPTIONS
from benchmarks.options.encodings import Hardening
from benchmarks.options.features import RecordPieces
from benchmarks.options.frequency_attack import PublicRecords
from benchmarks.options.leakage_ledger import ASSUMED, SIMULATED
from benchmarks.options.manual_requests import RequestHabits, likely_states, simulate_requests
from benchmarks.options.measure import measure_accuracy, measured_share
from benchmarks.options.sample_worlds import make_world
from benchmarks.options.unavailability import AVAILABILITIES
from matching import Engine
from reports.sections.options import OPTIONS_SCHEMA
from tests.unit.benchmarks.options import worlds

pytestmark = pytest.mark.late


@pytest.fixture(autouse=True)
def _one_attack(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate only one attack, because the attacks have their own tests and take longest."""
    one = [Hardening(record_level=True)]
    monkeypatch.setattr(
        comparison,
        "attack_variants",
        lambda pieces, public: attack_results.attack_variants(pieces[:50], public, one),
    )
    monkeypatch.setattr(
        comparison,
        "attack_match_keys",
        lambda *_: next(attack_results.attack_variants(*few(), one)),
    )


def few() -> tuple[tuple[RecordPieces, ...], PublicRecords]:
    return worlds.pieces(160, 81)[:50], worlds.public(300)


@pytest.fixture(scope="module")
def answers() -> plaintext_linkage.StoreAnswers:
    return plaintext_linkage.link_federated(worlds.small().reported, Engine())


def test_a_world_is_the_same_for_its_numbers_and_another_for_others() -> None:
    refs = [[record.person.ref for record in make_world(60, seed).records] for seed in (5, 5, 6)]
    assert refs[0] == refs[1] != refs[2]


def test_true_pairs_are_those_of_one_child_in_two_states() -> None:
    world = worlds.small().reported
    records = world.records
    expected = {
        (one, other)
        for other in range(len(world))
        for one in range(other)
        if records[one].child == records[other].child and records[one].state != records[other].state
    }
    earlier, later = world.sides(world.true_pairs)
    assert set(zip(earlier.tolist(), later.tolist(), strict=True)) == expected


def test_an_option_that_finds_exactly_the_truth_is_right_in_every_group() -> None:
    world = worlds.small().reported
    for row in measure_accuracy(world, world.true_pairs):
        assert row.recall.hits == row.recall.of
        assert row.precision.hits == row.precision.of
    assert measure_accuracy(world, np.empty(0, np.int64))[0].precision.value is None


def test_a_share_lies_in_its_interval() -> None:
    assert measured_share(0, 0).value is None
    for hits in range(11):
        row = measured_share(hits, 10)
        assert row.low <= row.value <= row.high


def test_fewer_days_on_which_stores_answer_never_find_more(
    answers: plaintext_linkage.StoreAnswers,
) -> None:
    world = worlds.small().reported
    found = [
        set(
            unavailability.pairs_found(
                world,
                answers,
                are_there=unavailability.available_answers(world, answers, days),
            ).tolist()
        )
        for days in (1.0, *AVAILABILITIES, 0.0)
    ]
    assert all(less <= more for more, less in pairwise(found))
    assert found[-1] == set()
    assert found[0] == set(unavailability.pairs_found(world, answers, are_there=True).tolist())


def test_a_state_that_takes_no_part_is_in_no_pair_found(
    answers: plaintext_linkage.StoreAnswers,
) -> None:
    world = worlds.small().reported
    rows = unavailability.simulate_outages(world, answers)
    assert [row.what for row in rows[-len(world.states) :]] == [
        f"{state} takes no part" for state in world.states
    ]
    assert all(row.recall.hits <= rows[0].recall.hits for row in rows)


def test_a_store_gives_few_answers_and_the_best(answers: plaintext_linkage.StoreAnswers) -> None:
    world = worlds.small().reported
    questions = np.stack([answers.asker, world.state_of[answers.holder]])
    assert (
        np.unique(questions, axis=1, return_counts=True)[1].max() <= plaintext_linkage.TOP_ANSWERS
    )
    assert (world.state_of[answers.asker] != world.state_of[answers.holder]).all()


def test_more_desks_and_more_questions_never_find_less_where_all_answer(
    answers: plaintext_linkage.StoreAnswers,
) -> None:
    made = worlds.small()
    likely = likely_states(made.reported, made.public)
    found = [
        set(
            simulate_requests(
                made.reported, answers, likely, RequestHabits(desks, times, answered=1.0)
            ).found.tolist()
        )
        for desks, times in ((0, 1), (1, 1), (3, 1), (5, 1), (5, 6), (5, 60))
    ]
    assert found[0] == set()
    assert all(less <= more for less, more in pairwise(found))


def test_officers_ask_only_of_missing_reports_and_never_themselves() -> None:
    made = worlds.small()
    for case, states in likely_states(made.reported, made.public).items():
        assert made.reported.records[case].kind == "missing"
        assert int(made.reported.state_of[case]) not in states
        assert len(states) == len(set(states)) == len(made.reported.states) - 1


def test_a_desk_that_never_answers_finds_no_pair(answers: plaintext_linkage.StoreAnswers) -> None:
    made = worlds.small()
    outcome = simulate_requests(
        made.reported,
        answers,
        likely_states(made.reported, made.public),
        RequestHabits(answered=0.0),
    )
    assert (outcome.found.size, outcome.answers) == (0, 0)
    assert outcome.questions == 6 * len(outcome.pairs_asked)


def test_two_runs_differ_only_in_seconds_and_every_count_states_its_basis() -> None:
    one, other = (comparison.compare_all_options(worlds.small(), Engine()) for _ in range(2))
    assert replace(one, seconds={}) == replace(other, seconds={})
    assert one.seconds.keys() == other.seconds.keys()
    assert [option.code for option in one.options] == ["central", "federated", "encodings", "desks"]
    document = json.loads(json.dumps(asdict(one)))
    assert document["schema"] == OPTIONS_SCHEMA
    in_vain = {
        option.code: count.value
        for option in one.options
        for count in option.learned
        if count.what == "questions shown to a state that holds no record of the child"
    }
    # only states that are asked in clear text see questions about unknown children
    assert in_vain["central"] == in_vain["encodings"] == 0
    assert 0 < in_vain["desks"] < in_vain["federated"]
    for option in one.options:
        for count in (*option.learned, *option.corrupt, *option.work):
            assert count.basis in (SIMULATED, ASSUMED)
            assert count.value >= 0
    assert {assumption.code for assumption in ASSUMPTIONS} == set(ASSUMED_VALUES)


def test_the_command_writes_the_comparison_and_refuses_a_folder_that_is_not_there(
    tmp_path: Path,
) -> None:
    out = tmp_path / "options.json"
    study.main(["--size", "120", "--seed", "9", "--out", str(out)])
    made = json.loads(out.read_text("utf-8"))
    assert (made["world"]["records"], made["world"]["seed"], made["world"]["people"]) == (
        120,
        9,
        "synthetic",
    )
    assert [path.name for path in tmp_path.iterdir()] == ["options.json"]
    with pytest.raises(SystemExit) as refused:
        study.main(["--out", str(tmp_path / "none" / "options.json")])
    assert refused.value.code == 2
