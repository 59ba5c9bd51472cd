"""Pages in pseudo-languages: untranslated text is found, longer words fit, layouts are mirrored."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from babel import Locale
from playwright.sync_api import Page

from api.web import language
from core.policy.roles import Role
from tests.web import pseudo
from tests.web.conftest import Watched, World
from tests.web.pseudo import ACCENTED, LEFTWARDS
from tests.web.test_pages import PAGES, check, keep

# texts of a page without data: without isolated values, counts, addresses, and text marked as
# English
TEXTS = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const apart = "bdi, code, kbd, script, [lang=en], .brand, [dir=ltr]";
        if (node.parentElement.closest(apart)) { continue; }
        if (node.textContent.trim()) { found.push(node.textContent.trim()); }
    }
    for (const one of document.querySelectorAll("[aria-label], [alt], [placeholder], [title]")) {
        for (const name of ["aria-label", "alt", "placeholder", "title"]) {
            if (one.getAttribute(name)) { found.push(one.getAttribute(name)); }
        }
    }
    return found;
}"""
WORD = re.compile(r"[A-Za-z]{3,}")
ENGLISH = Locale.parse("en_GB")
# names of places, people and agencies of the test data, months, and names equal in all languages
DATA = {
    "UTC",
    "CSV",
    "XLSX",
    "PFIF",
    "PDF",
    "JSON",
    "fictional",
    "dpo",
    "DPA",
    "Homeward",
    "Somebody",
    "user",
    "all",
}
DATA |= {word for name in ENGLISH.territories.values() for word in WORD.findall(name)}
DATA |= {
    word
    for names in ENGLISH.months["format"].values()
    for name in names.values()
    for word in WORD.findall(name)
}


# one page of each layout: lists and cards, facts, a long form, tabs
MIRRORED = (
    "home-caseworker",
    "home-supervisor",
    "records",
    "record-own",
    "record-other",
    "new-found",
    "search",
)


@pytest.fixture(autouse=True)
def two_more_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer both pseudo-languages on the server of this process."""
    catalogue, current = language.catalogue, language.current

    def now() -> Locale:
        return pseudo.LOCALES.get(language.chosen()) or current()

    monkeypatch.setattr(language, "offered", lambda: ("en", ACCENTED, LEFTWARDS))
    monkeypatch.setattr(
        language,
        "catalogue",
        lambda one: pseudo.Pseudo() if one in pseudo.LOCALES else catalogue(one),
    )
    monkeypatch.setattr(language, "current", now)


def _pages(
    world: World, open_page: Callable[..., Watched], spoken: str, names: Iterable[str] = PAGES
) -> Iterator[tuple[str, Page]]:
    by_person: dict[tuple[Role, str], Page] = {}
    for name in names:
        role, agency, path = PAGES[name]
        if (role, agency) not in by_person:
            watched = open_page(390)
            watched.page.context.add_cookies(
                [{"name": language.COOKIE, "value": spoken, "url": world.url}]
            )
            by_person[role, agency] = watched.enter(world.installation, role, agency)
        page = by_person[role, agency]
        page.goto(
            world.url + path.format(found=world.found, missing=world.missing, match=world.match)
        )
        yield name, page


def _left(text: str) -> str:
    plain = pseudo.untranslated(text)
    words = [word for word in WORD.findall(plain) if word not in DATA and not word.isupper()]
    return plain if words else ""


@pytest.mark.late
def test_every_word_of_every_page_is_translated_but_for_data(
    world: World, open_page: Callable[..., Watched]
) -> None:
    left: dict[str, list[str]] = {}
    for name, page in _pages(world, open_page, ACCENTED):
        found = {_left(text) for text in page.evaluate(TEXTS)} - {""}
        if found:
            left[name] = sorted(found)
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            left.setdefault(name, []).append(f"{wide} px wider than the window")
        keep(page, f"{name}-longer")
    assert left == {}


@pytest.mark.late
def test_pages_read_from_right_to_left(world: World, open_page: Callable[..., Watched]) -> None:
    for name, page in _pages(world, open_page, LEFTWARDS, MIRRORED):
        assert page.evaluate("document.documentElement.dir") == "rtl"
        check(page)
        keep(page, f"{name}-leftwards")


@pytest.mark.late
def test_a_language_is_chosen_and_kept(world: World, open_page: Callable[..., Watched]) -> None:
    page = open_page().enter(world.installation, Role.CASEWORKER, "DE-JUG")
    page.locator(f"footer button[value={ACCENTED}]").click()
    page.get_by_role("heading", name=pseudo.changed("To do")).wait_for()
    page.goto(f"{world.url}/matches")
    assert page.evaluate("document.documentElement.lang") == ACCENTED
    page.locator("footer button[value=en]").click()
    page.get_by_role("heading", name="To do").wait_for()
