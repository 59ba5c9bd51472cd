"""Tasks of oversight and administration, from sign-in to the end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.policy.roles import Role
from tests.factories import PASSWORD, login
from tests.web.conftest import WIDTHS, Watched, World
from tests.web.test_pages import check, keep

pytestmark = pytest.mark.late


def _sign_in(watched: Watched, world: World, role: Role, agency: str = "DE-JUG") -> Page:
    page = watched.page
    page.goto(world.url)
    page.get_by_label("Name").fill(login(role, agency))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="To do").wait_for()
    return page


def _go(page: Page, group: str, entry: str) -> None:
    page.locator("nav summary", has_text=group).click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name=entry, exact=True).click()


def test_an_auditor_reads_the_audit_log_verifies_it_ticks_off_an_alert_and_opens_a_sample(
    world: World, open_page: Callable[..., Watched]
) -> None:
    auditor = _sign_in(open_page(), world, Role.AUDITOR)
    check(auditor)
    auditor.get_by_text("Many almost identical searches").wait_for()
    _go(auditor, "Oversight", "Audit log")
    auditor.get_by_role("button", name="Verify the audit log").click()
    auditor.get_by_text("rows checked, no errors.").wait_for()
    check(auditor)
    keep(auditor, "verified")
    _go(auditor, "Oversight", "Alerts")
    auditor.get_by_role("button", name="Mark as seen").first.click()
    auditor.get_by_text("Marked as read.").wait_for()
    _go(auditor, "Oversight", "Samples")
    auditor.get_by_label("Number of searches").fill("1")
    auditor.get_by_role("button", name="Create a sample").click()
    auditor.get_by_text("It is in the list of approvals of the other auditors.").wait_for()
    check(auditor)

    second = _sign_in(open_page(), world, Role.AUDITOR, "GR-CPA")
    second.goto(f"{world.url}/approvals")
    second.get_by_role("button", name="Approve: Sample of searches").click()
    second.get_by_text("Your decision is saved.").wait_for()
    check(second)

    auditor.get_by_role("link", name="Open after approval").click()
    auditor.get_by_text("DE-2026-001").wait_for()
    check(auditor)
    keep(auditor, "sample")
    auditor.get_by_role("button", name="Sign out").click()
    auditor.get_by_text("You are signed out.").wait_for()


def test_an_administrator_adds_an_agency_with_a_user_sets_case_numbers_and_manages_runs(
    world: World, open_page: Callable[..., Watched]
) -> None:
    boss = _sign_in(open_page(), world, Role.ADMINISTRATOR)
    check(boss)
    boss.get_by_text("All records", exact=True).wait_for()
    _go(boss, "Administration", "Agencies")
    boss.get_by_text("Add agency").click()
    for field, value in (
        ("name", "Hotline of Portugal"),
        ("code", "PT-116"),
        ("case_number_pattern", r"PT-\d{4}-\d{3}"),
        ("supervisory_authority", "CNPD"),
        ("data_protection_contact", "dpo"),
    ):
        boss.locator(f"#{field}").fill(value)
    boss.locator("#kind").select_option("hotline")
    boss.locator("#state").select_option("PT")
    boss.locator("#phone").fill("116000")
    boss.get_by_role("button", name="Add").click()
    boss.get_by_text("Please enter the number with the country code").first.wait_for()
    check(boss)
    keep(boss, "agency-refused")
    boss.locator("#phone").fill("+351 21 555 01 16")
    boss.get_by_role("button", name="Add").click()
    boss.get_by_text("Saved.").wait_for()
    expect(boss.get_by_text("Hotline of Portugal")).to_have_count(1)

    _go(boss, "Administration", "Case numbers")
    boss.get_by_label("State").select_option("PT")
    boss.get_by_label("Patterns (one per line)").fill(r"PT-\d{4}-\d{6}")
    boss.get_by_role("button", name="Save").click()
    boss.get_by_text("Saved.").wait_for()
    check(boss)

    _go(boss, "Administration", "Invite")
    boss.get_by_label("Username").fill("head.pt")
    boss.locator("#name").fill("Ana Sousa")
    boss.get_by_label("Role").select_option("supervisor")
    boss.get_by_label("Agency").select_option("Hotline of Portugal")
    boss.get_by_role("button", name="Invite").click()
    boss.get_by_text("Give the person this first half of the link in person.").wait_for()
    _go(boss, "Administration", "Accounts")
    boss.get_by_text("head.pt").first.wait_for()
    check(boss)

    world.installation.work()
    _go(boss, "Administration", "Matching runs")
    boss.get_by_role("button", name="Match all records").click()
    boss.get_by_text("The matching run has started.").wait_for()
    check(boss)
    keep(boss, "runs")
    world.installation.work()
    _go(boss, "Administration", "System status")
    boss.get_by_text("No jobs are waiting.").wait_for()
    check(boss)
    keep(boss, "system-status-done")


def test_an_administrator_moves_a_user_to_another_unit(
    world: World, open_page: Callable[..., Watched]
) -> None:
    administrator = open_page(390).enter(world.installation, Role.ADMINISTRATOR, "DE-JUG")
    administrator.goto(f"{world.url}/users")
    who = login(Role.SUPERVISOR, "DE-JUG")
    field = administrator.get_by_label(f"Unit of {who}", exact=True)
    field.fill("Families & co")
    administrator.get_by_role("button", name=f"Save the unit of {who}").click()
    administrator.get_by_text("Use only small letters, digits and hyphens.").first.wait_for()
    expect(field).to_have_value("Families & co")
    check(administrator)
    keep(administrator, "unit-refused")
    field.fill("families")
    administrator.get_by_role("button", name=f"Save the unit of {who}").click()
    administrator.get_by_text("The unit is saved.").wait_for()
    expect(field).to_have_value("families")
    check(administrator)
    auditor = open_page().enter(world.installation, Role.AUDITOR, "DE-JUG")
    auditor.goto(f"{world.url}/users")
    auditor.get_by_role("heading", name="Accounts").wait_for()
    expect(auditor.get_by_text("families")).to_have_count(0)
    auditor.goto(f"{world.url}/audit-log")
    auditor.get_by_text("A person was assigned to a unit").first.wait_for()


def test_a_supervisor_names_a_deputy_and_ends_it(
    world: World, open_page: Callable[..., Watched]
) -> None:
    head = _sign_in(open_page(390), world, Role.SUPERVISOR)
    _go(head, "Administration", "Deputies")
    head.get_by_label("Username").fill(login(Role.CASEWORKER, "DE-JUG"))
    head.get_by_label("Until (local time)").fill("2026-03-09T18:00")
    head.get_by_label("Reason").fill("at sea")
    head.get_by_role("button", name="Appoint deputy").click()
    head.get_by_text("Saved.").wait_for()
    check(head)
    keep(head, "deputies-named")
    head.get_by_role("button", name="End the deputyship").click()
    head.get_by_text("No deputies.").wait_for()


@pytest.mark.slow
def test_an_analyst_reads_counts_and_makes_a_report(
    world: World, open_page: Callable[..., Watched]
) -> None:
    analyst = _sign_in(open_page(), world, Role.ANALYST)
    check(analyst)
    _go(analyst, "Oversight", "Statistics")
    analyst.get_by_role("link", name="Open records by age", exact=True).click()
    analyst.get_by_text("fewer than 11 or withheld").first.wait_for()
    check(analyst)
    _go(analyst, "Oversight", "Reports")
    analyst.get_by_text("No reports yet.").wait_for()
    check(analyst)
    for made in (1, 2):
        analyst.get_by_role("button", name="Create report").click()
        analyst.get_by_role("link", name="CSV").nth(made - 1).wait_for()
    check(analyst)
    keep(analyst, "reports-made")
    analyst.get_by_role("link", name="Compare two reports").click()
    analyst.get_by_role("heading", name="0 figures differ").wait_for()
    check(analyst)
    _go(analyst, "Oversight", "Reports")
    analyst.get_by_role("link", name="Report of").first.click()
    analyst.get_by_role(
        "heading", name="Is a European missing-persons database feasible?"
    ).wait_for()
    check(analyst)
    keep(analyst, "report-1280")
    analyst.set_viewport_size({"width": 390, "height": 900})
    check(analyst)
    keep(analyst, "report-390")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_supervisor_finds_what_waits_for_a_second_person_in_one_list(
    world: World, open_page: Callable[..., Watched], width: int
) -> None:
    head = open_page(width).enter(world.installation, Role.SUPERVISOR, "GR-CPA")
    worker = open_page().enter(world.installation, Role.CASEWORKER, "GR-CPA")
    for page, name in ((worker, f"Family court {width}"), (head, f"Youth office {width}")):
        page.goto(f"{world.url}/institutions")
        page.get_by_label("Type").select_option("court")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Contact details").fill("+30 21 0555 0117")
        page.get_by_role("button", name="Propose").click()
        page.get_by_text(name).wait_for()
    head.goto(f"{world.url}/approvals")
    head.get_by_text("requested by you").first.wait_for()
    check(head)
    keep(head, f"approvals-{width}")
    head.get_by_role("button", name=f"Approve: Reporting institution: Family court {width}").click()
    head.get_by_text("Your decision is saved.").wait_for()
    expect(head.get_by_text(f"Family court {width}")).to_have_count(0)
    check(head)
