"""Every refusal of the table, as a page: its status, reason and next step; typed text is kept."""

from __future__ import annotations

import html
import re
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from fastapi import Request, Response

from api.web import errors
from api.web.errors import STATUS_MESSAGES, FormRejected
from api.web.forms import SubmittedForm
from core.errors import Conflict, HomewardError, InvalidInput, Refused
from core.refusals import Refusal

TYPED = "the <night> desk is alone"
FIGURES = re.compile(r"%\((\w+)\)s")
ERRORS = {HTTPStatus.CONFLICT: Conflict, HTTPStatus.FORBIDDEN: Refused}


def _request() -> Request:
    state = SimpleNamespace(context=SimpleNamespace(settings=SimpleNamespace(demo=False)))
    return Request(
        {
            "type": "http",
            "method": "POST",
            "path": "/duty",
            "query_string": b"",
            "headers": [(b"host", b"testserver"), (b"referer", b"http://testserver/records")],
            "scheme": "http",
            "server": ("testserver", 80),
            "app": SimpleNamespace(state=state),
            "state": {},
        }
    )


def _figures(refusal: Refusal) -> dict[str, str]:
    """Return a value for each figure of the sentences."""
    names = [name for sentence in refusal.sentences for name in FIGURES.findall(sentence)]
    return {name: "supervisor" if name == "roles" else "7" for name in names}


def _sentences(refusal: Refusal) -> list[str]:
    shown = {name: "Supervisor" if name == "roles" else "7" for name in _figures(refusal)}
    return [sentence % shown for sentence in refusal.sentences]


def _text(page: Response) -> str:
    return html.unescape(re.sub(r"\s+", " ", bytes(page.body).decode()))


def _box(page: Response) -> str:
    """Return what the script of the page shows at the form: the content of the refusal."""
    found = re.search(r'<div id="refusal"[^>]*>(.*?)</div>', _text(page))
    assert found is not None
    return found[1]


@pytest.mark.parametrize("status", ERRORS, ids=lambda status: status.phrase)
def test_the_page_of_each_refusal_has_its_status_its_reason_and_the_next_step(
    status: HTTPStatus,
) -> None:
    wrong = []
    for refusal in Refusal:
        error = ERRORS[status](refusal, **_figures(refusal))
        page = errors.render_error(_request(), Response(status_code=status), error)
        is_complete = all(sentence in _box(page) for sentence in _sentences(refusal))
        if page.status_code != status or not is_complete or "%(" in _box(page):
            wrong.append(refusal.name)
        assert 'href="/records"' in _text(page)  # back to the page of the form
    assert wrong == []


@pytest.mark.parametrize("status", ERRORS, ids=lambda status: status.phrase)
def test_a_form_that_is_shown_again_has_the_refusal_and_what_was_typed(
    status: HTTPStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "write_refusal", lambda *_, **__: None)
    sent, wrong = SubmittedForm.of([("reason", TYPED)]), []
    for refusal in Refusal:
        error = ERRORS[status](refusal, **_figures(refusal))
        page = errors._form_rejected(_request(), FormRejected("desk/duty.html", error, sent=sent))
        page_text = _text(page)
        is_complete = all(sentence in page_text for sentence in _sentences(refusal))
        if page.status_code != status or not is_complete or f'value="{TYPED}"' not in page_text:
            wrong.append(refusal.name)
    assert wrong == []


@pytest.mark.parametrize("status", STATUS_MESSAGES, ids=lambda status: status.phrase)
def test_a_status_without_a_row_has_its_own_message(status: HTTPStatus) -> None:
    page = errors.render_error(_request(), Response(status_code=status), HomewardError("secret"))
    assert page.status_code == status
    assert STATUS_MESSAGES[status] in _box(page)
    assert "secret" not in _text(page)


def test_an_error_page_names_a_known_field_and_no_value() -> None:
    error = InvalidInput("reason", "needed", TYPED)
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    page = errors.render_error(_request(), Response(status_code=status), error)
    assert "<strong>Reason</strong>: This is required." in _box(page)
    assert TYPED not in _text(page)


def test_a_session_that_ended_leads_to_the_sign_in() -> None:
    answer = Response(status_code=HTTPStatus.UNAUTHORIZED)
    page = errors.render_error(_request(), answer, HomewardError())
    assert (page.status_code, page.headers["Location"]) == (303, "/sign-in")
