"""The tasks of a person, and Home, which shows them.

`next_step_checks.compare` checks the tasks of each process and role against the next steps.
"""

from __future__ import annotations

from uuid import UUID

from api.web.pages.home import TASK_PAGES
from core.policy.case.story_steps import STORY_PROCESSES
from core.policy.processes import PROCESSES
from core.policy.roles import Role
from core.policy.search import SAVED_SEARCH_PROCESS
from services.approval_decisions.tasks import TASKS
from services.imports import files
from tests.factories import FOUND, LAWFUL, Installation
from tests.integration import consent_steps
from tests.integration.api.conftest import SignIn
from tests.integration.steps import page_text

AGENCY = "DE-JUG"
FILE = b"record_ref,full_name\nI-1,Dmytro Kovalchuk\n"


def _line(path: str, words: str, count: int) -> str:
    return (
        f'<a class="line" href="{path}"><span class="names">{words}</span>'
        f'<span class="marks"><span class="badge band-strong">{count}</span></span></a>'
    )


def _draft(one: Installation, number: int) -> tuple[UUID, UUID]:
    """Return a record and its consent, which waits for a witness."""
    row = {**FOUND, "record_ref": f"T-{number}"}
    record = one.register(row, one.actor(Role.CASEWORKER), LAWFUL)
    return record, consent_steps.take_down(one, record, actor=one.actor(Role.CASEWORKER))


def test_every_process_lists_its_tasks_except_stories_and_saved_searches() -> None:
    without = {SAVED_SEARCH_PROCESS.name, *(story.name for story in STORY_PROCESSES.values())}
    assert TASKS.keys() == PROCESSES.keys() - without
    pages = {key for key in TASK_PAGES if isinstance(key, str)}
    assert pages == TASKS.keys()


def test_home_leads_to_each_consent_that_waits_for_the_reader(
    installation: Installation, sign_in: SignIn
) -> None:
    drafts = [_draft(installation, number) for number in (1, 2)]
    home = page_text(sign_in(Role.SUPERVISOR, AGENCY), "/")
    # the witness of a consent is an approval
    assert _line("/approvals", "Approvals to decide", 2) in home
    assert "Consents to complete" not in home
    # who recorded a consent does not witness it
    home = page_text(sign_in(Role.CASEWORKER, AGENCY), "/")
    assert "Approvals to decide" not in home
    assert "Consents to complete" not in home
    for _, consent in drafts:
        consent_steps.step(installation, consent, "witness")
    lines = [
        _line(f"/records/{record}/consents", "Consents to complete", 1) for record, _ in drafts
    ]
    home = page_text(sign_in(Role.SUPERVISOR, AGENCY), "/")
    assert [line in home for line in lines] == [True, True]
    assert "Approvals to decide" not in home
    assert "Consents to complete" not in page_text(sign_in(Role.SUPERVISOR, "FR-116"), "/")


def test_home_leads_to_the_files_that_the_reader_uploaded(
    installation: Installation, sign_in: SignIn
) -> None:
    uploader = installation.actor(Role.SUPERVISOR, AGENCY)
    for _ in range(2):
        installation.do(uploader, files.upload_file, data=FILE, form="csv")
    line = _line("/imports", "Uploaded files to import", 2)
    assert line in page_text(sign_in(Role.SUPERVISOR, AGENCY), "/")
    assert "Uploaded files" not in page_text(sign_in(Role.LIAISON_OFFICER, AGENCY), "/")
