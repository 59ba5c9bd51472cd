"""A report as files: HTML that needs nothing beside itself, CSV, JSON. Byte for byte the same for
the same report.
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
_MARKS = {
    Provenance.SIMULATED: "s",
    Provenance.ASSUMED: "a",
}  # behind a number that was not counted in this store


def render_json(report: Report) -> str:
    """Return the report as JSON: `reports.figures.from_json` reads it again."""
    return json.dumps(to_json(report), indent=1, ensure_ascii=False) + "\n"


def render_csv(report: Report) -> str:
    """Return a line a figure; an empty value is withheld or not known, as `suppressed` says."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for figure in report.figures.values():
        low, high = figure.interval or ("", "")
        value = "" if figure.value is None else figure.value
        of = figure.definition
        row = (
            figure.id,
            value,
            low,
            high,
            figure.unit,
            figure.tag.value,
            str(figure.suppressed).lower(),
            of.text,
        )
        writer.writerow([*row, of.query])
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
    """Return the style sheet that stands in the page."""
    return (TEMPLATES / "report.css").read_text("utf-8")


@functools.cache
def content_security_policy() -> str:
    """Return the policy under which a browser shows the page: our own style, known by its digest,
    and nothing else.
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
    """Shows texts with their figures, each a link to its definition, and charts with their
    tables.
    """

    def __init__(self, report: Report) -> None:
        self._figures = report.figures
        definitions = dict.fromkeys(figure.definition for figure in report.figures.values())
        self.definitions: dict[Definition, str] = {
            definition: f"d{place}" for place, definition in enumerate(definitions, start=1)
        }

    def text(self, text: str) -> Markup:
        """Return a text in which the names of figures have become their numbers."""
        parts, at = [], 0
        for found in _NAMED.finditer(text):
            parts += [escape(text[at : found.start()]), self.figure(self._figures[found[1]])]
            at = found.end()
        return Markup("").join([*parts, escape(text[at:])])

    def figure(self, figure: Figure) -> Markup:
        """Return a number with its interval."""
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
        """Return what a block is."""
        return (
            "limit"
            if isinstance(block, Paragraph) and block.is_limit
            else type(block).__name__.lower()
        )

    def tags(self, block: Block) -> list[str]:
        """Return where the numbers of a block come from."""
        named = {self._figures[name].tag for name in names_in(block)}
        return [tag.value for tag in Provenance if tag in named]

    def nothing(self, block: Block) -> str:
        """Return why a table or chart shows nothing; empty where it shows something."""
        named = [self._figures[name] for name in names_in(block)]
        if not named or any(figure.value is not None or _narrows(figure) for figure in named):
            return ""
        if all(figure.suppressed for figure in named):
            return "every cell is withheld"
        return (
            "withheld, or not known"
            if any(figure.suppressed for figure in named)
            else "nothing of it is known yet"
        )

    def is_words(self, table: Table, column: int) -> bool:
        """Tell whether a column holds words alone, so that it is read from the left."""
        return not any(_NAMED.search(row[column]) for row in table.rows)

    def drawing(self, chart: Chart) -> Markup:
        """Return a chart's drawing."""
        return Markup(draw_chart(chart, self._figures))  # noqa: S704 - every text in it is escaped where it is drawn

    def table_of(self, chart: Chart) -> Table:
        """Return the table that says what a chart draws."""
        places = list(dict.fromkeys(x for series in chart.series for x, _ in series.points))
        known = [dict(series.points) for series in chart.series]
        rows = tuple(
            (format_position(x), *("{" + of[x] + "}" if x in of else "" for of in known))
            for x in places
        )
        return Table(chart.caption, (chart.across, *(series.name for series in chart.series)), rows)


def _narrows(figure: Figure) -> bool:
    """Tell whether the ends of a withheld figure say anything: a share between nothing and
    everything does not.
    """
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
    """Return the names of the figures that a block shows."""
    return [name for text in _texts(block) for name in _NAMED.findall(text)]
