"""Policy table of imports: who tries, starts and undoes the import of a file."""

from __future__ import annotations

import enum

from core.codes.operations import JobKind
from core.codes.records import ImportState
from core.policy.case.deadlines import DeadlineStart, always_started
from core.policy.effects import StepEffect, Writes
from core.policy.process import Process, Step, automatic_step
from core.policy.roles import CASE_ROLES, Role
from core.refusals import Refusal


class ImportSide(enum.StrEnum):
    """The person who uploaded the file, and their agency."""

    UPLOADER = "uploader"
    AGENCY = "agency"


# From so many rows one run at the end of an import matches them, and not a job for each record. The
# first is a full run. It counts the names, which makes each later comparison several times cheaper.
RUN_FROM_ROWS = 2_000

_AGENCY = frozenset({ImportSide.AGENCY})
_UPLOADED = frozenset({ImportState.UPLOADED})
_RUNNING = frozenset({ImportState.RUNNING})
_DONE = frozenset({ImportState.DONE})

_DEADLINES_OF_REPORTS = always_started(DeadlineStart.REPORTED)
_FILES, _WITHDRAWS = (StepEffect.FILES_REPORT,), (StepEffect.CLOSES_RECORD,)
IMPORT_PROCESS = Process(
    name="import",
    states=tuple(ImportState),
    steps=(
        Step(
            "dry_run",
            _UPLOADED | _RUNNING,
            _AGENCY,
            CASE_ROLES,
            Refusal.IMPORT_OF_ANOTHER_AGENCY,
            (Refusal.FILE_IS_NOT_KEPT,),
        ),
        Step(
            "start",
            _UPLOADED,
            _AGENCY,
            CASE_ROLES,
            Refusal.IMPORT_OF_ANOTHER_AGENCY,
            (
                Refusal.AGENCY_OF_ANOTHER_STATE,
                Refusal.ANOTHER_PERSONS_FILE,
                Refusal.FILE_IS_NOT_KEPT,
            ),
            to=(ImportState.RUNNING,),
            is_main=True,
            effects=_FILES,
        ),
        Step(
            "undo",
            _RUNNING | _DONE,
            _AGENCY,
            frozenset({Role.SUPERVISOR}),
            Refusal.IMPORT_OF_ANOTHER_AGENCY,
            to=(ImportState.UNDOING,),
            effects=_WITHDRAWS,
        ),
        Step(
            "undo",
            _RUNNING | _DONE,
            frozenset({ImportSide.UPLOADER}),
            frozenset({Role.LIAISON_OFFICER}),
            Refusal.IMPORT_OF_ANOTHER_AGENCY,
            to=(ImportState.UNDOING,),
            effects=_WITHDRAWS,
        ),
        automatic_step("finish", _RUNNING, ImportState.DONE, _FILES),
        automatic_step(
            "finish_undo", frozenset({ImportState.UNDOING}), ImportState.UNDONE, _WITHDRAWS
        ),
    ),
    wrong_state={
        ImportState.UPLOADED: Refusal.UNDOES_STARTED_IMPORT,
        ImportState.RUNNING: Refusal.IMPORT_IS_STARTED,
        ImportState.DONE: Refusal.IMPORT_IS_FINISHED,
        ImportState.UNDOING: Refusal.IMPORT_IS_UNDONE,
        ImportState.UNDONE: Refusal.IMPORT_IS_UNDONE,
    },
    wrong_role=Refusal.SUPERVISOR_TAKES_STEP,
    never=frozenset({Refusal.AGENCY_OF_ANOTHER_STATE}),
    writes={
        "dry_run": Writes(("dry_run",)),
        "start": Writes(("start_import",), jobs=(JobKind.IMPORT,), deadlines=_DEADLINES_OF_REPORTS),
        "undo": Writes(("undo_import",), jobs=(JobKind.UNDO_IMPORT,)),
        "finish": Writes(
            ("import", "register"),
            jobs=(JobKind.MATCH, JobKind.DELTA),  # DELTA asks for the run of `RUN_FROM_ROWS` rows
            deadlines=_DEADLINES_OF_REPORTS,
        ),
        "finish_undo": Writes(("withdraw_matches", "withdraw_imported")),
    },
)
