"""`homeward sample`: write a synthetic world with known true pairs."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from sample_data.files import FILE_NAMES, write_world
from sample_data.profiles import PROFILES

# records between two updates of the progress bar; an update costs more than a record
_STEP = 500


def _fail(message: str) -> typer.Exit:
    typer.echo(f"homeward sample: {message}", err=True)
    return typer.Exit(2)


def _check(out: Path, *, profile: str, force: bool) -> None:
    if profile not in PROFILES:
        raise _fail(f"unknown profile; choose one of {', '.join(PROFILES)}")
    if out.exists() and not out.is_dir():
        raise _fail(f"{out} is a file, not a folder")
    present = [name for name in FILE_NAMES if (out / name).exists()]
    if present and not force:
        raise _fail(f"{out} already has {', '.join(present)}; give --force to replace")


def _write(out: Path, *, size: int, seed: int, profile: str, quiet: bool) -> int:
    """Write to a temporary folder and move the files at the end; return the number of true pairs.

    An interrupted run leaves no partial files. `quiet`: show no progress bar.
    """
    out.mkdir(parents=True, exist_ok=True)
    columns = TextColumn("records"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with (
        tempfile.TemporaryDirectory(prefix=".sample-", dir=out) as unfinished,
        Progress(*columns, console=Console(stderr=True), disable=quiet) as progress,
    ):
        bar = progress.add_task("records", total=size)
        written = 0

        def advance(count: int) -> None:
            nonlocal written
            written += count
            if written % _STEP == 0 or written == size:
                progress.update(bar, completed=written)

        pairs = write_world(
            Path(unfinished), size=size, seed=seed, profile=PROFILES[profile], advance=advance
        )
        for name in FILE_NAMES:
            os.replace(Path(unfinished) / name, out / name)
    return pairs


def sample(
    size: Annotated[int, typer.Option(min=1, help="Number of records.")],
    seed: Annotated[
        int, typer.Option(help="The same seed, size and profile write the same bytes.")
    ],
    out: Annotated[Path, typer.Option(help=f"Folder for {', '.join(FILE_NAMES)}.")],
    profile: Annotated[
        str,
        typer.Option(
            help=(
                "report (as shipped), tuning (for setting weights) or eased (report with less"
                " noise)."
            )
        ),
    ] = "report",
    force: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--force", help="Replace existing files.")
    ] = False,
    as_json: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--json", help="One JSON object on stdout, no bar.")
    ] = False,
) -> None:
    """Write a synthetic world: intake records, true pairs, agencies, people, preventive records."""
    _check(out, profile=profile, force=force)
    try:
        pairs = _write(out, size=size, seed=seed, profile=profile, quiet=as_json)
    except OSError as error:
        raise _fail(f"cannot write to {out}: {error.strerror or error}") from error
    if as_json:
        summary = {
            "records": size,
            "pairs": pairs,
            "seed": seed,
            "profile": profile,
            "out": str(out),
        }
        typer.echo(json.dumps(summary))
    else:
        typer.echo(
            f"{size} records and {pairs} true pairs written to {out} (profile {profile}, seed"
            f" {seed})"
        )
