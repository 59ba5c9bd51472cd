"""The forms in which a report leaves: name, type and bytes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from reports import pdf, render
from reports.figures import Report


@dataclasses.dataclass(frozen=True, slots=True)
class ReportFile:
    """A file: its name, media type and content."""

    name: str
    media_type: str
    content: bytes


FORMATS: dict[str, tuple[str, Callable[[Report], bytes]]] = {
    "html": ("text/html; charset=utf-8", lambda report: render.render_html(report).encode()),
    "json": ("application/json", lambda report: render.render_json(report).encode()),
    "csv": ("text/csv; charset=utf-8", lambda report: render.render_csv(report).encode()),
    "pdf": ("application/pdf", pdf.render_pdf),
}


def render_file(report: Report, form: str) -> ReportFile:
    """Return a report in a form of FORMS; `Conflict` for a PDF where nothing can draw one."""
    media_type, made = FORMATS[form]
    return ReportFile(
        f"homeward-report-{report.about.get('Run', 'made')[:8]}.{form}", media_type, made(report)
    )
