"""The engine's input: a person's facts as values, created directly or from an intake row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from matching.codes import code_lists
from matching.model.coded import CODED
from matching.reading import row_parser
from matching.reading.cells import Cells, RowProblem, RowWarning
from matching.reading.documents import DocumentReading, read_papers
from matching.reading.facts import Birth, Document, Home, Mark, Name, Phone, Place, Relative

# Coded attributes that no document states.
LOOKS: Final = tuple(name for name in CODED if name != "sex")


@dataclass(frozen=True, slots=True)
class Person:
    """The known facts about one person; an empty value means unknown and has no bits.

    `kind` (missing, found, tracing, preventive) only labels a result. `height_on` is the day of the
    height measurement. `height_cm` and `height_on` are None if unknown.
    """

    ref: str = ""
    kind: str = ""
    names: tuple[Name, ...] = ()
    births: tuple[Birth, ...] = ()
    sex: str = ""
    nationalities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    ethnicities: tuple[str, ...] = ()
    birth_place: str = ""
    homes: tuple[Home, ...] = ()
    places: tuple[Place, ...] = ()
    phones: tuple[Phone, ...] = ()
    documents: tuple[Document, ...] = ()
    relatives: tuple[Relative, ...] = ()
    height_cm: int | None = None
    height_on: date | None = None
    eyes: str = ""
    hair: str = ""
    marks: tuple[Mark, ...] = ()

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> Person:
        """Return the person of an intake row; unreadable values stay unknown (see `parse_row`)."""
        return parse_row(row).person


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """An intake row after reading: the person, the warnings, and the reasons not to import it.

    A warning names a value that could not be read. With `is_read` it names one that was read but
    that a person should check.
    """

    person: Person
    warnings: tuple[RowWarning, ...]
    problems: tuple[RowProblem, ...] = ()


def parse_row(row: Mapping[str, object]) -> ParsedRow:
    """Return the person of an intake row, its warnings and `row_problems`; never raises.

    Lists are `|`-separated text or lists of strings. Digits of every script are read. Unknown
    columns are ignored.
    """
    cells = Cells(row)
    kind = read_kind(row)
    event = row_parser.read_event_day(cells)
    places = row_parser.read_places(cells, kind, event)
    height = row_parser.read_height(cells)
    papers = read_papers(cells)
    nationalities = row_parser.read_countries(cells, "nationalities") or papers.nationalities
    languages = row_parser.read_languages(cells)
    ref, names = cells.text("record_ref"), row_parser.read_names(cells)
    person = Person(
        ref=ref,
        kind=kind,
        names=tuple(dict.fromkeys((*names, *papers.names))),
        births=_births(cells, event, papers, (*nationalities, *languages)),
        sex=row_parser.read_code(cells, "sex") or papers.sex,
        nationalities=nationalities,
        languages=languages,
        ethnicities=row_parser.read_ethnicities(cells),
        birth_place=cells.text("birth_place"),
        homes=row_parser.read_homes(cells),
        places=places + row_parser.read_route(cells),
        phones=row_parser.read_phones(cells, places[0].country if places else ""),
        documents=papers.documents,
        relatives=row_parser.read_relatives(cells),
        height_cm=height,
        height_on=event if height is not None else None,
        **{name: row_parser.read_code(cells, name) for name in LOOKS},
        marks=row_parser.read_marks(cells),
    )
    return ParsedRow(person, tuple(cells.warnings), _problems(ref, kind, names))


def _births(
    cells: Cells, event: date | None, papers: DocumentReading, origins: tuple[str, ...]
) -> tuple[Birth, ...]:
    """Return the births of the row.

    They are the dates that the row writes. Without one they are the birth in a machine readable
    zone and the birth derived from the age. Without these they are the birth in a national number.
    An age, which may be assessed, is kept with a zone's birth, because documents can have a false
    age.
    """
    written = row_parser.read_births(cells, origins)
    if written:
        return written
    return (*papers.zone_births, *row_parser.read_age(cells, event)) or papers.number_births


def read_kind(row: Mapping[str, object]) -> str:
    """Return the row's kind, "" if it is not in the list."""
    kind = Cells(row).text("kind").casefold()
    return kind if kind in code_lists.KINDS else ""


def row_problems(row: Mapping[str, object]) -> tuple[RowProblem, ...]:
    """Return the reasons why an intake row cannot be imported; empty if it can.

    The reasons are: no record_ref, no known kind, no name.
    """
    cells = Cells(row)
    return _problems(cells.text("record_ref"), read_kind(row), row_parser.read_names(cells))


def _problems(ref: str, kind: str, names: tuple[Name, ...]) -> tuple[RowProblem, ...]:
    problems = []
    if not ref:
        problems.append(RowProblem("record_ref", "missing"))
    if not kind:
        problems.append(RowProblem("kind", "not one of " + ", ".join(code_lists.KINDS)))
    if not names:
        problems.append(RowProblem("full_name", "no name; write unknown if nobody knows it"))
    return tuple(problems)
