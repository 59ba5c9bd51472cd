"""The `homeward` command: registers one function a command and turns our errors into exit codes; no work is done here."""

from __future__ import annotations

import typer

from cli.commands import link, sample

app = typer.Typer(
    name="homeward",
    help="A European missing-persons database with a matching service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("link")(link.link)
app.command("sample")(sample.sample)


def main() -> None:
    """Run the command line; exit codes come from the command."""
    app()


if __name__ == "__main__":
    main()
