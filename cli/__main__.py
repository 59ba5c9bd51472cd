"""The `homeward` command: registers one function a command, turns our errors into exit codes; does
no work.
"""

from __future__ import annotations

import sys

import typer
from sqlalchemy.exc import OperationalError

from cli.commands import (
    backup,
    canaries,
    crossmatch,
    demo,
    doctor,
    intake,
    link,
    quarantine,
    report,
    rotate,
    sample,
    secrets,
    service,
    trail,
    upgrade,
    users,
    weights,
)
from core.errors import HomewardError, exit_code
from core.logs import describe

UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h

app = typer.Typer(
    name="homeward",
    help="A European missing-persons database with a matching service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("serve")(service.serve)
app.command("api")(service.api)
app.command("worker")(service.worker)
app.command("scheduler")(service.scheduler)
app.command("migrate")(service.migrate)
app.command("upgrade")(upgrade.upgrade)
app.command("backup")(backup.back_up)
app.command("restore")(backup.restore)
app.command("rotate-keys")(rotate.rotate_keys)
app.command("canaries")(canaries.plant)
app.command("doctor")(doctor.doctor)
app.command("health")(service.health)
app.command("init-secrets")(secrets.init_secrets)
app.command("import")(intake.import_file)
app.command("crossmatch")(crossmatch.crossmatch)
app.command("link")(link.link)
app.command("sample")(sample.sample)
app.add_typer(users.agencies, name="agency")
app.add_typer(users.users, name="user")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(report.app, name="report")
app.add_typer(trail.app, name="audit")
app.add_typer(weights.app, name="weights")


def main() -> None:
    """Run the command line; one of our errors is one line on standard error and an exit code of its
    own.
    """
    try:
        app()
    except HomewardError as error:
        typer.echo(f"homeward: {error.detail or error.code}", err=True)
        sys.exit(exit_code(error))
    except OperationalError:
        typer.echo("homeward: the database does not answer, or refuses the sign-in", err=True)
        sys.exit(UNAVAILABLE)
    except Exception as error:  # noqa: BLE001 - a traceback on the screen may carry values of a record
        typer.echo(f"homeward: unexpected {describe(error)}", err=True)
        sys.exit(70)


if __name__ == "__main__":
    main()
