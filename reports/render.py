"""Render a report as self-contained HTML, as CSV and as JSON.

The same report always gives the same bytes.
"""

from __future__ import annotations

import base64
import csv
import functools
import hashlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from reports.charts import draw_chart
from reports.figures import (
    Block,
    Chart,
    Definition,
    Figure,
    Paragraph,
    Provenance,
    Report,
    Table,
    to_json,
)
from reports.formatting import format_interval, format_position, format_value

TEMPLATES = Path(__file__).with_name("templates")
COLUMNS = ("id", "value", "low", "high", "unit", "tag", "suppressed", "definition", "query")
_NAMED = re.compile(r"\{([A-Za-z0-9_.+<()-]+)\}")
# printed after a number that was not counted in this store
_MARKS = {Provenance.SIMULATED: "s", Provenance.ASSUMED: "a"}


def render_json(report: Report) -> str:
    """Return the report as JSON for `reports.figures.from_json`."""
    return json.dumps(to_json(report), indent=1, ensure_ascii=False) + "\n"


def render_csv(report: Report) -> str:
    """Return one line per figure.

    An empty value is withheld or unknown; see column `suppressed`.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for figure in report.figures.values():
        row = (
            figure.id,
            figure.value,
            *(figure.interval or ("", "")),
            figure.unit,
            figure.tag.value,
            str(figure.suppressed).lower(),
            figure.definition.text,
            figure.definition.query,
        )
        writer.writerow(row)
    return out.getvalue()


def render_html(report: Report) -> str:
    """Return the report as one page."""
    page = ReportPage(report)
    sheet = Markup(style_sheet())  # noqa: S704 - our own file
    return _template("report.html").render(
        report=report, page=page, definitions=page.definitions, style=sheet
    )


@functools.cache
def style_sheet() -> str:
    """Return the style sheet that is embedded in the page."""
    return (TEMPLATES / "report.css").read_text("utf-8")


@functools.cache
def content_security_policy() -> str:
    """Return the content security policy of the page.

    It permits only our own style sheet, identified by its digest.
    """
    digest = base64.b64encode(hashlib.sha256(style_sheet().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none';"
        " form-action 'none'"
    )


@functools.cache
def _template(name: str) -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


class ReportPage:
    """Renders texts with figures that link to their definitions, and charts with their tables."""

    def __init__(self, report: Report) -> None:
        self._figures = report.figures
        definitions = dict.fromkeys(figure.definition for figure in report.figures.values())
        self.definitions: dict[Definition, str] = {
            definition: f"d{place}" for place, definition in enumerate(definitions, start=1)
        }

    def text(self, text: str) -> Markup:
        """Return a text with figure references replaced by numbers."""
        parts, at = [], 0
        for name in _NAMED.finditer(text):
            parts += [escape(text[at : name.start()]), self.figure(self._figures[name[1]])]
            at = name.end()
        return Markup("").join([*parts, escape(text[at:])])

    def figure(self, figure: Figure) -> Markup:
        """Return markup of a number with its interval; the number links to its definition.

        A tag with a mark shows the mark after the number.
        """
        mark = _MARKS.get(figure.tag)
        markup = Markup(
            '<a href="#{}" data-figure="{}" data-tag="{}"><data value="{}">{}</data></a>{}'
        ).format(
            self.definitions[figure.definition],
            figure.id,
            figure.tag.value,
            "" if figure.value is None else figure.value,
            format_value(figure),
            Markup('<sup title="{}">{}</sup>').format(figure.tag.value, mark) if mark else "",
        )
        around = format_interval(figure)
        return (
            markup
            + Markup(' <span class="interval" data-of="{}">({})</span>').format(figure.id, around)
            if around
            else markup
        )

    def kind(self, block: Block) -> str:
        """Return the kind of a block: limit, paragraph, table or chart."""
        return (
            "limit"
            if isinstance(block, Paragraph) and block.is_limit
            else type(block).__name__.lower()
        )

    def tags(self, block: Block) -> list[str]:
        """Return the sources of the numbers in a block."""
        named = {self._figures[name].tag for name in names_in(block)}
        return [tag.value for tag in Provenance if tag in named]

    def nothing(self, block: Block) -> str:
        """Return why a table or chart has no content; "" if it has."""
        named = [self._figures[name] for name in names_in(block)]
        if not named or any(figure.value is not None or _narrows(figure) for figure in named):
            return ""
        if all(figure.suppressed for figure in named):
            return "every cell is withheld"
        return (
            "withheld, or not known"
            if any(figure.suppressed for figure in named)
            else "no value is known yet"
        )

    def is_words(self, table: Table, column: int) -> bool:
        """Return whether a column contains only words, so that it is aligned left."""
        return not any(_NAMED.search(row[column]) for row in table.rows)

    def drawing(self, chart: Chart) -> Markup:
        """Return a chart as SVG markup."""
        return Markup(draw_chart(chart, self._figures))  # noqa: S704 - every text in it is escaped where it is drawn

    def table_of(self, chart: Chart) -> Table:
        """Return the table with the figures of a chart."""
        places = list(dict.fromkeys(x for series in chart.series for x, _ in series.points))
        points = [dict(series.points) for series in chart.series]
        rows = tuple(
            (format_position(x), *("{" + of[x] + "}" if x in of else "" for of in points))
            for x in places
        )
        return Table(chart.caption, (chart.across, *(series.name for series in chart.series)), rows)


def _narrows(figure: Figure) -> bool:
    """Return whether the limits of a withheld figure are informative; a share of 0 to 1 is not."""
    return figure.interval is not None and not (
        figure.unit == "share" and figure.interval == (0, 1)
    )


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield block.text
    elif isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row)
    else:
        yield from ("{" + name + "}" for series in block.series for _, name in series.points)


def names_in(block: Block) -> list[str]:
    """Return the ids of the figures that a block shows."""
    return [name for text in _texts(block) for name in _NAMED.findall(text)]
