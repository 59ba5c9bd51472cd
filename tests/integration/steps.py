"""Steps that the tests of several subjects take."""

from __future__ import annotations

import dataclasses
import re
from uuid import UUID

from fastapi.testclient import TestClient

from core.policy.roles import Role
from models.row_security.database_roles import DatabaseRole
from services.foundation.actor import Actor
from services.search import saved_search_repeats
from tests.factories import Installation


def page_text(client: TestClient, path: str) -> str:
    """Return the source of a page, with one space for each run of white space."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", answer.text)


def desk_notices(one: Installation, agency: str) -> set[tuple[str, UUID | None]]:
    """Return kind and record of the notices that an agency's supervisor reads."""
    return set(one.notices(one.actor(Role.SUPERVISOR, agency)))


def second_supervisor(one: Installation, agency: str = "DE-JUG") -> Actor:
    """Return a deputy of the agency, who acts as a second supervisor."""
    return dataclasses.replace(one.actor(Role.CASEWORKER, agency), role=Role.SUPERVISOR)


def repeat_saved_searches(one: Installation) -> None:
    """Run the saved searches that are due."""
    with one.app.transaction(door=DatabaseRole.WORKER) as session:
        saved_search_repeats.plan_repeats(session, one.context)
    one.work()
