"""The processes of the system, by name. Each is a table of `core.policy.process`."""

from __future__ import annotations

from core.policy.case.consent import CONSENT_PROCESS
from core.policy.case.sightings import SIGHTING_PROCESS
from core.policy.case.story_steps import STORY_PROCESSES
from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.data_rights import DATA_REQUEST_PROCESS
from core.policy.exchange import EXPORT_PROCESS
from core.policy.imports import IMPORT_PROCESS
from core.policy.process import Process
from core.policy.review import MATCH_PROCESS
from core.policy.search import SAVED_SEARCH_PROCESS
from core.policy.sharing.disclosure_steps import ASKED_PROCESS, DISCLOSURE_PROCESSES

_TABLES = (
    MATCH_PROCESS,
    *DISCLOSURE_PROCESSES.values(),
    ASKED_PROCESS,
    CONSENT_PROCESS,
    TRANSFER_PROCESS,
    SIGHTING_PROCESS,
    *STORY_PROCESSES.values(),
    DATA_REQUEST_PROCESS,
    EXPORT_PROCESS,
    SAVED_SEARCH_PROCESS,
    IMPORT_PROCESS,
)
PROCESSES: dict[str, Process] = {process.name: process for process in _TABLES}
