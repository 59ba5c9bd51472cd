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
    owner = open_page().enter(one, Role.CASEWORKER, "DE-JUG")
    asker.goto(f"{world.url}/pairs/{world.pair}")
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

    owner.goto(world.url)
    owner.get_by_text("Request to you: act now").wait_for()
    check(owner)
    keep(owner, "danger-home")
    owner.get_by_text("Request to you: act now").click()
    owner.get_by_text("The asking desk: GR-CPA").wait_for()
    check(owner)
    keep(owner, "danger-owner")
    owner.get_by_label("What you know").fill("seen with the man she fled from")
    owner.get_by_role("button", name="Save the assessment").click()
    owner.locator("#check_risk").wait_for(state="detached")
    for act in ("call_back", "call_police"):
        owner.locator(f"#{act}").get_by_role("button", name="I have called").click()
        owner.locator(f"#{act}").wait_for(state="detached")
    check(owner)
    keep(owner, "danger-called")
    owner.get_by_role("button", name="Share the information").click()
    owner.get_by_text("A second person must approve it within").wait_for()
    keep(owner, "danger-released")
    asker.reload()
    asker.get_by_text("Danger to life: the other desk acted on your request").first.wait_for()
    asker.goto(f"{world.url}/disclosures")
    asker.get_by_text("Open the shared information").wait_for()
    check(asker)
    keep(asker, "danger-list")
    expect(owner.locator("#call")).to_be_visible()
