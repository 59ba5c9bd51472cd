"""`homeward weights`: show the weights in use, fit new ones to decisions, compare two sets.

No command changes the weights in use. The output has levels, bits, counts and, if asked for, ids of
pairs. It needs the server's key file.
"""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cli.installation import open_installation, sign_audit_log
from core.errors import Conflict, InvalidInput
from core.settings import load_settings
from matching import BANDS, WeightsError
from matching.model.weight_set import read_weights, weights_text
from models.row_security.database_roles import DatabaseRole
from models.session import Database
from services.agencies.accounts import INSTALLER
from services.foundation.context import Context, load_engine
from services.matching_runs import weights
from services.matching_runs.decision_labels import MAX_TIME, MIN_TIME
from services.matching_runs.weights import (
    FittedWeightSet,
    ThresholdEffect,
    WeightData,
    WeightSetComparison,
    WeightSetResult,
)

app = typer.Typer(help="The weights of comparison levels.", no_args_is_help=True)
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only decisions before or since this day (UTC)."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


@app.command()
def show(*, as_json: Json = False) -> None:
    """Show the weights in use and the source of each."""
    settings = load_settings()
    in_force = load_engine(settings).weights
    if as_json:
        typer.echo(weights_text(in_force), nl=False)
        return
    content = json.loads(weights_text(in_force))
    table = Table("attribute", "level", "bits", "source", box=None, pad_edge=False)
    for total, bits in in_force.bend:
        table.add_row("name", f"tokens {total:g}", f"{bits:+.3f}", "bend")
    for attribute, levels in content["levels"].items():
        for level, row in levels.items():
            table.add_row(attribute, level, f"{row['bits']:+.3f}", row["source"])
    console = Console(highlight=False)
    console.print(f"version {in_force.version}: {in_force.note}", markup=False, soft_wrap=True)
    console.print(table)


@app.command()
def train(
    out: Annotated[Path, typer.Option(help="A new file; existing files are not replaced.")],
    *,
    min_decisions: Annotated[
        int,
        typer.Option(
            min=weights.MIN_DECISIONS_OF_KIND,
            help="Minimum number of decisions of each kind, same and different.",
        ),
    ] = weights.MIN_DECISIONS,
    from_shipped: Annotated[
        bool,
        typer.Option(
            "--from-shipped", help="Shrink towards the shipped weights instead of those in use."
        ),
    ] = False,
    before: Day = None,
    as_json: Json = False,
) -> None:
    """Fit weights to the confirmed decisions of this installation and write them to a file."""
    if out.exists() or out.is_symlink():
        raise Conflict("this file exists and is not replaced; use another name")
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            data = weights.read_training_data(
                session, context, INSTALLER, before=_day(before) or MAX_TIME
            )
        _note(context, database, "train_weights", data)
        fitted = weights.fit_weights(context, data, least=min_decisions, from_shipped=from_shipped)
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(weights_text(fitted.weights))
    except OSError as error:
        raise Conflict(
            f"the file cannot be written: {error.strerror or 'unknown reason'}"
        ) from error
    if as_json:
        summary = {"version": fitted.weights.version, "note": fitted.weights.note, **_counts(data)}
        changes = [dataclasses.asdict(change) for change in fitted.changes]
        typer.echo(json.dumps({**summary, "changes": changes}))
    else:
        _show_fit(fitted, data)


@app.command()
def compare(
    file: Annotated[
        Path, typer.Argument(metavar="NEW.json", help="The weights to compare with those in use.")
    ],
    *,
    thresholds: Annotated[str, typer.Option(help="Probabilities, separated by commas.")] = ",".join(
        f"{threshold:g}" for threshold in weights.THRESHOLDS
    ),
    since: Day = None,
    pairs: Annotated[
        bool, typer.Option("--pairs", help="Print the ids of pairs whose band changes.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Compare other weights with those in use: their effect on past decisions, and on queue and
    precision at each threshold.
    """
    try:
        new = read_weights(file)
    except WeightsError as error:
        raise InvalidInput("weights", "unusable", f"NEW.json: {error}") from error
    limits = _thresholds(thresholds)
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.WORKER) as session:
            data = weights.read_comparison_data(
                session, context, INSTALLER, since=_day(since) or MIN_TIME
            )
        _note(context, database, "compare_weights", data)
        contrast = weights.compare_weights(context, data, new, thresholds=limits)
    if as_json:
        typer.echo(json.dumps(_plain(contrast, data, with_pairs=pairs)))
    else:
        _show(contrast, data, with_pairs=pairs)


def _note(context: Context, database: Database, action: str, data: WeightData) -> None:
    """Write to the audit log that the command read this data, and sign the log.

    The caller uses the data only afterwards. If the row cannot be written, the error ends the
    command.
    """
    with database.transaction(door=DatabaseRole.WORKER) as session:
        weights.record_weights_event(session, context, INSTALLER, action, data)
    sign_audit_log(context, database)


def _day(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.replace(tzinfo=UTC)


def _thresholds(text: str) -> list[float]:
    try:
        thresholds = sorted({float(threshold) for threshold in text.split(",")})
    except ValueError as error:
        raise InvalidInput("thresholds", "not_numbers") from error
    if not all(0 < threshold < 1 for threshold in thresholds):
        raise InvalidInput("thresholds", "not_between_0_and_1")
    return thresholds


def _counts(data: WeightData) -> dict[str, int]:
    labels = data.labels
    return {
        "same": labels.same,
        "different": labels.different,
        "compared_anew": labels.compared_again,
        "left_out": labels.left_out,
        "queue": len(data.queue.pairs),
        "queue_left_out": data.queue.left_out,
        "store": data.size,
    }


def _print_counts(console: Console, data: WeightData) -> None:
    labels = data.labels
    console.print(
        f"{labels.same} decisions same, {labels.different} different; {labels.compared_again} of"
        f" them compared again, {labels.left_out} more left out: their evidence is no longer"
        " readable",
        soft_wrap=True,
    )


def _show_fit(fitted: FittedWeightSet, data: WeightData) -> None:
    console = Console(highlight=False)
    _print_counts(console, data)
    table = Table(
        "attribute", "level", "in use", "fitted", "same", "different", box=None, pad_edge=False
    )
    for change in fitted.changes:
        bits = f"{change.new:+.3f}" if change.new != change.old else "="
        level = f"tokens {change.level}" if change.attribute == "name" else change.level
        table.add_row(
            change.attribute,
            level,
            f"{change.old:+.3f}",
            bits,
            str(change.same),
            str(change.different),
        )
    console.print(table)
    console.print(fitted.weights.note, markup=False, soft_wrap=True)
    console.print(
        f"version {fitted.weights.version} written; the weights in use are unchanged: see"
        " docs/operations.md, Weights"
    )


def _plain(
    contrast: WeightSetComparison, data: WeightData, *, with_pairs: bool
) -> dict[str, object]:
    moves = [
        {
            "outcome": move.outcome,
            "before": move.before,
            "after": move.after,
            "count": len(move.pairs),
        }
        | ({"pairs": [str(pair) for pair in move.pairs]} if with_pairs else {})
        for move in contrast.moves
    ]
    return {
        **_counts(data),
        "before": _plain_judged(contrast.before),
        "after": _plain_judged(contrast.after),
        "moves": moves,
    }


def _plain_judged(judged: WeightSetResult) -> dict[str, object]:
    summary = dataclasses.asdict(judged)
    summary["reach"] = [
        {"threshold": threshold, **dataclasses.asdict(reach)}
        for threshold, reach in judged.reach.items()
    ]
    return summary


def _show(contrast: WeightSetComparison, data: WeightData, *, with_pairs: bool) -> None:
    console = Console(highlight=False)
    before, after = contrast.before, contrast.after
    console.print(f"in use {before.version}, new {after.version}; a store of {data.size} records")
    _print_counts(console, data)
    bands = Table(
        "match_decision",
        *BANDS,
        title="Decided matches by band, in use > new",
        box=None,
        pad_edge=False,
    )
    for outcome, counts in before.bands.items():
        bands.add_row(
            outcome, *(f"{counts[band]} > {after.bands[outcome][band]}" for band in BANDS)
        )
    console.print(bands)
    for move in contrast.moves:
        console.print(f"{len(move.pairs)} {move.outcome}: {move.before} > {move.after}")
        for pair in move.pairs if with_pairs else ():
            console.print(f"  {pair}")
    console.print(
        f"log loss {_number(before.log_loss)} > {_number(after.log_loss)} nats a decision"
    )
    console.print(f"calibration error {_number(before.calibration)} > {_number(after.calibration)}")
    left_out = (
        f", {data.queue.left_out} left out: scored under other weights"
        if data.queue.left_out
        else ""
    )
    title = f"{len(data.queue.pairs)} open matches{left_out}"
    reach = Table(
        "from", "open", "expected", "decided", "precision", title=title, box=None, pad_edge=False
    )
    for threshold, old in before.reach.items():
        for name, row in (("in use", old), ("new", after.reach[threshold])):
            reach.add_row(
                f"{threshold:g} {name}", str(row.waiting), _number(row.expected), *_precision(row)
            )
    console.print(reach)


def _precision(row: ThresholdEffect) -> tuple[str, str]:
    if row.precision is None:
        return "0", "-"
    return str(row.same + row.different), f"{row.precision:.3f} ({row.low:.3f} to {row.high:.3f})"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
