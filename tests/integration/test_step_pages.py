"""The pages of imports and of saved searches show the next step, and why a button does not work."""

from __future__ import annotations

from collections.abc import Callable

from fastapi.testclient import TestClient

from core.policy.roles import Role
from services.imports import files as import_files
from services.imports.files import ImportPlan
from tests.factories import LAWFUL, Installation
from tests.integration.api import conftest
from tests.integration.search_steps import approve_search, ask, save
from tests.integration.steps import page_text

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
FILE = b"record_ref,full_name\nI-1,Dmytro Kovalchuk\n"
PLAN = ImportPlan({"record_ref": "record_ref", "full_name": "full_name"}, "missing", LAWFUL)


def test_the_page_of_an_import_offers_undo_to_a_supervisor_only(
    installation: Installation, sign_in: SignIn
) -> None:
    worker = installation.actor(Role.CASEWORKER)
    batch = installation.do(worker, import_files.upload_file, data=FILE, form="csv").id
    client, head = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    own = page_text(client, f"/imports/{batch}")
    assert "Next: choose the columns of the file and import it." in own
    assert "It is your turn." in own
    other = page_text(head, f"/imports/{batch}")
    assert "Your side must act next:" in other
    assert "Only the person who uploaded a file can import it" in other
    installation.do(worker, import_files.start_import, batch, PLAN)
    installation.work()
    own = page_text(client, f"/imports/{batch}")
    assert "The rows were imported" in own
    assert '<button disabled aria-describedby="why-undo">' in own
    assert "Only a supervisor can take this step." in own
    assert f'action="/imports/{batch}/undo"' in page_text(head, f"/imports/{batch}")


def test_the_page_of_saved_searches_shows_whose_signature_is_missing(
    installation: Installation, sign_in: SignIn
) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    search_id = ask(installation, officer).id
    save(installation, officer, search_id)
    client = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    for path in ("/saved-searches", f"/searches/{search_id}"):
        shown = page_text(client, path)
        assert "Next: a supervisor who did not save the search approves it." in shown
        assert ">Withdraw</button>" in shown
    approve_search(installation, installation.actor(Role.SUPERVISOR, "DE-POL"), search_id)
    shown = page_text(client, f"/searches/{search_id}")
    assert "A supervisor approved it, and the search started" in shown
    assert ">End</button>" in shown
    assert ">Withdraw</button>" not in shown
