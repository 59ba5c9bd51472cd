"""The table of imports and exports: limits of files, retention, and contents of exports.

Limits are checked before a file is processed. A file beyond a limit costs no more than reading it
up to the limit.
"""

from __future__ import annotations

from core.codes.disclosure import ExportPhase
from core.codes.notifications import NotificationKind
from core.codes.operations import JobKind
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step, automatic_step
from core.policy.roles import Role
from core.policy.sharing.views import View
from core.refusals import Refusal

# of a file sent over HTTP; larger files are imported on the server
MAX_FILE_BYTES = 4 * 1024 * 1024
MAX_FILE_ROWS = 5_000  # also over HTTP: what one request can process
MAX_COLUMNS = 200
MAX_CELL_LENGTH = 20_000
MAX_ROW_LENGTH = 200_000  # a record with only long lists has a few thousand
FILE_KEPT_DAYS = 7  # an uploaded file, and later its failed rows

MAX_BATCH_ROWS = 50  # people in a batch search; the search quota applies too
MAX_DRY_RUN_SEARCHES = 20  # searches of a dry run by default

MAX_XML_DEPTH = 6  # PFIF needs four
MAX_XML_ELEMENTS = 100_000  # a file with the permitted number of persons has fewer
MAX_XML_ATTRIBUTES = 8  # per element; PFIF has only namespaces
MAX_XML_MARKUP = 1_024  # bytes of one tag, comment or processing instruction

# A spreadsheet is a ZIP of XML. These limits apply to its decompressed content. 5,000 rows with
# thirty filled columns have 150,000 cells. Real lists of desks decompress to five to fifteen times
# their size.
MAX_XLSX_PARTS = 200
MAX_XLSX_BYTES = 20 * 1024 * 1024
MAX_XLSX_RATIO = 150
MAX_XLSX_CELLS = 150_000
# by root element: a sheet, and the texts that sheets share
MAX_XLSX_TAGS = {"worksheet": 1_200_000, "sst": 400_000}
MAX_XLSX_OTHER_TAGS = 60_000

MAX_EXPORT_ROWS = 100
EXPORT_DECIDE_HOURS = 72  # after the request
EXPORT_HOURS = 24  # after the approval
EXPORT_FORMATS = ("csv", "json", "pfif")
IMPORT_FORMATS = ("csv", "xlsx", "pfif")
# An export leaves the system. So it never contains data for the responsible agency only, such as
# the place, risks or documents of a found person.
MAX_EXPORT_VIEW = View.IDENTITY
# An export contains no more than this about a found or sought person without consent to `identity`,
# not even for the responsible agency.
EXPORT_VIEW_WITHOUT_CONSENT = View.PROFILE

# sides of an export: the agency, and the person who asked for it
EXPORT_AGENCY, EXPORT_ASKER = "agency", "asker"
_SUPERVISOR = frozenset({Role.SUPERVISOR})

EXPORT_PROCESS = Process(
    name="export",
    states=tuple(ExportPhase),
    steps=(
        Step(
            "decide",
            frozenset({ExportPhase.ASKED}),
            frozenset({EXPORT_AGENCY}),
            _SUPERVISOR,
            Refusal.STEP_OF_ANOTHER_SIDE,
            distinct_from=("ask",),
            same_person=Refusal.SECOND_PERSON_DECIDES,
            to=(ExportPhase.APPROVED, ExportPhase.REFUSED),
            is_main=True,
        ),
        Step(
            "read",
            frozenset({ExportPhase.APPROVED}),
            frozenset({EXPORT_ASKER}),
            _SUPERVISOR,
            Refusal.ANOTHER_PERSONS_EXPORT,
            is_main=True,
            effects=(StepEffect.NOTIFIES_OTHER_SIDE,),
        ),
        automatic_step(
            "expire", frozenset({ExportPhase.ASKED, ExportPhase.APPROVED}), ExportPhase.EXPIRED
        ),
    ),
    wrong_state={
        ExportPhase.ASKED: Refusal.EXPORT_IS_NOT_APPROVED,
        ExportPhase.APPROVED: Refusal.EXPORT_IS_DECIDED,
        ExportPhase.REFUSED: Refusal.EXPORT_IS_DECIDED,
        ExportPhase.EXPIRED: Refusal.EXPORT_IS_OVER,
    },
    wrong_role=Refusal.SUPERVISOR_TAKES_STEP,
    start="ask",
    never=frozenset({Refusal.ANOTHER_PERSONS_EXPORT}),
    writes={
        "decide": Writes(("decide_export",), (NotificationKind.EXPORT_DECIDED,)),
        "read": Writes(("read_export_file",), (NotificationKind.EXPORTED,), (JobKind.EXPORTED,)),
        "expire": Writes(()),  # its time is over, and no row is written
    },
)
