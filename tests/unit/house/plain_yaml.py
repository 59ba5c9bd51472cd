"""Read the subset of YAML that docker-compose.yml uses, and refuse everything else.

PyYAML is no dependency of the project. The subset has mappings and lists by indentation, lists in
brackets, `{}`, quoted and plain scalars (all as text), anchors of mappings, `<<: *name`, and folded
text (`>-`). If a container engine is installed, a test compares its reading with this one.
"""

from __future__ import annotations

import json
import re
from typing import Any

KEY = re.compile(r"(?P<key>[A-Za-z_<][A-Za-z0-9_.<-]*):(?: (?P<rest>.*))?$")
ANCHOR = re.compile(r"&(?P<name>\w+)$")


class NotPlain(ValueError):
    """A line outside the supported subset."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.lines: list[tuple[int, str]] = []
        for line in text.splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                self.lines.append((len(line) - len(line.lstrip(" ")), line.strip()))
        self.at = 0
        self.anchors: dict[str, Any] = {}

    def block(self, indent: int) -> Any:
        """Read the mapping or list whose lines have this indentation."""
        return (
            self._list(indent) if self.lines[self.at][1].startswith("- ") else self._mapping(indent)
        )

    def _deeper(self, indent: int) -> int | None:
        if self.at < len(self.lines) and self.lines[self.at][0] > indent:
            return self.lines[self.at][0]
        return None

    def _mapping(self, indent: int) -> dict[str, Any]:
        read: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            found = KEY.match(self.lines[self.at][1])
            if found is None or found["key"] in read:
                raise NotPlain(self.lines[self.at][1])
            self.at += 1
            value = self._value(found["rest"] or "", indent)
            if found["key"] == "<<":
                merged |= value
            else:
                read[found["key"]] = value
        return merged | read

    def _list(self, indent: int) -> list[Any]:
        read = []
        while self.at < len(self.lines) and self.lines[self.at][0] == indent:
            text = self.lines[self.at][1]
            if not text.startswith("- "):
                raise NotPlain(text)
            self.at += 1
            read.append(self._value(text[2:], indent))
        return read

    def _value(self, text: str, indent: int) -> Any:
        if text.startswith("*"):
            return self.anchors[text[1:]]
        anchor = ANCHOR.match(text)
        if text and anchor is None:
            return self._folded(indent) if text == ">-" else _scalar(text)
        deeper = self._deeper(indent)
        value = None if deeper is None else self.block(deeper)
        if anchor is not None:
            self.anchors[anchor["name"]] = value
        return value

    def _folded(self, indent: int) -> str:
        parts = []
        while self._deeper(indent) is not None:
            parts.append(self.lines[self.at][1])
            self.at += 1
        return " ".join(parts)


def _scalar(text: str) -> Any:
    if text == "{}":
        return {}
    if text.startswith(("[", '"')):
        return json.loads(text)
    if text[0] in "'{&*!|>%@`" or " #" in text or ": " in text:
        raise NotPlain(text)
    return text


def read(text: str) -> dict[str, Any]:
    """Return the mapping of a file; raise `NotPlain` for anything unsupported."""
    reader = _Reader(text)
    result = reader.block(0)
    if reader.at != len(reader.lines) or not isinstance(result, dict):
        raise NotPlain(
            reader.lines[reader.at][1] if reader.at < len(reader.lines) else "no mapping"
        )
    return result
