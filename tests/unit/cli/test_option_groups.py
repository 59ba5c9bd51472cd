from __future__ import annotations

import dataclasses
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from cli.option_groups import grouped


@dataclasses.dataclass(frozen=True)
class Place:
    city: Annotated[str, typer.Argument(help="Where.")]
    is_far: Annotated[bool, typer.Option("--far", help="Beyond the border.")] = False


@grouped
def go(*, place: Place, days: Annotated[int, typer.Option(help="How long.")] = 1) -> None:
    """Go somewhere."""
    typer.echo(f"{place} for {days}")


@pytest.mark.parametrize(
    ("given", "place", "days"),
    [
        (["Metz"], Place("Metz"), 1),
        (["--far", "Metz", "--days", "3"], Place("Metz", is_far=True), 3),
    ],
)
def test_the_fields_of_a_group_are_options(given: list[str], place: Place, days: int) -> None:
    app = typer.Typer()
    app.command()(go)
    result = CliRunner().invoke(app, given)
    assert (result.exit_code, result.output) == (0, f"{place} for {days}\n")


def test_a_field_without_default_is_needed() -> None:
    app = typer.Typer()
    app.command()(go)
    assert CliRunner().invoke(app, ["--days", "3"]).exit_code == 2
