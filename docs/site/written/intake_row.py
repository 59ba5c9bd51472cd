"""`docs/reference/intake-row.md`: every column of the intake row, from its table.

`python -m docs.site.written.intake_row` writes the file from `core.intake`; a test compares it with
the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.intake import INTAKE_FIELDS, IntakeField, Part
from docs.site.stage import ROOT

FILE = ROOT / "docs" / "reference" / "intake-row.md"
HEAD = """# Columns of the intake row

How each value is written, with examples, is in [intake](../intake.md). Field classes are explained
in [protection](../protection.md).

This file is made by `python -m docs.site.written.intake_row` from
[`core/intake.py`](../../core/intake.py).
"""


def intake_row_page() -> str:
    """Return the text of the page."""
    sections = (_columns(), _parts(), _code_lists(), _headings())
    return "\n".join((HEAD, *(line for section in sections for line in section)))


def _columns() -> Iterator[str]:
    text = (
        "A fixed column is set at registration. A value that is not in a code list is refused, or\n"
        "stored as text if the column permits it."
    )
    heads = ("column", "class", "class when found", "form", "properties", "scope", "remark")
    rows = (
        (
            f"`{field.name}`",
            field.field_class or "plain",
            field.class_when_found or "",
            ":".join(f"`{part.name}`" for part in field.parts) or _form(field),
            ", ".join(_properties(field)),
            field.scope,
            field.note,
        )
        for field in INTAKE_FIELDS
    )
    return _section("Columns", text, heads, rows)


def _properties(field: IntakeField) -> list[str]:
    properties = {
        "several values": field.is_list,
        "fixed": field.is_fixed,
        "searched": field.is_searched,
        "other text is stored": field.is_text_accepted,
        "statements may contradict": field.may_contradict,
        f"counted as `{field.counted_as}`": bool(field.counted_as),
    }
    return [words for words, is_true in properties.items() if is_true]


def _parts() -> Iterator[str]:
    text = "The parts of a value are separated by colons."
    rows = (
        (
            f"`{field.name}`",
            f"`{part.name}`",
            _form(part),
            "yes" if part.is_optional else "",
            f"`{part.counted_as}`" if part.counted_as else "",
        )
        for field in INTAKE_FIELDS
        for part in field.parts
    )
    return _section("Parts", text, ("column", "part", "form", "optional", "counted as"), rows)


def _code_lists() -> Iterator[str]:
    """Return the code lists of the table. The lists of the engine are in its own table."""
    lists: dict[str, tuple[str, ...]] = {}
    for field in INTAKE_FIELDS:
        columns_and_parts: tuple[IntakeField | Part, ...] = (field, *field.parts)
        for one in columns_and_parts:
            if one.accepted:
                lists.setdefault(one.codes or one.name, tuple(map(str, one.accepted)))
    rows = (
        (f"`{name}`", ", ".join(f"`{code}`" for code in codes)) for name, codes in lists.items()
    )
    return _section("Codes", "", ("list", "codes"), rows)


def _headings() -> Iterator[str]:
    text = "A file may name a column by its name or by any of these words."
    rows = (
        (f"`{field.name}`", ", ".join(f"`{word}`" for word in field.headings.split()))
        for field in INTAKE_FIELDS
        if field.headings
    )
    return _section("Headings of files", text, ("column", "headings"), rows)


def _form(column_or_part: IntakeField | Part) -> str:
    kind = column_or_part.kind.name.lower().replace("_", " ")
    return f"{kind} `{column_or_part.codes}`" if column_or_part.codes else kind


def _section(
    title: str, text: str, heads: Sequence[str], rows: Iterator[Sequence[object]]
) -> Iterator[str]:
    """Yield the lines of a section: title, text ("" for none) and table."""
    yield f"## {title}\n"
    if text:
        yield f"{text}\n"
    for cells in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"
    yield ""


if __name__ == "__main__":
    FILE.write_text(intake_row_page(), encoding="utf-8")
