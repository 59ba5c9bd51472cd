"""A birth stated in another calendar is shown with its Gregorian days."""

from __future__ import annotations

from core.policy.roles import Role
from tests.factories import CHECKED, MISSING, Installation
from tests.integration.api.conftest import SignIn

HIJRI = {"birth_date": "1388-04-19", "birth_calendar": "solar_hijri"}


def test_births_come_with_their_gregorian_days_in_records_lists_and_pages(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(
        MISSING | HIJRI, installation.actor(Role.CASEWORKER, "GR-CPA"), CHECKED
    )
    client = sign_in(Role.CASEWORKER, "GR-CPA")
    days = {"first": "2009-07-10", "last": "2009-07-10"}
    (fact,) = client.get(f"/v1/records/{record}").json()["facts"]["birth_date"]
    assert (fact["value"], fact["days"]) == ("1388-04-19", days)
    (line,) = client.get("/v1/records").json()["records"]
    assert (line["birth"], line["birth_days"]) == ("1388-04-19", days)
    for page in (f"/records/{record}", "/records"):
        shown = client.get(page, headers={"Accept": "text/html"}).text
        assert "= 10 Jul 2009" in shown
