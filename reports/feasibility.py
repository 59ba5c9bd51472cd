"""The feasibility report: its chapters in order, made of inputs and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from reports.assumptions import ReportInputs
from reports.figure_builder import FigureBuilder
from reports.figures import Report
from reports.sections import (
    answers,
    borders,
    cost,
    coverage,
    matching,
    method,
    options,
    protection,
    quality,
    work,
)

# `answers` stands first and is made last: it repeats what the others found. `cost` reads what
# `work` made.
CHAPTERS = (coverage, quality, matching, work, borders, protection, cost, options, method)


def build_report(inputs: ReportInputs, about: Mapping[str, str]) -> Report:
    """Return the report on these inputs; `about` stands at its end and changes no figure."""
    draft = FigureBuilder(inputs.counts)
    sections = [chapter.build_section(inputs, draft) for chapter in CHAPTERS]
    first = answers.build_section(inputs, draft)
    return Report(dict(about), dict(draft.figures), (first, *sections))
