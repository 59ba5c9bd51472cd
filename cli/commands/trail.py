"""`homeward audit verify`: walks the trail and its signed checkpoints."""

from __future__ import annotations

import typer

from cli.installation import open_installation, sign_trail
from core.settings import load_settings
from models.wall import Door
from services import audit
from services import trail as trails
from services.accounts import INSTALLER

app = typer.Typer(help="The audit trail.", no_args_is_help=True)


@app.callback()
def trail() -> None:
    """The audit trail."""


@app.command()
def verify() -> None:
    """Check every row's hash, the chain, and every signed checkpoint; exit 1 and name the places if any is broken.

    That the trail was walked, and what was found, is itself a row of it.
    """
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=Door.AUDITOR) as session:
            count, findings = audit.verify(
                session, context.keys, context.settings.root / audit.CHECKPOINTS, now=context.clock.now()
            )
        with database.transaction(door=Door.OFFICE) as session:  # after the walk: while it lasts nobody waits to write
            trails.note_walk(session, context, INSTALLER, findings)
        if not findings:
            sign_trail(context, database)
        for finding in findings:
            typer.echo(f"audit row {finding.audit_id}: {finding.reason}", err=True)
        typer.echo(f"{count} rows, {len(findings)} places broken")
        if findings:
            raise typer.Exit(1)
