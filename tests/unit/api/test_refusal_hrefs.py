"""Every `href` of a refusal is a page, every field an input of the interface."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute

import api.web
from api.app import PAGES
from api.errors import problem_response
from api.schemas.next_steps import NextStepsOut
from core.policy.process import ActionView, NextSteps
from core.policy.processes import PROCESSES
from core.policy.review import MATCH_PROCESS
from core.refusals import Refusal
from tests.described_client import document

TEMPLATES = sorted({template for one in Refusal for template in (one.href, one.other_href)} - {""})
PROCESS_PAGES = sorted({process.page for process in PROCESSES.values() if process.page})
# Address -> the page with anchors that exist in one state only. An integration test of the same
# name opens the other pages.
ANCHORED = {"/matches/{}": "matches/read.html", "/disclosures/{}": "disclosures/read.html"}
ANCHORED |= {"/records/{}/consents": "records/consents.html"}


def _shape(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


def _pages() -> set[str]:
    return {
        _shape(route.path)
        for router in PAGES
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    }


@pytest.mark.parametrize("template", [*TEMPLATES, *PROCESS_PAGES])
def test_an_href_is_the_address_of_a_page(template: str) -> None:
    path, _, anchor = _shape(template).partition("#")
    assert path in _pages()
    if anchor and path in ANCHORED:
        source = Path(api.web.__file__).parent / "templates" / ANCHORED[path]
        ids = re.findall(r'(?:id=|parts.choice.)"([^"]+)"', source.read_text(encoding="utf-8"))
        is_act = not {"{{ act }}", "{{ anchor }}"}.isdisjoint(ids)
        assert anchor in ids or (is_act and anchor.startswith(("call_", "explain_")))


def test_a_field_is_an_input_of_an_operation() -> None:
    inputs = {
        name
        for schema in document()["components"]["schemas"].values()
        for name in schema.get("properties", {})
    }
    assert {refusal.field for refusal in Refusal} - {""} <= inputs


def test_a_reason_does_not_lead_to_the_page_that_shows_it() -> None:
    steps = NextSteps(
        "open",
        (),
        None,
        (
            ActionView("undo", Refusal.MATCH_IS_NOT_DECIDED),
            ActionView("close_record", Refusal.REVIEW_IS_NEEDED),
        ),
    )
    match = uuid4()
    shown = NextStepsOut.of(MATCH_PROCESS, steps, user_id=1, ids={"match": match, "record": None})
    hrefs = [action.reason.href for action in shown.actions if action.reason is not None]
    assert hrefs == ["", f"/matches/{match}#review"]


@pytest.mark.parametrize("status", [HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT])
def test_every_refusal_has_a_field_and_an_href_which_may_be_null(status: HTTPStatus) -> None:
    body = json.loads(bytes(problem_response(status, "cross_site").body))
    assert (body["field"], body["href"]) == (None, None)
    other = json.loads(bytes(problem_response(HTTPStatus.NOT_FOUND, "not_found").body))
    assert not {"field", "href"} & other.keys()
