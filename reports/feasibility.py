"""The feasibility report: its chapters in order, made of inputs and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from reports.assumptions import Inputs
from reports.figure_builder import Draft
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


def feasibility(inputs: Inputs, about: Mapping[str, str]) -> Report:
    """Return the report on these inputs; `about` stands at its end and changes no figure."""
    draft = Draft(inputs.counts)
    sections = [chapter.section(inputs, draft) for chapter in CHAPTERS]
    first = answers.section(inputs, draft)
    return Report(dict(about), dict(draft.figures), (first, *sections))
