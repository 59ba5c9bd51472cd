"""The tasks of a person: the next steps of every process that wait for them.

Each process with an entry in `TASKS` lists its own by `core.policy.process.next_steps`, which also
decides the acts. So a task is listed exactly if its step can be taken now.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from core.policy.actions import Action
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.case.sightings import SIGHTING_PROCESS
from core.policy.case.transfer import TRANSFER_PROCESS
from core.policy.data_rights import DATA_REQUEST_PROCESS
from core.policy.exchange import EXPORT_PROCESS
from core.policy.imports import IMPORT_PROCESS
from core.policy.review import MATCH_PROCESS
from core.policy.sharing.disclosure_steps import ASKED_PROCESS, DISCLOSURE_PROCESSES
from services.case import sighting_deliveries
from services.case.care import transfer_list
from services.consent import written_consent
from services.data_rights import data_requests
from services.disclosure import exports, requests
from services.foundation import audit_log
from services.foundation.actor import Actor, permitted_scope
from services.foundation.context import Context
from services.foundation.process_steps import Task
from services.imports import files
from services.review import match_lists


@dataclasses.dataclass(frozen=True, slots=True)
class _Source:
    """The list of the tasks of a process, and the action that a reader needs for it."""

    action: Action
    list_tasks: Callable[[Session, Context, Actor], list[Task]]


_DISCLOSURES = _Source(Action.ASK_DISCLOSURE, requests.list_tasks)
# Name of a process -> its tasks. A story has none: its next step follows an event outside. A saved
# search waits for an approval, which is an approval.
TASKS: dict[str, _Source] = {
    **{process.name: _DISCLOSURES for process in (*DISCLOSURE_PROCESSES.values(), ASKED_PROCESS)},
    CONSENT_PROCESS.name: _Source(Action.RECORD_CONSENT, written_consent.list_tasks),
    TRANSFER_PROCESS.name: _Source(Action.PROPOSE_TRANSFER, transfer_list.list_tasks),
    SIGHTING_PROCESS.name: _Source(Action.READ_SIGHTINGS, sighting_deliveries.list_tasks),
    DATA_REQUEST_PROCESS.name: _Source(Action.APPROVE_DATA_RIGHT, data_requests.list_tasks),
    EXPORT_PROCESS.name: _Source(Action.EXPORT, exports.list_tasks),
    IMPORT_PROCESS.name: _Source(Action.IMPORT, files.list_tasks),
    MATCH_PROCESS.name: _Source(Action.PROPOSE_DECISION, match_lists.list_tasks),
}


def list_tasks(
    session: Session, context: Context, actor: Actor, names: Collection[str] = TASKS.keys()
) -> list[Task]:
    """Return the steps of these processes that wait for the actor. Audited with the own records.

    A process whose list the role may not read is left out.
    """
    sources = [
        source
        for source in dict.fromkeys(TASKS[name] for name in names)
        if permitted_scope(actor, source.action) is not None
    ]
    if not sources:
        return []
    tasks = [task for source in sources for task in source.list_tasks(session, context, actor)]
    records = dict.fromkeys(task.record for task in tasks if task.record is not None)
    audit_log.record_act_on_all(session, context, actor, "list_tasks", records)
    return tasks
