"""`homeward report options`: generate worlds, compare the options on them, write the result."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.options_world import TUNING, make_world
from matching import Engine
from matching.warm_up import warm
from services.options.comparison import StudyWorlds, compare_all_options

_MOST_PUBLIC = 10_000


def compare_options(
    out: Annotated[
        Path,
        typer.Option(help="Output file (JSON; docs/options.md describes its fields)."),
    ],
    size: Annotated[
        int, typer.Option(min=100, max=20_000, help="Number of synthetic records.")
    ] = 2000,
    seed: Annotated[
        int,
        typer.Option(
            min=0, help="The same size and seed give the same file, except for durations."
        ),
    ] = 81,
) -> None:
    """Compare four options on a synthetic world: central, federated, encodings only, by hand.

    They are a central store, federated search, a comparison of encodings only, and desks that are
    asked by hand.
    """
    if not out.parent.is_dir():
        typer.echo(f"homeward report options: the folder {out.parent} does not exist", err=True)
        raise typer.Exit(2)
    with Console(stderr=True).status("making the worlds") as status:
        worlds = StudyWorlds(
            make_world(size, seed),
            make_world(size, seed + 1, TUNING),
            make_world(min(2 * size, _MOST_PUBLIC), seed + 2),
        )
        status.update("loading the engine")
        warm()  # before the options are timed
        results = compare_all_options(worlds, Engine(), status.update)
    _write(out, json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n")
    for option in results.options:
        both = option.accuracy[0]
        typer.echo(
            f"{option.name}: recall {both.recall.value or 0:.3f}, precision"
            f" {both.precision.value or 0:.3f}"
        )
    typer.echo(f"written to {out}")


def _write(out: Path, text: str) -> None:
    """Write to a temporary file and move it to `out`, so that an interrupted run leaves no partial
    file.
    """
    handle, unfinished = tempfile.mkstemp(prefix=".report-", dir=out.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(unfinished, out)
    finally:
        Path(unfinished).unlink(missing_ok=True)
