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
    HEAD,
    WORKER,
    compare,
    confirmed_pair,
    paired,
)
from tests.web.conftest import WIDTHS, Served, Watched
from tests.web.night_pages import PageShift, follow
from tests.web_server import Server

pytestmark = pytest.mark.late


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


def test_a_danger_to_life(shift: PageShift) -> None:
    paired(shift)
    shift.start()
    asker = shift.arrive(FAMILY_DESK)
    asker.locator("a.line[href^='/pairs/']").click()
    follow(asker, "Danger to life: ask now")
    asker.get_by_label("Danger", exact=False).first.select_option("trafficking")
    asker.get_by_label("What happened").fill("taken from the shelter an hour ago")
    asker.get_by_label("Photograph").check()
    send = asker.get_by_role("button", name="Send now")
    shift.press(FAMILY_DESK, "asks because of a danger to life", FORM, send)
    asker.get_by_text("Also call the police of your own state: 112.").wait_for()

    owner = shift.arrive(WORKER)
    owner.get_by_text("Request to you: act now").click()
    owner.get_by_label("What you know").fill("seen with the man she fled from")
    save = owner.get_by_role("button", name="Save the assessment")
    shift.press(WORKER, "writes what is known", FORM, save)
    for place, words in (
        ("call_back", "calls the asking desk back"),
        ("call_police", "calls the police"),
    ):
        called = owner.locator(f"#{place}").get_by_role("button", name="I have called")
        shift.press(WORKER, words, CALL, called)
    share = owner.get_by_role("button", name="Share the information")
    shift.press(WORKER, "shares the information", PRESS, share)
    owner.get_by_text("A second person must approve it within 4 hours").wait_for()

    asker = shift.arrive(FAMILY_DESK)
    asker.get_by_text("Danger to life: the other desk acted on your request").first.click()
    follow(asker, "Open the shared information")
    asker.get_by_role("heading", name="Information shared with you").wait_for()
    shift.reach_goal()
    shift.wait("an hour passes", hours=1)

    head = shift.arrive(HEAD)
    head.get_by_text("Second approval needed").click()
    approve = head.get_by_role("button", name="Approve")
    shift.press(HEAD, "approves it", FORM, approve)
    compare(shift, "A danger to life", "the other desk reads")
    shift.assert_acts(5, 2)
    assert [act.by for act in shift.until[2:]] == [shift.name(WORKER)] * 4


def test_a_wrong_confirmation_is_undone(shift: PageShift) -> None:
    confirmed_pair(shift)
    shift.start()
    worker = shift.arrive(WORKER)
    follow(worker, "Possible matches")
    follow(worker, "Confirmed")
    worker.locator("main .lines a").first.click()
    worker.locator("#undo summary").click()
    worker.locator("#undo-reason").select_option("new_evidence")
    propose = worker.get_by_role("button", name="Propose to undo decision")
    shift.press(WORKER, "proposes to undo the match", PRESS, propose)
    worker.get_by_text("The decision holds until a second person undoes it.").wait_for()

    for who in (FAMILY_HEAD, HEAD):
        head = shift.arrive(who)
        head.get_by_text("Proposed undoing of a match to decide").click()
        head.get_by_text("It is your turn.").wait_for()
    head.locator("#undo-reason").select_option("new_evidence")
    undo = head.get_by_role("button", name="Undo decision")
    shift.press(HEAD, "undoes the match", PRESS, undo)
    shift.reach_goal()
    compare(shift, "A wrong confirmation is undone", "the match is open again")
    shift.assert_acts(2, 2)
