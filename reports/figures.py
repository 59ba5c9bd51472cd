"""What a report is: figures by id, and sections that refer to them. Data alone: nothing is computed
or drawn here.

Wherever a text, a table's cell or a chart shows a number it names a figure,
`{coverage.records.missing}`, so that pages and JSON cannot differ.
"""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any

Interval = tuple[float, float]


class Provenance(enum.StrEnum):
    """Where a number comes from: counted in this store, in a synthetic world, or set by
    somebody.
    """

    MEASURED = "measured"
    SIMULATED = "simulated"
    ASSUMED = "assumed"


@dataclasses.dataclass(frozen=True, slots=True)
class Definition:
    """What a number means, in a sentence, and how it comes about: the published table and its
    cells, or a formula.
    """

    text: str
    query: str


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """One number. `value` None: withheld where `suppressed`, else not known. Shares are 0 to 1;
    units are words.

    `interval`: 95 %, or the bounds that the definition names; of a withheld one, what the published
    cells leave.
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
    """A sentence or two; `{figure.id}` stands for the figure. `is_limit`: what this prototype
    cannot tell.
    """

    text: str
    is_limit: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under a head; the first cell of a row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Series:
    """A line or bars: where each point stands (a number; for bars a name) and the figure that is
    its height.
    """

    name: str
    points: tuple[tuple[float | str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of figures. `scale` log: axes by powers of ten. `is_diagonal`: a line where both
    axes are equal.
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
    """A whole report. `about` says of what and when: run id, times, versions, digests, seeds."""

    about: Mapping[str, str]
    figures: Mapping[str, Figure]
    sections: tuple[Section, ...]


_BLOCKS: dict[str, type[Block]] = {"paragraph": Paragraph, "table": Table, "chart": Chart}
FORMAT = "homeward-feasibility 1"


def to_json(report: Report) -> dict[str, Any]:
    """Return a report as plain values; a definition that several figures share stands once."""
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
    """Return the report that `to_json` told."""
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
