"""A night shift in the pages: each person begins on Home and follows links and buttons only."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from playwright.sync_api import Locator, Page, Request
from sqlalchemy import select

from models.agencies.desk import Desk
from models.records.record import Record
from tests.integration.api.conftest import SignIn
from tests.integration.night.shift import Shift, Who
from tests.web.conftest import Served, Watched

# What a page sends while a person types. Every other POST is an act.
WHILE_TYPING = ("/check", "/draft", "/mark")
# The texts with a telephone number of a desk that no link dials. An option cannot have a link.
UNDIALLED = """numbers => [...document.querySelectorAll("main *")]
  .filter(one => !one.closest("a[href^='tel:'], select, textarea"))
  .flatMap(one => [...one.childNodes])
  .filter(node => node.nodeType === Node.TEXT_NODE)
  .map(node => node.textContent)
  .filter(text => numbers.some(number => text.includes(number)))"""
MARK = "document.querySelector('main').dataset.earlier = 'yes'"


class PageShift(Shift):
    """A night in the browser. It has the rows of the same night over HTTP.

    A person comes with `arrive`, which opens Home. There is no other way to an address. An act is
    a form that the browser sends, also one that a story did not press a button for.
    """

    def __init__(
        self, served: Served, sign_in: SignIn, open_page: Callable[..., Watched], width: int
    ) -> None:
        super().__init__(served.installation, sign_in)
        self._open_page, self._width = open_page, width
        self._watched: dict[Who, Watched] = {}
        self.sent: list[str] = []

    def arrive(self, who: Who) -> Page:
        """Return the Home of a person, with a new session."""
        if who not in self._watched:
            self._watched[who] = self._open_page(self._width)
            self._watched[who].page.on("request", self._count)
            self._watched[who].page.set_default_timeout(10_000)
        return self._watched[who].enter(self.one, *who)

    def press(self, who: Who, words: str, minutes: int, button: Locator, made: str = "") -> None:
        """Send a form by its button, run the worker, and add the row of the act.

        `made` names the record that the act makes. Fail if the page shows a refusal.
        """
        self.one.clock.move(timedelta(minutes=minutes))
        page = self._watched[who].page
        before = len(self.sent)
        button.wait_for()
        self._assert_desks_are_dialled(page)
        page.evaluate(MARK)
        button.click()
        page.locator("main:not([data-earlier])").or_(page.locator(".problems")).first.wait_for()
        page.wait_for_load_state()
        assert page.locator(".problems").all_inner_texts() == [], (words, page.url)
        assert len(self.sent) == before + 1, (words, self.sent[before:])
        assert page.evaluate("scrollY") == 0, (words, page.url)
        self._assert_desks_are_dialled(page)
        if made:
            newest = select(Record.public_id).order_by(Record.id.desc()).limit(1)
            self.records[made] = str(self.one.read_one(newest))
        self.write(self.name(who), words)

    def assert_acts(self, most: int, people: int) -> None:
        """Fail if the goal took more acts or people, or if a form was sent without a row."""
        acts = [act for act in self.until if act.by != "–"]
        assert len(acts) <= most, acts
        assert len({act.by for act in acts}) <= people, acts
        assert len(self.sent) == sum(act.by != "–" for act in self.rows), self.sent

    def _assert_desks_are_dialled(self, page: Page) -> None:
        numbers = self.one.read_all(select(Desk.on_call_phone))
        assert page.evaluate(UNDIALLED, numbers) == [], page.url

    def _count(self, sent: Request) -> None:
        if sent.method == "POST" and not sent.url.endswith(WHILE_TYPING):
            self.sent.append(sent.url)


def enter(page: Page, values: Mapping[str, str]) -> None:
    """Fill the fields of a form by their ids; a field in a closed part opens it first."""
    for name, value in values.items():
        field = page.locator(f"[id='{name}']")
        closed = page.locator("main details:not([open])").filter(has=field)
        while closed.count():
            closed.first.locator("> summary").click()
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def tick(page: Page, **codes: Sequence[str]) -> None:
    """Tick the boxes of these codes, by the names of their fields."""
    for name, chosen in codes.items():
        for code in chosen:
            page.locator(f"input[name='{name}'][value='{code}']").check()


def follow(page: Page, link: str | Locator) -> None:
    """Follow a link, or the first link whose name begins with these words, to its page."""
    if isinstance(link, str):
        link = page.get_by_role("link", name=re.compile(f"^{re.escape(link)}")).first
    link.wait_for()
    page.evaluate(MARK)
    link.click()
    page.locator("main:not([data-earlier])").wait_for()
    page.wait_for_load_state()
