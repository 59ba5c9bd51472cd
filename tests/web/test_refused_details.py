"""The forms of one process: each refusal stays at its form and keeps what was typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from sqlalchemy import update

from core.codes.data_rights import DataRight
from core.policy.roles import Role
from models.matching_runs.match import Match
from services.case.care import agency_transfers
from services.data_rights import data_requests
from services.data_rights.data_requests import DataRequestForm
from services.disclosure import exports, requests
from services.disclosure.exports import ExportForm
from services.disclosure.requests import DisclosureForm
from services.imports import files as import_files
from services.imports.files import ImportPlan
from tests.factories import LAWFUL, OTHER
from tests.integration.search_steps import ask, save
from tests.web.conftest import Watched, World
from tests.web.test_refused_forms import Place, walk

pytestmark = pytest.mark.late
FILE = b"record_ref,full_name\nI-1,Oksana Petrenko\n"
PLAN = ImportPlan({"record_ref": "record_ref", "full_name": "full_name"}, "missing", LAWFUL)
REQUEST = DisclosureForm(frozenset({"identity"}), "verify_hit", "the mother waits")


@pytest.fixture
def places(world: World) -> dict[str, Place]:
    """One process of each kind, in a state in which the reader has forms."""
    one = world.installation
    worker, head = one.actor(Role.CASEWORKER), one.actor(Role.SUPERVISOR)
    family = one.actor(Role.CASEWORKER, "GR-CPA")
    officer = one.actor(Role.LIAISON_OFFICER, "DE-POL")
    one.change(update(Match).values(state="confirmed"))
    disclosure = one.do(family, requests.request_disclosure, world.match, REQUEST)
    child = one.register({**OTHER, "record_ref": "D-1"}, worker)
    deputy = dataclasses.replace(worker, role=Role.SUPERVISOR)
    form = ExportForm((child,), "csv", "locate_missing", "no line tonight", "duty desk", "DE")
    export = one.do(deputy, exports.request_export, form).id
    right = DataRequestForm(DataRight.ACCESS, "person", "card seen", one.clock.now())
    request = one.do(worker, data_requests.propose_request, child, right).id
    one.do(head, agency_transfers.offer_record, child, to_agency="FR-116", reason="moved")
    done = one.do(worker, import_files.upload_file, data=FILE, form="csv").id
    one.do(worker, import_files.start_import, done, PLAN)
    one.work()
    search_id = ask(one, officer).id
    save(one, officer, search_id)
    return {
        "disclosure": (Role.CASEWORKER, "DE-JUG", f"/disclosures/{disclosure}"),
        "match": (Role.SUPERVISOR, "DE-JUG", f"/matches/{world.match}"),
        "export": (Role.SUPERVISOR, "DE-JUG", f"/exports/{export}"),
        "right": (Role.SUPERVISOR, "DE-JUG", f"/rights/{request}"),
        "giver": (Role.SUPERVISOR, "DE-JUG", "/transfers"),
        "receiver": (Role.SUPERVISOR, "FR-116", "/transfers"),
        "import": (Role.SUPERVISOR, "DE-JUG", f"/imports/{done}"),
        "saved": (Role.LIAISON_OFFICER, "DE-POL", f"/searches/{search_id}"),
    }


def test_no_refusal_of_a_step_leaves_its_page_or_loses_what_was_typed(
    world: World, open_page: Callable[..., Watched], places: dict[str, Place]
) -> None:
    forms = walk(world, open_page, places)
    assert [name for name, number in forms.items() if not number] == []
