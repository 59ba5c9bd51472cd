"""The entry point of the `homeward` command. It turns errors into exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from cli.lazy_group import LazyGroup
from core.errors import HomewardError, exit_code

if TYPE_CHECKING:
    from sqlalchemy.exc import OperationalError

UNAVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h

app = typer.Typer(
    name="homeward", cls=LazyGroup, add_completion=False, pretty_exceptions_enable=False
)


def _print_version(is_asked: bool) -> None:  # noqa: FBT001 - Typer passes it by position
    if is_asked:
        from core.release import program_version

        typer.echo(f"homeward {program_version()}")
        raise typer.Exit


@app.callback(
    no_args_is_help=True, help="A European missing-persons database with a matching service."
)
def homeward(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and exit."
        ),
    ] = False,
) -> None:
    """Show the list of commands if none is given."""


def main() -> None:
    """Run the command line.

    One of our errors is printed as one line on standard error, and sets the exit code.
    """
    try:
        app()
    except HomewardError as error:
        typer.echo(f"homeward: {error.detail or error.code}", err=True)
        sys.exit(exit_code(error))
    except Exception as error:  # noqa: BLE001 - a printed traceback may contain values of a record
        _report_unexpected(error)


def _report_unexpected(error: Exception) -> NoReturn:
    # imported here: the list of commands is shown without a database
    from sqlalchemy.exc import OperationalError

    from core.logs import describe_error

    if isinstance(error, OperationalError):
        typer.echo(f"homeward: {_database_complaint(error)}", err=True)
        sys.exit(UNAVAILABLE)
    typer.echo(f"homeward: unexpected {describe_error(error)}", err=True)
    sys.exit(70)


def _database_complaint(error: OperationalError) -> str:
    """Return why there is no connection, with the remedy.

    The driver's own message is not shown, because it may contain personal data.
    """
    from models.sql.connection_errors import sign_in_refusal

    return sign_in_refusal(error) or (
        "the database does not answer; check that it runs at the address of HOMEWARD_DATABASE_URL"
        " (migrate: HOMEWARD_OWNER_URL)"
    )


if __name__ == "__main__":
    main()
