"""The review of a record near its deadline, by two people in two browsers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from core.policy.roles import Role
from models.records.record import Record
from services.agencies import accounts, agency_register
from services.agencies.accounts import UserForm
from services.data_rights import retention
from tests.factories import login
from tests.web.conftest import Watched, World
from tests.web.test_pages import check, keep

pytestmark = pytest.mark.late

KEEP, CLOSE = "Keep the record for a new period", "Close the record"


def _bring_near(world: World) -> None:
    """Let the review of the found record be due in ten days, and add a second supervisor."""
    made = world.installation
    with made.database.transaction() as session:
        record = session.scalars(select(Record).where(Record.public_id == world.found)).one()
        record.review_at = made.clock.now() + timedelta(days=10)
        retention.run_retention(session, made.context)
        form = UserForm("second.de-jug", "Second", Role.SUPERVISOR, "")
        accounts.add_account(
            session,
            made.context,
            agency_register.find_agency(session, "DE-JUG"),
            form,
            password_hash="x",
        )


def _propose(page: Page, outcome: str, reason: str) -> None:
    form = page.locator("form.stack")
    form.get_by_label("Decision").select_option(label=outcome)
    form.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Propose", exact=True).click()
    page.get_by_text("Saved. It takes effect when a second person approves it.").wait_for()


def test_two_people_keep_a_record_for_another_term(
    world: World, open_page: Callable[..., Watched]
) -> None:
    _bring_near(world)
    first = open_page(390).enter_as(world.installation, login(Role.SUPERVISOR, "DE-JUG"))
    first.get_by_text("A record is due for review in 15 days").first.wait_for()
    first.goto(f"{world.url}/records/{world.found}")
    first.get_by_role("link", name="Retention review").first.click()
    check(first)
    _propose(first, CLOSE, "nobody asks for her")
    first.get_by_text("You proposed: Close the record.").wait_for()
    first.get_by_text("A person who did not decide before must review this.").wait_for()

    second = open_page().enter_as(world.installation, "second.de-jug")
    second.goto(f"{world.url}/records/{world.found}/review")
    second.get_by_text("A colleague proposed: Close the record.").wait_for()
    second.get_by_text("nobody asks for her").wait_for()
    check(second)
    keep(second, "review-second")
    _propose(second, KEEP, "her mother asked last week")

    first.goto(f"{world.url}/approvals")
    first.get_by_role("link", name="Open: Retention of a record").click()
    first.get_by_text("A colleague proposed: Keep the record for a new period").wait_for()
    first.get_by_label("Reason for your decision").fill("right, the mother asked")
    check(first)
    first.get_by_role("button", name="Approve", exact=True).click()
    first.wait_for_url(f"{world.url}/approvals?*")
    first.goto(f"{world.url}/records/{world.found}/review")
    first.get_by_text("No review is due soon.").wait_for()
    check(first)
