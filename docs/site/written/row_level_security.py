"""`docs/reference/row-level-security.md`: which rows each database role reaches, from the table.

`python -m docs.site.written.row_level_security` writes the file from `row_level_policies`; a test
compares it with the table, so that no change of a condition goes unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterator

from docs.site.stage import ROOT
from models.row_security.row_level_policies import POLICIES, AccessRule

FILE = ROOT / "docs" / "reference" / "row-level-security.md"
HEAD = """# Row-level security

PostgreSQL applies these conditions to every statement of a role, also if a service forgets to
check. A role reaches a row of a table only if the condition of the operation is true. An operation
that is not listed is refused. [Protection](../protection.md) explains the rules.

This file is made by `python -m docs.site.written.row_level_security` from
[`row_level_policies.py`](../../models/row_security/row_level_policies.py).
"""


def policies_page() -> str:
    """Return the text of the page."""
    return "\n".join((HEAD, *(line for table in POLICIES for line in _lines(table))))


def _lines(table: str) -> Iterator[str]:
    yield f"## {table}"
    yield ""
    yield "| role | operation | condition |"
    yield "|---|---|---|"
    for role, rule in POLICIES[table].items():
        for operation, condition in _conditions(rule):
            yield f"| {role} | {operation} | `{condition.replace('|', chr(92) + '|')}` |"
    yield ""


def _conditions(rule: AccessRule) -> Iterator[tuple[str, str]]:
    columns = f" of {', '.join(rule.columns)}" if rule.columns else ""
    given = f" of {', '.join(rule.insert_columns)}" if rule.insert_columns else ""
    for operation, condition in (
        (f"select{columns}", rule.select),
        (f"insert{given}", rule.insert),
        ("update", rule.update),
        ("row after an update", rule.becomes),
        ("delete", rule.delete),
    ):
        if condition is not None:
            yield operation, condition


if __name__ == "__main__":
    FILE.write_text(policies_page(), encoding="utf-8")
