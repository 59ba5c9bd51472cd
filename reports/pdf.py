"""The page as PDF, by WeasyPrint: an extra (`pdf`) that needs Pango on the machine, imported
where it is used.
"""

from __future__ import annotations

import logging

from core.errors import Conflict
from reports import render
from reports.figures import Report

PDF_REMEDY = (
    "no PDF here: install the extra `pdf` and Pango (Debian: apt install libpango-1.0-0"
    " libpangoft2-1.0-0)"
)


def render_pdf(report: Report) -> bytes:
    """Return the report as PDF; `Conflict`, with the remedy, where WeasyPrint or its libraries are
    not installed.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise Conflict(PDF_REMEDY) from error
    for name in ("weasyprint", "fontTools"):
        logging.getLogger(name).setLevel(logging.ERROR)

    def nothing(url: str, *_: object, **__: object) -> None:
        raise ValueError("the report fetches nothing")

    made = HTML(string=render.render_html(report), url_fetcher=nothing).write_pdf(
        pdf_identifier=report.about["Run"].encode()
    )
    return bytes(made or b"")
