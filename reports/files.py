"""The file formats of a report: name, media type and bytes."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable

from core.errors import Conflict
from reports import render
from reports.figures import Report

PDF_REMEDY = (
    "PDFs cannot be made here; install the extra `pdf` and Pango (Debian: apt install"
    " libpango-1.0-0 libpangoft2-1.0-0)"
)


@dataclasses.dataclass(frozen=True, slots=True)
class ReportFile:
    """A file with its name, media type and content."""

    name: str
    media_type: str
    content: bytes


def _render_pdf(report: Report) -> bytes:
    """Return the report as PDF, made by WeasyPrint (extra `pdf`, needs Pango).

    Raise Conflict, with the remedy, if one of them is not installed.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise Conflict(PDF_REMEDY) from error
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)

    def nothing(url: str, *_: object, **__: object) -> None:
        raise ValueError("the report must not fetch a URL")

    pdf = HTML(string=render.render_html(report), url_fetcher=nothing).write_pdf(
        pdf_identifier=report.about["Run"].encode()
    )
    return bytes(pdf or b"")


@dataclasses.dataclass(frozen=True, slots=True)
class ReportFormat:
    """A format: its media type and the function that renders a report."""

    media_type: str
    render: Callable[[Report], bytes]


FORMATS: dict[str, ReportFormat] = {
    "html": ReportFormat(
        "text/html; charset=utf-8", lambda report: render.render_html(report).encode()
    ),
    "json": ReportFormat("application/json", lambda report: render.render_json(report).encode()),
    "csv": ReportFormat(
        "text/csv; charset=utf-8", lambda report: render.render_csv(report).encode()
    ),
    "pdf": ReportFormat("application/pdf", _render_pdf),
}


def render_file(report: Report, form: str) -> ReportFile:
    """Return a report in one of FORMATS.

    Raise Conflict for a PDF if PDFs cannot be made here.
    """
    file_format = FORMATS[form]
    name = f"homeward-report-{report.about.get('MatchingRun', 'made')[:8]}.{form}"
    return ReportFile(name, file_format.media_type, file_format.render(report))
