"""THE table of the doors of data: how large a file may be, how long it is kept, what an export may
hold.

Limits hold before anything is built of a file; a file beyond one costs no more than reading up to
it.
"""

from __future__ import annotations

from core.policy.views import View

MAX_FILE_BYTES = 4 * 1024 * 1024  # of a file sent over HTTP; larger ones are imported on the server
MAX_FILE_ROWS = 5_000  # the same: what a request may look through
MAX_COLUMNS = 200
MAX_CELL_LENGTH = 20_000
MAX_ROW_LENGTH = 200_000  # a record whose every list is long has a few thousand
FILE_KEPT_DAYS = 7  # an uploaded file, then of it the rows that failed

MAX_BATCH_ROWS = 50  # people of a batch match; the quota holds beside it
MAX_DRY_RUN_SEARCHES = 20  # looks of the quota a dry run spends unless told otherwise

MAX_XML_DEPTH = 6  # PFIF needs four
MAX_XML_ELEMENTS = 100_000  # a file of as many persons as rows are allowed has fewer
MAX_XML_ATTRIBUTES = 8  # of one element; PFIF has none but namespaces
MAX_XML_MARKUP = 1_024  # bytes of one tag, comment or instruction

# A spreadsheet is a ZIP of XML: what it may unfold to. 5,000 rows of thirty filled columns have
# 150,000 cells, and texts of a desk's list unfold to five to fifteen times their size.
MAX_XLSX_PARTS = 200
MAX_XLSX_BYTES = 20 * 1024 * 1024
MAX_XLSX_RATIO = 150
MAX_XLSX_CELLS = 150_000
MAX_XLSX_TAGS = {
    "worksheet": 1_200_000,
    "sst": 400_000,
}  # by the outermost tag: a sheet, the texts that sheets share
MAX_XLSX_OTHER_TAGS = 60_000

MAX_EXPORT_ROWS = 100
EXPORT_DECIDE_HOURS = 72  # from the asking
EXPORT_HOURS = 24  # from the approval
EXPORT_FORMATS = ("csv", "json", "pfif")
# An export leaves the system, so it never holds what is the owner's alone: no found person's place,
# no risk, no paper.
MAX_EXPORT_VIEW = View.IDENTITY
# Of a found or sought person without consent to `identity` an export holds no more, its own
# agency's neither.
EXPORT_VIEW_WITHOUT_CONSENT = View.PROFILE
