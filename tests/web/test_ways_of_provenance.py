"""Source, date and reliability of statements: entered in forms and edits, shown side by side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from core.policy.roles import Role
from tests.factories import OTHER
from tests.web.conftest import WIDTHS, Watched, World
from tests.web.test_pages import check, keep

pytestmark = pytest.mark.late
PROVENANCE_TITLE = "Source, date and reliability"
CONTRADICTING = {
    **OTHER,
    "record_ref": "P-1",
    "birth_date": ["2012-11-05", "2008"],
    "birth_date@source": ["authority", "companion"],
    "birth_date@stated_on": ["2024-05-02", "2024-05-01"],
    "birth_date@quality": ["A1H0", "C2H1"],
}


@pytest.mark.parametrize("width", WIDTHS)
def test_contradicting_statements_are_shown_side_by_side_and_one_is_verified(
    width: int, world: World, open_page: Callable[..., Watched]
) -> None:
    made = world.installation
    row = {**CONTRADICTING, "record_ref": f"P-{width}"}
    record = made.register(row, made.actor(Role.CASEWORKER, "DE-JUG"))
    page = open_page(width).enter(made, Role.CASEWORKER, "DE-JUG")
    page.goto(f"{world.url}/records/{record}")
    births = page.locator(".differ dd")
    expect(births).to_have_count(2)
    expect(births.first).to_contain_text("an authority, 2 May 2024, the source is certain")
    expect(births.last).to_contain_text("a companion, 1 May 2024, the source is unreliable")
    expect(births.last).to_contain_text("not as evidence in court")
    check(page)
    keep(page, f"provenance-read-{width}")
    page.goto(f"{world.url}/records/{record}/edit")
    changed = page.locator("details.provenance").first
    changed.get_by_text(PROVENANCE_TITLE).click()
    page.get_by_label("Subject").select_option("Sex")
    changed.get_by_label("Source of the statement").select_option(
        "a doctor, teacher or social worker"
    )
    changed.get_by_label("Date of the statement").fill("2999-01-01")
    check(page)
    keep(page, f"provenance-edit-{width}")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").get_by_text("Date of the statement").wait_for()
    check(page)
    changed.get_by_label("Date of the statement").fill("2024-05-03")
    page.get_by_role("button", name="Save").click()
    sex = page.locator("dl.facts > div", has=page.get_by_text("Sex", exact=True)).locator("dd")
    expect(sex).to_contain_text("a doctor, teacher or social worker, 3 May 2024")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_second_source_is_added_at_an_edit_and_shown_with_the_first(
    width: int, world: World, open_page: Callable[..., Watched]
) -> None:
    made = world.installation
    row = {**OTHER, "record_ref": f"PC-{width}", "sex": "F", "sex@source": "relative"}
    record = made.register(row, made.actor(Role.CASEWORKER, "DE-JUG"))
    page = open_page(width).enter(made, Role.CASEWORKER, "DE-JUG")
    page.goto(f"{world.url}/records/{record}/edit")
    page.get_by_text("Conflicting information from a second source").click()
    page.get_by_label("Field concerned").select_option("Sex")
    page.get_by_label("Value from this source").fill("Male")
    other = page.locator("details.provenance").last
    other.get_by_text(PROVENANCE_TITLE).click()
    other.get_by_label("Source of the statement").select_option(
        "a doctor, teacher or social worker"
    )
    other.get_by_label("The source is").select_option("certain")
    check(page)
    keep(page, f"second-source-{width}")
    page.get_by_role("button", name="Save").click()
    values = page.locator(".differ dd")
    expect(values).to_have_count(2)
    expect(values.first).to_contain_text("a relative")
    expect(values.last).to_contain_text("a doctor, teacher or social worker")
    keep(page, f"second-source-read-{width}")
    page.goto(f"{world.url}/records/{record}/edit")
    expect(page.locator('select[name="sex"]')).to_have_count(2)
    check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_asks_for_the_source_of_a_group_and_of_single_fields(
    width: int, world: World, open_page: Callable[..., Watched]
) -> None:
    page = open_page(width).enter(world.installation, Role.CASEWORKER, "DE-JUG")
    page.goto(f"{world.url}/records/new/missing")
    keep(page, f"provenance-form-closed-{width}")
    page.get_by_label("Our reference").fill(f"PF-{width}")
    page.get_by_label("Name as written or heard").fill("Zahra Hosseini")
    page.get_by_label("Born").fill("2011-05-06")
    for place in (0, 1):
        page.get_by_text(PROVENANCE_TITLE).nth(place).click()
    birth = page.locator("details.provenance").nth(1)
    birth.get_by_label("Source of the statement").select_option("an authority")
    birth.get_by_label("The source is").select_option("certain")
    birth.get_by_label("The information is").select_option("beyond doubt")
    page.get_by_label("Sex", exact=True).select_option("Female")
    page.get_by_text("Fields with a source of their own").click()
    own = page.locator("details.group", has=page.get_by_text("Fields with a source of their own"))
    own = own.locator("details.provenance").first
    own.get_by_text(PROVENANCE_TITLE).click()
    own.get_by_label("Field concerned").select_option("Sex")
    own.get_by_label("Source of the statement").select_option("a doctor, teacher or social worker")
    own.get_by_label("The source is").select_option("certain")
    check(page)
    keep(page, f"provenance-form-{width}")
    page.get_by_role("button", name="Register", exact=True).click()
    page.get_by_role("link", name="Open record").click()
    names, births, sex = (
        page.locator("dl.facts > div", has=page.get_by_text(label, exact=True)).locator("dd")
        for label in ("Full name", "Born", "Sex")
    )
    expect(names).to_contain_text("the reporter")
    expect(births).to_contain_text("an authority")
    expect(births).to_contain_text("the information is beyond doubt")
    expect(sex).to_contain_text("a doctor, teacher or social worker")
    expect(sex).to_contain_text("the source is certain")
