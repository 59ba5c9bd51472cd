"""The page of the intake row, from its table."""

from __future__ import annotations

from core.intake import INTAKE_FIELDS, IntakeField
from docs.site.reference.markdown import code, page, table


def intake_row_page() -> str:
    """Return every column with its class and form, and the codes of closed lists."""
    heads = ("column", "class", "class when found", "form", "list", "searched", "remark")
    rows = [
        (
            code(field.name),
            field.field_class or "plain",
            field.class_when_found or "",
            _form(field),
            "yes" if field.is_list else "",
            "yes" if field.is_searched else "",
            field.note,
        )
        for field in INTAKE_FIELDS
    ]
    codes = [
        (code(name), ", ".join(code(value) for value in accepted))
        for name, accepted in _code_lists().items()
    ]
    headings = [
        (code(field.name), ", ".join(code(word) for word in field.headings.split()))
        for field in INTAKE_FIELDS
        if field.headings
    ]
    return page(
        "Columns of the intake row",
        "core/intake.py",
        "How each value is written, with examples, is in [intake](../intake.md). Field classes are"
        " explained in [protection](../protection.md).",
        (
            table(heads, rows),
            "## Codes\n\n" + table(("list", "codes"), codes),
            "## Headings of files\n\nA file may name a column by any of these words.\n\n"
            + table(("column", "headings"), headings),
        ),
    )


def _form(field: IntakeField) -> str:
    if field.parts:
        return ":".join(part.name for part in field.parts)
    return f"{field.kind.name.lower()} {code(field.codes)}".strip()


def _code_lists() -> dict[str, tuple[str, ...]]:
    """Return the closed lists that the table holds, by name; those of the engine are its own."""
    found: dict[str, tuple[str, ...]] = {}
    for field in INTAKE_FIELDS:
        for holder in (field, *field.parts):
            if holder.accepted:
                found.setdefault(holder.codes or holder.name, tuple(map(str, holder.accepted)))
    return found
