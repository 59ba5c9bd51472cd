"""The data of a report: figures by id, and sections that refer to them.

This module does not compute or draw. Texts, table cells and charts refer to figures, for example
`{coverage.records.missing}`, so that pages and JSON cannot differ.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any

Interval = tuple[float, float]


class Provenance(enum.StrEnum):
    """The source of a number: counted in this store, from a synthetic world, or assumed."""

    MEASURED = "measured"
    SIMULATED = "simulated"
    ASSUMED = "assumed"


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """The meaning of a number in one sentence, and its origin.

    `query` names the published table and its cells, or the formula.
    """

    text: str
    query: str


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One number.

    `value` is None if it is withheld (`suppressed`) or unknown. Shares are from 0 to 1. `interval`
    is a 95 % interval, or the limits that the definition names. For a withheld number it has the
    limits that published cells give.
    """

    id: str
    value: float | None
    unit: str
    tag: Provenance
    definition: Definition
    interval: Interval | None = None
    suppressed: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Paragraph:
    """One or two sentences; `{figure.id}` is replaced by the figure.

    `is_limit`: the paragraph states a limit of this prototype.
    """

    text: str
    is_limit: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a header row. The first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """A line or a set of bars.

    Each point has a position (number or name) and the id of its figure.
    """

    name: str
    points: tuple[tuple[float | str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of figures.

    `scale` "log": both axes in powers of ten. `is_diagonal`: draw a line where both axes are equal.
    """

    kind: str  # lines, bars
    caption: str
    across: str
    up: str
    series: tuple[Series, ...]
    scale: str = "plain"
    is_diagonal: bool = False


Block = Paragraph | Table | Chart


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """A whole report. `about` has its run id, times, versions, digests and seeds."""

    about: Mapping[str, str]
    figures: Mapping[str, Figure]
    sections: tuple[Section, ...]


_BLOCKS: dict[str, type[Block]] = {"paragraph": Paragraph, "table": Table, "chart": Chart}
FORMAT = "homeward-feasibility 1"


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as plain values. A definition shared by several figures is listed once."""
    numbers: dict[Definition, str] = {}
    figures = []
    for figure in report.figures.values():
        number = numbers.setdefault(figure.definition, f"d{len(numbers) + 1}")
        values = {name: getattr(figure, name) for name in ("id", "value", "unit", "suppressed")}
        interval = None if figure.interval is None else list(figure.interval)
        figures.append(
            {**values, "interval": interval, "tag": figure.tag.value, "definition": number}
        )
    return {
        "format": FORMAT,
        "about": dict(report.about),
        "figures": figures,
        "definitions": {
            number: dataclasses.asdict(definition) for definition, number in numbers.items()
        },
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "blocks": [_block_to_json(block) for block in section.blocks],
            }
            for section in report.sections
        ],
    }


def _block_to_json(block: Block) -> dict[str, Any]:
    return {
        "kind": next(kind for kind, block_type in _BLOCKS.items() if block_type is type(block)),
        "of": dataclasses.asdict(block),
    }


def from_json(content: Mapping[str, Any]) -> Report:
    """Return the report that `to_json` produced."""
    definitions = {
        number: Definition(**fields) for number, fields in content["definitions"].items()
    }
    figures = {
        row["id"]: Figure(
            id=row["id"],
            value=row["value"],
            unit=row["unit"],
            tag=Provenance(row["tag"]),
            definition=definitions[row["definition"]],
            interval=None if row["interval"] is None else (row["interval"][0], row["interval"][1]),
            suppressed=row["suppressed"],
        )
        for row in content["figures"]
    }
    sections = tuple(
        Section(row["id"], row["title"], tuple(_block_from_json(block) for block in row["blocks"]))
        for row in content["sections"]
    )
    return Report(content["about"], figures, sections)


def _block_from_json(content: Mapping[str, Any]) -> Block:
    of = dict(content["of"])
    if content["kind"] == "table":
        of |= {"head": tuple(of["head"]), "rows": tuple(tuple(row) for row in of["rows"])}
    if content["kind"] == "chart":
        of["series"] = tuple(
            Series(series["name"], tuple((point[0], point[1]) for point in series["points"]))
            for series in of["series"]
        )
    return _BLOCKS[content["kind"]](**of)
