"""The answer to a refusal names the input and the page of the next step, if the viewer may."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from fastapi import Request
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

import api.web
from api.app import PAGES, ROUTERS, create_app
from api.deps import Allow
from api.refusal_hrefs import href_for
from core.errors import Conflict
from core.policy.actions import scope
from core.policy.case.consent import CONSENT_PROCESS
from core.policy.process import Process
from core.policy.roles import Role
from core.policy.sharing.disclosure_steps import ASKED_PROCESS, DISCLOSURE_PROCESSES
from core.refusals import Refusal, ids_of
from tests.factories import CHECKED, FOUND, LAWFUL, MISSING, PEOPLE, Installation
from tests.integration.api.conftest import SignIn
from tests.integration.steps import page_text

TEMPLATES = Path(api.web.__file__).parent / "templates"
CLOSING = {"closure": "withdrawn", "reason": "registered by mistake"}


def _closed(installation: Installation, client: TestClient) -> str:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    sent = client.post(f"/v1/records/{record}/close", json=CLOSING, headers={"If-Match": '"1"'})
    assert sent.status_code == 204
    return str(record)


def test_a_refusal_names_the_page_of_the_next_step_and_the_viewer_opens_it(
    installation: Installation, sign_in: SignIn
) -> None:
    client = sign_in(Role.SUPERVISOR)
    record = _closed(installation, client)
    edit = {"changes": {"eyes": "brown"}, "reason": "seen"}
    answer = client.patch(f"/v1/records/{record}", json=edit, headers={"If-Match": '"2"'})
    problem = answer.json()
    assert (problem["code"], problem["field"]) == ("record_is_closed", None)
    assert problem["href"] == f"/records/{record}"
    assert client.get(problem["href"]).status_code == 200


def test_a_refusal_names_the_input_of_the_request(
    installation: Installation, sign_in: SignIn
) -> None:
    record = installation.register(FOUND, installation.actor(Role.CASEWORKER), LAWFUL)
    client = sign_in(Role.SUPERVISOR)
    sent = {"closure": "reunified", "reason": "the family came"}
    answer = client.post(f"/v1/records/{record}/close", json=sent, headers={"If-Match": '"1"'})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "closure_needs_kinship")
    assert (problem["field"], problem["href"]) == ("closure", f"/records/{record}/edit#relatives")
    page = client.post(f"/records/{record}/close", data={**sent, "version": "1"})
    assert page.status_code == 409
    assert '<a href="#closure">' in page.text
    assert 'id="closure" aria-invalid="true"' in page.text
    assert f'href="/records/{record}/edit#relatives"' in page.text


def test_a_role_that_is_refused_has_neither_field_nor_href(sign_in: SignIn) -> None:
    answer = sign_in(Role.ANALYST).post("/v1/records/search", json={"text": ""})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (403, "refused")
    assert (problem["field"], problem["href"]) == (None, None)


def _request(app: Any, role: Role, call: tuple[str, str], ids: dict[str, str]) -> Request:
    route = next(
        route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        and call[1] == route.path
        and call[0] in (route.methods or ())
    )
    request = Request(
        {"type": "http", "app": app, "route": route, "path_params": ids, "headers": []}
    )
    request.state.actor = SimpleNamespace(role=role)
    return request


def test_an_href_is_given_to_the_roles_that_open_its_page_and_to_no_other(
    installation: Installation,
) -> None:
    app = create_app(
        installation.context.settings, context=installation.context, database=installation.app
    )
    actions = {
        route.path: [
            one.call.actions for one in route.dependant.dependencies if isinstance(one.call, Allow)
        ]
        for router in PAGES
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    }
    given = set()
    for refusal in (one for one in Refusal if one.href):
        for role in PEOPLE:
            names = sorted(ids_of(refusal.href))
            figures = dict.fromkeys(("done", "kind", "least", "most", "roles", "shards"), "0")
            error = Conflict(refusal, **figures, **{name: uuid4() for name in names})
            href = href_for(_request(app, role, ("POST", "/v1/relay"), {}), error)
            page = refusal.href.partition("#")[0]
            for name in names:
                page = page.replace(
                    f"{{{name}}}", f"{{{'record' if name == 'found' else name}_id}}"
                )
            needed = [action for group in actions[page] for action in group]
            may = not needed or any(scope(action, role) is not None for action in needed)
            assert (href is not None) == may, (refusal.name, role)
            given.add((page, may))
    assert {("/matching-runs", False), ("/matching-runs", True)} <= given


def test_the_id_of_another_agencys_record_in_the_address_fills_no_href(
    installation: Installation,
) -> None:
    app = create_app(
        installation.context.settings, context=installation.context, database=installation.app
    )
    record = str(uuid4())
    error = Conflict(Refusal.RECORD_IS_CLOSED)
    care_confirmation = (
        "POST",
        "/v1/records/{record_id}/care-confirmation",
    )  # confirmed for another agency
    ids = {"record_id": record}
    assert href_for(_request(app, Role.SUPERVISOR, care_confirmation, ids), error) is None
    closing = ("POST", "/v1/records/{record_id}/close")
    assert href_for(_request(app, Role.SUPERVISOR, closing, ids), error) == f"/records/{record}"


# Pages with inputs: a refusal that sends a person to one of them names the input or its section.
FORMS = (
    "/records/{record}/edit",
    "/records/{record}/people",
    "/records/{record}/safety",
    "/records/{record}/rights",
    "/records/{record}/consents/new",
    "/exports/new",
    "/institutions",
    "/search",
)
# which input ends a deadline differs by deadline; the page of deadlines names it
OF_SEVERAL_INPUTS = {Refusal.DEADLINE_ENDS_BY_FACT}
# Sections of these pages exist in one state of the match, disclosure or consent only. So the test
# reads their templates, where the section of a step has the name of the act.
OF_A_STATE: dict[str, tuple[str, tuple[Process, ...]]] = {
    "/matches/{match}": ("matches/read.html", ()),
    "/messages/{match}": ("matches/messages.html", ()),
    "/disclosures/{disclosure}": (
        "disclosures/read.html",
        (*DISCLOSURE_PROCESSES.values(), ASKED_PROCESS),
    ),
    "/records/{record}/consents": ("records/consents.html", (CONSENT_PROCESS,)),
}
OF_EACH_ACT = ('id="{{ act }}"', 'id="{{ anchor }}"')


def test_a_refusal_leads_to_the_input_that_the_next_step_needs(
    installation: Installation, sign_in: SignIn
) -> None:
    """Also a refusal that is added later: each page with inputs needs the name of one."""
    record = installation.register(MISSING, installation.actor(Role.CASEWORKER), CHECKED)
    places = {
        tuple(href.partition("#")[::2]): refusal
        for refusal in Refusal
        for href in filter(None, (refusal.href, refusal.other_href))
        if refusal not in OF_SEVERAL_INPUTS
    }
    assert [row.name for (page, name), row in places.items() if page in FORMS and not name] == []
    client = sign_in(Role.SUPERVISOR)
    missing = [
        (refusal.name, page, name)
        for (page, name), refusal in places.items()
        if name
        and page not in OF_A_STATE
        and f'id="{name}"' not in page_text(client, page.format(record=record, found=record))
    ]
    assert missing == []


def test_a_refusal_leads_to_a_section_that_its_page_has_in_some_state() -> None:
    missing = {}
    for refusal in Refusal:
        for href in filter(None, (refusal.href, refusal.other_href)):
            page, _, name = href.partition("#")
            if page not in OF_A_STATE or not name:
                continue
            template, processes = OF_A_STATE[page]
            source = (TEMPLATES / template).read_text(encoding="utf-8")
            acts = {step.act for process in processes for step in process.steps}
            is_act = name in acts and any(text in source for text in OF_EACH_ACT)
            if f'id="{name}"' not in source and not is_act:
                missing[refusal.name] = href
    assert missing == {}
