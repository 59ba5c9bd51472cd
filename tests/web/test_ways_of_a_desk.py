"""Tasks of a desk with its own records: transfer one to another agency, export some as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.policy.exchange import MAX_EXPORT_ROWS
from core.policy.roles import Role
from services.records.records import PAGE
from tests.factories import CLEARED, FOUND, MISSING, OTHER
from tests.web.conftest import WIDTHS, Watched, World
from tests.web.test_pages import check, keep

pytestmark = pytest.mark.late


def test_a_record_is_offered_to_an_agency_that_is_chosen_by_its_name(
    world: World, open_page: Callable[..., Watched]
) -> None:
    made = world.installation
    record = made.register({**FOUND, "record_ref": "T-1"}, made.actor(Role.SUPERVISOR, "DE-JUG"))
    giver = open_page(WIDTHS[0]).enter(made, Role.SUPERVISOR, "DE-JUG")
    giver.goto(f"{world.url}/records/{record}")
    giver.get_by_role("link", name="Transfer").click()
    agencies = giver.get_by_label("Agency")
    assert agencies.locator("optgroup").evaluate_all("all => all.map(one => one.label)") == [
        "France",
        "Germany",
        "Greece",
        "Switzerland",
    ]
    expect(agencies.get_by_text("DE-JUG (fictional)")).to_have_count(0)
    agencies.select_option("FR-116 (fictional)")
    giver.get_by_label("Reason").fill("her aunt lives there")
    check(giver)
    keep(giver, "transfer-chosen")
    giver.get_by_role("button", name="Offer transfer").click()
    giver.get_by_role("heading", name="DE-JUG (fictional) → FR-116 (fictional)").first.wait_for()
    check(giver)


@pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])
def test_an_export_is_of_records_ticked_on_the_list_and_two_people_read_their_names(
    world: World, open_page: Callable[..., Watched], *, scripted: bool
) -> None:
    made = world.installation
    mark = "S" if scripted else "N"
    owner = made.actor(Role.SUPERVISOR, "DE-JUG")
    for name in ("Lena Exportova", "Mira Exportova"):
        made.register(
            {
                **OTHER,
                "record_ref": f"{mark}-{name[:4]}",
                "full_name": f"{name} {mark}",
                "name_native": "",
            },
            owner,
        )
    made.register(
        {**MISSING, "record_ref": f"{mark}-Nora", "full_name": f"Nora Exportova {mark}"},
        owner,
        CLEARED,
    )
    asker = open_page(WIDTHS[0], java_script_enabled=scripted).enter(
        made, Role.SUPERVISOR, "DE-JUG"
    )
    asker.goto(f"{world.url}/records")
    asker.get_by_role("link", name="Export records").click()
    asker.get_by_role("checkbox", name=f"Lena Exportova {mark}").check()
    asker.get_by_label("Type").select_option("missing")
    asker.get_by_role("button", name="Show", exact=True).click()
    expect(
        asker.get_by_role("group", name="Already selected").get_by_role("checkbox", name="Lena")
    ).to_be_checked()
    asker.get_by_role("checkbox", name=f"Nora Exportova {mark}").focus()
    asker.keyboard.press("Space")
    _check(asker, scripted=scripted)
    keep(asker, f"export-choose-{mark}")
    asker.get_by_role("button", name="Continue").click()
    asker.get_by_role("heading", name="2 records").wait_for()
    asker.get_by_label("Recipient", exact=False).first.fill("duty desk")
    asker.get_by_role("button", name="Change selection").click()
    asker.get_by_role("checkbox", name=f"Mira Exportova {mark}").check()
    asker.get_by_role("button", name="Continue").click()
    asker.get_by_role("heading", name="3 records").wait_for()
    expect(asker.get_by_label("Recipient", exact=False).first).to_have_value(
        "duty desk"
    )  # typed values are kept
    _check(asker, scripted=scripted)
    keep(asker, f"export-new-{mark}")
    asker.get_by_label("Purpose").select_option("locate_missing")
    asker.get_by_label("State of the recipient").select_option("GR")
    asker.get_by_label("Reason").fill("no line tonight")
    asker.get_by_role("button", name="Send request").click()
    asker.get_by_text("Next: a second team leader approves or refuses the export.").wait_for()
    for name in ("Lena", "Mira", "Nora"):
        expect(asker.get_by_role("link", name=f"{name} Exportova {mark}")).to_have_count(1)
    _check(asker, scripted=scripted)
    keep(asker, f"export-asked-{mark}")


def _check(page: Page, *, scripted: bool) -> None:
    if scripted:
        check(page)


def test_an_export_without_records_is_refused_and_all_shown_records_can_be_selected(
    world: World, open_page: Callable[..., Watched]
) -> None:
    made = world.installation
    made.register(
        {**OTHER, "record_ref": "A-1", "full_name": "Olga Allova"},
        made.actor(Role.SUPERVISOR, "FR-116"),
    )
    made.register(
        {**OTHER, "record_ref": "A-2", "full_name": "Anna Allova"},
        made.actor(Role.SUPERVISOR, "FR-116"),
    )
    asker = open_page().enter(made, Role.SUPERVISOR, "FR-116")
    asker.goto(f"{world.url}/exports/new")
    asker.get_by_role("button", name="Continue").click()
    asker.get_by_text("This is required.").first.wait_for()
    check(asker)
    asker.get_by_role("button", name="Select all shown").click()
    for name in ("Olga Allova", "Anna Allova"):
        expect(asker.get_by_role("checkbox", name=name)).to_be_checked()
    keep(asker, "export-all")
    asker.get_by_role("button", name="Continue").click()
    asker.get_by_role("heading", name="2 records").wait_for()


def test_a_record_of_others_is_taken_to_the_export_from_its_page(
    world: World, open_page: Callable[..., Watched]
) -> None:
    asker = open_page().enter(world.installation, Role.SUPERVISOR, "DE-JUG")
    asker.goto(f"{world.url}/records/{world.missing}")
    asker.get_by_role("link", name="Request an export").click()
    asker.get_by_role("heading", name="1 record", exact=True).wait_for()
    expect(asker.get_by_role("link", name="Shekiba Rahimzadah")).to_have_count(1)
    check(asker)


def test_a_selection_is_kept_on_the_next_page_and_limited_to_a_hundred_records(
    world: World, open_page: Callable[..., Watched]
) -> None:
    made = world.installation
    owner = made.actor(Role.SUPERVISOR, "GR-POL")
    for number in range(MAX_EXPORT_ROWS + 1):
        made.register(
            {"record_ref": f"P-{number}", "kind": "missing", "full_name": f"Page Person{number}"},
            owner,
        )
    asker = open_page(java_script_enabled=False).enter(made, Role.SUPERVISOR, "GR-POL")
    asker.goto(f"{world.url}/exports/new")
    asker.get_by_role("button", name="Select all shown").click()
    asker.get_by_role("button", name="Older").click()
    ticked = asker.locator("[name=records]:checked")
    expect(ticked).to_have_count(PAGE)
    asker.get_by_role("button", name="Select all shown").click()
    asker.get_by_role("button", name="Older").click()
    asker.get_by_role("button", name="Select all shown").click()
    expect(ticked.nth(MAX_EXPORT_ROWS)).to_be_attached()
    asker.get_by_role("button", name="Continue").click()
    asker.get_by_text("You can export at most 100 records at once.").first.wait_for()
    while ticked.count() > MAX_EXPORT_ROWS:
        ticked.first.uncheck()
    asker.get_by_role("button", name="Continue").click()
    asker.get_by_role("heading", name=f"{MAX_EXPORT_ROWS} records").wait_for()
