"""The observations of a viewer in one twin: answers and statement counts, with comparable ids and
random marks.
"""

from __future__ import annotations

import difflib
import json
import re
from typing import Any

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NONCE = re.compile(r"nonce(-|=\")[A-Za-z0-9_-]+")
MARK = "x-reader-mark"
# Headers that differ between any two requests.
LEFT_OUT = frozenset({"x-request-id", "content-length", "set-cookie"})
CONTEXT_LINES = 3


class Observed:
    """The observations of one twin in their order."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self._names: dict[str, str] = {}

    def note(self, title: str, answer: Any, statements: int) -> None:
        """Keep an answer and the number of its SQL statements."""
        headers = sorted(
            f"{name}: {value}" for name, value in answer.headers.items() if name not in LEFT_OUT
        )
        body = answer.text
        if body and answer.headers.get("content-type", "").startswith(
            ("application/json", "application/problem+json")
        ):
            body = json.dumps(_plain(answer.json()), ensure_ascii=False, indent=1)
        whole = "\n".join(
            [title, str(answer.status_code), *headers, body, f"{statements} statements"]
        )
        mark = answer.headers.get(MARK)
        self.notes.append(self._named(whole if mark is None else whole.replace(mark, "<mark>")))

    def _named(self, text: str) -> str:
        """Replace each id by a number in the order in which the ids appear to the viewer."""
        return NONCE.sub(
            "<nonce>",
            ID.sub(
                lambda found: self._names.setdefault(found[0], f"<id {len(self._names)}>"), text
            ),
        )


def _plain(body: Any) -> Any:
    """Replace sealed cursors."""
    if isinstance(body, list):
        return [_plain(one) for one in body]
    if not isinstance(body, dict):
        return body
    return {name: _of_row(name, value) for name, value in body.items()}


def _of_row(name: str, value: Any) -> Any:
    if name == "next" and isinstance(value, str):
        return "<cursor>" if not ID.fullmatch(value) else value
    return _plain(value)


def difference(left: Observed, right: Observed, start: int = 0) -> str:
    """Return a unified diff of the first observations from `start` on that differ; "" if none
    do.
    """
    both = list(zip(left.notes[start:], right.notes[start:], strict=False))
    for one, other in both:
        if one != other:
            lines = difflib.unified_diff(
                one.splitlines(), other.splitlines(), "left", "right", "", "", CONTEXT_LINES, ""
            )
            return "\n".join([one.splitlines()[0], *lines])
    if len(left.notes) != len(right.notes):
        longer = max(left.notes, right.notes, key=len)
        return "only one twin answers: " + longer[start + len(both)]
    return ""
