"""A refused form stays on its page, shows the reason at the form, and keeps typed values."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import Page, Route

from core.policy.roles import Role
from tests.web.conftest import Watched, World
from tests.web.test_pages import PAGES

pytestmark = pytest.mark.late
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
    "too large": (
        lambda route: route.fulfill(status=413, content_type="application/json", body="{}"),
        "The file is too large.",
    ),
    "no answer": (lambda route: route.abort(), "The server did not answer."),
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
    const before = [...new FormData(form)].map(String);
    form.requestSubmit();
    return before;
}"""
VALUES = "form => [...new FormData(form)].map(String)"


def _forms(page: Page) -> int:
    return page.locator("main form[method=post]:not([data-plain])").count()


SOME_PAGES = ("new-found", "record-photo", "record-safety", "search", "imports")


@pytest.mark.slow
def test_no_refusal_of_any_form_leaves_its_page_or_loses_what_was_typed(
    world: World, open_page: Callable[..., Watched]
) -> None:
    assert _walk(world, open_page, "refused", PAGES) > 60


@pytest.mark.parametrize("name", ANSWERS)
def test_a_form_that_gets_no_page_as_its_answer_keeps_what_was_typed(
    name: str, world: World, open_page: Callable[..., Watched]
) -> None:
    assert _walk(world, open_page, name, SOME_PAGES) >= len(SOME_PAGES)


def _walk(world: World, open_page: Callable[..., Watched], name: str, pages: Iterable[str]) -> int:
    """Send every form of the pages; check that each gets this answer; return their number."""
    answer, text = ANSWERS[name]
    people: dict[tuple[Role, str], Page] = {}
    tried, wrong = 0, {}
    for key in pages:
        role, agency, path = PAGES[key]
        if (role, agency) not in people:
            people[role, agency] = open_page().enter(world.installation, role, agency)
        page = people[role, agency]
        address = world.url + path.format(found=world.found, missing=world.missing, pair=world.pair)
        page.goto(address)
        page.route(
            "**/*",
            lambda route: answer(route) if route.request.method == "POST" else route.continue_(),
        )
        for number in range(_forms(page)):
            form = page.locator("main form[method=post]:not([data-plain])").nth(number)
            before = form.evaluate(FILL_AND_SEND)
            shown = form.locator(":scope > .refusal")
            shown.wait_for(state="attached", timeout=5_000)
            tried += 1
            is_kept = form.evaluate(VALUES) == before and page.url == address
            if not is_kept or text not in (shown.text_content() or ""):
                wrong[f"{key} {number}"] = shown.text_content()
        page.unroute("**/*")
    assert wrong == {}
    return tried


def test_a_refused_verdict_shows_its_true_reason_at_the_form(
    world: World, open_page: Callable[..., Watched]
) -> None:
    page = open_page().enter(world.installation, Role.CASEWORKER, "DE-JUG")
    address = f"{world.url}/pairs/{world.pair}"
    page.goto(address)
    page.locator("#verdict-choice").select_option("same:verification_passed")
    page.locator("#verdict button.primary").click()
    shown = page.locator("#verdict .refusal")
    shown.wait_for()
    assert "question" in shown.inner_text()
    assert page.url == address
    assert page.locator("#verdict-choice").input_value() == "same:verification_passed"
