"""Complete tasks in the browser: from a found child through questions to a confirmed match."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.policy.roles import Role
from tests import factories
from tests.web.conftest import WIDTHS, Watched, World
from tests.web.test_pages import check, keep

# the specimen of ICAO Doc 9303, part 4
ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"


def _open_match(page: Page) -> None:
    page.get_by_role("link", name="Possible matches", exact=True).click()
    page.locator("main .lines a").first.click()
    page.get_by_role("heading", name="Is this the same person?").wait_for()


def test_two_desks_find_out_together_that_it_is_one_child(
    world: World, open_page: Callable[..., Watched]
) -> None:
    one = world.installation
    worker = open_page().enter(one, Role.CASEWORKER, "DE-JUG")
    _open_match(worker)
    expect(worker.get_by_text("Shekiba Rahimzadah").first).to_be_attached()
    worker.get_by_role("link", name="Messages with the other desk").click()
    worker.get_by_text("Ask questions", exact=True).click()
    worker.get_by_label("Question 1").fill("What does the mother call her?")
    worker.get_by_label("Question 2").fill("Is the scar from Hamburg?")
    worker.get_by_label("Message", exact=True).fill("We are here all night.")
    worker.get_by_role("button", name="Send").click()
    worker.get_by_text("Please check your entries").wait_for()
    # nothing typed is lost
    expect(worker.get_by_label("Message", exact=True)).to_have_value("We are here all night.")
    worker.get_by_label("Question 2").fill("A scar from what?")
    worker.get_by_role("button", name="Send").click()
    worker.get_by_text("Your message has been sent").wait_for()
    check(worker)
    keep(worker, "messages-asked")

    family = open_page().enter(one, Role.CASEWORKER, "GR-CPA")
    family.goto(f"{world.url}/messages/{world.match}")
    for place, words in enumerate(("Little star", "Boiling water")):
        family.get_by_label("The family's answer").nth(place).fill(words)
    check(family)
    keep(family, "messages-to-answer")
    family.get_by_role("button", name="Send").click()
    family.get_by_text("Your message has been sent").wait_for()
    # her place is visible only to the agency that has found her
    expect(family.get_by_text("Hamburg")).to_have_count(0)

    _open_match(worker)
    worker.get_by_label("Decision and reason").select_option("same:verification_passed")
    worker.get_by_role("button", name="Propose").click()
    worker.get_by_text("Your decision is saved.").wait_for()

    for agency in ("DE-JUG", "GR-CPA"):
        head = open_page().enter(one, Role.SUPERVISOR, agency)
        head.goto(f"{world.url}/matches/{world.match}")
        check(head)
        head.get_by_label("Decision and reason").select_option("same:verification_passed")
        head.get_by_role("button", name="Confirm").click()
        head.get_by_text("Your decision is saved.").wait_for()
    head.get_by_role("link", name="All records of this person").click()
    head.get_by_role("heading", name="Records of the same person").wait_for()
    check(head)
    keep(head, "group")


@pytest.mark.late
def test_a_child_that_missing_from_care_is_reported_in_one_step(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = open_page(390).enter(world.installation, Role.CASEWORKER, "DE-JUG")
    worker.goto(f"{world.url}/records/{world.found}")
    worker.get_by_role("link", name="Child missing from care").click()
    worker.get_by_label("Clothing").fill("red anorak")
    worker.get_by_label("State", exact=True).first.select_option("FR")
    worker.get_by_label("Who there could harm the child").first.select_option("nobody_known")
    worker.get_by_label("State", exact=True).nth(1).select_option("GR")
    worker.get_by_label("Who there could harm the child").nth(1).select_option("family")
    check(worker)
    keep(worker, "missing-from-care-form")
    worker.get_by_role("button", name="File the report").click()
    worker.get_by_role("heading", name="Missing report for the police").wait_for()
    # the caseworker registered the child, so only the own police are notified
    worker.get_by_text("Waits for a second person of your agency.").first.wait_for()
    check(worker)
    keep(worker, "police-form")
    worker.goto(f"{world.url}/records/{world.found}/story")
    worker.get_by_text("Missing from care").first.wait_for()
    check(worker)
    keep(worker, "story")
    head = open_page().enter(world.installation, Role.SUPERVISOR, "DE-JUG")
    head.goto(f"{world.url}/approvals")
    head.get_by_role("link", name="Report of a child missing from care, not sent yet").wait_for()
    check(head)
    keep(head, "missing-from-care-check")


@pytest.mark.late
@pytest.mark.parametrize("width", WIDTHS)
def test_the_questions_of_a_found_child_open_its_record(
    world: World, open_page: Callable[..., Watched], width: int
) -> None:
    worker = open_page(width).enter(world.installation, Role.CASEWORKER, "DE-JUG")
    worker.goto(f"{world.url}/records/new/found")
    worker.get_by_label("Our reference").fill(f"Q-{width}")
    worker.get_by_label("Name as written or heard").fill("Unknown girl")
    worker.get_by_label("Date", exact=True).first.fill("2024-02-03")
    worker.get_by_label("Danger", exact=True).first.select_option("unknown")
    worker.get_by_label("How is the nationality known").select_option("unknown")
    worker.get_by_label("Legal basis").select_option("gdpr_6_1_e_9_2_g")
    worker.locator("#questions").scroll_into_view_if_needed()
    keep(worker, f"questions-form-{width}")
    worker.get_by_role("button", name="Register").click()
    worker.get_by_role("link", name="Open record").click()
    worker.get_by_text("No other agency sees this record.").wait_for()
    check(worker)
    keep(worker, f"record-silent-{width}")
    worker.get_by_role("link", name="Answer the questions").click()
    worker.get_by_label("Danger", exact=True).first.select_option("state")
    worker.get_by_label("State", exact=True).first.fill("Türkiye")
    worker.get_by_label("Status", exact=True).select_option("no_indicators")
    check(worker)
    keep(worker, f"questions-{width}")
    worker.get_by_role("button", name="Save").click()
    worker.get_by_role("heading", name="Details").wait_for()
    expect(worker.get_by_text("No other agency sees this record.")).to_have_count(0)
    expect(worker.get_by_text("Türkiye")).to_be_visible()


@pytest.mark.late
def test_a_record_is_registered_and_unreadable_values_are_reported(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = open_page(390).enter(world.installation, Role.CASEWORKER, "DE-JUG")
    worker.get_by_role("link", name="Register a found child").click()
    worker.get_by_label("Our reference").fill("W-1")
    worker.get_by_label("Name in its own script").fill("محمد علی")
    worker.get_by_text("Appearance and marks").click()
    photo = {"name": "child.png", "mimeType": "image/png", "buffer": factories.picture(40, 40)}
    worker.get_by_label("Photograph").set_input_files(photo)
    worker.get_by_label("Born", exact=True).fill("the spring before last")
    worker.get_by_role("button", name="Register").click()
    worker.get_by_role("heading", name="Registered", exact=True).wait_for()
    worker.get_by_text("Entries not recognised").wait_for()
    check(worker)
    keep(worker, "registered")
    record = worker.get_by_role("link", name="Open record").get_attribute("href")
    assert (
        worker.request.get(f"{world.url}{record}/photo/file").headers["content-type"]
        == "image/jpeg"
    )
    worker.get_by_role("link", name="Register another person").click()
    worker.get_by_label("Our reference").fill("W-1")
    worker.get_by_label("Name as written or heard").fill("Mohammad Ali")
    worker.get_by_role("button", name="Register").click()
    worker.get_by_role("heading", name="Please check your entries").wait_for()
    expect(worker.get_by_label("Name as written or heard")).to_have_value("Mohammad Ali")
    check(worker)
    keep(worker, "refused")


@pytest.mark.late
def test_evidence_for_a_hit_is_shown_in_the_language_of_the_page(
    world: World, open_page: Callable[..., Watched]
) -> None:
    officer = open_page(locale="fr").enter(world.installation, Role.LIAISON_OFFICER, "DE-POL")
    officer.goto(f"{world.url}/search")
    officer.locator("[name=purpose]").select_option("locate_missing")
    officer.locator("[name=legal_basis]").select_option("led_8_10")
    officer.locator("[name=case_number]").fill("DE-2026-001")
    officer.locator("[name=full_name]").fill("Shakiba Rahimzada")
    officer.locator("[name=birth_date]").fill("2009-07")
    officer.locator("main button.primary").click()
    answer = officer.locator("#answer").filter(has_text="Shekiba Rahimzadah").inner_text()
    assert "un même nom, orthographié autrement" in answer
    assert "2009-07-01 à 2009-07-31 ↔ 2009-07-10: les deux peuvent être vrais" in answer
    check(officer)


@pytest.mark.late
def test_a_search_shows_permitted_facts_and_keeps_its_case_number(
    world: World, open_page: Callable[..., Watched]
) -> None:
    officer = open_page().enter(world.installation, Role.LIAISON_OFFICER, "DE-POL")
    officer.get_by_role("link", name="Search", exact=True).click()
    officer.get_by_label("Purpose").select_option("locate_missing")
    officer.get_by_label("Legal basis").select_option("led_8_10")
    officer.get_by_label("Case number").fill("DE-2026-001")
    officer.get_by_label("Name as heard").fill("Shakiba Rahimzada")
    officer.get_by_label("Relationship").select_option("mother")
    officer.locator("[name=relative_name]").fill("Golchehra")
    officer.get_by_role("button", name="Search").click()
    officer.get_by_role("heading", name="Results", exact=True).wait_for()
    expect(officer.get_by_label("Case number")).to_have_value("DE-2026-001")
    expect(officer.get_by_text("Shekiba Rahimzadah").first).to_be_attached()
    check(officer)
    keep(officer, "search-found")
    officer.goto(f"{world.url}/search")
    expect(officer.get_by_label("Case number")).to_have_value("DE-2026-001")
    expect(officer.get_by_label("Purpose")).to_have_value("locate_missing")
    # the person searched for is never stored
    expect(officer.get_by_label("Name as heard")).to_have_value("")
    officer.get_by_role("link", name="Search for several people").click()
    expect(officer.get_by_label("Case number")).to_have_value("DE-2026-001")
    officer.get_by_label("or paste the list").fill(
        "Name;mother\nShakiba Rahimzada;mother:Golchehra\nAli;\n"
    )
    officer.get_by_role("button", name="Continue to the columns").click()
    expect(officer.get_by_label("Name", exact=True)).to_have_value("full_name")
    officer.get_by_label("mother").select_option("relatives")
    check(officer)
    keep(officer, "batch-columns")
    officer.get_by_role("button", name="Search for all").click()
    officer.get_by_role("heading", name="Line 2").wait_for()
    expect(officer.get_by_text("Shekiba Rahimzadah").first).to_be_attached()
    officer.get_by_text("Not searched: Enter 2 identifying details").wait_for()
    check(officer)
    keep(officer, "batch-found")
    colleague = open_page().enter(world.installation, Role.SUPERVISOR, "DE-POL")
    colleague.context.add_cookies([{**one, "url": world.url} for one in _case_of(officer)])
    colleague.goto(f"{world.url}/search")
    # only the session that entered it can read it
    expect(colleague.get_by_label("Case number")).to_have_value("")


def _case_of(page: Page) -> list[dict[str, str]]:
    cookies = page.context.cookies(f"{page.url}")
    return [
        {"name": one["name"], "value": one["value"]}
        for one in cookies
        if one["name"] == "homeward-case"
    ]


@pytest.mark.late
def test_a_file_is_tried_then_imported_and_its_failed_rows_fetched(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = open_page().enter(world.installation, Role.CASEWORKER, "DE-JUG")
    worker.get_by_role("link", name="Import", exact=True).click()
    rows = (
        "Aktenzeichen;Name;Geburtsdatum\nI-1;Yusuf Haidari;2011-05\nI-2;;\nI-3;Amina Noori;last"
        " summer\n"
    )
    sent = {"name": "children.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    worker.get_by_label("CSV or PFIF", exact=False).set_input_files(sent)
    worker.get_by_role("button", name="Send").click()
    worker.get_by_role("heading", name="Match the columns").wait_for()
    worker.reload()  # also later, the page of a file that waits has the form to go on
    worker.get_by_role("heading", name="Match the columns").wait_for()
    expect(worker.get_by_label("Name", exact=True)).to_have_value("full_name")
    check(worker)
    worker.get_by_label("Type, if the row has none").select_option("found")
    worker.get_by_role("button", name="Test without saving").click()
    worker.get_by_text("3 rows. 1 would be refused. 1 would be imported").wait_for()
    check(worker)
    keep(worker, "import-tried")
    worker.get_by_role("button", name="Import", exact=True).click()
    worker.get_by_role("heading", name="Import", exact=True).wait_for()
    world.installation.work()
    worker.reload()
    worker.get_by_text("2 imported, 1 refused, 1 with a warning").wait_for()
    check(worker)
    keep(worker, "import-done")
    with worker.expect_download() as fetched:
        worker.get_by_role("link", name="Download failed rows").click()
    assert "I-2" in fetched.value.path().read_text()


@pytest.mark.late
@pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])
def test_the_form_shows_how_it_reads_a_value_before_it_is_stored(
    world: World, open_page: Callable[..., Watched], *, scripted: bool
) -> None:
    worker = open_page(390, java_script_enabled=scripted).enter(
        world.installation, Role.CASEWORKER, "DE-JUG"
    )
    worker.goto(f"{world.url}/records/new/found")
    worker.get_by_label("Born", exact=True).fill("1388-04")
    worker.get_by_label("Calendar of the birth date").select_option("solar_hijri")
    if not scripted:
        worker.get_by_role("button", name="Check entries").click()
    worker.get_by_text("Born between 22 Jun 2009 and 22 Jul 2009").wait_for()
    worker.get_by_label("Calendar of the birth date").select_option("")
    worker.get_by_label("Born", exact=True).fill("about 15")
    if scripted:
        worker.get_by_text("Telephones and documents").click()
    worker.get_by_label("Number", exact=True).first.fill("+93 70 123 4567")
    worker.locator("[name=document_zone]").fill(ZONE)
    worker.get_by_label("Number", exact=True).nth(1).fill("not a phone")
    if not scripted:
        worker.get_by_role("button", name="Check entries").click()
    else:
        worker.get_by_label("Our reference").focus()
    worker.get_by_text("The check digit is correct").wait_for()
    worker.get_by_text("+93701234567").wait_for()
    worker.get_by_text("Not recognised: not a phone number").wait_for()
    expect(worker.get_by_label("Born", exact=True)).to_have_value("about 15")
    if scripted:
        check(worker)
    keep(worker, f"read-{scripted}")


@pytest.mark.late
@pytest.mark.parametrize("scripted", [True, False], ids=["scripts", "no scripts"])
def test_a_mark_is_shown_on_the_body_by_keyboard(
    world: World, open_page: Callable[..., Watched], *, scripted: bool
) -> None:
    worker = open_page(390, java_script_enabled=scripted).enter(
        world.installation, Role.CASEWORKER, "DE-JUG"
    )
    worker.goto(f"{world.url}/records/new/found")
    worker.get_by_label("Our reference").fill(f"MARK-{scripted}")
    worker.get_by_label("Name as written or heard").fill("Dmytro Kovalchuk")
    worker.get_by_text("Appearance and marks").click()
    worker.get_by_label("Forehead", exact=True).check()
    worker.keyboard.press("ArrowDown")  # the next place downwards
    worker.get_by_label("Type of mark", exact=True).select_option("scar")
    worker.get_by_label("Description of the mark").last.fill("thin")
    worker.get_by_role("button", name="Add to the list").click()
    expect(worker.locator("[name=mark_part]").first).to_have_value("eye")
    if not scripted:
        worker.get_by_label("Forehead", exact=True).focus()
    worker.get_by_label("Forearm, Left").check()
    worker.get_by_label("Type of mark", exact=True).select_option("burn")
    keep(worker, f"marks-{scripted}")
    if scripted:
        check(worker)
    worker.get_by_role("button", name="Register").click()
    worker.get_by_role("link", name="Open record").click()
    worker.get_by_text("Burn, Forearm, Left").wait_for()
    worker.get_by_text("Scar, Eye, Right, thin").wait_for()


@pytest.mark.late
def test_a_draft_is_stored_on_the_server_and_not_on_the_device(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = open_page(390).enter(world.installation, Role.CASEWORKER, "CH-CPA")
    worker.goto(f"{world.url}/records/new/found")
    worker.get_by_label("Name as written or heard").fill("Zahra Husaini")
    worker.get_by_label("Sex", exact=True).select_option("F")
    worker.get_by_text("Draft saved until").wait_for()
    check(worker)
    keep(worker, "draft-kept")
    on_device = worker.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Zahra" not in on_device
    assert on_device.startswith("[{},")
    worker.goto(f"{world.url}/records/new/found")
    expect(worker.get_by_label("Name as written or heard")).to_have_value("")
    check(worker)
    keep(worker, "draft-found")
    worker.get_by_role("link", name="Open the draft").click()
    expect(worker.get_by_label("Name as written or heard")).to_have_value("Zahra Husaini")
    worker.get_by_label("Our reference").fill("D-1")
    worker.get_by_role("button", name="Register").click()
    worker.get_by_role("heading", name="Registered", exact=True).wait_for()
    worker.goto(f"{world.url}/records/new/found")
    expect(worker.get_by_role("link", name="Open the draft")).to_have_count(0)


@pytest.mark.late
def test_a_form_waits_for_the_connection_and_is_taken_once(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = open_page(390).enter(world.installation, Role.CASEWORKER, "CH-CPA")
    worker.goto(f"{world.url}/records/new/found")
    worker.get_by_label("Our reference").fill("W-17")
    worker.get_by_label("Name as written or heard").fill("Amina Noori")
    key = worker.locator("[name=key]").input_value()
    worker.context.set_offline(True)
    worker.get_by_role("button", name="Register").click()
    worker.get_by_text("No connection").wait_for()
    keep(worker, "offline")
    worker.context.set_offline(False)
    worker.get_by_role("heading", name="Registered", exact=True).wait_for()
    first = worker.get_by_role("link", name="Open record").get_attribute("href")
    sent = {
        "key": key,
        "record_ref": "W-17",
        "full_name": "Amina Noori",
        "international_protection": "unknown",
    }
    again = worker.request.post(
        f"{world.url}/records/new/found", form=sent, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert again.status in {201, 409}, again.status
    assert again.status == 409 or str(first) in again.text()
    assert (
        worker.request.post(
            f"{world.url}/records/new/found", form={**sent, "key": "another"}
        ).status
        == 409
    )


@pytest.mark.late
def test_without_scripts_a_draft_is_kept_by_a_button(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = open_page(390, java_script_enabled=False).enter(
        world.installation, Role.CASEWORKER, "CH-CPA"
    )
    worker.goto(f"{world.url}/records/new/tracing")
    worker.get_by_label("Name as written or heard").fill("Amina Noori")
    worker.get_by_role("button", name="Save draft").click()
    worker.get_by_text("Draft saved until").wait_for()
    worker.goto(f"{world.url}/records/new/tracing")
    worker.get_by_role("button", name="Delete the draft").click()
    expect(worker.get_by_role("link", name="Open the draft")).to_have_count(0)
    worker.goto(f"{world.url}/records/new/tracing")
    expect(worker.get_by_role("link", name="Open the draft")).to_have_count(0)


@pytest.mark.late
def test_contradicting_values_are_shown_side_by_side(
    world: World, open_page: Callable[..., Watched]
) -> None:
    row = {
        **factories.OTHER,
        "record_ref": "C-1",
        "birth_date": ["2012-11-05", "2011"],
        "eyes": "blue",
    }
    record = world.installation.register(row, world.installation.actor(Role.CASEWORKER, "CH-CPA"))
    worker = open_page(1280).enter(world.installation, Role.CASEWORKER, "CH-CPA")
    worker.goto(f"{world.url}/records/{record}")
    values = worker.locator(".differ dd")
    expect(values).to_have_count(2)
    first, second = (values.nth(number).bounding_box() for number in range(2))
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    assert first["x"] < second["x"]
    check(worker)
    keep(worker, "contradiction")
    worker.get_by_role("link", name="Edit").click()
    worker.get_by_label("Eyes").select_option("grey")
    worker.get_by_role("button", name="Save").click()
    worker.get_by_text("Saved.").wait_for()
    worker.get_by_text("Grey").wait_for()
    expect(worker.locator(".differ dd")).to_have_count(2)


@pytest.mark.late
def test_indicators_are_evaluated_without_a_record_and_stored_with_one(
    world: World, open_page: Callable[..., Watched]
) -> None:
    one = world.installation
    worker = open_page(390).enter(one, Role.CASEWORKER, "DE-JUG")
    worker.goto(f"{world.url}/indicators")
    worker.get_by_label("Owes money for the journey").check()
    worker.get_by_label("Someone controls the telephone").check()
    worker.get_by_role("button", name="Show the result").click()
    worker.get_by_role("heading", name="Treat this person as a possible victim").wait_for()
    worker.get_by_text("DE-JUG (fictional)").wait_for()
    check(worker)
    keep(worker, "indicators-told")
    row = {**factories.OTHER, "record_ref": "T-1"}
    record = one.register(row, one.actor(Role.CASEWORKER, "DE-JUG"))
    worker.goto(f"{world.url}/records/{record}/indicators")
    worker.get_by_label("Owes money for the journey").check()
    worker.get_by_label("Status").select_option("possible")
    worker.get_by_label("Source").select_option("frontline")
    worker.get_by_role("button", name="Save assessment").click()
    worker.get_by_text("Saved.").wait_for()
    check(worker)
    worker.goto(f"{world.url}/records/{record}")
    worker.get_by_text("Possible victim, The first person in contact").wait_for()
    check(worker)
    keep(worker, "indicators-written")
