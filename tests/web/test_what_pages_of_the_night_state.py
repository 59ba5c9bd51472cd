"""What the pages of a night state about other desks, and where they lead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import create_app
from api.web.labels.display import AFTER_REGISTRATION
from core.codes.records import RecordKind
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.matching_runs.match import Match
from models.records.record import Record
from services.agencies import accounts, sessions
from tests import factories
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation, login
from tests.integration.steps import known_child

DIALLED = '<a href="tel:+3225550100" dir="ltr">+32 2 555 01 00</a>'


@pytest.fixture(scope="module")
def made(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, keys: Keyring
) -> Iterator[Installation]:
    one = factories.copy_installation(empty, tmp_path_factory.mktemp("night") / "data", keys)
    yield one
    one.close()


def _client(made: Installation, role: Role, agency: str) -> TestClient:
    app = create_app(made.context.settings, context=made.context, database=made.app)
    client = TestClient(app, headers={"Sec-Fetch-Site": "same-origin"})
    with made.database.transaction() as session:
        known = accounts.find_login(session, made.context, login(role, agency))
        assert known.user_id is not None
        opened = sessions.open_session(session, made.context, known.user_id, acting_state=None)
    client.cookies.set("homeward", opened.token)
    return client


def _registered(client: TestClient, kind: str, **values: Any) -> str:
    form = {"key": f"key-{kind}", "record_ref": f"N-{kind}", "full_name": "Shekiba", **values}
    answer = client.post(f"/records/new/{kind}", data=form)
    assert answer.status_code == 201, answer.text
    return answer.text


@pytest.mark.parametrize("kind", RecordKind)
def test_a_registered_person_has_next_steps_that_open(made: Installation, kind: RecordKind) -> None:
    client = _client(made, Role.CASEWORKER, "DE-JUG")
    shown = _registered(client, kind)
    record = made.read_one(select(Record.public_id).order_by(Record.id.desc()).limit(1))
    assert "No other agency sees this record." in shown or "Who sees this record:" in shown
    for path, _, _ in AFTER_REGISTRATION[kind]:
        assert f'href="/records/{record}{path}"' in shown
        assert client.get(f"/records/{record}{path}").status_code == 200


@pytest.mark.parametrize(
    ("agency", "is_without_police"), [("FR-116", True), ("DE-JUG", False), ("DE-POL", False)]
)
def test_a_state_without_police_in_homeward_is_named_on_the_report(
    made: Installation, agency: str, is_without_police: bool
) -> None:
    worker = Role.LIAISON_OFFICER if agency == "DE-POL" else Role.CASEWORKER
    client = _client(made, worker, agency)
    record = made.register({**FOUND, "record_ref": f"L-{agency}"}, made.actor(worker, agency))
    form = {"left_at": "2026-03-01T01:20", "place": "Metz", "country": ""}
    shown = client.post(f"/records/{record}/missing-from-care", data=form)
    assert shown.status_code in {200, 201}, shown.text
    assert ("No police of our state are in Homeward" in shown.text) == is_without_police


def test_each_page_of_a_match_names_the_desk_to_call(made: Installation) -> None:
    made.register(MISSING, made.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    child = known_child(made, LAWFUL)
    made.work()
    match: UUID = made.read_one(select(Match.public_id).order_by(Match.id.desc()).limit(1))
    client = _client(made, Role.CASEWORKER, "DE-JUG")
    for page in (f"/matches/{match}", f"/messages/{match}", f"/records/{child}"):
        assert DIALLED in client.get(page).text, page
