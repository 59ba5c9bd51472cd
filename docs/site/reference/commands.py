"""The page of the commands, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cli.lazy_group import COMMANDS
from docs.site.reference.markdown import code, page, table


def commands_page() -> str:
    """Return every command with its arguments and options."""
    sections = []
    for name, lazy in COMMANDS.items():
        for path, command in _commands(f"homeward {name}", lazy.load(name)):
            sections.append(f"## {path}\n\n{_description(command)}\n\n{_parameters(command)}")
    return page(
        "Commands",
        "cli/lazy_group.py",
        "`homeward COMMAND --help` shows the same text. Exit codes: 0 is success,"
        " 2 a wrong call, 69 an unavailable service; the others are in"
        " [`core/errors.py`](../../core/errors.py).",
        (section.rstrip() for section in sections),
    )


def _commands(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Yield a command, or each command of a group, with its full name."""
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        yield from _commands(f"{path} {name}", child)


def _description(command: Any) -> str:
    return " ".join((command.help or command.short_help or "").replace("\b", "").split())


def _parameters(command: Any) -> str:
    rows = []
    for parameter in command.params:
        is_option = parameter.param_type_name == "option"
        names = ", ".join(parameter.opts) if is_option else (parameter.name or "").upper()
        default = parameter.default
        shown = "" if callable(default) or default in (None, False, (), []) else default
        needed = "yes" if parameter.required else ""
        rows.append((code(names), getattr(parameter, "help", "") or "", code(shown), needed))
    return table(("parameter", "meaning", "default", "required"), rows) if rows else ""
