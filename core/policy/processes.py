"""The processes of the system, by name. Each is a table of `core.policy.process`."""

from __future__ import annotations

from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.data_rights import DATA_REQUEST_PROCESS
from core.policy.process import Process
from core.policy.review import PAIR_PROCESS

PROCESSES: dict[str, Process] = {
    process.name: process for process in (PAIR_PROCESS, TRANSFER_PROCESS, DATA_REQUEST_PROCESS)
}
