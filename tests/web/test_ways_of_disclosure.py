"""The disclosure desk: one agency requests, the other refuses with a reason.

Each agency reads what it may read.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from core.policy.roles import Role
from models.matching_runs.match import Match
from tests.web.conftest import Watched, World
from tests.web.test_pages import check, keep

pytestmark = pytest.mark.late


def _ask(page: Page, world: World) -> str:
    """Request the name of the found child of a confirmed match; return its address."""
    world.installation.change(update(Match).values(state="confirmed"))
    page.goto(f"{world.url}/matches/{world.match}/disclosure")
    page.get_by_label("Identity").check()
    page.get_by_label("Purpose").select_option("verify_hit")
    page.get_by_label("Reason").fill("the mother waits for a sign of life")
    page.get_by_role("button", name="Send request", exact=True).click()
    page.get_by_text("The request has been sent to the responsible agency.").wait_for()
    return page.url.partition("?")[0]


def test_a_request_is_refused_with_a_reason_that_the_other_side_reads_where_it_may(
    world: World, open_page: Callable[..., Watched]
) -> None:
    one = world.installation
    family = open_page().enter(one, Role.CASEWORKER, "GR-CPA")
    responsible = open_page(390).enter(one, Role.CASEWORKER, "DE-JUG")
    request = _ask(family, world)
    responsible.goto(request)
    responsible.get_by_role("button", name="Accept for review").click()
    responsible.get_by_text("Done. The next step is shown below.").wait_for()
    responsible.get_by_text("Refuse", exact=True).first.click()
    responsible.get_by_label("Reason").select_option("too_much_asked")
    responsible.get_by_label("Comment").fill("she is in Hamburg")
    check(responsible)
    keep(responsible, "disclosure-refusing")
    responsible.get_by_role("button", name="Refuse").click()
    responsible.get_by_text("The text names the place where the child is.").first.wait_for()
    check(responsible)
    expect(responsible.get_by_label("Reason")).to_have_value("too_much_asked")
    responsible.get_by_label("Comment").fill("her name alone is enough")
    responsible.get_by_role("button", name="Refuse").click()
    responsible.get_by_text("The request asks for more than the purpose needs").wait_for()
    check(responsible)
    family.goto(request)
    family.get_by_text("The request asks for more than the purpose needs").wait_for()
    family.get_by_text("her name alone is enough").wait_for()
    keep(family, "disclosure-refused")

    request = _ask(family, world)
    responsible.goto(request)
    responsible.get_by_text("Refuse", exact=True).first.click()
    responsible.get_by_label("Reason").select_option("danger")
    responsible.get_by_role("button", name="Refuse").click()
    responsible.get_by_text("It could put the person in danger").wait_for()
    family.goto(request)
    family.get_by_text("Not shared").first.wait_for()
    expect(family.get_by_text("danger")).to_have_count(0)


def test_the_requesting_agency_withdraws_with_a_reason_that_the_responsible_reads(
    world: World, open_page: Callable[..., Watched]
) -> None:
    family = open_page(390).enter(world.installation, Role.CASEWORKER, "GR-CPA")
    request = _ask(family, world)
    family.get_by_text("Withdraw the request").first.click()
    family.get_by_label("Reason").select_option("learned_otherwise")
    family.get_by_role("button", name="Withdraw the request").click()
    family.get_by_text("Withdrawn", exact=True).first.wait_for()
    check(family)
    responsible = open_page().enter(world.installation, Role.SUPERVISOR, "DE-JUG")
    responsible.goto(request)
    responsible.get_by_text("The information was obtained in another way").wait_for()
