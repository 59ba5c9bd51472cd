from typing import Literal

DownloadReportForm = Literal["csv", "html", "json", "pdf"]

DOWNLOAD_REPORT_FORM_VALUES: set[DownloadReportForm] = {
    "csv",
    "html",
    "json",
    "pdf",
}


def check_download_report_form(value: str) -> DownloadReportForm:
    if value in DOWNLOAD_REPORT_FORM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DOWNLOAD_REPORT_FORM_VALUES!r}")
