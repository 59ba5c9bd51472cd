"""`homeward link`: match intake files without a database or a server.

This module reads the files, writes the pairs and measures them against a truth file. It contains no
rule of scoring. Rows are reported by number and column, never by value.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from cli.disk_spill import Spill, SpillFailed
from cli.intake_files import (
    IntakeFile,
    UnreadableFile,
    check_columns,
    read_errors,
    read_intake,
)
from cli.option_groups import grouped
from matching import BANDS, Engine, LinkBlock, LinkOptions, Scores, explain_pairs
from matching.blocking.candidates import MemoryBudget, plan_link
from matching.fit import TOO_FEW, StoreFit, fit_to_store

_COLUMNS: Final = ("left", "right", "probability", "bits", "amount", "band", "reasons")
_TRUTH_COLUMNS: Final = ("left", "right")
_UNKNOWN_ORIGIN: Final = "unknown"  # for true pairs without an origin in the file
_NEEDED_COLUMNS: Final = ("record_ref", "kind")
_NAME_COLUMNS: Final = ("full_name", "given_names", "family_names", "name_native")
# bytes for compiled code, tables and the pairs being scored (estimated, not measured)
_PROGRAM: Final = 700 << 20
_LEAST_ROOM: Final = 64 << 20
_MAX_PRINTED: Final = 20  # rows printed one by one; the rest is counted

# Spreadsheets read a cell that begins with one of these as a formula.
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class CommandOptions:
    """The options of the command."""

    out: Annotated[Path, typer.Option(help="Output file of the pairs (CSV).")] = Path("pairs.csv")
    truth: Annotated[
        Path | None,
        typer.Option(
            help="True pairs (CSV: left, right and, if known, origin) to measure against."
        ),
    ] = None
    min_probability: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out pairs below this.")
    ] = 0.5
    memory: Annotated[
        float | None,
        typer.Option(
            min=0.1,
            help=("Memory to use, in GiB; the rest goes to an encrypted temporary file."),
        ),
    ] = None
    shipped_weights: Annotated[
        bool,
        typer.Option(
            "--shipped-weights", help="Use the shipped weights, not weights fitted to the files."
        ),
    ] = False


@grouped
def link(
    left: Annotated[Path, typer.Argument(help="Intake file (CSV, UTF-8).")],
    right: Annotated[
        Path | None,
        typer.Argument(help="Second file; without it, the first is matched with itself."),
    ] = None,
    *,
    options: CommandOptions,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Match intake files offline and write the pairs with probability, evidence and reasons."""
    _check_out(options.out)
    true_pairs = None if options.truth is None else _read_truth(options.truth)
    left_file = _read(left)
    right_file = left_file if right is None else _read(right)
    for path, file in (
        ((left, left_file),) if right is None else ((left, left_file), (right, right_file))
    ):
        _print_row_problems(path, file)
    memory = {id(file): file.people.memory for file in (left_file, right_file)}
    with (
        nullcontext() if as_json else Console(stderr=True).status("matching"),
        Spill(options.out.parent) as spill,
    ):
        sides = left_file.people, None if right is None else right_file.people
        room = _room(options.memory, spill, memory.values())
        try:
            plan = plan_link(*sides, exhaustive=False, room=room)
            fit = None if options.shipped_weights else fit_to_store(*sides, plan)
            engine = Engine() if fit is None else fit.engine()
            blocks = engine.link(
                *sides, min_probability=options.min_probability, options=LinkOptions(plan=plan)
            )
            pairs = _write_pairs(options.out, blocks, left_file.refs, right_file.refs)
        except SpillFailed as error:
            raise _fail(str(error)) from error
    summary: dict[str, Any] = {
        "rows": len(left_file.refs) + (0 if right is None else len(right_file.refs)),
        "rejected_rows": left_file.rejected_rows
        + (0 if right is None else right_file.rejected_rows),
        "warnings": len(left_file.warnings) + (0 if right is None else len(right_file.warnings)),
        "pairs": len(pairs),
        "engine_version": engine.version,
        "fit": None if fit is None else _fit_cells(fit),
        "out": str(options.out),
    }
    measure = (
        None
        if true_pairs is None
        else _measure(true_pairs, pairs, left_file, right_file, threshold=options.min_probability)
    )
    if as_json:
        typer.echo(json.dumps(summary | (measure or {})))
        return
    typer.echo(
        f"{summary['rows']} rows, {summary['pairs']} pairs of probability"
        f" {options.min_probability:g} or more written to {options.out}"
    )
    if fit is not None:
        typer.echo(_fit_line(fit))
    if measure is not None:
        _print_measure(measure)


def _fit_cells(fit: StoreFit) -> dict[str, Any]:
    """Return a fit for the summary; doubt and closure are pairs of before and after, 0 to 1."""
    return {
        "used": fit.refusal is None,
        "refusal": fit.refusal,
        "slope": fit.calibration.slope,
        "prior_shift": fit.calibration.prior_shift,
        "doubt": [round(value, 6) for value in fit.doubt],
        "closure": [round(value, 6) for value in fit.closure],
    }


def _fit_line(fit: StoreFit) -> str:
    (doubt, new_doubt), (closure, new_closure) = fit.doubt, fit.closure
    tests = f"doubt {doubt:.3f} -> {new_doubt:.3f}, closure {closure:.3f} -> {new_closure:.3f}"
    if fit.refusal == TOO_FEW:
        return f"shipped weights used: {TOO_FEW}"
    if fit.refusal is not None:
        return f"shipped weights used: {fit.refusal} ({tests})"
    return f"weights fitted to the files, slope {fit.calibration.slope:g} ({tests})"


def _room(memory: float | None, spill: Spill, people: Iterable[int]) -> MemoryBudget:
    """Return the memory that is left besides the program and the records.

    End the command with a message if too little is left.
    """
    if memory is None:
        return MemoryBudget()
    needed = _PROGRAM + sum(people)
    left = int(memory * (1 << 30)) - needed
    if left < _LEAST_ROOM:
        least = (needed + _LEAST_ROOM) / (1 << 30)
        raise _fail(
            f"--memory {memory:g} is too little for the program and these records; use {least:.1f}"
            " or more"
        )
    return MemoryBudget(left, spill)


def _fail(message: str) -> typer.Exit:
    typer.echo(f"homeward link: {message}", err=True)
    return typer.Exit(2)


def _check_out(out: Path) -> None:
    """End the command if the output path cannot be written, before any work is done."""
    if out.is_dir():
        raise _fail(f"{out} is a folder, not a file")
    if not out.parent.is_dir():
        raise _fail(f"the folder {out.parent} does not exist")
    if not os.access(out.parent, os.W_OK) or (out.exists() and not os.access(out, os.W_OK)):
        raise _fail(f"{out} cannot be written")


def _read(path: Path) -> IntakeFile:
    try:
        return read_intake(path, _NEEDED_COLUMNS, _NAME_COLUMNS)
    except UnreadableFile as error:
        raise _fail(f"{path}: {error}") from error


def _read_truth(path: Path) -> dict[frozenset[str], str]:
    """Return the origin of each true pair of a file."""
    try:
        with read_errors(), path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", restval="", strict=True)
            check_columns(reader.fieldnames or (), _TRUTH_COLUMNS)
            return {
                frozenset((row["left"], row["right"])): row.get("origin") or _UNKNOWN_ORIGIN
                for row in reader
            }
    except UnreadableFile as error:
        raise _fail(f"{path}: {error}") from error


def _print_row_problems(path: Path, file: IntakeFile) -> None:
    """Print rejected rows and warnings to stderr, by row number and column."""
    rejected = [
        (row, problem.column, problem.reason) for row, problem in file.problems.first(_MAX_PRINTED)
    ]
    warned = [
        (row, warning.column, f"{warning.reason}; {warning.suggestion}")
        for row, warning in file.warnings.first(_MAX_PRINTED)
    ]
    for word, problems, count in (
        ("rejected", rejected, len(file.problems)),
        ("warning", warned, len(file.warnings)),
    ):
        for number, column, reason in problems:
            typer.echo(f"{path}: row {number}: {column}: {word}: {reason}", err=True)
        if count > _MAX_PRINTED:
            typer.echo(f"{path}: {count - _MAX_PRINTED} more ({word})", err=True)


def _write_pairs(
    out: Path, blocks: Iterator[LinkBlock], left: Sequence[str], right: Sequence[str]
) -> list[tuple[str, str]]:
    """Write the pairs to a file and return their references.

    The file is written under a temporary name and moved at the end.
    """
    written = []
    handle, unfinished = tempfile.mkstemp(prefix=".pairs-", dir=out.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for block in blocks:
                refs = [
                    (left[i], right[j])
                    for i, j in zip(block.left.tolist(), block.right.tolist(), strict=True)
                ]
                writer.writerows(
                    (*map(_neutralise_formula, both), *cells)
                    for both, cells in zip(refs, _result_cells(block.scores), strict=True)
                )
                written += refs
        os.replace(unfinished, out)
    except OSError as error:
        raise _fail(f"{out} cannot be written: {error.strerror or 'unknown reason'}") from error
    finally:
        Path(unfinished).unlink(missing_ok=True)
    return written


def _result_cells(scores: Scores) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield probability, bits, amount, band and reasons of each pair."""
    numbers = zip(
        scores.probability.tolist(), scores.bits.tolist(), scores.amount.tolist(), strict=True
    )
    for (probability, bits, amount), band, reasons in zip(
        numbers, scores.band.tolist(), explain_pairs(scores), strict=True
    ):
        yield f"{probability:.6g}", f"{bits:.6f}", f"{amount:.6f}", BANDS[band], "; ".join(reasons)


def _neutralise_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def _measure(
    true_pairs: dict[frozenset[str], str],
    pairs: list[tuple[str, str]],
    left_file: IntakeFile,
    right_file: IntakeFile,
    *,
    threshold: float,
) -> dict[str, Any]:
    """Return precision, recall, F1 and recall by origin of the found pairs.

    Only true pairs count whose records are both in the files (one in each, if there are two files);
    `truth_not_in_files` is the number of the others. `predicted` is the number of found pairs from
    probability `threshold` up. A share of zero pairs is 0.
    """
    left, right = set(left_file.refs), set(right_file.refs)
    inside = {pair: origin for pair, origin in true_pairs.items() if _is_in_sets(pair, left, right)}
    predicted = {frozenset(refs) for refs in pairs}
    true = Counter(inside.values())
    counts = Counter(origin for pair, origin in inside.items() if pair in predicted)
    return {
        "threshold": threshold,
        "predicted": len(predicted),
        "true": true.total(),
        "found": counts.total(),
        "precision": _share(counts.total(), len(predicted)),
        "recall": _share(counts.total(), true.total()),
        "f1": _share(2 * counts.total(), len(predicted) + true.total()),
        "truth_not_in_files": len(true_pairs) - len(inside),
        "by_origin": {
            origin: {
                "true": count,
                "found": counts[origin],
                "recall": _share(counts[origin], count),
            }
            for origin, count in sorted(true.items())
        },
    }


def _is_in_sets(pair: frozenset[str], left: set[str], right: set[str]) -> bool:
    first, last = min(pair), max(pair)
    return (first in left and last in right) or (last in left and first in right)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0


def _print_measure(measure: dict[str, Any]) -> None:
    console = Console()
    console.print(
        f"precision {measure['precision']:.3f}  recall {measure['recall']:.3f}  F1"
        f" {measure['f1']:.3f}  at probability {measure['threshold']:g}"
    )
    if measure["truth_not_in_files"]:
        typer.echo(
            f"{measure['truth_not_in_files']} true pairs name a record that is not in the files",
            err=True,
        )
    table = Table("origin", "true pairs", "found", "recall", title="Recall by origin")
    for origin, counts in measure["by_origin"].items():
        table.add_row(origin, str(counts["true"]), str(counts["found"]), f"{counts['recall']:.3f}")
    console.print(table)
