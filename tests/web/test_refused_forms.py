"""A refused form stays on its page, shows the reason at the form, and keeps typed values."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping

import pytest
from playwright.sync_api import Locator, Page, Route

from core.policy.roles import Role
from tests.web.conftest import Watched, World
from tests.web.test_pages import PAGES

pytestmark = pytest.mark.late
Place = tuple[Role, str, str]  # who opens a page, and its path
REFUSAL = (
    '<!doctype html><title>No</title><main><div id="refusal"><p>The true reason.</p>'
    "<p>The next step.</p></div></main>"
)
# a name -> how the server answers, and what the page shows
ANSWERS: dict[str, tuple[Callable[[Route], None], str]] = {
    "refused": (
        lambda route: route.fulfill(status=409, content_type="text/html", body=REFUSAL),
        "The true reason.",
    ),
    "not readable": (
        lambda route: route.fulfill(status=422, content_type="text/html", body=REFUSAL),
        "The next step.",
    ),
    "too large": (
        lambda route: route.fulfill(status=413, content_type="application/json", body="{}"),
        "The file is too large.",
    ),
    "no answer": (lambda route: route.abort(), "The server did not answer."),
    "time-out": (lambda route: route.abort("timedout"), "The server did not answer."),
    "session ended": (
        lambda route: route.fulfill(status=204, headers={"X-Location": "/sign-in"}),
        "Your session has ended.",
    ),
}
# Fills every empty text field of a form with a text that its type accepts, and sends the form
# without the browser's own checks.
FILL_AND_SEND = """form => {
    for (const field of form.querySelectorAll("input, textarea")) {
        const isText = field.tagName === "TEXTAREA" || ["text", "search"].includes(field.type);
        if (isText && !field.value) { field.value = "typed"; }
    }
    form.noValidate = true;
    // the same box is filled again: `earlier` marks what it showed before
    form.querySelectorAll(":scope > .refusal").forEach(box => box.classList.add("earlier"));
    const before = [...new FormData(form)].map(String);
    form.requestSubmit();
    return before;
}"""
VALUES = "form => [...new FormData(form)].map(String)"


def _forms(page: Page) -> int:
    return page.locator("main form[method=post]:not([data-plain])").count()


SOME_PAGES = ("new-found", "record-photo", "record-safety", "search", "imports")


def _places(world: World, names: Iterable[str]) -> dict[str, Place]:
    ids = {"found": world.found, "missing": world.missing, "match": world.match}
    return {
        name: (role, agency, path.format(**ids))
        for name, (role, agency, path) in PAGES.items()
        if name in names
    }


@pytest.mark.slow
def test_no_refusal_of_any_form_leaves_its_page_or_loses_what_was_typed(
    world: World, open_page: Callable[..., Watched]
) -> None:
    assert sum(walk(world, open_page, _places(world, PAGES), ["refused"]).values()) > 60


def test_a_form_that_gets_no_page_as_its_answer_keeps_what_was_typed(
    world: World, open_page: Callable[..., Watched]
) -> None:
    assert all(walk(world, open_page, _places(world, SOME_PAGES)).values())


def walk(
    world: World,
    open_page: Callable[..., Watched],
    places: Mapping[str, Place],
    answers: Iterable[str] = tuple(ANSWERS),
) -> dict[str, int]:
    """Send every form of the pages, once for each answer; return the number of forms of each.

    Each answer must be shown at its form, and everything typed must stay.
    """
    people: dict[tuple[Role, str], Page] = {}
    forms, wrong = dict.fromkeys(places, 0), {}
    for key, (role, agency, path) in places.items():
        if (role, agency) not in people:
            people[role, agency] = open_page().enter(world.installation, role, agency)
        page = people[role, agency]
        page.goto(world.url + path)
        for number in range(_forms(page)):
            form = page.locator("main form[method=post]:not([data-plain])").nth(number)
            forms[key] += 1
            for name in answers:
                shown = _send(page, form, ANSWERS[name][0])
                is_preserved = shown[1] and page.url == world.url + path
                if not is_preserved or ANSWERS[name][1] not in shown[0]:
                    wrong[f"{key} {number} {name}"] = shown[0]
    assert wrong == {}
    return forms


def _send(page: Page, form: Locator, answer: Callable[[Route], None]) -> tuple[str, bool]:
    """Send a form; return what is shown at it, and whether its values are those sent."""
    page.route(
        "**/*", lambda route: answer(route) if route.request.method == "POST" else route.continue_()
    )
    before = form.evaluate(FILL_AND_SEND)
    shown = form.locator(":scope > .refusal:not(.earlier)")
    shown.wait_for(state="attached", timeout=5_000)
    text = shown.text_content() or ""
    page.unroute("**/*")
    return text, form.evaluate(VALUES) == before


def test_a_refused_decision_shows_its_true_reason_at_the_form(
    world: World, open_page: Callable[..., Watched]
) -> None:
    page = open_page().enter(world.installation, Role.CASEWORKER, "DE-JUG")
    address = f"{world.url}/matches/{world.match}"
    page.goto(address)
    page.locator("#decision-choice").select_option("same:verification_passed")
    page.locator("#decision button.primary").click()
    shown = page.locator("#decision .refusal")
    shown.wait_for()
    assert "question" in shown.inner_text()
    assert page.url == address
    assert page.locator("#decision-choice").input_value() == "same:verification_passed"


def test_a_refusal_marks_the_field_that_it_names_until_the_next_refusal(
    world: World, open_page: Callable[..., Watched]
) -> None:
    page = open_page().enter(world.installation, Role.CASEWORKER, "DE-JUG")
    page.goto(f"{world.url}/matches/{world.match}")
    field = page.locator("#decision-choice")
    form = page.locator("form:has(#decision-choice)")
    marks = []
    for name in (field.get_attribute("name"), ""):
        body = REFUSAL.replace('id="refusal"', f'id="refusal" data-field="{name}"')
        _send(page, form, functools.partial(_refuse, body))
        marks.append(field.get_attribute("aria-invalid"))
    assert marks == ["true", None]


def _refuse(body: str, route: Route) -> None:
    route.fulfill(status=409, content_type="text/html", body=body)
