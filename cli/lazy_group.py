"""The commands of `homeward`, each imported when it is run: the list of them is shown at once."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclasses.dataclass(frozen=True, slots=True)
class Lazy:
    """Where a command stands, and what the list of commands says of it: its first sentence."""

    module: str
    attribute: str
    summary: str

    def load(self, name: str) -> Any:
        """Import the command, or the group of commands."""
        found = getattr(importlib.import_module(f"cli.commands.{self.module}"), self.attribute)
        if not isinstance(found, typer.Typer):
            function, found = found, typer.Typer(add_completion=False)
            found.command(name)(function)
        command = typer.main.get_command(found)
        command.name = name
        return command


COMMANDS: dict[str, Lazy] = {
    "demo": Lazy(
        "demo",
        "demo",
        "Show what Homeward does: 2,000 synthetic records of 8 agencies, matched, reviewed and"
        " searched.",
    ),
    "serve": Lazy(
        "service",
        "serve",
        "Run api, worker and scheduler together on this machine until Ctrl-C or SIGTERM.",
    ),
    "api": Lazy(
        "service",
        "api",
        "Serve the HTTP API until it is told to stop; requests in flight are finished.",
    ),
    "worker": Lazy("service", "worker", "Run a worker until it is told to stop."),
    "scheduler": Lazy(
        "service",
        "scheduler",
        "Run the scheduler until it is told to stop; a second one does no harm.",
    ),
    "migrate": Lazy(
        "service",
        "migrate",
        "Bring the database to this version's tables; makes the key file of a new embedded"
        " installation.",
    ),
    "upgrade": Lazy(
        "upgrade",
        "upgrade",
        "Bring this installation to this version; harmless to repeat, to end, and beside running"
        " processes.",
    ),
    "backup": Lazy(
        "backup",
        "back_up",
        "Save the data without its keys, and the keys, in two sealed archives; processes may go on"
        " serving.",
    ),
    "restore": Lazy(
        "backup",
        "restore",
        "Fill a new, empty database from a data archive and the newest key archive; nobody may be"
        " serving.",
    ),
    "rotate-keys": Lazy(
        "rotate",
        "rotate_keys",
        "Put a new key in place of one in use; harmless to end and to begin again, and beside"
        " running processes.",
    ),
    "canaries": Lazy(
        "canaries",
        "plant",
        "Plant canary records: made-up people whom nobody has a reason to open. Says nothing of"
        " where they are.",
    ),
    "doctor": Lazy(
        "doctor",
        "doctor",
        "Check this installation from here; exit code 1 if anything is bad. Reads only.",
    ),
    "health": Lazy(
        "service",
        "health",
        "Tell whether the process of a role on this machine is alive; exit code 0 or 1.",
    ),
    "init-secrets": Lazy(
        "secrets",
        "init_secrets",
        "Make the key file and the passwords of a new production installation; writes over"
        " nothing, shows nothing.",
    ),
    "import": Lazy(
        "intake",
        "import_file",
        "Import a file. Good rows always go in; every other one is named by line, column and"
        " reason, never by value.",
    ),
    "crossmatch": Lazy(
        "crossmatch",
        "crossmatch",
        "Compare everybody with everybody; needs a running worker and scheduler. Ctrl-C leaves the"
        " run going.",
    ),
    "link": Lazy(
        "link",
        "link",
        "Match intake files offline and write the pairs found with probability, evidence and"
        " reasons.",
    ),
    "sample": Lazy(
        "sample",
        "sample",
        "Write a synthetic world of any size: intake records, true pairs, agencies, and who is"
        " who.",
    ),
    "agency": Lazy("users", "agencies", "Agencies."),
    "user": Lazy("users", "users", "People who sign in."),
    "quarantine": Lazy("quarantine", "app", "Jobs that were given up."),
    "report": Lazy("report", "app", "Feasibility reports, made of published counts."),
    "audit": Lazy("trail", "app", "The audit log."),
    "weights": Lazy("weights", "app", "What every level of a comparison is worth."),
}


class LazyGroup(TyperGroup):
    """The group of all commands: lists them without their modules, and imports the one that is
    run.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return what the list of commands shows of one; None for a name that is not there."""
        known = COMMANDS.get(cmd_name)
        return None if known is None else TyperCommand(cmd_name, help=known.summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is run, imported, and its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, COMMANDS[name].load(name) if name else command, rest
