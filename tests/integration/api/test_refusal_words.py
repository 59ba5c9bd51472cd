"""A refusal gives the real reason and the next step, in the API and on a page."""

from __future__ import annotations

from core.policy.roles import Role
from core.refusals import Refusal
from tests.factories import FOUND, LAWFUL, Installation, picture
from tests.integration.api.conftest import SignIn

SENT = {"reason": "seen again", "version": "1"}


def test_a_refusal_has_a_code_a_reason_and_a_next_step(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    client = sign_in(Role.SUPERVISOR)
    closing = {"closure": "withdrawn", "reason": "registered by mistake"}
    closed = client.post(f"/v1/records/{record}/close", json=closing, headers={"If-Match": '"1"'})
    assert closed.status_code == 204
    edit = {"changes": {"eyes": "brown"}, "reason": "seen"}
    problem = client.patch(f"/v1/records/{record}", json=edit, headers={"If-Match": '"2"'})
    explanation = {name: problem.json()[name] for name in ("status", "code", "next_step")}
    refusal = Refusal.RECORD_IS_CLOSED
    assert explanation == {
        "status": 409,
        "code": "record_is_closed",
        "next_step": refusal.next_step,
    }
    assert problem.json()["detail"] == f"{refusal.reason} {refusal.next_step}"


def test_a_refusal_page_shows_the_reason_and_a_link_back(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    client = sign_in(Role.SUPERVISOR)
    way = f"/records/{record}/reopen"
    here = {"Referer": f"http://testserver/records/{record}"}
    page = client.post(way, data=SENT, headers=here)
    assert page.status_code == 409
    assert Refusal.RECORD_IS_NOT_CLOSED.reason in page.text
    assert f'href="/records/{record}"' in page.text
    elsewhere = client.post(way, data=SENT, headers={"Referer": "https://evil.example/records"})
    assert "Back to the page" not in elsewhere.text


def test_a_photograph_of_a_telephone_is_taken_and_a_larger_body_is_not(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    client = sign_in(Role.CASEWORKER)
    sent = picture(40, 40, "JPEG")
    # a decoder reads to the end of the picture and ignores the rest
    padded = sent + bytes(5_000_000 - len(sent))
    assert client.put(f"/v1/records/{record}/photo", content=padded).status_code == 204
    form = {"picture": ("child.jpg", padded, "image/jpeg")}
    way = f"/records/{record}/photo"
    page = client.post(way, data={"reason": "better"}, files=form, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, f"{way}?done=saved")
    long = client.put(f"/v1/records/{record}/photo", content=bytes(8_000_001))
    assert (long.status_code, long.json()["code"]) == (413, "body_too_large")
    assert client.post("/v1/records", content=bytes(1_100_000)).status_code == 413
