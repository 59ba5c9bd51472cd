from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from core.policy.roles import Role
from models.agencies.agency import Agency
from models.matching_runs.match import Match
from models.matching_runs.match_key import MatchKey
from models.oversight.decoy import Decoy
from models.records.facts import Feature
from models.records.notification import Notification
from models.records.record import Record, RecordShare
from services.case.care import missing_from_care
from services.case.care.missing_from_care import MissingFromCareForm
from services.oversight import decoys
from services.records import register
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, NOW, OTHER, Installation
from tests.integration.api import conftest
from tests.integration.records.steps import edit

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in


def _plant(one: Installation, code: str = "DE-JUG", row: dict[str, object] | None = None) -> UUID:
    agency = one.read_one(select(Agency).where(Agency.code == code))
    with one.app.transaction() as session:
        assert decoys.plant_decoy(session, one.context, agency, row or dict(FOUND))  # type: ignore[arg-type]
    with one.database.transaction(is_read_only=True) as session:
        query = select(Record.public_id).join(Decoy, Decoy.record_id == Record.id)
        return session.scalars(query.order_by(Record.id.desc())).first() or UUID(int=0)


@pytest.fixture
def real(installation: Installation) -> UUID:
    return installation.register(
        {**FOUND, "record_ref": "JUG-2026-0042"}, installation.actor(Role.SUPERVISOR), LAWFUL
    )


def test_opening_a_decoy_alerts_the_auditor_without_a_sign_to_the_reader(
    installation: Installation, sign_in: SignIn, real: UUID
) -> None:
    decoy = _plant(installation)
    client = sign_in(Role.SUPERVISOR)
    shapes = []
    for public_id in (real, decoy):
        answer = client.get(f"/v1/records/{public_id}")
        body = answer.json()
        shapes.append(
            (
                answer.status_code,
                sorted(body),
                sorted(body["facts"]),
                body["status"],
                body["version"],
            )
        )
    assert shapes[0] == shapes[1]
    assert installation.alerts() == [("decoy_seen", decoy)]
    assert "decoy" not in answer.text


def test_listing_is_no_look(installation: Installation, real: UUID) -> None:
    decoy = _plant(installation)
    assert [
        view.record.public_id
        for view in installation.do(installation.actor(Role.SUPERVISOR), register.list_own_records)
    ] == [
        decoy,
        real,
    ]
    assert installation.alerts() == []


def test_a_decoy_is_never_matched_even_after_an_edit(
    installation: Installation, real: UUID
) -> None:
    decoy = _plant(installation)
    installation.register(MISSING, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    edit(installation, installation.actor(Role.SUPERVISOR), decoy, {"eyes": "grey"}, reason="seen")
    installation.work()
    with installation.database.transaction(is_read_only=True) as session:
        record_id = session.scalar(select(Record.id).where(Record.public_id == decoy))
        for column in (Feature.record_id, MatchKey.record_id, RecordShare.record_id):
            assert session.scalar(select(func.count()).where(column == record_id)) == 0
        assert [
            match
            for match in session.scalars(select(Match))
            if record_id in (match.low, match.high)
        ] == []
        assert session.scalar(select(func.count()).select_from(Match)) == 1


def test_others_see_no_decoy_and_raise_no_alert(
    installation: Installation, sign_in: SignIn, real: UUID
) -> None:
    decoy = _plant(installation)
    assert sign_in(Role.SUPERVISOR, "FR-116").get(f"/v1/records/{decoy}").status_code == 404
    assert sign_in(Role.CASEWORKER).get(f"/v1/records/{decoy}").status_code == 404
    assert installation.alerts() == []


def test_its_reference_looks_like_its_neighbours(installation: Installation, real: UUID) -> None:
    decoy = _plant(installation)
    shown = installation.do(installation.actor(Role.SUPERVISOR), register.read_record, decoy)
    (reference,) = [one.value for one in shown.statements if one.field == "record_ref"]
    assert reference.startswith("JUG-2026-")
    assert len(reference) == len("JUG-2026-0042")
    assert reference != "JUG-2026-0042"


def test_police_get_missing_ones_so_that_no_desk_waits_for_a_child(
    installation: Installation,
) -> None:
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    installation.register({**MISSING, "record_ref": "P-77"}, officer, CHECKED)
    decoy = _plant(installation, "DE-POL")
    with installation.database.transaction(is_read_only=True) as session:
        kind = session.scalar(select(Record.kind).where(Record.public_id == decoy))
        assert session.scalars(select(Notification)).all() == []
    assert kind == "missing"


def test_a_decoy_that_leaves_care_notifies_no_desk_and_stays_a_decoy(
    installation: Installation, real: UUID
) -> None:
    decoy = _plant(installation)
    installation.do(
        installation.actor(Role.SUPERVISOR),
        missing_from_care.report_missing_from_care,
        decoy,
        MissingFromCareForm(NOW - timedelta(hours=1), likely_states=("FR:nobody_known",)),
    )
    assert ("decoy_seen", decoy) in installation.alerts()
    assert installation.count(Decoy) == 2
    assert installation.count(Feature) == 1


@pytest.mark.parametrize(
    ("held", "planted", "lacking"), [(0, 0, 0), (1, 0, 1), (2, 1, 0), (500, 0, 1)]
)
def test_one_in_five_hundred_is_due(
    installation: Installation, held: int, planted: int, lacking: int
) -> None:
    actor = installation.actor(Role.SUPERVISOR)
    for number in range(min(held - planted, 3)):
        installation.register({**OTHER, "record_ref": f"O-{number}"}, actor)
    for _ in range(planted):
        _plant(installation)
    with installation.database.transaction() as session:
        if held == 500:
            assert held == decoys.DECOY_ONE_IN
        agency = session.scalars(select(Agency).where(Agency.code == "DE-JUG")).one()
        assert decoys.missing_decoys(session, decoys.planting_actor(agency)) == lacking
