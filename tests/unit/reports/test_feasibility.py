"""The complete report on artificial counts: page, JSON and CSV agree and are complete.

Withheld counts are not shown.
"""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from core.errors import Conflict
from reports import benchmarks, compare, files, render
from reports.assumptions import ReportInputs
from reports.counts import PublishedCounts
from reports.feasibility import build_report
from reports.figures import Provenance, Report, from_json, to_json
from reports.formatting import format_interval, format_value
from tests.unit.reports import made_up

pytestmark = pytest.mark.late

ABOUT = {"Run": "11111111-1111-4111-8111-111111111111", "Counted": "2026-11-01 00:00 UTC"}


def made(seed: int = 1, *, withheld: float = 0.03, scale: int = 4000) -> Report:
    counts = PublishedCounts(made_up.cubes(seed, withheld=withheld, scale=scale))
    return build_report(
        ReportInputs(counts, benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE)), ABOUT
    )


class Shown(HTMLParser):
    """The figures of a page (text, exact value, interval) and its texts outside figures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, set[str]] = {}
        self.values: dict[str, set[str]] = {}
        self.intervals: dict[str, set[str]] = {}
        self.links: set[str] = set()
        self.ids: set[str] = set()
        self._of: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given["id"]} if "id" in given else set()
        self.links |= {given["href"]} if "href" in given else set()
        if tag == "a" and "data-figure" in given:
            self._of.append(("figure", given["data-figure"]))
        elif tag == "data":
            self.values.setdefault(self._of[-1][1], set()).add(given["value"])
        elif tag == "span" and "data-of" in given:
            self._of.append(("interval", given["data-of"]))

    def handle_endtag(self, tag: str) -> None:
        if self._of and tag == {"figure": "a", "interval": "span"}[self._of[-1][0]]:
            self._of.pop()

    def handle_data(self, data: str) -> None:
        if self._of:
            kind, name = self._of[-1]
            (self.texts if kind == "figure" else self.intervals).setdefault(name, set()).add(data)


def test_every_number_of_the_page_is_the_number_of_the_json() -> None:
    report = made()
    shown = Shown(render.render_html(report))
    figures = {one["id"]: one for one in json.loads(render.render_json(report))["figures"]}
    assert shown.texts.keys() == figures.keys()
    for name, one in figures.items():
        figure = report.figures[name]
        assert shown.values[name] == {"" if one["value"] is None else str(one["value"])}
        assert shown.texts[name] == {format_value(figure)}
        assert shown.intervals.get(name, {"()"}) == {f"({format_interval(figure)})"}


def test_sentences_contain_numbers_only_as_figures() -> None:
    """Digits in a text belong to a figure or to a rule: years, thresholds, units of tables."""
    rules = re.compile(
        r"Brussels|1,000|last 365 days|probability \.5|\.05|five|eleven|seeds|engine|measured 20"
        r"|chapter (?:9|10)|point 5|1 [JM]"
    )
    for section in made().sections:
        for block in section.blocks:
            text = getattr(block, "text", "")
            bare = re.sub(r"\{[^}]*\}", "", text)
            assert not re.search(r"\d", bare) or rules.search(bare), bare


def unreferenced(report: Report) -> set[str]:
    """Return the figures that no section shows, and the names in a section without a figure."""
    blocks = [block for section in report.sections for block in section.blocks]
    return set(report.figures) ^ {name for block in blocks for name in render.names_in(block)}


def test_every_figure_is_named_in_a_section_and_every_name_is_a_figure() -> None:
    assert unreferenced(made()) == set()


def test_every_link_leads_to_a_place_on_the_page() -> None:
    shown = Shown(render.render_html(made()))
    assert {link.removeprefix("#") for link in shown.links} <= shown.ids


def test_the_page_loads_nothing_from_other_origins() -> None:
    page = render.render_html(made())
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#)', page)
    assert not re.search(r'\bstyle="', page)
    assert "url(" not in render.style_sheet()


def test_the_csv_has_every_figure_with_its_definition() -> None:
    report = made()
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(render.render_csv(report)))}
    assert rows.keys() == report.figures.keys()
    for name, figure in report.figures.items():
        assert rows[name]["value"] == ("" if figure.value is None else str(figure.value))
        assert rows[name]["definition"]
        assert rows[name]["query"]


def test_a_report_read_back_from_its_json_is_the_same_in_every_form() -> None:
    report = made()
    again = from_json(json.loads(render.render_json(report)))
    for form in ("html", "json", "csv"):
        assert files.render_file(again, form) == files.render_file(report, form)


def test_the_same_inputs_make_the_same_bytes() -> None:
    assert render.render_json(made()) == render.render_json(made())
    assert render.render_html(made()) == render.render_html(made())


@pytest.mark.parametrize("withheld", [0.0, 0.2, 0.9, 1.0])
@pytest.mark.parametrize("scale", [2, 4000])
def test_however_much_is_withheld_the_report_is_whole_and_shows_none_of_it(
    withheld: float, scale: int
) -> None:
    report = made(withheld=withheld, scale=scale)
    assert unreferenced(report) == set()
    assert all(figure.value is None for figure in report.figures.values() if figure.suppressed)
    assert render.render_html(report)
    counted = [
        one
        for one in report.figures.values()
        if one.tag is Provenance.MEASURED and one.definition.query.startswith("cube")
    ]
    if withheld == 1.0:
        assert all(one.value in (None, 0) for one in counted)


def test_a_store_without_publications_gets_a_report_of_simulated_figures() -> None:
    report = build_report(
        ReportInputs(PublishedCounts({}), benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE)),
        ABOUT,
    )
    tags = {figure.tag for figure in report.figures.values() if figure.value is not None}
    assert {Provenance.SIMULATED, Provenance.ASSUMED} <= tags
    assert report.figures["coverage.records"].value is None
    assert render.render_html(report)


def test_a_sum_with_a_withheld_cell_is_withheld_whole() -> None:
    cubes = made_up.cubes()
    name = "delays"
    cell = next(iter(cubes[name].cells))
    cubes[name] = type(cubes[name])(
        cubes[name].definition, made_up.COUNTED_AT, {**cubes[name].cells, cell: None}
    )
    found = PublishedCounts(cubes).sum(name, days=cell[1])
    assert (found.value, found.is_withheld) == (None, True)
    assert PublishedCounts(cubes).sum(name, kind=cell[0]) == PublishedCounts(cubes).sum(
        "kinds", kind=cell[0]
    )


def test_a_report_equals_itself_and_comparisons_list_changed_figures() -> None:
    one, other = made(1), made(2)
    assert compare.compare_reports(one, one) == []
    found = {change.id: change for change in compare.compare_reports(one, other)}
    assert "coverage.records" in found
    assert "matching.synthetic.recall" not in found
    assert found["matching.decisions.sample.precision"].is_beyond_chance in (True, False)


def test_intervals_that_do_not_meet_are_beyond_chance() -> None:
    one = made(1)
    name = "matching.synthetic.recall"
    changed_report = to_json(one)
    for figure in changed_report["figures"]:
        if figure["id"] == name:
            figure |= {"value": 0.1, "interval": [0.05, 0.15]}
    found = compare.compare_reports(one, from_json(changed_report))
    assert [(change.id, change.is_beyond_chance) for change in found] == [(name, True)]


@pytest.mark.slow
def test_the_pdf_is_a_pdf_and_the_same_each_time() -> None:
    try:
        first = files.render_file(made(), "pdf").content
    except Conflict:
        pytest.skip("WeasyPrint or Pango is not installed")
    assert first.startswith(b"%PDF-")
    assert files.render_file(made(), "pdf").content == first


def test_a_share_with_withheld_cells_lies_within_the_bounds_of_published_ones() -> None:
    whole = made_up.cubes()
    name, kinds = "evidence", ("missing", "found")
    cells = dict(whole[name].cells)
    inside = [cell for cell in cells if cell[0] in kinds and cell[1] in ("2", "3", "4+")]
    total = sum(cells[cell] or 0 for cell in cells if cell[0] in kinds)
    exact = sum(cells[cell] or 0 for cell in inside) / total
    hidden = {
        cell: None if cell in (inside[0], (inside[0][0], "0-1")) else n for cell, n in cells.items()
    }
    whole[name] = type(whole[name])(whole[name].definition, made_up.COUNTED_AT, hidden)
    report = build_report(
        ReportInputs(PublishedCounts(whole), benchmarks.read_benchmarks(benchmarks.SHIPPED_FILE)),
        ABOUT,
    )
    figure = report.figures["quality.enough"]
    assert figure.value is None
    assert figure.suppressed
    assert figure.interval is not None
    assert figure.interval[0] <= exact <= figure.interval[1]
    assert figure.interval[1] - figure.interval[0] < 1
    assert format_value(figure).startswith("between ")
    assert made(withheld=0).figures["quality.enough"].value == pytest.approx(exact, abs=1e-5)
