from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from core.policy.roles import Role
from core.policy.search import SEARCHES_PER_HOUR
from models.oversight.alert import Alert
from models.oversight.audit import Audit
from models.records.record import Record
from models.search.stored_searches import Search
from services.records import repository
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, OTHER, Installation
from tests.integration.api import conftest
from tests.integration.steps import send_record

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
CHILD = {
    **FOUND,
    "record_ref": "X-1",
    "full_name": "Shekiba Rahimzadah",
    "legal_basis": "gdpr_6_1_e_9_2_g",
}
DESKS = ["call GR-CPA (fictional), +32 2 555 01 00"]


def _register(client: TestClient, **changes: Any) -> list[str]:
    called: list[str] = send_record(client, CHILD, **changes)["call"]
    return called


def _found_elsewhere(one: Installation, **changes: Any) -> None:
    declaration = changes.pop("declaration", LAWFUL)
    one.register(
        {**FOUND, "full_name": "Shekiba Rahimzadah", **changes},
        one.actor(Role.CASEWORKER, "GR-CPA"),
        declaration,
    )


def _searches(one: Installation) -> int:
    with one.database.transaction(is_read_only=True) as session:
        return session.scalar(select(func.count()).where(Search.channel == "duplicate")) or 0


def test_registering_a_child_of_another_agency_is_answered_only_with_a_desk_to_call(
    installation: Installation, sign_in: SignIn
) -> None:
    _found_elsewhere(installation)
    client = sign_in(Role.CASEWORKER)
    assert _register(client) == DESKS
    assert _searches(installation) == 1
    row = installation.read_one(select(Audit).where(Audit.action == "duplicate_warning"))
    assert row.records == "[]"


def test_a_duplicate_check_counts_as_an_access_and_is_limited_by_the_quota(
    installation: Installation, sign_in: SignIn
) -> None:
    _found_elsewhere(installation)
    client = sign_in(Role.CASEWORKER)
    _register(
        client,
        record_ref="O-1",
        full_name="Dmytro Kovalchuk",
        name_native="",
        birth_date="2012-11-05",
    )
    assert _searches(installation) == 1
    with installation.database.transaction() as session:
        look = session.scalars(select(Search)).one()
        values = {
            column.key: getattr(look, column.key)
            for column in Search.__table__.columns
            if column.key != "id"
        }
        from uuid import uuid4

        session.add_all(
            Search(**{**values, "public_id": uuid4()}) for _ in range(SEARCHES_PER_HOUR - 1)
        )
    assert _register(client) == []
    assert _searches(installation) == SEARCHES_PER_HOUR


HIDDEN = {
    "not shared": {"declaration": Declaration(None, "unverified", "no")},
    "an adult": {"birth_date": "1989-07-10"},
    "at risk": {"category": "trafficking_victim"},
    "another child": {**OTHER, "name_native": ""},
}


@pytest.mark.parametrize("changes", HIDDEN.values(), ids=HIDDEN.keys())
def test_a_hidden_record_gives_no_desk_to_call(
    installation: Installation, sign_in: SignIn, changes: dict[str, Any]
) -> None:
    _found_elsewhere(installation, **changes)
    query_changes = {"birth_date": changes["birth_date"]} if list(changes) == ["birth_date"] else {}
    assert _register(sign_in(Role.CASEWORKER), **query_changes) == []


def test_a_report_leads_to_no_found_child_and_an_unchecked_report_to_no_desk(
    installation: Installation, sign_in: SignIn
) -> None:
    report = {**MISSING, "full_name": CHILD["full_name"], "recipients": ["DE"]}
    client = sign_in(Role.CASEWORKER)
    abroad = installation.actor(Role.CASEWORKER, "GR-CPA")
    installation.register(report, abroad, LAWFUL)
    assert _register(client, record_ref="X-1") == []
    _found_elsewhere(installation, record_ref="F-9")
    assert _register(client, record_ref="X-2", kind="missing", recipients=[]) == []
    assert _register(client, record_ref="X-3") == DESKS
    installation.register({**report, "record_ref": "M-9"}, abroad, CHECKED)
    assert _register(client, record_ref="X-4", kind="missing", recipients=[]) == DESKS


def test_the_desk_of_a_state_that_the_child_fears_is_not_named(
    installation: Installation, sign_in: SignIn
) -> None:
    report = {**MISSING, "recipients": ["DE"]}
    installation.register(report, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED)
    client = sign_in(Role.CASEWORKER)
    assert _register(client, record_ref="X-8") == DESKS
    assert _register(client, record_ref="X-9", dangers=["state:GR"]) == []


def test_a_child_flagged_at_risk_is_never_warned_of_on_either_side(
    installation: Installation, sign_in: SignIn
) -> None:
    _found_elsewhere(installation)
    client = sign_in(Role.CASEWORKER)
    assert _register(client, category="trafficking_victim") == []
    assert _searches(installation) == 0
    with installation.database.transaction() as session:
        record = session.scalars(select(Record).order_by(Record.id)).first()
        assert record is not None
        repository.mark_at_risk(session, record)
    assert _register(client, record_ref="X-2") == []
    installation.change(update(Record).values(may_warn=True))
    assert _register(client, record_ref="X-3") == DESKS


def test_one_fact_is_too_few_for_a_warning(installation: Installation, sign_in: SignIn) -> None:
    _found_elsewhere(installation)
    blank = dict.fromkeys(("birth_date", "relatives", "marks"), "")
    assert _register(sign_in(Role.CASEWORKER), **blank) == []
    assert _searches(installation) == 0


def test_own_records_and_an_agencys_software_are_not_warned(
    installation: Installation, sign_in: SignIn
) -> None:
    installation.register(
        {**FOUND, "full_name": "Shekiba Rahimzadah"}, installation.actor(Role.SUPERVISOR)
    )
    assert _register(sign_in(Role.SUPERVISOR)) == []
    _found_elsewhere(installation)
    assert _register(sign_in(Role.SYSTEM), record_ref="X-2", dangers=[]) == []


def test_never_more_than_three_desks(installation: Installation, sign_in: SignIn) -> None:
    for agency in ("GR-CPA", "FR-116", "CH-CPA"):
        installation.register(
            MISSING | {"recipients": ["DE"]}, installation.actor(Role.CASEWORKER, agency), CHECKED
        )
    called = _register(sign_in(Role.CASEWORKER), kind="missing")
    assert len(called) == 3


def test_registering_one_child_over_and_over_is_a_burst(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    for number in range(6):
        _register(client, record_ref=f"X-{number}")
    assert installation.read_all(select(Alert.kind)) == ["query_burst"]
