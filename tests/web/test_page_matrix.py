"""Every page with every role, without a browser: who gets it, who is refused, foreign ids."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.app import PAGES, PUBLIC, create_app
from api.deps import Allow, get_actor, get_actor_in_own_transaction
from api.web.labels.display import RECORD_PAGES
from core.errors import AuditUnavailable
from core.policy.actions import Action, scope
from core.policy.roles import Role
from core.security.crypto import Keyring
from models.oversight.audit import Audit, AuditRecord
from services.agencies import accounts, sessions
from services.foundation import audit_log
from tests import factories
from tests.factories import MISSING, Installation, login

Call = tuple[str, str]
# These need a session and no action: every role has a home page, and everybody may sign out.
SIGNED_IN_ONLY = {
    ("GET", "/"),
    ("POST", "/sign-out"),
    ("POST", "/session/confirm"),
    ("POST", "/session/confirm/passkey"),
    ("GET", "/passkeys"),
    ("POST", "/passkeys"),
    ("POST", "/passkeys/new"),
    ("POST", "/passkeys/remove"),
}
PEOPLE = factories.PEOPLE
KINDS = {"{cube}": "kinds", "{kind}": "found", "{version}": "1", "{text_language}": "fra"}


def _routes() -> Iterator[tuple[Call, APIRoute]]:
    for router in PAGES:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            for method in route.methods:
                yield (method, route.path), route


def _actions(route: APIRoute) -> tuple[Action, ...]:
    declared = (
        one.call.actions for one in route.dependant.dependencies if isinstance(one.call, Allow)
    )
    return tuple(itertools.chain.from_iterable(declared))


ROUTES = dict(_routes())
WITH_ID = sorted(call for call in ROUTES if "_id}" in call[1])
PLAIN = sorted(
    call for call in ROUTES if "_id}" not in call[1] and call[0] == "GET" and _actions(ROUTES[call])
)


@pytest.fixture(scope="module")
def made(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, keys: Keyring
) -> Iterator[Installation]:
    one = factories.copy_installation(empty, tmp_path_factory.mktemp("pages") / "data", keys)
    yield one
    one.close()


def _client(made: Installation, role: Role, agency: str = "DE-JUG") -> TestClient:
    app = create_app(made.context.settings, context=made.context, database=made.app)
    client = TestClient(app, follow_redirects=False)
    with made.database.transaction() as session:
        known = accounts.find_login(session, made.context, login(role, agency))
        assert known.user_id is not None
        opened = sessions.open_session(session, made.context, known.user_id, acting_state=None)
    client.cookies.set("homeward", opened.token)
    return client


def _fill(path: str, **ids: str) -> str:
    for name, value in {**KINDS, **ids}.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize("call", sorted(ROUTES), ids=" ".join)
def test_every_page_declares_an_action_or_is_listed(call: Call) -> None:
    assert bool(_actions(ROUTES[call])) != (call in PUBLIC | SIGNED_IN_ONLY)
    if call in SIGNED_IN_ONLY:
        assert {get_actor, get_actor_in_own_transaction} & {
            one.call for one in ROUTES[call].dependant.dependencies
        }


@pytest.mark.parametrize("role", PEOPLE)
def test_a_page_is_shown_only_to_the_roles_of_its_action(made: Installation, role: Role) -> None:
    client = _client(made, role)
    answers = {path: client.get(_fill(path)).status_code for _, path in PLAIN}
    expected = {
        path: 200
        if any(scope(action, role) is not None for action in _actions(ROUTES["GET", path]))
        else 403
        for _, path in PLAIN
    }
    assert answers == expected


def _without(answer: Response, public_id: UUID) -> tuple[int, str]:
    """Return an answer without the requested id, which the address of a form repeats."""
    return answer.status_code, answer.text.replace(str(public_id), "ID")


@pytest.mark.late
@pytest.mark.parametrize("role", PEOPLE)
def test_a_foreign_id_answers_as_a_missing_one(made: Installation, role: Role) -> None:
    hidden = made.register(
        {**MISSING, "record_ref": f"H-{role.value}", "sharing": "none"},
        made.actor(Role.CASEWORKER, "FR-116"),
    )
    client = _client(made, role)
    for method, path in WITH_ID:
        place = path[path.index("{") : path.index("}") + 1]
        known, unknown = (
            _without(client.request(method, _filled(path.replace(place, str(one)))), one)
            for one in (hidden, uuid4())
        )
        reaches = any(scope(action, role) is not None for action in _actions(ROUTES[method, path]))
        assert known == unknown, path
        assert known[0] == (404 if reaches else 403) or method == "POST", path


def _filled(path: str) -> str:
    """Return an address with a missing id for each further placeholder."""
    return re.sub(r"\{\w+\}", str(UUID(int=1)), path)


def test_every_page_of_an_own_record_is_shown_and_its_review_says_when_none_is_near(
    made: Installation,
) -> None:
    record = made.register({**MISSING, "record_ref": "R-1"}, made.actor(Role.SUPERVISOR, "GR-CPA"))
    supervisor = _client(made, Role.SUPERVISOR, "GR-CPA")
    for _, path, _, _ in RECORD_PAGES:
        assert supervisor.get(f"/records/{record}{path}").status_code == 200, path
    shown = supervisor.get(f"/records/{record}/matches").text
    assert shown.count("No entries.") == 2
    assert "Retention review" in supervisor.get(f"/records/{record}").text
    assert "No review is due soon." in supervisor.get(f"/records/{record}/review").text
    form = {"outcome": "keep", "reason": "still missing"}
    refused = supervisor.post(
        f"/records/{record}/review", data=form, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert (refused.status_code, "No review is due soon." in refused.text) == (409, True)


# forms of an own record that are shown again after a refusal, and the values sent
AGAIN: dict[str, dict[str, str]] = {
    "edit": {"reason": ""},
    "transfer": {"to_agency": "nobody", "reason": ""},
    "consents/new": {},
    "risks": {},
    "best-interests": {},
    "photo": {},
    "rights": {"received_at": "2026-03-01T10:00"},
    "review": {},
    "indicators": {"status": "nonsense"},
    "care-confirmation/declaration": {"reason": ""},
}


def _again(client: TestClient, record: UUID, form: str) -> Response:
    sent = {"version": "1", **AGAIN[form]}
    return client.post(
        f"/records/{record}/{form}", data=sent, headers={"Sec-Fetch-Site": "same-origin"}
    )


def _accesses(made: Installation, record: UUID) -> list[str]:
    """Return the audited acts that opened facts of a record, oldest first."""
    rows = (
        select(Audit.action).join(AuditRecord, AuditRecord.audit_id == Audit.id).order_by(Audit.id)
    )
    return made.read_all(rows.where(AuditRecord.record == record))


@pytest.mark.parametrize("form", AGAIN)
def test_a_record_that_is_shown_again_with_a_refused_form_was_looked_at(
    made: Installation, form: str
) -> None:
    record = made.register(
        {**MISSING, "record_ref": f"again-{form}"}, made.actor(Role.SUPERVISOR, "GR-CPA")
    )
    before = _accesses(made, record)
    answer = _again(_client(made, Role.SUPERVISOR, "GR-CPA"), record, form)
    assert answer.status_code in {409, 422}
    assert f"/records/{record}" in answer.text
    assert [
        one for one in _accesses(made, record)[len(before) :] if one.startswith(("read_", "list_"))
    ] != []


def test_a_form_is_not_shown_again_where_the_look_cannot_be_written(
    made: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = made.register(
        {**MISSING, "record_ref": "again-unwritten"}, made.actor(Role.SUPERVISOR, "GR-CPA")
    )
    client = _client(made, Role.SUPERVISOR, "GR-CPA")
    written = audit_log._write

    def fails(session: Session, keys: object, events: object) -> None:
        raise AuditUnavailable("no audit log")

    monkeypatch.setattr(audit_log, "_write", fails)
    answer = _again(client, record, "transfer")
    monkeypatch.setattr(audit_log, "_write", written)
    assert answer.status_code == 503
    assert MISSING["full_name"] not in answer.text


def test_the_page_of_a_photograph_that_is_not_there_says_so_and_asks_for_none(
    made: Installation,
) -> None:
    record = made.register(
        {**MISSING, "record_ref": "no-photo"}, made.actor(Role.SUPERVISOR, "GR-CPA")
    )
    client = _client(made, Role.SUPERVISOR, "GR-CPA")
    assert "No photo." in client.get(f"/records/{record}/photo").text
    client.put(
        f"/v1/records/{record}/photo",
        content=factories.picture(4, 4),
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    shown = client.get(f"/records/{record}/photo").text
    assert 'src="data:image/jpeg;base64,' in shown
    assert "No photo." not in shown
    assert _accesses(made, record)[-2:] == ["read_record", "read_photo"]


def test_the_audit_page_shows_a_refusal_in_words_with_the_requested_part(
    made: Installation,
) -> None:
    caseworker = _client(made, Role.CASEWORKER)
    assert caseworker.get(f"/records/{uuid4()}/story").status_code == 404
    page_text = caseworker.get("/audit-log").text
    assert "A child&#39;s history" in page_text
    assert '<code class="small">story.show</code>' in page_text
    assert "Not found or not visible" in page_text


def test_a_stranger_is_sent_to_the_sign_in(made: Installation) -> None:
    app = create_app(made.context.settings, context=made.context, database=made.app)
    client = TestClient(app, follow_redirects=False)
    for (method, path), route in ROUTES.items():
        if _actions(route) or (method, path) in SIGNED_IN_ONLY:
            answer = client.request(method, _fill(path).replace("{record_id}", str(uuid4())))
            assert (answer.status_code, answer.headers.get("location")) in {
                (303, "/sign-in"),
                (422, None),
            }, path


def test_the_policy_of_a_page_allows_neither_inline_code_nor_other_origins(
    made: Installation,
) -> None:
    page = _client(made, Role.CASEWORKER).get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert " style=" not in page.text
    assert " onclick" not in page.text
    assert "<script>" not in page.text
