from __future__ import annotations

import pytest

from core.policy.roles import Role
from services.search import past_searches
from tests.factories import FOUND, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.search_steps import HEARD, ask


def test_over_http_pages_follow_each_other(
    installation: Installation, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(past_searches, "PAST_SEARCHES_PAGE", 2)
    officer = installation.actor(Role.LIAISON_OFFICER, "DE-POL")
    search_ids = [ask(installation, officer).id for _ in range(3)]
    client = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    first = client.get("/v1/searches").json()
    second = client.get("/v1/searches", params={"cursor": first["next"]}).json()
    got = [past["id"] for page in (first, second) for past in page["searches"]]
    assert got == [str(one) for one in reversed(search_ids)]
    assert second["next"] is None
    one = client.get(f"/v1/searches/{search_ids[0]}").json()
    assert one["search"]["case_number"] == "DE-2026-001"
    assert one["facts"]["full_name"] == "Shakiba Rahimzada"
    page = client.get("/searches").text
    assert "DE-2026-001" in page
    assert "Shakiba Rahimzada" in page


def test_the_field_and_the_refusal_give_the_same_example(
    installation: Installation, sign_in: SignIn
) -> None:
    del installation
    client = sign_in(Role.LIAISON_OFFICER, "DE-POL")
    known = client.get("/v1/case-number-examples").json()
    assert known == {"state": "DE", "examples": ["DE-1234-123"]}
    body = {
        "facts": HEARD,
        "purpose": "locate_missing",
        "legal_basis": "led_8_10",
        "case_number": "2026-1234",
    }
    assert "DE-1234-123" in client.post("/v1/searches", json=body).text
    assert "DE-1234-123" in client.get("/search").text


def test_the_page_of_a_past_search_links_to_a_request_about_another_agencys_record(
    installation: Installation, sign_in: SignIn
) -> None:
    found = installation.register(FOUND, installation.actor(Role.CASEWORKER))
    search_id = ask(installation, installation.actor(Role.LIAISON_OFFICER, "DE-POL")).id
    page = sign_in(Role.LIAISON_OFFICER, "DE-POL").get(f"/searches/{search_id}")
    assert page.status_code == 200
    assert f'href="/search/{search_id}/ask/{found}"' in page.text
