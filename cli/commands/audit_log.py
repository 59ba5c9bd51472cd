"""`homeward audit`: verify the audit log, and check anchored checkpoints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.installation import open_installation, sign_audit_log, signed_transaction
from core.security.crypto import load_keyring, read_audit_keys
from core.settings import load_settings
from models.row_security.database_roles import DatabaseRole
from services.agencies.accounts import INSTALLER
from services.foundation.checkpoints import AuditDefect
from services.operations import store_check
from services.oversight import anchor_reading, audit_reading

app = typer.Typer(help="The audit log.", no_args_is_help=True)

Source = Annotated[
    Path | None, typer.Option("--anchor", exists=True, dir_okay=False, help="Anchored checkpoints.")
]
KEY_HELP = "Output of `homeward audit public-key`."
PublicKey = Annotated[
    Path | None, typer.Option("--public-key", exists=True, dir_okay=False, help=KEY_HELP)
]


@app.command()
def verify(anchor: Source = None, public_key: PublicKey = None) -> None:
    """Verify the audit log: every row's hash, the chain and every signed checkpoint.

    Exit code 1 if any is broken. With --anchor (or HOMEWARD_ANCHOR_FILE), also compare with the
    checkpoints kept outside this machine, signed by the keys of --public-key. The verification and
    its result are written to the audit log.
    """
    keys = None if public_key is None else read_audit_keys(public_key)
    with open_installation(load_settings()) as (context, database):
        with database.transaction(is_read_only=True, door=DatabaseRole.AUDITOR) as session:
            count, findings = audit_reading.walk_audit_log(
                session, context, anchor=anchor, anchor_keys=keys
            )
        # in a second transaction, so that the verification does not block other writers
        with database.transaction(door=DatabaseRole.OFFICE) as session:
            audit_reading.record_verification(session, context, INSTALLER, findings)
        if not findings:
            sign_audit_log(context, database)
        _report(findings)
        typer.echo(f"{count} rows, {len(findings)} places broken")
        if findings:
            raise typer.Exit(1)


@app.command("public-key")
def print_public_key() -> None:
    """Print the installation's id and its public audit keys as JSON. Keep them outside this
    machine.
    """
    keys = load_keyring(load_settings().keys).audit_keys()
    versions = {str(version): key.hex() for version, key in keys.versions.items()}
    typer.echo(json.dumps({"installation": keys.installation, "keys": versions}))


@app.command("check-anchor")
def check_anchor(
    anchor: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="Anchored checkpoints.")
    ],
    public_key: Annotated[
        Path, typer.Option("--public-key", exists=True, dir_okay=False, help=KEY_HELP)
    ],
) -> None:
    """Check signatures and order of anchored checkpoints without an installation.

    Exit code 1 if any is broken.
    """
    keys = read_audit_keys(public_key)
    anchored = anchor_reading.read_anchor_file(anchor, keys)
    _report(anchored.findings)
    typer.echo(
        f"{len(anchored.times)} checkpoints up to audit row {anchored.last_id},"
        f" {len(anchored.findings)} broken"
    )
    if anchored.findings:
        raise typer.Exit(1)


def _report(findings: Sequence[AuditDefect]) -> None:
    for finding in findings:
        place = f"anchor line {finding.line}, " if finding.line else ""
        typer.echo(f"{place}audit row {finding.audit_id}: {finding.reason}", err=True)


@app.command()
def accept_clock() -> None:
    """Confirm that this machine's clock is right although newer entries exist, written by a wrong
    clock.

    Erasure and other final steps that wait for it continue. The confirmation is written to the
    audit log. On SQLite, processes compare their clock with it, because it is the newest entry.
    """
    with signed_transaction(load_settings(), is_clock_checked=False) as (context, session):
        store_check.accept_clock(session, context, INSTALLER)
    typer.echo(f"confirmed: it is {context.clock.now():%Y-%m-%d %H:%M:%S} UTC")
