"""The sample report in docs: its page shows the values of its JSON."""

from __future__ import annotations

import json
from pathlib import Path

from reports.figures import from_json
from tests.unit.reports.test_feasibility import Shown

SAMPLE = Path(__file__).parents[3] / "docs" / "sample-report"


def test_every_number_of_the_sample_page_is_the_number_of_its_json() -> None:
    content = json.loads((SAMPLE / "feasibility.json").read_text("utf-8"))
    shown = Shown((SAMPLE / "feasibility.html").read_text("utf-8"))
    figures = from_json(content).figures
    assert len(figures) > 900
    assert shown.values == {
        name: {"" if figure.value is None else str(figure.value)}
        for name, figure in figures.items()
    }
    assert {link.removeprefix("#") for link in shown.links} <= shown.ids
