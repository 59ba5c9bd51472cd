"""Groups of intake columns that are read together, and the packed sections that each gives.

The columnar path uses this table. Each group is read by the functions that `parse_row` calls and
packed by those that `pack` calls. Cells that a group takes from another group are reduced to what
it needs, so few distinct combinations remain. If documents hold facts about their holder, groups do
not add up to the row, and the row is read whole (`documents` marks it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from matching.codes import code_lists
from matching.model.coded import CODED
from matching.packing import features
from matching.packing.features import PackedSections
from matching.reading import row_parser
from matching.reading.cells import Cells
from matching.reading.documents import read_papers
from matching.reading.person import LOOKS, read_kind

# packed sections, and a mark for further results of a group
PackedPiece = tuple[PackedSections, int]


@dataclass(frozen=True, slots=True)
class ColumnGroup:
    """Cells read together.

    `make` reads them. The group reports the warnings of columns in `warns`. If `lead` is empty, the
    group reads nothing. `reduced` simplifies cells that the group takes from other groups.
    """

    columns: tuple[str, ...]
    make: Callable[[Cells], PackedPiece]
    warns: tuple[str, ...]
    lead: str = ""
    reduced: Mapping[str, Callable[[str], str]] = field(default_factory=dict)


_ANY_DAY: Final = "2000-01-01"


def _only_whether(text: str) -> str:
    """Return one fixed day for any readable one.

    A place is recorded if the person was there; its day is added later.
    """
    return _ANY_DAY if row_parser.read_event_day(Cells({"event_date": text})) else ""


def _only_telling(column: str, read: Callable[[Cells], tuple[str, ...]]) -> Callable[[str], str]:
    """Return the codes of a cell that affect how a date is read."""
    return lambda text: "|".join(
        code for code in read(Cells({column: text})) if code in row_parser.CALENDAR_ORIGINS
    )


def _only_namesakes(text: str) -> str:
    """Return a cell of relatives, empty if none has a name that may follow a child's own."""
    return (
        text
        if any(
            relation in text.casefold() for relation in (code_lists.FATHER, *code_lists.SIBLINGS)
        )
        else ""
    )


def _event(cells: Cells) -> PackedPiece:
    day = row_parser.read_event_day(cells)
    return {}, day.toordinal() if day else 0


def _body(cells: Cells) -> PackedPiece:
    return features.pack_codes({name: row_parser.read_code(cells, name) for name in CODED}), 0


def _places(cells: Cells) -> PackedPiece:
    seen = row_parser.read_places(
        cells, read_kind({"kind": cells.text("kind")}), row_parser.read_event_day(cells)
    )
    return features.pack_places(seen + row_parser.read_route(cells)), len(seen)


def _phones(cells: Cells) -> PackedPiece:
    return (
        features.pack_phones(
            row_parser.read_phones(
                cells, "".join(row_parser.read_countries(cells, "event_country")[:1])
            )
        ),
        0,
    )


def _documents(cells: Cells) -> PackedPiece:
    papers = read_papers(cells)
    return features.pack_documents(papers.documents), int(papers.has_facts)


def _births(cells: Cells) -> PackedPiece:
    origins = (
        *row_parser.read_countries(cells, "nationalities"),
        *row_parser.read_languages(cells),
    )
    births = row_parser.read_births(cells, origins)
    return features.pack_births(births), len(births)


def _names(cells: Cells) -> PackedPiece:
    names = row_parser.read_names(cells)
    return features.pack_names(names, row_parser.read_relatives(cells)), len(names)


def _unmarked(make: Callable[[Cells], PackedSections]) -> Callable[[Cells], PackedPiece]:
    return lambda cells: (make(cells), 0)


def _single_column(column: str, make: Callable[[Cells], PackedSections]) -> ColumnGroup:
    """Return the group of one column that is read without any other."""
    return ColumnGroup((column,), _unmarked(make), (column,), lead=column)


# By name, in an order that keeps the pieces of one section in the order of `pack`. Marks: the
# ordinal of the event's day; the numbers of births, names and places of the event; whether
# documents hold facts other than documents.
COLUMN_GROUPS: Final = {
    "event": ColumnGroup(("event_date",), _event, ("event_date",)),
    "body": ColumnGroup(tuple(CODED), _body, tuple(CODED)),
    "height": _single_column(
        "height_cm", lambda cells: features.pack_height(row_parser.read_height(cells), None)
    ),
    "births": ColumnGroup(
        ("birth_date", "birth_known", "birth_calendar", "nationalities", "languages"),
        _births,
        ("birth_date", "birth_known", "birth_calendar"),
        reduced={
            "nationalities": _only_telling(
                "nationalities", lambda cells: row_parser.read_countries(cells, "nationalities")
            ),
            "languages": _only_telling("languages", row_parser.read_languages),
        },
    ),
    "age": ColumnGroup(  # not read if the row has a birth
        ("age", "age_on", "event_date", "birth_known"),
        _unmarked(
            lambda cells: features.pack_births(
                row_parser.read_age(cells, row_parser.read_event_day(cells))
            )
        ),
        ("age", "age_on"),
        lead="age",
    ),
    "nations": _single_column(
        "nationalities",
        lambda cells: features.pack_nations(row_parser.read_countries(cells, "nationalities")),
    ),
    "languages": _single_column(
        "languages", lambda cells: features.pack_languages(row_parser.read_languages(cells))
    ),
    "ethnicities": _single_column(
        "ethnicity", lambda cells: features.pack_ethnicities(row_parser.read_ethnicities(cells))
    ),
    "birth_place": _single_column(
        "birth_place", lambda cells: features.pack_birth_place(cells.text("birth_place"))
    ),
    "homes": _single_column(
        "home_address", lambda cells: features.pack_homes(row_parser.read_homes(cells))
    ),
    "places": ColumnGroup(
        ("event_country", "event_place", "event_date", "kind", "route"),
        _places,
        ("event_country", "route"),
        reduced={"event_date": _only_whether},
    ),
    "phones": ColumnGroup(("phones", "event_country"), _phones, ("phones",), lead="phones"),
    "documents": ColumnGroup(("documents",), _documents, ("documents",), lead="documents"),
    "relatives": _single_column(
        "relatives", lambda cells: features.pack_relatives(row_parser.read_relatives(cells))
    ),
    "marks": _single_column(
        "marks", lambda cells: features.pack_marks(row_parser.read_marks(cells))
    ),
    "names": ColumnGroup(
        ("full_name", "given_names", "family_names", "name_native", "aliases", "relatives"),
        _names,
        ("aliases",),
        reduced={"relatives": _only_namesakes},
    ),
}
# Columns in the order of `parse_row`'s warnings. Columns in one tuple warn in the order of their
# group.
_WARNING_ORDER: Final = (
    "event_date",
    "event_country",
    "height_cm",
    "documents",
    "nationalities",
    "languages",
    "aliases",
    "birth_known birth_calendar birth_date",
    "age age_on",
    "sex",
    "ethnicity",
    "birth_place",
    "home_address",
    "route",
    "phones",
    "relatives",
    *LOOKS,
    "marks",
)
WARNING_RANKS: Final = {
    name: rank for rank, names in enumerate(_WARNING_ORDER) for name in names.split()
}
COLUMNS: Final = tuple(
    dict.fromkeys(
        ("record_ref", "kind", *(name for part in COLUMN_GROUPS.values() for name in part.columns))
    )
)
