"""`homeward report`: make feasibility reports, list them, write them as files, compare two."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from cli.installation import open_installation, sign_audit_log
from cli.option_groups import grouped
from core.errors import InvalidInput
from core.settings import load_settings
from models.row_security.database_roles import DatabaseRole
from reports import benchmarks, compare, files, generate
from reports.figures import Report
from reports.generate import ReportRequest
from services.statistics import report_runs
from services.statistics.report_runs import REPORTER

app = typer.Typer(help="Feasibility reports from published counts.", no_args_is_help=True)

Out = Annotated[Path, typer.Option(help="Folder for the files.")]
Forms = Annotated[
    list[str] | None,
    typer.Option("--form", help=f"One of {', '.join(files.FORMATS)}; may be repeated."),
]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
_FORMS = ("html", "csv", "json")


@dataclasses.dataclass(frozen=True, slots=True)
class CountDays:
    """The days of the counts of a report.

    `until` is the last day of its counts; None means the newest ones. `since` is the day of earlier
    counts to compare with; None means no comparison.
    """

    since: Day = None
    until: Day = None


@app.command("feasibility")
@grouped
def feasibility(
    *,
    days: CountDays,
    measured: Annotated[
        list[Path] | None,
        typer.Option(
            "--benchmarks",
            help="Output of benchmarks/feasibility.py; more files are compared with the first.",
        ),
    ] = None,
    options: Annotated[
        Path | None,
        typer.Option(help="reports/options.json, or output of `python -m benchmarks.options`."),
    ] = None,
    out: Out = Path(),
    forms: Forms = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object on standard output.")
    ] = False,
) -> None:
    """Make a report from the newest published counts, store it, and write its files."""
    benchmark_sets = [benchmarks.read_benchmarks(path) for path in measured or ()]
    request = ReportRequest(
        since=None if days.since is None else days.since.date(),
        until=None if days.until is None else days.until.date(),
        benchmarks=benchmark_sets[0] if benchmark_sets else None,
        older=benchmark_sets[1:],
        options=None if options is None else _read_options(options),
    )
    with open_installation(load_settings()) as (context, database):
        with database.transaction(door=DatabaseRole.ANALYST) as session:
            run = generate.make_report(session, context, REPORTER, request)
            report = generate.read_report(session, REPORTER, run.id)
        sign_audit_log(context, database)
    written = _write(report, out, forms)
    if as_json:
        typer.echo(
            json.dumps({"run": str(run.id), "files": written, "figures": len(report.figures)})
        )
    else:
        typer.echo(
            f"report {run.id}: {len(report.figures)} figures, counted"
            f" {run.counted_at:%Y-%m-%d %H:%M} UTC"
        )
        for name in written:
            typer.echo(name)


@app.command("list")
def list_reports(
    as_json: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--json", help="One JSON array on standard output.")
    ] = False,
) -> None:
    """List all reports, newest first."""
    with (
        open_installation(load_settings()) as (_, database),
        database.transaction(is_read_only=True, door=DatabaseRole.ANALYST) as session,
    ):
        listed = report_runs.list_reports(session, REPORTER)
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(run) for run in listed], default=str))
        return
    for report_run in listed:
        typer.echo(
            f"{report_run.id}  made {report_run.made_at:%Y-%m-%d %H:%M}, counted"
            f" {report_run.counted_at:%Y-%m-%d %H:%M}"
        )


@app.command("show")
def show(run: UUID, *, out: Out = Path(), forms: Forms = None) -> None:
    """Write the files of a stored report. The bytes are the same each time."""
    for name in _write(_read(run)[0], out, forms):
        typer.echo(name)


@app.command("compare")
def compare_two(
    earlier: UUID,
    later: UUID,
    as_json: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--json", help="One JSON array on standard output.")
    ] = False,
) -> None:
    """Show the figures that differ between two reports."""
    changes = compare.compare_reports(*_read(earlier, later))
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(change) for change in changes]))
        return
    for change in changes:
        typer.echo(
            f"{change.id}: {change.earlier} ->"
            f" {change.later}{' (beyond chance)' if change.is_beyond_chance else ''}"
        )
    typer.echo(f"{len(changes)} figures differ")


def _read(*runs: UUID) -> list[Report]:
    with (
        open_installation(load_settings()) as (_, database),
        database.transaction(is_read_only=True, door=DatabaseRole.ANALYST) as session,
    ):
        return [generate.read_report(session, REPORTER, run) for run in runs]


def _read_options(path: Path) -> dict[str, object]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInput("options", "unreadable") from error


def _write(report: Report, out: Path, forms: list[str] | None) -> list[str]:
    unknown = sorted(set(forms or ()) - set(files.FORMATS))
    if unknown:
        raise InvalidInput(
            "form",
            "unknown_code",
            f"unknown form {unknown[0]}; choose one of {', '.join(files.FORMATS)}",
        )
    out.mkdir(parents=True, exist_ok=True)
    written = []
    for form in forms or _FORMS:
        file = files.render_file(report, form)
        (out / file.name).write_bytes(file.content)
        written.append(str(out / file.name))
    return written
