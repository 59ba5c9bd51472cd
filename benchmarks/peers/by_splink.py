"""The peer Splink (DuckDB): trained without labels by EM, or with labels of other files.

It scores given pairs, or those of its own blocking. The trial chooses columns and levels of the
model. This module trains and applies a model as a careful user would.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

Longs = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Rule = tuple[str, ...]  # columns, or SQL of columns, that must be equal
Pairs = tuple[Longs, Longs]

MOST_PAIRS_FOR_U = 2e6
MOST_RECORDS_FOR_EM = 100_000
_PRIOR = "probability_two_random_records_match"
SEED = 1
SMOOTHING = 0.5  # pairs added to every level, so that no share is 0

logging.getLogger("splink").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Model:
    """A Splink model.

    It has comparisons (created for each linker), rules of Splink's own blocking, rules whose pairs
    are nearly always true with their recall, and the rules of each EM session.
    """

    comparisons: Callable[[], list[Any]]
    blocking: tuple[Rule, ...]
    sure: tuple[Rule, ...]
    sure_recall: float
    sessions: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class LabelledFile:
    """A file with known truth: records, training pairs, and which of them are true."""

    records: pd.DataFrame
    pairs: Pairs
    is_true: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class LabelledLevels:
    """Levels of training pairs, one column per comparison, and which of the pairs are true."""

    levels: pd.DataFrame
    is_true: npt.NDArray[np.bool_]


class PreparedLinker(NamedTuple):
    """A linker and the API with which its tables are registered."""

    linker: Linker
    api: DuckDBAPI


def by_em(model: Model, records: pd.DataFrame, pairs: Pairs | None) -> tuple[Pairs, Doubles]:
    """Return pairs and match weights by a model that was fitted to these records without labels.

    With `pairs` None, the pairs are those of Splink's own blocking.
    """
    return _weights(trained_by_em(model, records), pairs)


def trained_by_em(model: Model, records: pd.DataFrame) -> PreparedLinker:
    """Return a linker that was fitted to these records without labels.

    For very many records, a sample is used, because the pairs of an EM session grow with their
    square. The number of true pairs is estimated on all records.
    """
    trained_models = (
        records
        if len(records) <= MOST_RECORDS_FOR_EM
        else records.sample(MOST_RECORDS_FOR_EM, random_state=SEED)
    )
    linked = _linker(model, trained_models)
    _estimate_u(linked)
    for rule in model.sessions:
        linked.linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule))
    if len(trained_models) == len(records):
        return linked
    settings, of_all = (
        trained.linker.misc.save_model_to_json() for trained in (linked, _linker(model, records))
    )
    settings[_PRIOR] = of_all[_PRIOR]
    return _linked(records, settings)


def label_levels(model: Model, lessons: Sequence[LabelledFile]) -> LabelledLevels:
    """Return the level of every comparison in the training pairs, -1 if a side is unknown."""
    frames = [
        _predicted(_linker(model, lesson.records, keeps_levels=True), lesson.pairs)
        for lesson in lessons
    ]
    levels = pd.concat([frame.filter(regex="^gamma_") for frame in frames], ignore_index=True)
    return LabelledLevels(levels, np.concatenate([lesson.is_true for lesson in lessons]))


def by_labels(
    model: Model, records: pd.DataFrame, pairs: Pairs, lesson: LabelledLevels, *, u_from_pairs: bool
) -> Doubles:
    """Return match weights of pairs by `trained_by_labels`."""
    return _weights(trained_by_labels(model, records, lesson, u_from_pairs=u_from_pairs), pairs)[1]


def trained_by_labels(
    model: Model, records: pd.DataFrame, lesson: LabelledLevels, *, u_from_pairs: bool
) -> PreparedLinker:
    """Return a linker whose m probabilities are counted on true pairs of other files.

    u is Splink's estimate from random pairs of the given records. With `u_from_pairs`, u and the
    prior are counted on the wrong training pairs.
    """
    linked = _linker(model, records)
    if not u_from_pairs:
        _estimate_u(linked)
    settings = linked.linker.misc.save_model_to_json()
    if u_from_pairs:
        settings[_PRIOR] = float(lesson.is_true.mean())
    for comparison in settings["comparisons"]:
        observed = lesson.levels[f"gamma_{comparison['output_column_name']}"].to_numpy()
        comparisons = [
            level for level in comparison["comparison_levels"] if not level.get("is_null_level")
        ]
        _fill(comparisons, "m_probability", observed[lesson.is_true])
        if u_from_pairs:
            _fill(comparisons, "u_probability", observed[~lesson.is_true])
    return _linked(records, settings)


def _fill(levels: list[dict[str, Any]], key: str, observed: npt.NDArray[np.int64]) -> None:
    """Write the share of each level.

    Splink numbers the levels from 0, which is the last in the list ("everything else").
    """
    counts = np.bincount(observed[observed >= 0], minlength=len(levels)) + SMOOTHING
    for level, share in zip(levels, (counts / counts.sum())[::-1], strict=True):
        level[key] = float(share)


def _linker(model: Model, records: pd.DataFrame, *, keeps_levels: bool = False) -> PreparedLinker:
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=model.comparisons(),
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in model.blocking],
        retain_matching_columns=keeps_levels,
        retain_intermediate_calculation_columns=keeps_levels,
    )
    linked = _linked(records, settings)
    linked.linker.training.estimate_probability_two_random_records_match(
        [block_on(*rule) for rule in model.sure], recall=model.sure_recall
    )
    return linked


def _linked(records: pd.DataFrame, settings: Any) -> PreparedLinker:
    connection = duckdb.connect()
    # Only the arrow syntax of lambdas passes Splink's parser; DuckDB 2 accepts it only with this
    # setting.
    connection.execute("SET lambda_syntax='ENABLE_SINGLE_ARROW'")
    api = DuckDBAPI(connection=connection)
    return PreparedLinker(Linker(api.register(records), settings, log_level=logging.ERROR), api)


def _estimate_u(linked: PreparedLinker) -> None:
    linked.linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS_FOR_U, seed=SEED)


def _weights(linked: PreparedLinker, pairs: Pairs | None) -> tuple[Pairs, Doubles]:
    table = _predicted(linked, pairs)
    left, right = (table[f"unique_id_{side}"].to_numpy(np.int64) for side in "lr")
    return (left, right), table["match_weight"].to_numpy(np.float64)


def _predicted(linked: PreparedLinker, pairs: Pairs | None) -> pd.DataFrame:
    """Return Splink's table of pairs, in the order of `pairs` if given."""
    table = predict_pairs(linked, pairs)
    if pairs is None:
        return table
    order = pd.MultiIndex.from_arrays(pairs, names=["unique_id_l", "unique_id_r"])
    return table.set_index(["unique_id_l", "unique_id_r"]).loc[order].reset_index()


def predict_pairs(
    linked: PreparedLinker, pairs: Pairs | None, *, least: float | None = None
) -> pd.DataFrame:
    """Return Splink's table of these pairs, or of those of its own blocking.

    Pairs below the probability `least` are left out (None: all are returned).
    """
    if pairs is not None:
        pair_frame = pd.DataFrame(
            {"match_key": "0", "join_key_l": pairs[0], "join_key_r": pairs[1]}
        )
        linked.linker.table_management.register_blocked_pairs_for_predict(
            linked.api.register(pair_frame)
        )
    table: pd.DataFrame = linked.linker.inference.predict(
        threshold_match_probability=least, warning_mode="never"
    ).as_pandas_dataframe()
    return table
