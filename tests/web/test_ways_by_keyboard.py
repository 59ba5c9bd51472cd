"""Tasks of caseworker, supervisor and officer with the keyboard only: Tab, Enter and typing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from core.policy.roles import Role
from tests.factories import PASSWORD, login
from tests.web.conftest import Watched, World

MOST_TABS = 150
# the name of the focused element: its label, its text, or its value
HERE = """() => {
    const at = document.activeElement;
    const label = at.labels && at.labels.length ? at.labels[0].innerText : "";
    const found = [label, at.getAttribute("aria-label") || "", at.innerText || "", at.id];
    return found.map(one => one.trim());
}"""


class Keyboard:
    """A person without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, words: str) -> None:
        """Press Tab until the named element has the focus, and check that the focus is visible."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if any(
                one == words or one.startswith((f"{words} ", f"{words}\n"))
                for one in self.page.evaluate(HERE)
            ):
                outline = "getComputedStyle(document.activeElement).outlineStyle"
                assert self.page.evaluate(outline) != "none", f"nobody sees where {words!r} is"
                return
        pytest.fail(f"no way to {words!r} by Tab on {self.page.url}")

    def type(self, words: str, text: str) -> None:
        """Focus a field and type into it; in a list this selects the option."""
        self.reach(words)
        self.page.keyboard.type(text)

    def press(self, words: str, key: str = "Enter") -> None:
        """Focus a link or button and press it."""
        self.reach(words)
        self.page.keyboard.press(key)

    def see(self, heading: str) -> None:
        """Wait for the page with this heading."""
        self.page.get_by_role("heading", name=heading, exact=True).first.wait_for()


def _sign_in(watched: Watched, world: World, role: Role, agency: str) -> Keyboard:
    watched.page.goto(world.url)
    keyboard = Keyboard(watched.page)
    keyboard.see("Sign in")
    keyboard.type("Name", login(role, agency))
    keyboard.type("Password", PASSWORD)
    keyboard.press("Sign in")
    keyboard.see("To do")
    return keyboard


def _sign_out(keyboard: Keyboard) -> None:
    keyboard.press("Sign out")
    keyboard.page.get_by_text("You are signed out.").wait_for()


def _judge(keyboard: Keyboard, button: str) -> None:
    keyboard.type("Decision and reason", "Same person")
    keyboard.press(button)
    keyboard.page.get_by_text("Your decision is saved.").wait_for()


@pytest.mark.late
def test_a_caseworker_registers_a_child_and_proposes_a_decision_and_a_supervisor_confirms_it(
    world: World, open_page: Callable[..., Watched]
) -> None:
    worker = _sign_in(open_page(), world, Role.CASEWORKER, "DE-JUG")
    worker.press("Skip to the content")
    worker.press("Register a found child")
    worker.page.wait_for_url("**/records/new/found")
    worker.type("Our reference", "K-1")
    worker.type("Name as written or heard", "Amina Noori")
    worker.type("Born", "2011-05")
    worker.press("Register")
    worker.see("Registered")
    worker.press("Possible matches")
    worker.see("Possible matches")
    worker.press("شکیبا رحیم زاده")
    worker.see("Is this the same person?")
    _judge(worker, "Propose")
    worker.page.keyboard.press("n")  # goes to the next match; there is none, so to the list
    worker.see("Possible matches")
    _sign_out(worker)

    head = _sign_in(open_page(), world, Role.SUPERVISOR, "DE-JUG")
    head.press("Oversight")
    head.press("Audit log")
    head.see("Audit log")
    head.press("Possible matches")
    head.see("Possible matches")
    head.press("Proposed")
    head.page.wait_for_url("**state=proposed")
    head.press("شکیبا رحیم زاده")
    head.see("Is this the same person?")
    _judge(head, "Confirm")
    head.press("Administration")
    head.page.keyboard.press("Escape")
    expect(head.page.locator("details.menu[open]")).to_have_count(0)
    _sign_out(head)


@pytest.mark.late
def test_an_officer_searches_and_opens_what_was_found(
    world: World, open_page: Callable[..., Watched]
) -> None:
    officer = _sign_in(open_page(), world, Role.LIAISON_OFFICER, "DE-POL")
    officer.press("Search")
    officer.see("Search for a person")
    officer.type("Purpose", "Find")
    officer.type("Case number", "DE-2026-002")
    officer.type("Legal basis", "LED")
    officer.type("Name as heard", "Shakiba Rahimzada")
    officer.type("Relationship", "Mother")
    officer.reach("Name")
    officer.page.keyboard.type("Golchehra")
    officer.page.keyboard.press("Enter")
    officer.see("Results")
    officer.press("Shekiba Rahimzadah")
    officer.page.wait_for_url("**/records/*")
    expect(officer.page.get_by_text("Shekiba Rahimzadah").first).to_be_attached()
    _sign_out(officer)
