"""No page fails on any value: every form is sent with an extreme value in one of its fields.

Pages and forms are found by following links from each role's home page. The transaction of every
request is rolled back.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from core.policy.records.dates import DATE_RANGES
from core.policy.roles import CASE_ROLES, Role
from tests.integration.api import extreme, extreme_worlds
from tests.integration.api.extreme_worlds import Worlds

pytestmark = pytest.mark.late

worlds = extreme_worlds.worlds
ROLES = (
    Role.SUPERVISOR,
    Role.CASEWORKER,
    Role.LIAISON_OFFICER,
    Role.AUDITOR,
    Role.ANALYST,
    Role.ADMINISTRATOR,
)
DATE_FIELDS = {*DATE_RANGES, "route_date"}
# these end the session, or leave the app
LEFT_OUT = {"/sign-out", "/language"}
PAGES_MOST = 150  # per role
VALUES_MOST = (extreme.VALUES_MOST + 1) // 2  # the same fields are in the interface
WRITTEN = [value for value in extreme.EVERY if isinstance(value, str)]


@dataclasses.dataclass
class Form:
    """A form of a page: address, method, and fields with their values."""

    method: str
    action: str
    fields: list[tuple[str, str]]


class Reader(HTMLParser):
    """Collects the links and forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._is_inside, self._select = False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "a" and attributes.get("href", "").startswith("/"):
            self.links.append(attributes["href"])
        elif tag == "form":
            self.forms.append(
                Form(attributes.get("method", "get").upper(), attributes.get("action", ""), [])
            )
            self._is_inside = True
        elif self._is_inside and tag == "select" and attributes.get("name"):
            self._select = attributes["name"]
        elif self._is_inside and tag == "option" and self._select and attributes.get("value"):
            self.forms[-1].fields.append((self._select, attributes["value"]))
            self._select = ""  # the first choice with a value
        elif (
            self._is_inside
            and tag in ("input", "textarea")
            and attributes.get("name")
            and attributes.get("type") != "file"
        ):
            self.forms[-1].fields.append((attributes["name"], attributes.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False


def _template(path: str) -> str:
    """Return a path without its ids, so that pages of one kind count once."""
    return "/".join(
        "*" if "-" in part and any(map(str.isdigit, part)) else part for part in path.split("/")
    )


def _forms(client: TestClient) -> list[Form]:
    """Follow links from home; return one form per address."""
    waiting, visited, found = ["/"], {"/"}, dict[tuple[str, str, tuple[str, ...]], Form]()
    while waiting and len(visited) < PAGES_MOST:
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500, address
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        reader = Reader()
        reader.feed(answer.text)
        for form in reader.forms:
            form.action = form.action or address
            names = tuple(name for name, _ in form.fields)
            found.setdefault((form.method, _template(urlsplit(form.action).path), names), form)
        for link in reader.links:
            if (kind := _template(urlsplit(link).path)) not in visited and kind not in LEFT_OUT:
                visited.add(kind)
                waiting.append(link)
    return [form for form in found.values() if urlsplit(form.action).path not in LEFT_OUT]


def _values(form: Form, name: str, turn: int, *, is_full: bool) -> Sequence[str]:
    if is_full:
        return extreme.of_place(WRITTEN, f"{_template(form.action)} {name}", VALUES_MOST)
    return extreme.in_turn(extreme.WORST_DATES, turn, 2) if name in DATE_FIELDS else []


def _sent(client: TestClient, form: Form, *, is_full: bool) -> Iterator[tuple[str, str, int]]:
    for number, (name, _) in enumerate(form.fields):
        for value in _values(form, name, number, is_full=is_full):
            matches = [
                (one, value if at == number else was) for at, (one, was) in enumerate(form.fields)
            ]
            content = {one: [was for name_, was in matches if name_ == one] for one, _ in matches}
            with contextlib.suppress(UnicodeEncodeError):  # a browser sends no lone surrogate
                answer = client.request(
                    form.method,
                    form.action,
                    **({"params": content} if form.method == "GET" else {"data": content}),
                    follow_redirects=False,
                )
                yield name, value, answer.status_code


def _failures(
    worlds: Worlds, role: Role, *, is_full: bool
) -> tuple[list[tuple[str, str, str, int]], int]:
    client, failed, sent = worlds.client(role), [], 0
    for form in _forms(client):
        for name, value, status in _sent(client, form, is_full=is_full):
            sent += 1
            if status >= 500:
                failed.append(
                    (f"{form.method} {_template(form.action)}", name, f"{value!r:.40}", status)
                )
    return failed, sent


@pytest.mark.late
# pages call several services in one transaction, each with its own PostgreSQL role
@pytest.mark.both
def test_every_page_that_a_role_reaches_by_links_opens(worlds: Worlds) -> None:
    for role in ROLES:
        _forms(worlds.client(role))


def test_no_page_fails_on_an_extreme_date(worlds: Worlds) -> None:
    failed, sent = _failures(worlds, Role.SUPERVISOR, is_full=False)
    assert failed == []
    assert sent > 20


@pytest.mark.slow
@pytest.mark.parametrize(
    "role",
    [pytest.param(role, marks=[pytest.mark.slow] if role in CASE_ROLES else []) for role in ROLES],
)
def test_no_page_fails_on_any_extreme_value_in_any_field(worlds: Worlds, role: Role) -> None:
    failed, sent = _failures(worlds, role, is_full=True)
    assert failed == []
    assert sent >= VALUES_MOST
