"""The flow table as text for `docs/protection.md`.

`python -m docs.site.written.flow_table` writes it there.
"""

from __future__ import annotations

import re

from core.codes.records import RecordKind
from core.policy.sharing.evidence import FLOWS, WHOLE_LEVELS, WHOLE_NUMBER_VIEW
from core.policy.sharing.information_flow import ACTION_KNOWN_FROM
from core.policy.sharing.views import View
from docs.site.stage import ROOT
from matching.model.levels import ATTRIBUTES, FAMILY_INDEX

DOCUMENT = ROOT / "docs" / "protection.md"
_VIEWS = {
    View.LINK: "`link`",
    View.IDENTITY: "`identity`",
    View.CONTACTS: "`contacts`",
    View.FULL: "the responsible agency only",
}


def flow_table_markdown() -> str:
    """Return the flow table as Markdown: one row per compared attribute, except `family`.

    The two columns are for missing, tracing or preventive records, and for found records. A cell
    has the lowest view of such a record from which the comparison may be known. The last row is the
    action on a hit.
    """
    lines = [
        "| compared | may be known of a missing, tracing or preventive record from"
        " | of a found record from |",
        "|---|---|---|",
    ]
    for number, attribute in enumerate(ATTRIBUTES):
        if number != FAMILY_INDEX:
            missing, found = (
                _rule_text(attribute.name, kind) for kind in (RecordKind.MISSING, RecordKind.FOUND)
            )
            lines.append(f"| {attribute.words.lower()} | {missing} | {found} |")
    missing, found = (
        _VIEWS[ACTION_KNOWN_FROM[kind]] for kind in (RecordKind.MISSING, RecordKind.FOUND)
    )
    lines.append(f"| the action on a hit, not a comparison | {missing} | {found} |")
    return "\n".join(lines) + "\n"


def _rule_text(attribute: str, kind: str) -> str:
    whole = f"{_VIEWS[WHOLE_NUMBER_VIEW]} (whole), " if attribute in WHOLE_LEVELS else ""
    return f"{whole}{_VIEWS[FLOWS[kind, attribute]]}"


def write_flow_table() -> None:
    """Write the table between its marks in the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    marks = re.compile(r"(<!-- flow table -->\n).*?(<!-- end -->)", re.DOTALL)
    new_text = marks.sub(lambda marked: f"{marked[1]}{flow_table_markdown()}{marked[2]}", text)
    DOCUMENT.write_text(new_text, encoding="utf-8")


if __name__ == "__main__":
    write_flow_table()
