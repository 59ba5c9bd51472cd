"""The commands of `homeward`. Each is imported when it runs, so the list appears at once."""

from __future__ import annotations

import dataclasses
import importlib
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclasses.dataclass(frozen=True, slots=True)
class Lazy:
    """The location of a command and its summary in the list of commands.

    The summary is the first paragraph of the command's docstring; a test compares them.
    """

    module: str
    attribute: str
    summary: str

    def load(self, name: str) -> Any:
        """Import the command or group of commands."""
        member = getattr(importlib.import_module(f"cli.commands.{self.module}"), self.attribute)
        if not isinstance(member, typer.Typer):
            function, member = member, typer.Typer(add_completion=False)
            member.command(name)(function)
        command = typer.main.get_command(member)
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
        "Serve the HTTP API until it is stopped. Requests that are running are completed.",
    ),
    "worker": Lazy("service", "worker", "Run a worker until it is stopped."),
    "scheduler": Lazy(
        "service",
        "scheduler",
        "Run the scheduler until it is stopped. A second scheduler is harmless.",
    ),
    "migrate": Lazy(
        "service",
        "migrate",
        "Migrate the database to this version. A new embedded installation also gets its key file.",
    ),
    "upgrade": Lazy(
        "upgrade",
        "upgrade",
        "Upgrade this installation to this version while its processes run. May be"
        " interrupted and repeated.",
    ),
    "backup": Lazy(
        "backup",
        "back_up",
        "Back up an installation into two encrypted archives, data and keys, while it runs.",
    ),
    "restore": Lazy(
        "backup",
        "restore",
        "Restore a data archive and the newest key archive into a new, empty database.",
    ),
    "restore-keys": Lazy(
        "backup",
        "restore_keys",
        "Give a restored copy of the database the keys of the newest key archive.",
    ),
    "rotate-keys": Lazy(
        "rotate",
        "rotate_keys",
        "Replace a key of the installation while its processes run.",
    ),
    "decoys": Lazy(
        "decoys",
        "plant",
        "Plant decoy records, made-up people that no one has a reason to open.",
    ),
    "doctor": Lazy(
        "doctor",
        "doctor",
        "Check this installation. Read only; exit code 1 if a check fails.",
    ),
    "status": Lazy(
        "status",
        "status",
        "Show the matching run, the imports and the jobs of this installation. Read only.",
    ),
    "health": Lazy(
        "service",
        "health",
        "Check the process of one role on this machine. Exit code 0 if it is alive, else 1.",
    ),
    "init-secrets": Lazy(
        "secrets",
        "init_secrets",
        "Write the key file and passwords of a new production installation.",
    ),
    "import": Lazy(
        "intake",
        "import_file",
        "Import a file. Valid rows are stored; every other row is reported by line, column"
        " and reason.",
    ),
    "crossmatch": Lazy(
        "crossmatch",
        "crossmatch",
        "Compare all records with each other. Needs a running worker and scheduler.",
    ),
    "link": Lazy(
        "link",
        "link",
        "Match intake files offline and write the pairs with probability, evidence and reasons.",
    ),
    "sample": Lazy(
        "sample",
        "sample",
        "Write a synthetic world: intake records, true pairs, agencies, people, preventive"
        " records.",
    ),
    "agency": Lazy("users", "agencies", "Agencies."),
    "token": Lazy("tokens", "app", "Tokens of agencies' software."),
    "user": Lazy("users", "users", "Accounts of people."),
    "quarantine": Lazy("quarantine", "app", "Jobs that failed in every attempt."),
    "report": Lazy("report", "app", "Feasibility reports from published counts."),
    "audit": Lazy("audit_log", "app", "The audit log."),
    "weights": Lazy("weights", "app", "The weights of comparison levels."),
}


class LazyGroup(TyperGroup):
    """The group of all commands. It imports only the command that is run."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return name and summary of a command for the list; None for an unknown name."""
        listed = COMMANDS.get(cmd_name)
        return None if listed is None else TyperCommand(cmd_name, help=listed.summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Import the command that is run; return it with its arguments."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, COMMANDS[name].load(name) if name else command, rest
