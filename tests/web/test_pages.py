from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from api.app import create_app
from core.policy.roles import Role
from services.agencies import accounts, sessions
from tests.factories import PASSWORD, login
from tests.web.conftest import WIDTHS, Watched, World

# name -> role, agency and address; {found} and {match} are replaced by ids
PAGES: dict[str, tuple[Role, str, str]] = {
    "home-caseworker": (Role.CASEWORKER, "DE-JUG", "/"),
    "home-supervisor": (Role.SUPERVISOR, "DE-JUG", "/"),
    "home-officer": (Role.LIAISON_OFFICER, "GR-POL", "/"),
    "home-auditor": (Role.AUDITOR, "DE-JUG", "/"),
    "home-analyst": (Role.ANALYST, "DE-JUG", "/"),
    "home-administrator": (Role.ADMINISTRATOR, "DE-JUG", "/"),
    "records": (Role.SUPERVISOR, "DE-JUG", "/records"),
    "record-own": (Role.SUPERVISOR, "DE-JUG", "/records/{found}"),
    "record-other": (Role.SUPERVISOR, "DE-JUG", "/records/{missing}"),
    "new-missing": (Role.CASEWORKER, "DE-JUG", "/records/new/missing"),
    "new-found": (Role.CASEWORKER, "DE-JUG", "/records/new/found"),
    "new-tracing": (Role.CASEWORKER, "DE-JUG", "/records/new/tracing"),
    "search": (Role.LIAISON_OFFICER, "DE-POL", "/search"),
    "record-story": (Role.SUPERVISOR, "DE-JUG", "/records/{found}/story"),
    "record-deadlines": (Role.CASEWORKER, "GR-CPA", "/records/{missing}/deadlines"),
    "deadlines": (Role.CASEWORKER, "GR-CPA", "/deadlines"),
    "record-people": (Role.SUPERVISOR, "GR-CPA", "/records/{missing}/people"),
    "record-consents": (Role.CASEWORKER, "DE-JUG", "/records/{found}/consents"),
    "consent-new": (Role.CASEWORKER, "DE-JUG", "/records/{found}/consents/new"),
    "consent-texts": (Role.CASEWORKER, "DE-JUG", "/consent-texts"),
    "consent-sheet": (Role.CASEWORKER, "DE-JUG", "/consent-texts/1/fra"),
    "record-safety": (Role.SUPERVISOR, "DE-JUG", "/records/{found}/safety"),
    "record-photo": (Role.CASEWORKER, "DE-JUG", "/records/{found}/photo"),
    "search-batch": (Role.LIAISON_OFFICER, "DE-POL", "/search/batch"),
    "saved_search": (Role.LIAISON_OFFICER, "DE-POL", "/saved-searches"),
    "past-searches": (Role.LIAISON_OFFICER, "DE-POL", "/searches"),
    "record-matches": (Role.CASEWORKER, "DE-JUG", "/records/{found}/matches"),
    "record-review": (Role.SUPERVISOR, "DE-JUG", "/records/{found}/review"),
    "record-access-log": (Role.SUPERVISOR, "DE-JUG", "/records/{found}/access-log"),
    "record-edit": (Role.CASEWORKER, "DE-JUG", "/records/{found}/edit"),
    "record-questions": (Role.CASEWORKER, "DE-JUG", "/records/{found}/questions"),
    "record-close": (Role.SUPERVISOR, "DE-JUG", "/records/{found}/close"),
    "missing-from-care": (Role.CASEWORKER, "DE-JUG", "/records/{found}/missing-from-care"),
    "disclosures": (Role.SUPERVISOR, "DE-JUG", "/disclosures"),
    "disclosure-new": (Role.CASEWORKER, "DE-JUG", "/matches/{match}/disclosure"),
    "disclosure-danger": (Role.CASEWORKER, "DE-JUG", "/matches/{match}/danger"),
    "approvals": (Role.SUPERVISOR, "GR-CPA", "/approvals"),
    "closings": (Role.SUPERVISOR, "DE-JUG", "/closings"),
    "institutions": (Role.SUPERVISOR, "GR-CPA", "/institutions"),
    "transfers": (Role.SUPERVISOR, "DE-JUG", "/transfers"),
    "offer": (Role.CASEWORKER, "DE-JUG", "/records/{found}/transfer"),
    "print-police": (Role.CASEWORKER, "GR-CPA", "/records/{missing}/print"),
    "print-sis": (Role.SUPERVISOR, "GR-CPA", "/records/{missing}/print?form=sis_missing"),
    "print-yellow": (Role.CASEWORKER, "GR-CPA", "/records/{missing}/print?form=interpol_yellow"),
    "indicators": (Role.CASEWORKER, "DE-JUG", "/indicators"),
    "record-indicators": (Role.CASEWORKER, "DE-JUG", "/records/{found}/indicators"),
    "directory": (Role.CASEWORKER, "DE-JUG", "/directory?state="),
    "messages": (Role.SUPERVISOR, "GR-CPA", "/messages"),
    "messages-match": (Role.CASEWORKER, "DE-JUG", "/messages/{match}"),
    "messages-leave": (Role.CASEWORKER, "DE-JUG", "/records/{found}/sealed-messages"),
    "hand-match": (Role.CASEWORKER, "DE-JUG", "/records/{found}/hand-matches"),
    "sighting": (Role.CASEWORKER, "DE-JUG", "/sightings"),
    "sightings-received": (Role.CASEWORKER, "GR-CPA", "/records/{missing}/sightings"),
    "messages-received": (Role.SUPERVISOR, "GR-CPA", "/sealed-messages"),
    "link-requests": (Role.LIAISON_OFFICER, "DE-POL", "/link-requests"),
    "relay": (Role.CASEWORKER, "DE-JUG", "/relay"),
    "services": (Role.ADMINISTRATOR, "DE-JUG", "/directory/services"),
    "duty": (Role.CASEWORKER, "DE-JUG", "/duty"),
    "covers": (Role.SUPERVISOR, "DE-JUG", "/covers"),
    "caseload": (Role.SUPERVISOR, "DE-JUG", "/caseload"),
    "assignees": (Role.SUPERVISOR, "DE-JUG", "/records/{found}/assignees"),
    "rights": (Role.SUPERVISOR, "DE-JUG", "/rights"),
    "right-new": (Role.CASEWORKER, "DE-JUG", "/records/{found}/rights"),
    "imports": (Role.CASEWORKER, "DE-JUG", "/imports"),
    "exports": (Role.SUPERVISOR, "DE-JUG", "/exports"),
    "export-new": (Role.SUPERVISOR, "DE-JUG", "/exports/new"),
    "export-of-one": (Role.SUPERVISOR, "DE-JUG", "/exports/new?record={found}"),
    "audit-log-auditor": (Role.AUDITOR, "DE-JUG", "/audit-log"),
    "audit-log-own": (Role.CASEWORKER, "DE-JUG", "/audit-log"),
    "alerts": (Role.AUDITOR, "DE-JUG", "/alerts"),
    "samples": (Role.AUDITOR, "DE-JUG", "/samples"),
    "passkeys": (Role.CASEWORKER, "DE-JUG", "/passkeys"),
    "users": (Role.ADMINISTRATOR, "DE-JUG", "/users"),
    "invite": (Role.ADMINISTRATOR, "DE-JUG", "/invite"),
    "access-requests": (Role.SUPERVISOR, "DE-JUG", "/access-requests"),
    "acting-sessions": (Role.SUPERVISOR, "DE-JUG", "/acting-sessions"),
    "runs": (Role.ADMINISTRATOR, "DE-JUG", "/matching-runs"),
    "agencies": (Role.ADMINISTRATOR, "DE-JUG", "/agencies"),
    "agencies-auditor": (Role.AUDITOR, "DE-JUG", "/agencies"),
    "patterns": (Role.ADMINISTRATOR, "DE-JUG", "/patterns"),
    "deputies": (Role.SUPERVISOR, "DE-JUG", "/deputies"),
    "tokens": (Role.SUPERVISOR, "DE-JUG", "/tokens"),
    "tokens-administrator": (Role.ADMINISTRATOR, "DE-JUG", "/tokens"),
    "system_status": (Role.ADMINISTRATOR, "DE-JUG", "/system-status"),
    "statistics": (Role.ANALYST, "DE-JUG", "/statistics"),
    "statistics-cube": (Role.ANALYST, "DE-JUG", "/statistics/age_bands"),
    "statistics-none": (Role.AUDITOR, "DE-JUG", "/statistics/kinds"),
    "statistics-own": (Role.SUPERVISOR, "DE-JUG", "/statistics/own"),
    "enrolment": (Role.CASEWORKER, "DE-JUG", "/enrolment"),
    "match": (Role.SUPERVISOR, "DE-JUG", "/matches/{match}"),
    "match-link": (Role.SUPERVISOR, "GR-CPA", "/matches/{match}"),
    "matches-link": (Role.SUPERVISOR, "GR-CPA", "/matches"),
    "reports": (Role.ANALYST, "DE-JUG", "/reports"),
    "reports-read": (Role.SUPERVISOR, "DE-JUG", "/reports"),
    "reports-compared": (Role.AUDITOR, "DE-JUG", "/reports/compare"),
    "matches": (Role.SUPERVISOR, "DE-JUG", "/matches"),
    "nowhere": (Role.CASEWORKER, "DE-JUG", "/nowhere"),
}
SHAPES = ((WIDTHS[0], "light"), (WIDTHS[1], "dark"))  # each width and each colour scheme once


def check(page: Page) -> None:
    """Fail if axe reports a problem or the page is wider than its window."""
    found = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    )
    assert found.response["violations"] == [], found.generate_report()
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} is {wide} px wider than the window"


def keep(page: Page, name: str) -> None:
    """Save a screenshot of the whole page in the folder HOMEWARD_PICTURES, if it is set."""
    folder = os.environ.get("HOMEWARD_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_every_page_answers(world: World) -> None:
    """The browser tests of these pages are `late`."""
    made, statuses = world.installation, {}
    app = create_app(made.context.settings, context=made.context, database=made.app)
    for name, (role, agency, path) in PAGES.items():
        with made.database.transaction() as session:
            known = accounts.find_login(session, made.context, login(role, agency))
            assert known.user_id is not None
            opened = sessions.open_session(session, made.context, known.user_id, acting_state=None)
        client = TestClient(app, cookies={"homeward": opened.token}, raise_server_exceptions=False)
        address = path.format(found=world.found, missing=world.missing, match=world.match)
        statuses[name] = client.get(address).status_code
    expected = dict.fromkeys(PAGES, 200) | {"nowhere": 404}
    assert statuses == expected


# One shape of each page is marked `late`, the other `slow`; half of the pages begin with each.
HALVES = [
    pytest.param(
        *shape,
        list(PAGES)[(number + other) % 2 :: 2],
        id=f"{shape[0]}-{shape[1]}-{('first', 'other')[other]}",
        marks=pytest.mark.slow if other else pytest.mark.late,
    )
    for number, shape in enumerate(SHAPES)
    for other in range(2)
]


@pytest.mark.parametrize(("width", "scheme", "names"), HALVES)
def test_every_page_is_accessible_and_fits(
    width: int, scheme: str, names: list[str], world: World, open_page: Callable[..., Watched]
) -> None:
    by_person: dict[tuple[Role, str], Page] = {}
    for name in names:
        role, agency, path = PAGES[name]
        if (role, agency) not in by_person:
            by_person[role, agency] = open_page(width, color_scheme=scheme).enter(
                world.installation, role, agency
            )
        page = by_person[role, agency]
        page.goto(
            world.url + path.format(found=world.found, missing=world.missing, match=world.match)
        )
        check(page)
        keep(page, f"{name}-{width}-{scheme}")


@pytest.mark.late
def test_signing_in_says_no_more_than_that_it_was_refused(
    world: World, open_page: Callable[..., Watched]
) -> None:
    page = open_page().page
    page.goto(world.url + "/")
    page.get_by_role("heading", name="Sign in").wait_for()
    check(page)
    page.get_by_label("Name").fill("nobody")
    page.get_by_label("Password").fill("a wrong password")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("The name, password or code is wrong.").wait_for()
    check(page)
    keep(page, "sign-in")
    page.get_by_label("Name").fill(login(Role.CASEWORKER, "DE-JUG"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="To do").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
