"""A danger to life from page to page: one desk asks, one person of the other releases."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.policy.roles import Role
from tests.web.conftest import Watched, World
from tests.web.test_pages import check, keep

pytestmark = pytest.mark.late


def test_a_desk_asks_in_danger_and_one_person_of_the_other_releases_on_one_page(
    world: World, open_page: Callable[..., Watched]
) -> None:
    one = world.installation
    asker = open_page(390).enter(one, Role.CASEWORKER, "GR-CPA")
    responsible = open_page().enter(one, Role.CASEWORKER, "DE-JUG")
    asker.goto(f"{world.url}/matches/{world.match}")
    asker.get_by_role("link", name="Danger to life: ask now").click()
    check(asker)
    asker.get_by_label("Danger", exact=False).first.select_option("trafficking")
    asker.get_by_label("What happened").fill("taken from the shelter an hour ago")
    keep(asker, "danger-ask")
    asker.get_by_role("button", name="Send now").click()
    asker.get_by_text("The other desk was notified.").wait_for()
    asker.wait_for_load_state()
    check(asker)
    keep(asker, "danger-asked")
    asker.goto(world.url)
    asker.get_by_text("Your request: call now").wait_for()

    responsible.goto(world.url)
    responsible.get_by_text("Request to you: act now").wait_for()
    check(responsible)
    keep(responsible, "danger-home")
    responsible.get_by_text("Request to you: act now").click()
    responsible.get_by_text("The asking desk: GR-CPA").wait_for()
    check(responsible)
    keep(responsible, "danger-responsible")
    responsible.get_by_label("What you know").fill("seen with the man she fled from")
    responsible.get_by_role("button", name="Save the assessment").click()
    responsible.locator("#check_risk").wait_for(state="detached")
    for act in ("call_back", "call_police"):
        responsible.locator(f"#{act}").get_by_role("button", name="I have called").click()
        responsible.locator(f"#{act}").wait_for(state="detached")
    check(responsible)
    keep(responsible, "danger-called")
    responsible.get_by_role("button", name="Share the information").click()
    responsible.get_by_text("A second person must approve it within").wait_for()
    keep(responsible, "danger-released")
    asker.reload()
    asker.get_by_text("Danger to life: the other desk acted on your request").first.wait_for()
    asker.goto(f"{world.url}/disclosures")
    asker.get_by_text("Open the shared information").wait_for()
    check(asker)
    keep(asker, "danger-list")
    expect(responsible.locator("#call")).to_be_visible()
