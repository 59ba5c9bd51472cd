"""`homeward doctor`: check everything an installation needs, and print remedies."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from cli.checks import broker, database, machine
from cli.checks.finding import Finding, FindingState, error_finding
from core.errors import HomewardError
from core.settings import Settings, load_settings

# in the order of the output
CHECKS: dict[str, Callable[[Settings], Iterator[Finding]]] = {
    "key file": machine.check_key_file,
    "data directory": machine.check_data_folder,
    "kernels": machine.check_kernels,
    "weights": machine.check_weights,
    "database": database.check_database,
    "broker": broker.check_broker,
    "work": database.check_work,
    "anchor": machine.check_anchors,
    "processes": machine.check_processes,
}
STYLES = {FindingState.OK: "green", FindingState.WARN: "yellow", FindingState.BAD: "bold red"}


def doctor(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="A JSON list on standard output.")
    ] = False,
) -> None:
    """Check this installation. Read only; exit code 1 if a check fails."""
    findings = examine()
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(finding) for finding in findings], indent=1))
    else:
        _show(findings)
    if any(finding.state is FindingState.BAD for finding in findings):
        raise typer.Exit(1)


def examine() -> list[Finding]:
    """Run every check. A check that raises an error is itself a finding."""
    try:
        settings = load_settings()
    except HomewardError as error:
        return [Finding("settings", FindingState.BAD, error.detail, "docs/operations.md")]
    findings = [Finding("settings", FindingState.OK, f"{settings.mode.value} mode")]
    for name, check in CHECKS.items():
        try:
            findings.extend(check(settings))
        except HomewardError as error:
            findings.append(error_finding(name, error))
        except SQLAlchemyError as error:
            words = f"the database does not answer, or refuses ({type(error).__name__})"
            findings.append(Finding(name, FindingState.BAD, words, "start it; look at its log"))
    return findings


def _show(findings: list[Finding]) -> None:
    table = Table("", "check", "found", "remedy", box=None, pad_edge=False)
    for finding in findings:
        table.add_row(
            f"[{STYLES[finding.state]}]{finding.state.value}[/]",
            finding.check,
            finding.words,
            finding.remedy,
        )
    Console(highlight=False).print(table)
