from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from core.policy.exchange import MAX_BATCH_ROWS
from core.policy.roles import Role
from core.policy.search import SEARCHES_PER_HOUR
from models.operations.job import Job
from models.oversight.audit import Audit
from models.search.stored_searches import Search
from services.records.intake.preparation import Declaration
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, Installation
from tests.integration.api import conftest

SignIn = Callable[..., TestClient]
sign_in = conftest.sign_in
BODY: dict[str, Any] = {
    "mapping": {"Name": "full_name", "Born": "birth_date", "Mother": "relatives"},
    "purpose": "locate_missing",
    "legal_basis": "led_8_10",
    "case_number": "DE-2026-001",
}
MATCHING_ROW = "Shekiba Rahimzadah,2009-07-10,mother:Golchehra"
UNKNOWN_ROW = "Dmytro Kovalchuk,2012-11-05,mother:Oksana"


def _ask(client: TestClient, *rows: str, status: int = 201, **changes: Any) -> Any:
    file = "\n".join(("Name,Born,Mother", *rows))
    answer = client.post("/v1/batch-matches", json={**BODY, "file": file, **changes})
    assert answer.status_code == status, answer.text
    return answer.json()


def _searches(one: Installation) -> int:
    return one.count(Search)


def test_each_row_of_a_batch_is_answered_counted_and_audited_like_a_single_search(
    installation: Installation, sign_in: SignIn
) -> None:
    greek = installation.actor(Role.CASEWORKER, "GR-CPA")
    installation.register({**MISSING, "recipients": ["DE"]}, greek, CHECKED)
    client = sign_in(Role.CASEWORKER)
    rows = _ask(client, MATCHING_ROW, UNKNOWN_ROW, "Somebody,,")["rows"]
    assert [(row["line"], row["reason"]) for row in rows] == [(2, ""), (3, ""), (4, "too_few")]
    assert rows[2]["result"] is None
    single = {
        "facts": {
            "full_name": "Shekiba Rahimzadah",
            "birth_date": "2009-07-10",
            "relatives": "mother:Golchehra",
        }
    }
    purpose_fields = {name: BODY[name] for name in ("purpose", "legal_basis", "case_number")}
    searched = client.post("/v1/searches", json={**single, **purpose_fields}).json()
    assert rows[0]["result"]["found"] == searched["found"] != []
    assert rows[1]["result"]["found"] == []
    with installation.database.transaction(is_read_only=True) as session:
        assert session.scalars(select(Search.channel).order_by(Search.id)).all() == [
            "batch",
            "batch",
            "search",
        ]
        acts = session.scalars(
            select(Audit).where(Audit.action == "search").order_by(Audit.id)
        ).all()
        assert len(acts) == 3
        assert searched["found"][0]["record"]["id"].replace("-", "") in acts[0].records
        assert session.scalar(select(func.count()).where(Job.kind == "silent_matches")) == 3


@pytest.mark.parametrize(
    "declaration", [Declaration(None, "unverified", "no"), LAWFUL], ids=["hidden", "at link"]
)
def test_a_batch_reaches_no_further_than_view(
    installation: Installation, sign_in: SignIn, declaration: Declaration
) -> None:
    row = {**FOUND, "full_name": "Shekiba Rahimzadah"}
    installation.register(row, installation.actor(Role.CASEWORKER, "GR-CPA"), declaration)
    (answer,) = _ask(sign_in(Role.CASEWORKER), MATCHING_ROW)["rows"]
    found = answer["result"]["found"]
    assert [
        (one["record"]["view"], one["record"]["facts"], one["reasons"], one["evidence"])
        for one in found
    ] == ([("link", {}, [], [])] if declaration is LAWFUL else [])


def test_a_batch_needs_enough_quota_for_every_row(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.CASEWORKER)
    many = [f"Dmytro Kovalchuk{n},2012-11-05,mother:Oksana" for n in range(MAX_BATCH_ROWS)]
    assert len(_ask(client, *many)["rows"]) == MAX_BATCH_ROWS
    left = SEARCHES_PER_HOUR - MAX_BATCH_ROWS
    assert _ask(client, *many[: left + 1], status=429)["code"] == "limit_reached"
    assert _searches(installation) == MAX_BATCH_ROWS
    assert len(_ask(client, *many[:left], "Somebody,,")["rows"]) == left + 1
    _ask(client, MATCHING_ROW, status=429)


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "purpose refused by name": ({"purpose": "return"}, 403),
    "unknown purpose": ({"purpose": "curiosity"}, 422),
    "another state's case": ({"case_number": "GR-2026-001"}, 422),
    "a column no search asks by": ({"mapping": {"Name": "full_name", "Born": "ethnicity"}}, 422),
    "no such column": ({"mapping": {"Surname": "full_name"}}, 422),
    "no rows": ({"file": "Name,Born,Mother\n"}, 422),
    "too many": ({"file": "Name,Born,Mother\n" + f"{MATCHING_ROW}\n" * (MAX_BATCH_ROWS + 1)}, 422),
}


@pytest.mark.parametrize(("changes", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_a_batch_may_not_ask_more_than_a_search(
    installation: Installation, sign_in: SignIn, changes: dict[str, Any], status: int
) -> None:
    _ask(sign_in(Role.CASEWORKER), MATCHING_ROW, status=status, **changes)
    assert _searches(installation) == 0
