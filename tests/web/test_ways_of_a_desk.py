"""Tasks of a desk with its own records: transfer one to another agency, export some as a file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.policy.exchange import MAX_EXPORT_ROWS
from core.policy.roles import Role
from models.matching_runs.match import Match
from models.records.record import Record
from services.records.register import PAGE
from tests.factories import ANSWERED, CHECKED, FOUND, LAWFUL, MISSING, OTHER
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
    responsible = made.actor(Role.SUPERVISOR, "DE-JUG")
    for name in ("Lena Exportova", "Mira Exportova"):
        made.register(
            {
                **OTHER,
                "record_ref": f"{mark}-{name[:4]}",
                "full_name": f"{name} {mark}",
                "name_native": "",
            },
            responsible,
        )
    made.register(
        {**MISSING, "record_ref": f"{mark}-Nora", "full_name": f"Nora Exportova {mark}"},
        responsible,
        CHECKED,
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
    # typed values are kept
    expect(asker.get_by_label("Recipient", exact=False).first).to_have_value("duty desk")
    _check(asker, scripted=scripted)
    keep(asker, f"export-new-{mark}")
    asker.get_by_label("Purpose").select_option("locate_missing")
    asker.get_by_label("State of the recipient").select_option("GR")
    asker.get_by_label("Reason").fill("no line tonight")
    asker.get_by_role("button", name="Send request").click()
    asker.get_by_text("Next: a second supervisor approves or refuses the export.").wait_for()
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
    responsible = made.actor(Role.SUPERVISOR, "GR-POL")
    for number in range(MAX_EXPORT_ROWS + 1):
        made.register(
            {"record_ref": f"P-{number}", "kind": "missing", "full_name": f"Page Person{number}"},
            responsible,
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


@pytest.mark.parametrize("width", WIDTHS)
def test_an_own_record_is_found_by_a_name_in_another_script(
    world: World, open_page: Callable[..., Watched], width: int
) -> None:
    made = world.installation
    row = {**OTHER, "record_ref": f"L-{width}", "full_name": "Людмила Бондаренко"}
    record = made.register(row, made.actor(Role.SUPERVISOR, "DE-JUG"))
    head = open_page(width).enter(made, Role.SUPERVISOR, "DE-JUG")
    head.goto(f"{world.url}/records")
    check(head)
    keep(head, f"own-records-{width}")
    head.get_by_label("Reference, name or telephone number").fill("Liudmyla Bondarenko")
    head.get_by_role("button", name="Search my records").click()
    head.locator(f'#found a[href="/records/{record}"]').wait_for()
    assert "Bondarenko" not in head.url
    check(head)
    keep(head, f"own-records-found-{width}")
    head.get_by_label("Reference, name or telephone number").fill("nobody of this name")
    head.get_by_role("button", name="Search my records").click()
    head.get_by_text("No own record has this reference or name.").wait_for()
    check(head)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_match_of_one_state_names_the_other_agencys_desk(
    world: World, open_page: Callable[..., Watched], width: int
) -> None:
    made = world.installation
    name = {"record_ref": f"D-{width}", "full_name": f"Ostap Vereshchuk {width}"}
    missing = {
        **MISSING,
        **name,
        "birth_date": "2010-03-04",
        "marks": ["scar:chin"],
        "relatives": "",
    }
    found = {**missing, **ANSWERED, "kind": "found", "recipients": "", "name_native": ""}
    missing_id = made.register(missing, made.actor(Role.CASEWORKER, "DE-POL"), CHECKED)
    found_id = made.register(found, made.actor(Role.CASEWORKER, "DE-JUG"), LAWFUL)
    made.work()
    ids = select(Record.id).where(Record.public_id.in_([missing_id, found_id]))
    both = Match.low.in_(ids), Match.high.in_(ids)
    match = made.read_one(select(Match.public_id).where(*both))
    for reader, other in (("DE-JUG", "DE-POL"), ("DE-POL", "DE-JUG")):
        page = open_page(width).enter(made, Role.SUPERVISOR, reader)
        page.goto(f"{world.url}/messages/{match}")
        desks = page.locator(".desks").inner_text()
        assert f"Their telephone: {other}" in desks or f"Call {other}" in desks
        assert f"Our telephone: {reader}" in desks
        check(page)
        keep(page, f"match-desks-{reader}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_consent_is_taken_with_the_text_of_the_system(
    world: World, open_page: Callable[..., Watched], width: int
) -> None:
    made = world.installation
    row = {**FOUND, "record_ref": f"C-{width}"}
    record = made.register(row, made.actor(Role.SUPERVISOR, "DE-JUG"))
    worker = open_page(width).enter(made, Role.SUPERVISOR, "DE-JUG")
    worker.goto(f"{world.url}/records/{record}/consents/new")
    worker.locator("#consent-texts > summary").click()
    worker.get_by_text("You can take your yes back at any time.").wait_for()
    check(worker)
    keep(worker, f"consent-form-{width}")
    worker.get_by_label("Person who consents").select_option("guardian")
    for label, text in (
        ("Name", "Marlene Vogt"),
        ("Proof of identity", "identity card seen"),
        ("How the child was heard", "alone with the counsellor"),
        ("Language it was explained in", "Dari"),
        ("Interpreter", "sworn"),
        ("Counsellor", "youth welfare"),
    ):
        worker.get_by_label(label).first.fill(text)
    worker.get_by_label("The child's view").select_option("yes")
    worker.get_by_text("Appointment of a guardian or representative").click()
    worker.get_by_label("Authority").fill("Local court")
    worker.get_by_label("Appointed on").fill("2026-01-12")
    worker.locator("#document").fill("F 12/26")
    for name, code in (
        ("scopes", "match_abroad"),
        ("purposes", "trace_family"),
        ("recipients", "GR"),
        ("is_briefed_spoken", "yes"),
        ("is_briefed_written", "yes"),
    ):
        worker.locator(f'input[name="{name}"][value="{code}"]').check()
    worker.locator("main form button.primary").click()
    worker.get_by_text("Read by the interpreter in this language: Dari").wait_for()
    check(worker)
    keep(worker, f"consents-{width}")
    worker.get_by_role("link", name="Version 1, English").click()
    worker.get_by_role("heading", name="7. Withdrawal").wait_for()
    check(worker)
    keep(worker, f"consent-sheet-{width}")
