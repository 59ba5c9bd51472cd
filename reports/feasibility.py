"""The feasibility report: its chapters in order, built only from the inputs."""

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

# `answers` is the first chapter and built last, because it repeats figures of the others. `cost`
# reads figures of `work`.
CHAPTERS = (coverage, quality, matching, work, borders, protection, cost, options, method)


def build_report(inputs: ReportInputs, about: Mapping[str, str]) -> Report:
    """Build the report from these inputs. `about` is printed at its end and changes no figure."""
    draft = FigureBuilder(inputs.counts)
    sections = [chapter.build_section(inputs, draft) for chapter in CHAPTERS]
    first = answers.build_section(inputs, draft)
    return Report(dict(about), dict(draft.figures), (first, *sections))
