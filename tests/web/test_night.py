"""The stories of one night in the pages: their tables are those of the same nights over HTTP.

Each step begins on Home or on the page that the step before showed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.app import create_app
from core.security.crypto import Keyring
from tests import factories
from tests.integration.api.conftest import signing_in
from tests.integration.night.shift import CALL, FORM, PRESS
from tests.integration.night.test_stories import (
    FAMILY_DESK,
    FAMILY_HEAD,
    FAMILY_POLICE,
    HEAD,
    HOTLINE,
    HOTLINE_HEAD,
    MOTHER,
    NUMBER,
    WORKER,
    compare,
    confirmed_match,
    paired,
    reported,
    seen_here,
)
from tests.integration.steps import known_child
from tests.web.conftest import WIDTHS, Served, Watched
from tests.web.night_pages import PageShift, enter, follow, tick
from tests.web_server import Server

pytestmark = pytest.mark.late
FOUND_GIRL = {
    "birth_date": "2009-07-10",
    "sex": "F",
    "nationalities": "Afghanistan",
    "event_country": "DE",
    "event_place": "Hamburg",
    "danger_kind-0": "none",
    "trafficking-0": "unknown",
    "relative_relation-0": "mother",
    "relative_name-0": "گلچهره",
    "height_cm": "153",
    "eyes": "brown",
    "hair": "black",
    "mark_kind-0": "burn",
    "mark_part-0": "forearm",
    "mark_side-0": "left",
    "description": "Asks to call her brother.",
    "care": "residential",
    "international_protection": "no",
}
REPORTED_GIRL = {
    "record_ref": "H-1",
    "full_name": "Shekiba Rahimzadah",
    "birth_date": "2009-07-10",
    "sex": "F",
    "nationalities": "Afghanistan",
    "event_date": "2026-03-07",
    "event_country": "FR",
    "event_place": "Metz",
    "relative_relation-0": "mother",
    "relative_name-0": "Golchehra",
    "height_cm": "150",
    "eyes": "brown",
    "hair": "black",
    "description": "Separated in a crowd.",
    "reporter_name": MOTHER["name"],
    "reporter_relation": "mother",
    "reporter_phone": NUMBER,
    "international_protection": "no",
}
SEARCHED = {
    "purpose": "identify_found",
    "case_number": "DE-2026-001",
    "legal_basis": "gdpr_6_1_e_9_2_g",
    "full_name": "Shakiba Rahimzada",
    "birth_date": "2009-07-10",
    "relative_relation-0": "mother",
    "relative_name-0": "Golchehre",
}
CONSENT = {
    "giver": "guardian",
    "giver_name": "Marlene Vogt",
    "proof": "identity card seen, certificate of appointment seen",
    "authority": "Local court, family division",
    "appointed_on": "2026-01-12",
    "document": "F 12/26",
    "child_view": "yes",
    "child_heard_how": "alone with the counsellor, twice",
    "language": "Dari",
    "interpreter": "sworn, Dari",
    "counsellor": "youth welfare",
}


@pytest.fixture
def world(empty: Path, tmp_path: Path, keys: Keyring) -> Iterator[Served]:
    """An installation without records behind a server."""
    made = factories.copy_installation(empty, tmp_path / "data", keys)
    with Server(create_app(made.context.settings, context=made.context, database=made.app)) as url:
        yield Served(url, made)
    made.close()


@pytest.fixture
def shift(world: Served, open_page: Callable[..., Watched]) -> Iterator[PageShift]:
    with signing_in(world.installation) as sign_in:
        yield PageShift(world, sign_in, open_page, WIDTHS[0])


def test_a_nameless_child_is_found(shift: PageShift) -> None:
    reported(shift)
    shift.start()
    worker = shift.arrive(WORKER)
    follow(worker, "Register a found child")
    enter(worker, {"record_ref": "N-1", "event_date": "2026-03-07", **FOUND_GIRL})
    words = "registers a girl whose name nobody knows"
    register = worker.get_by_role("button", name="Register", exact=True)
    worker.locator("#full_name").fill("unknown")
    shift.press(WORKER, words, FORM, register, made="child")

    worker.locator("#shared").get_by_text("Who sees this record:").wait_for()
    follow(worker, worker.locator("#next").get_by_text("Confirm or declare"))
    worker.get_by_text("I am on duty without a colleague and the child is in our care").click()
    worker.get_by_label("Reason").fill("Alone on duty. She asks for her mother.")
    declare = worker.get_by_role("button", name="Declare")
    shift.press(WORKER, "declares that the girl is in the agency's care", FORM, declare)
    worker.get_by_text("The notified desks are listed below.").wait_for()
    worker.locator("#care-confirmation").get_by_text("GR-CPA was notified").wait_for()
    worker.get_by_label("Desk that you called").select_option("GR-CPA")
    called = worker.get_by_role("button", name="I have called")
    shift.press(WORKER, "calls the desk of the report", CALL, called)
    follow(worker, "Home")
    follow(worker, worker.locator("a.line[href^='/matches/']"))
    worker.get_by_text("Shekiba Rahimzadah").first.wait_for()
    shift.reach_goal()

    shift.wait("the morning comes", hours=6)
    head = shift.arrive(HEAD)
    follow(head, "Approvals to decide")
    follow(head, "Open: Care declaration")
    head.get_by_label("I confirm").select_option("colleague")
    confirm = head.get_by_role("button", name="Confirm", exact=True)
    shift.press(HEAD, "confirms that the girl is in care", FORM, confirm)
    compare(shift, "A nameless child is found", "the desk of the report knows that she is in care")
    shift.assert_acts(3, 1)


def test_a_child_leaves_care_towards_two_states(shift: PageShift) -> None:
    shift.records |= {"child": str(known_child(shift.one)), "report": "report"}
    shift.start()
    worker = shift.arrive(WORKER)
    follow(worker, worker.locator(f"a.line[href='/records/{shift.records['child']}']"))
    follow(worker, "Child missing from care")
    left = {
        "left_at": "2026-03-08T01:20",
        "place": "Hamburg",
        "noticed_by": "night duty",
        "clothing": "red anorak",
        "phone_owner-0": "own",
        "phone_number-0": "+49 151 00000000",
        "likely_state-0": "FR",
        "state_danger-0": "nobody_known",
        "likely_state-1": "GR",
        "state_danger-1": "authority",
    }
    enter(worker, left)
    file = worker.get_by_role("button", name="File the report")
    shift.press(WORKER, "reports that the child went missing from care", FORM, file, made="report")
    worker.get_by_role("heading", name="Sent to: Germany, France").wait_for()
    waits = worker.locator("#sent").inner_text()
    for words in ("Not sent yet: Greece.", "Waits for a second person of your agency.", "06:05"):
        assert words in waits
    shift.reach_goal()

    shift.wait("the desks of the state are asked too", hours=2)
    head = shift.arrive(HEAD)
    follow(head, "Approvals to decide")
    approve = head.get_by_role("button", name="Approve")
    shift.press(HEAD, "approves the report", PRESS, approve)
    compare(shift, "A child leaves care towards two states", "the desks read the report")
    shift.assert_acts(1, 1)


def test_a_mother_rings_twice(shift: PageShift) -> None:
    shift.records["report"] = "id"
    shift.start()
    hotline = shift.arrive(HOTLINE)
    follow(hotline, "Report a missing person")
    enter(hotline, REPORTED_GIRL)
    tick(hotline, recipients=["DE"])
    register = hotline.get_by_role("button", name="Register", exact=True)
    words = "registers the report of the mother"
    shift.press(HOTLINE, words, FORM, register, made="report")
    shift.wait("the mother rings again", minutes=10)

    follow(hotline, "Records")
    hotline.get_by_label("Reference, name or telephone number").fill(NUMBER)
    search = hotline.get_by_role("button", name="Search my records")
    shift.press(HOTLINE, "finds the report by the number of the mother", PRESS, search)
    follow(hotline, hotline.locator("#found a.line"))
    follow(hotline, "Edit")
    enter(hotline, {"mark_kind-0": "burn", "mark_part-0": "forearm", "mark_side-0": "left"})
    hotline.get_by_label("Reason").fill("the mother rang again")
    save = hotline.get_by_role("button", name="Save", exact=True)
    shift.press(HOTLINE, "adds the scar that the mother remembers", FORM, save)
    hotline.get_by_text("Burn, Forearm, Left").wait_for()
    shift.reach_goal()

    worker = shift.arrive(WORKER)
    follow(worker, "Search")
    enter(worker, SEARCHED)
    search = worker.get_by_role("button", name="Search", exact=True)
    shift.press(WORKER, "searches for the girl and sees nothing", FORM, search)
    worker.get_by_text("Nothing that you may see.").wait_for()

    hotline = shift.arrive(HOTLINE)
    follow(hotline, "Shekiba Rahimzadah")
    follow(hotline, "Reporter and guardians")
    enter(hotline, {"identity_how": "passport", "relation_proof": "family register"})
    save = hotline.locator("#reporter").get_by_role("button", name="Save", exact=True)
    shift.press(HOTLINE, "enters the papers of the mother", FORM, save)
    ask = hotline.get_by_role("button", name="Request a reporter check by a second person")
    shift.press(HOTLINE, "asks for the reporter check", PRESS, ask)

    head = shift.arrive(HOTLINE_HEAD)
    follow(head, "Approvals to decide")
    follow(head, "Open: Reporter check")
    enter(head, {"reporter_check": "checked", "reporter-check-reason": "papers seen"})
    save = head.get_by_role("button", name="Save decision")
    shift.press(HOTLINE_HEAD, "checks the reporter", FORM, save)

    search = worker.get_by_role("button", name="Search", exact=True)
    shift.press(WORKER, "searches again", FORM, search)
    worker.get_by_text("Shekiba Rahimzadah").first.wait_for()
    compare(shift, "A mother rings twice", "the report has both calls")
    shift.assert_acts(3, 1)


def test_a_danger_to_life(shift: PageShift) -> None:
    paired(shift)
    shift.start()
    asker = shift.arrive(FAMILY_DESK)
    follow(asker, asker.locator("a.line[href^='/matches/']"))
    follow(asker, "Danger to life: ask now")
    asker.get_by_label("Danger", exact=False).first.select_option("trafficking")
    asker.get_by_label("What happened").fill("taken from the shelter an hour ago")
    asker.get_by_label("Photograph").check()
    send = asker.get_by_role("button", name="Send now")
    shift.press(FAMILY_DESK, "asks because of a danger to life", FORM, send)
    asker.get_by_text("Also call the police of your own state: 112.").wait_for()

    responsible = shift.arrive(WORKER)
    follow(responsible, responsible.get_by_text("Request to you: act now"))
    responsible.get_by_label("What you know").fill("seen with the man she fled from")
    save = responsible.get_by_role("button", name="Save the assessment")
    shift.press(WORKER, "writes what is known", FORM, save)
    for place, words in (
        ("call_back", "calls the asking desk back"),
        ("call_police", "calls the police"),
    ):
        called = responsible.locator(f"#{place}").get_by_role("button", name="I have called")
        shift.press(WORKER, words, CALL, called)
    share = responsible.get_by_role("button", name="Share the information")
    shift.press(WORKER, "shares the information", PRESS, share)
    responsible.get_by_text("A second person must approve it within 4 hours").wait_for()

    asker = shift.arrive(FAMILY_DESK)
    follow(asker, asker.get_by_text("Danger to life: the other desk acted on your request").first)
    follow(asker, "Open the shared information")
    asker.get_by_role("heading", name="Information shared with you").wait_for()
    shift.reach_goal()
    shift.wait("an hour passes", hours=1)

    head = shift.arrive(HEAD)
    follow(head, head.get_by_text("Second approval needed"))
    approve = head.get_by_role("button", name="Approve")
    shift.press(HEAD, "approves it", FORM, approve)
    compare(shift, "A danger to life", "the other desk reads")
    shift.assert_acts(5, 2)
    assert [act.by for act in shift.until[2:]] == [shift.name(WORKER)] * 4


def test_an_oral_consent(shift: PageShift) -> None:
    paired(shift)
    shift.start()
    worker = shift.arrive(WORKER)
    follow(worker, worker.locator("a.line[href^='/records/']").first)
    follow(worker, "Consent")
    follow(worker, "Record consent")
    enter(worker, CONSENT)
    tick(
        worker,
        scopes=["match_abroad", "identity"],
        purposes=["trace_family"],
        recipients=["GR"],
        is_briefed_spoken=["yes"],
    )
    record = worker.get_by_role("button", name="Record consent")
    shift.press(WORKER, "records a consent, explained orally", FORM, record)
    start = worker.get_by_role("button", name="Start with oral consent")
    shift.press(WORKER, "starts the oral consent", PRESS, start)
    shift.wait("the morning comes", hours=6)

    worker = shift.arrive(WORKER)
    follow(worker, "Consents to complete")
    explain = worker.locator("#explain_in_writing button")
    shift.press(WORKER, "explains it in writing", FORM, explain)
    head = shift.arrive(HEAD)
    follow(head, "Approvals to decide")
    follow(head, "Open: Consent to witness")
    witness = head.locator("#witness button")
    shift.press(HEAD, "witnesses both explanations", PRESS, witness)
    shift.reach_goal()
    compare(shift, "An oral consent", "both explanations are witnessed")
    shift.assert_acts(4, 2)


def test_a_wrong_confirmation_is_undone(shift: PageShift) -> None:
    confirmed_match(shift)
    shift.start()
    worker = shift.arrive(WORKER)
    follow(worker, "Possible matches")
    follow(worker, "Confirmed")
    follow(worker, worker.locator("main .lines a").first)
    worker.locator("#undo summary").click()
    worker.locator("#undo-reason").select_option("new_evidence")
    propose = worker.get_by_role("button", name="Propose to undo decision")
    shift.press(WORKER, "proposes to undo the match", PRESS, propose)
    worker.get_by_text("The decision holds until a second person undoes it.").wait_for()

    for who in (FAMILY_HEAD, HEAD):
        head = shift.arrive(who)
        follow(head, head.get_by_text("Proposed undoing of a match to decide"))
        head.get_by_text("It is your turn.").wait_for()
    head.locator("#undo-reason").select_option("new_evidence")
    undo = head.get_by_role("button", name="Undo decision")
    shift.press(HEAD, "undoes the match", PRESS, undo)
    shift.reach_goal()
    compare(shift, "A wrong confirmation is undone", "the match is open again")
    shift.assert_acts(2, 2)


def test_a_sighting(shift: PageShift) -> None:
    seen_here(shift)
    shift.start()
    hotline = shift.arrive(HOTLINE)
    follow(hotline, "Send a sighting")
    sighting = {
        "reference": shift.records["report"],
        "person": "a girl of about 16 in a red anorak",
        "grounds": "the scar on her left forearm",
        "country": "DE",
        "place": "Hamburg",
        "seen_at": "2026-03-06T21:40",
        "certainty": "2",
        "teller": "public",
    }
    enter(hotline, sighting)
    send = hotline.get_by_role("button", name="Send sighting")
    words = "sends what a caller saw, by the reference on the poster"
    shift.press(HOTLINE, words, FORM, send)

    for who in (FAMILY_POLICE, FAMILY_DESK):
        reader = shift.arrive(who)
        follow(reader, reader.locator("main a[href$='/sightings']").filter(has_text="was seen"))
        reader.get_by_role("heading", name="Hamburg").wait_for()
    shift.reach_goal()
    reader.get_by_label("Reason to accept").fill("The hotline called the witness back.")
    accept = reader.get_by_role("button", name="Accept sighting")
    words = "accepts the sighting after a call to the hotline"
    shift.press(FAMILY_DESK, words, CALL, accept)
    compare(shift, "A sighting", "the desk of the report and its police read it")
    shift.assert_acts(1, 1)
